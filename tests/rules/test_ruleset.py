"""Rules bound to a site."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import Calendar
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


BOTH = "id: test.both\nwhen: {kind: composite, all: [{rule: test.lit}, {rule: test.hot}]}"
HOT = "id: test.hot\nwhen: {kind: threshold, point: temp, above: 60, unit: °C}"


def test_what_looks_at_others_stands_behind_them() -> None:
    some = "id: test.some\nwhen: {kind: composite, any: [{rule: test.both}]}\nsuppress_while: {kind: composite, any: [{rule: test.more}]}"
    more = "id: test.more\nwhen: {kind: composite, any: [{rule: test.both}]}"
    found = bound(some, BOTH, more, f"id: test.lit\n{LIT}", HOT, at=site(1))
    assert [each.key.split("|")[:3] for each in found.listening] == [
        ["test.both", "b1", "mill.b1.temp"],
        ["test.more", "b1", "mill.b1.temp"],
        ["while", "test.some", "b1"],
        ["test.some", "b1", "mill.b1.temp"],
    ]
    assert [rule.id for rule in found.rules] == ["test.some", "test.both", "test.more", "test.lit", "test.hot"]
    assert len(list(found.conditions)) == 5


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ([BOTH, HOT], r"rules\.yaml:6: test\.both: there is no rule `test.lit`. Name a rule that is in force, such as test.hot"),
        (
            ["id: test.a\nwhen: {kind: composite, any: [{rule: test.b}]}", "id: test.b\nwhen: {kind: composite, any: [{rule: test.a}]}"],
            r"rules\.yaml:6: test\.a: rules look at each other in a circle: test\.a → test\.b → test\.a. Take one of them out",
        ),
        (
            [f"id: test.lit\n{LIT}\nsuppress_while: {{kind: composite, any: [{{rule: test.lit}}]}}"],
            r"test\.lit: rules look at each other in a circle: test\.lit → test\.lit",
        ),
        ([f"{LIT}\nsuppress_while: {{kind: state, point: mood, equals: good}}"], "`boiler` has no point `mood`"),
        ([f"{LIT}\nsuppress_while: {{kind: state, point: mode, equals: good}}"], "`mode` is never `good`"),
        ([f"{LIT}\nsuppress_while: {{kind: stale}}"], "`stale` is judged by the clock and cannot stand here"),
        (
            ["when: {kind: schedule, calendar: night, when: {kind: state, point: lit, equals: true}}"],
            r"rules\.yaml:\d: test\.rule0: `mill` has no calendar `night`",
        ),
        ([f"{LIT}\nsuppress_while: {{kind: schedule, calendar: night, when: {{kind: state, point: lit, equals: true}}}}"], "`mill` has no calendar `night`"),
    ],
)
def test_what_looks_at_something_that_cannot_be_is_refused(texts: list[str], problem: str) -> None:
    with pytest.raises(BadConfiguration, match=problem):
        bound(*texts)


def test_a_circle_is_told_once_and_without_those_that_only_lead_to_it() -> None:
    with pytest.raises(BadConfiguration) as refused:
        bound(*(f"id: test.{one}\nwhen: {{kind: composite, any: [{{rule: test.{other}}}]}}" for one, other in ("ab", "bc", "cb")))
    (problem,) = refused.value.problems
    assert problem.problem == "test.b: rules look at each other in a circle: test.b → test.c → test.b"


def test_a_guard_is_bound_where_its_rule_judges_and_the_asset_has_the_point() -> None:
    guarded = 'applies_to: {asset_type: "*"}\nwhen: {kind: stale}\nsuppress_while: {kind: state, point: lit, equals: true}'
    assert [each.key for each in bound(guarded).listening] == ["while|test.rule0|b1|0", "while|test.rule0|b2|0"]


def digests(text: str, at: Site | None = None) -> set[str]:
    return {each.digest for each in bound(text, at=at or site(1)).listening}


def test_a_digest_is_the_same_for_the_same_settings_inputs_and_calendars() -> None:
    often = "when: {kind: count, point: lit, becomes: true, at_least: 3, within: 3m}"
    night = Calendar("night", Text("夜间", "Night"), ZoneInfo("Asia/Shanghai"), ((1320, 360),), (), ())
    assert digests(often) == digests(f"{often}\nseverity: low\non_delay: 10s")
    assert digests(often) != digests(often.replace("at_least: 3", "at_least: 4"))
    assert digests(often) != digests(often.replace("point: lit, becomes: true", "point: mode, becomes: manual"))
    assert digests(often) != digests(often, replace(site(1), calendars={"night": night}))
