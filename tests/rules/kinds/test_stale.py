"""The kind `stale`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.problem import BadConfiguration
from domain.text import Text
from tests.rules.plant import BOILER, asset, bound, device, site


def test_a_device_is_stale_after_three_intervals_unless_told() -> None:
    assert bound("when: {kind: stale}").of_device["b1"][0].after == timedelta(minutes=3)
    assert bound("when: {kind: stale, after: 10m}").of_device["b1"][0].after == timedelta(minutes=10)


def test_the_interval_is_the_devices_own() -> None:
    where = site()
    slow = replace(where.devices["b1"], interval_s=900)
    found = bound("when: {kind: stale}", at=replace(where, devices={**where.devices, "b1": slow})).of_device["b1"][0]
    assert found.after == timedelta(minutes=45)
    assert found.bound.limit == Text("45 分钟", "45 min")


def test_it_is_shown_at_the_first_asset_as_its_online_point() -> None:
    found = bound("when: {kind: stale}").of_device["b1"][0]
    assert (found.asset.id, found.point.id, found.key) == ("b1", "mill.b1.online", "test.rule0|b1|mill.b1.online")


def test_two_devices_of_one_asset_are_two_conditions() -> None:
    where = site(1)
    shared = asset("mill", "b1", BOILER, ["b1", "b1-sensor"])
    devices = {**where.devices, "b1": device("mill", "b1", shared, None), "b1-sensor": device("mill", "b1-sensor", shared, None)}
    found = bound("when: {kind: stale}", at=replace(where, assets={**where.assets, "b1": shared}, devices=devices)).of_device
    assert {key: [each.key for each in conditions] for key, conditions in found.items()} == {
        "b1": ["test.rule0|b1|mill.b1.online"],
        "b1-sensor": ["test.rule0|b1|mill.b1.online@b1-sensor"],
    }


def test_a_device_is_judged_for_its_first_asset_only() -> None:
    where = site(2)
    both = replace(where.devices["b1"], assets=("b1", "b2"))
    second = replace(where.assets["b2"], devices=("b1", "b2"))
    found = bound("when: {kind: stale}", at=replace(where, assets={**where.assets, "b2": second}, devices={**where.devices, "b1": both})).of_device
    assert {key: len(conditions) for key, conditions in found.items()} == {"b1": 1, "b2": 1}


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("when: {kind: stale, after: 0s}", "every device would always be stale"),
        ("when: {kind: stale, after: 10}", "is no length of time. Write a number with its unit"),
        ("when: {kind: stale}\non_delay: 5m", "`on_delay` means nothing to the kind `stale`. Leave it out"),
        ("when: {kind: stale}\noff_delay: 5m", "`off_delay` means nothing to the kind `stale`"),
        ("when: {kind: stale, point: temp}", "point"),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(rule: str, problem: str) -> None:
    with pytest.raises(BadConfiguration, match=problem):
        bound(rule)
