"""The site of the benchmarks and its rules."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.thousand import LIMITS, PROBE_RULE, Rules, probe, write
from devices.site_file import load_site
from domain.reading import PointKind
from domain.time import utc_now
from rules.rule_file import load_rules
from rules.ruleset import bind
from simulators.load import _parcels


@pytest.mark.parametrize(("rules", "on_each_point"), [(Rules.OWN, 1), (Rules.ALL, 25)])
def test_a_hundred_thresholds_look_at_each_point_as_they_say(tmp_path: Path, rules: Rules, on_each_point: int) -> None:
    files = write(tmp_path, rules)
    loaded = load_rules([files.rules])
    site = load_site(files.site)
    assert len(loaded) == 100
    counted = Counter(condition.point for condition in bind(loaded, site).conditions)
    assert len(counted) == 4_000
    assert set(counted.values()) == {on_each_point}


def test_a_load_says_four_quiet_numbers_a_message(tmp_path: Path) -> None:
    site = load_site(write(tmp_path, Rules.ALL).loaded)
    said = [json.loads(b'{"ts":0' + parcel.after)["values"] for parcel in _parcels(site, None, 4, utc_now())]
    assert len(said) == 1_000
    assert all(values.keys() == LIMITS.keys() for values in said)
    assert all(values[key] < lowest for values in said for key, (lowest, _) in LIMITS.items())


def test_the_site_has_probes_that_no_load_speaks_for(tmp_path: Path) -> None:
    files = write(tmp_path, Rules.OWN, devices=50, probes=3)
    site, loaded = load_site(files.site), load_site(files.loaded)
    assert site.devices.keys() - loaded.devices.keys() == {probe(number) for number in (1, 2, 3)}
    assert len(loaded.devices) == 50
    conditions = bind(load_rules([files.rules]), site).conditions
    assert {condition.asset.id for condition in conditions if condition.rule.id == PROBE_RULE} == {probe(number) for number in (1, 2, 3)}
    assert site.devices[probe(1)].points["co"].type.kind is PointKind.ANALOG
