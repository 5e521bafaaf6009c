"""The work of a backtest is divided only where conditions have nothing to do with each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.backtest.shares import Share, shares
from rules.ruleset import RuleSet
from tests.rules.backtest.mill import HOT
from tests.rules.plant import bound, site

MILL = site(boilers=6)


def divided(*texts: str, most: int = 2) -> tuple[Share, ...]:
    return shares(MILL, [bound(*texts, at=MILL)], most)


def devices(found: tuple[Share, ...]) -> list[list[str]]:
    return [sorted(share.devices) for share in found]


def test_conditions_on_single_devices_are_shared_out_evenly() -> None:
    assert devices(divided(HOT)) == [["b1", "b3", "b5"], ["b2", "b4", "b6"]]
    assert [share.rate for share in divided(HOT)] == [pytest.approx(3 / 60), pytest.approx(3 / 60)]


def test_devices_that_speak_more_often_weigh_more() -> None:
    busy = replace(MILL, devices={**MILL.devices, "b1": replace(MILL.devices["b1"], interval_s=5)})
    assert devices(shares(busy, [bound(HOT, at=busy)], 2)) == [["b1"], ["b2", "b3", "b4", "b5", "b6"]]


def test_every_condition_is_in_exactly_one_share_and_only_devices_that_matter() -> None:
    ruleset = bound("when: {kind: state, point: pump_*_fault, equals: true}\napplies_to: {assets: [b1, b2, b3]}", at=MILL)
    found = shares(MILL, [ruleset], 2)
    assert sorted(key for share in found for key in share.members) == sorted(condition.key for condition in ruleset.conditions)
    assert devices(found) == [["b1", "b3"], ["b2"]]
    assert found[1].points == frozenset({"mill.b2.pump_1_fault", "mill.b2.pump_2_fault"})
    assert found[1].keys == frozenset({"pump_1_fault", "pump_2_fault"})


def test_conditions_that_look_at_each_other_stay_together() -> None:
    named = "id: test.hot\n" + HOT
    everywhere = "id: test.all\nwhen: {kind: composite, any: [{rule: test.hot, within: site}]}\napplies_to: {assets: [gw]}"
    assert devices(divided(named, everywhere)) == [["b1", "b2", "b3", "b4", "b5", "b6"]]


def test_a_guard_stays_with_what_it_hides() -> None:
    found = divided(f"{HOT}\nsuppress_while: {{kind: state, point: mode, equals: manual}}")
    assert devices(found) == [["b1", "b3", "b5"], ["b2", "b4", "b6"]]
    assert found[0].keys == frozenset({"temp", "mode"})
    assert sum(key.startswith("while|") for share in found for key in share.members) == 6


def test_events_bring_the_devices_that_may_report_them() -> None:
    found = divided("when: {kind: count, event: flame.lost, at_least: 3, within: 2m}\napplies_to: {assets: [b1]}")
    assert devices(found) == [["b1"]]
    assert found[0].keys == frozenset()


def test_where_silence_is_judged_every_word_of_the_devices_counts() -> None:
    assert [share.keys for share in divided("when: {kind: stale}")] == [None, None]


def test_both_versions_of_a_rule_are_in_the_same_shares() -> None:
    found = shares(MILL, [bound(HOT, at=MILL), bound("when: {kind: state, point: lit, equals: false}", at=MILL)], 2)
    assert devices(found) == [["b1", "b3", "b5"], ["b2", "b4", "b6"]]
    assert found[0].keys == frozenset({"temp", "lit"})


def test_a_share_holds_back_what_is_not_its_own() -> None:
    ruleset = bound(HOT, "when: {kind: stale}", at=MILL)
    parts = [share.of(ruleset) for share in shares(MILL, [ruleset], 3)]
    assert sorted(key for part in parts for key in _keys(part)) == sorted(_keys(ruleset))
    assert all(_keys(part) for part in parts)


def test_without_conditions_there_is_no_work() -> None:
    assert shares(MILL, [RuleSet((), {}, {})], 2) == ()


def _keys(ruleset: RuleSet) -> list[str]:
    return [condition.key for condition in ruleset.conditions]
