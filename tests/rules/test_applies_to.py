"""Which assets a rule is about: by type, by name, and by what the site file says of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from configuration.document import parse
from domain.problem import BadConfiguration
from rules.rule import AppliesTo, Rule
from rules.rule_file import parse_rules
from rules.ruleset import bind
from tests.rules.kinds.station import asset, site

WORKS = site(
    asset("office", attributes={"room": "office"}),
    asset("rack", attributes={"room": "server", "floor": "2"}),
    asset("cellar", attributes={"room": "server", "floor": "-1"}),
    asset("plain"),
)


def rule(applies_to: str) -> Rule:
    text = f"- id: station.open\n  applies_to: {applies_to}\n  when: {{kind: state, point: open, equals: true}}\n"
    text += "  severity: low\n  department: security\n  message: {zh: 门开, en: Open}\n"
    return parse_rules(parse(text, "station.yaml"))[0]


def judged(applies_to: str) -> list[str]:
    return sorted(
        {condition.asset.id for condition in bind([rule(applies_to)], WORKS, {WORKS.assets["plain"].type.key: WORKS.assets["plain"].type}).conditions}
    )


def test_without_attributes_every_asset_of_the_type_is_meant() -> None:
    assert judged("{asset_type: station}") == ["cellar", "office", "plain", "rack"]


@pytest.mark.parametrize(
    ("where", "meant"),
    [
        ("{room: server}", ["cellar", "rack"]),
        ("{room: [server, office]}", ["cellar", "office", "rack"]),
        ('{room: server, floor: "2"}', ["rack"]),
        ("{room: kitchen}", []),
    ],
)
def test_only_assets_that_have_all_the_attributes_are_meant(where: str, meant: list[str]) -> None:
    assert judged(f"{{asset_type: station, where: {where}}}") == meant
    everything = {"cellar", "office", "plain", "rack"}
    assert set(judged(f"{{asset_type: station, except_where: {where}}}")) == everything - set(meant)


def test_with_every_type_attributes_count_too() -> None:
    assert judged('{asset_type: "*", where: {room: server}, except_where: {floor: "-1"}}') == ["rack"]


@pytest.mark.parametrize(
    ("applies_to", "problem"),
    [
        ("{assets: [rack], where: {room: server}}", "single assets are named and chosen by attributes"),
        ("{asset_type: station, where: {room: []}}", "applies_to.where.room"),
        ("{asset_type: station, where: room}", "applies_to.where"),
    ],
)
def test_what_makes_no_sense_is_refused(applies_to: str, problem: str) -> None:
    with pytest.raises(BadConfiguration, match=re.escape(problem)):
        rule(applies_to)


def test_a_rule_made_in_code_means_every_asset_unless_it_says_otherwise() -> None:
    assert AppliesTo(("station",)).meets({})
    assert not replace(AppliesTo(("station",)), where=(("room", ("server",)),)).meets({})
