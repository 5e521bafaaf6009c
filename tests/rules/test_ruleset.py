"""Rules bound to a site."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.device_type import DeviceType, PointType
from domain.problem import BadConfiguration
from domain.reading import PointKind
from domain.site import Site
from domain.text import Text
from domain.work_order import OrderKind
from rules.ruleset import bind
from tests.rules.plant import TYPES, bound, rules, site

LIT = "when: {kind: state, point: lit, equals: true}"


def test_conditions_are_found_by_point_and_by_device() -> None:
    found = bound(LIT, "when: {kind: stale}", 'when: {kind: threshold, point: temp, above: 60, unit: "°C"}')
    assert sorted(found.of_point) == ["mill.b1.lit", "mill.b1.temp", "mill.b2.lit", "mill.b2.temp"]
    assert sorted(found.of_device) == ["b1", "b2"]
    assert len(list(found.conditions)) == 6
    assert {condition.key for condition in found.of_point["mill.b1.lit"]} == {"test.rule0|b1|mill.b1.lit"}


def test_named_assets_are_the_only_ones() -> None:
    assert sorted(bound(f"applies_to: {{assets: [b2]}}\n{LIT}").of_point) == ["mill.b2.lit"]


def test_every_type_means_those_that_have_the_point() -> None:
    assert sorted(bound(f'applies_to: {{asset_type: "*"}}\n{LIT}').of_point) == ["mill.b1.lit", "mill.b2.lit"]
    everywhere = bound('applies_to: {asset_type: "*"}\nwhen: {kind: state, point: tamper, equals: true}')
    assert sorted(everywhere.of_point) == ["mill.b1.tamper", "mill.b2.tamper", "mill.gw.tamper"]


def test_types_can_be_left_out_of_every_type() -> None:
    found = bound('applies_to: {asset_type: "*", except_types: [boiler]}\nwhen: {kind: stale}')
    assert sorted(found.of_device) == ["gw"]


def test_a_type_that_the_site_does_not_have_is_checked_all_the_same() -> None:
    kiln = DeviceType("kiln", Text("窑", "Kiln"), (PointType("heat", Text("热", "Heat"), PointKind.ANALOG, "°C"),), 60)
    types = {**TYPES, "kiln": kiln}
    fitting = rules('applies_to: {asset_type: kiln}\nwhen: {kind: threshold, point: heat, above: 900, unit: "°C"}')
    assert list(bind(fitting, site(), types).conditions) == []
    with pytest.raises(BadConfiguration, match="`kiln` has no point `heet`"):
        bind(rules('applies_to: {asset_type: kiln}\nwhen: {kind: threshold, point: heet, above: 900, unit: "°C"}'), site(), types)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (f"applies_to: {{asset_type: boyler}}\n{LIT}", r"rules\.yaml:\d: test\.rule0: there is no device type `boyler`. Use one of: boiler, gateway"),
        (f"applies_to: {{asset_types: [boiler, boyler]}}\n{LIT}", "there is no device type `boyler`"),
        (f'applies_to: {{asset_type: "*", except_types: [boyler]}}\n{LIT}', "there is no device type `boyler`"),
        (f"applies_to: {{assets: [b1, b7]}}\n{LIT}", "`mill` has no asset `b7`. Its assets: b1, b2, gw"),
        ("applies_to: {assets: [b1]}\nwhen: {kind: state, point: pump_9_fault, equals: true}", "`b1` has nothing that this could judge"),
        ("applies_to: {asset_types: [boiler, gateway]}\nwhen: {kind: state, point: lit, equals: true}", "`gateway` has no point `lit`"),
        ('applies_to: {asset_type: "*"}\nwhen: {kind: state, point: litt, equals: true}', "`boiler` has no point `litt`"),
        ('applies_to: {asset_type: "*"}\nwhen: {kind: threshold, point: temp, above: 3, unit: K}', "`temp` has `°C`"),
    ],
)
def test_what_does_not_fit_the_site_is_refused(rule: str, problem: str) -> None:
    with pytest.raises(BadConfiguration, match=problem):
        bound(rule)


def test_problems_of_all_rules_are_told_together() -> None:
    with pytest.raises(BadConfiguration) as refused:
        bound("when: {kind: state, point: a, equals: true}", LIT, "when: {kind: state, point: b, equals: true}")
    assert len(refused.value.problems) == 2


def test_delays_are_bound_in_milliseconds() -> None:
    (condition,) = bound(f"{LIT}\non_delay: 1.5s\noff_delay: 2m").of_point["mill.b1.lit"]
    assert (condition.on_delay_ms, condition.off_delay_ms) == (1500, 120_000)
    assert condition.rule.on_delay == timedelta(seconds=1.5)


def groups(group: str, at: Site | None = None) -> dict[str, str | None]:
    found = bound(f'applies_to: {{asset_type: "*"}}\nwhen: {{kind: stale}}\nwork_order: {{kind: inspection, skills: [network], group: {group}}}', at=at)
    assert {condition.order.kind for condition in found.conditions} == {OrderKind.INSPECTION}
    assert {condition.order.skills for condition in found.conditions} == {("network",)}
    return {condition.device: condition.order.group for condition in found.conditions}


def test_orders_are_shared_as_the_rule_says() -> None:
    assert groups("asset") == {"b1": None, "b2": None, "gw": None}
    assert groups("site") == dict.fromkeys(["b1", "b2", "gw"], "site|mill|engineering")
    assert groups("gateway") == dict.fromkeys(["b1", "b2", "gw"], "gateway|mill|gw|engineering")


def test_a_device_without_a_gateway_has_an_order_of_its_own() -> None:
    where = site()
    alone = {**where.devices, "b2": replace(where.devices["b2"], gateway=None)}
    assert groups("gateway", replace(where, devices=alone))["b2"] is None
