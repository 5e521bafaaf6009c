"""What Prometheus is told follows its conventions, and everything that ingest counts is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields

import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from api import clock_figures, ingest_figures
from api.ingest_figures import ADDED_UP, COUNTERS, FACTS, GAUGES, HISTOGRAMS, PROCESS
from domain.quarantine import QuarantineReason
from domain.records import Heartbeat
from domain.transition import Change
from ingest.histogram import SECONDS
from ingest.metrics import Facts, Metrics
from tests.api.exposition import say_everything
from tests.api.world import World


@pytest.fixture
def families(world: World) -> Mapping[str, Metric]:
    """Every family by its name, of a Steward that says everything it can."""
    say_everything(world)
    world.raised()
    return asked(world)


def asked(world: World) -> Mapping[str, Metric]:
    return {family.name: family for family in text_string_to_metric_families(world.get("//metrics").text)}


def samples(families: Mapping[str, Metric], name: str) -> dict[tuple[str, ...], float]:
    """Values of one sample by the values of its labels, of riverside."""
    found = {}
    for family in families.values():
        for sample in family.samples:
            if sample.name == name and sample.labels.get("site", "riverside") == "riverside":
                found[tuple(value for label, value in sorted(sample.labels.items()) if label != "site")] = sample.value
    return found


def test_every_family_is_explained_and_typed(families: Mapping[str, Metric]) -> None:
    assert [name for name, family in families.items() if not family.documentation or family.type == "unknown"] == []


def test_names_are_in_base_units_and_say_what_only_rises(families: Mapping[str, Metric]) -> None:
    ours = [family for name, family in families.items() if name.startswith("steward_")]
    assert len(ours) > len((*COUNTERS, *GAUGES, *HISTOGRAMS, *FACTS))
    names = {sample.name for family in ours for sample in family.samples}
    assert {name for name in names if not re.fullmatch(r"steward_[a-z][a-z0-9_]*[a-z0-9]", name)} == set()
    assert {name for name in names if re.search(r"_(ms|milliseconds|minutes|kb|mb|mib|percent)(_|$)", name)} == set()
    rising = {sample.name for family in ours if family.type == "counter" for sample in family.samples if not sample.name.endswith("_created")}
    assert {name for name in rising if not name.endswith("_total")} == set()
    assert {name for name in names - rising if name.endswith("_total")} == set()


def test_no_series_is_told_twice(families: Mapping[str, Metric]) -> None:
    series = Counter((sample.name, tuple(sorted(sample.labels.items()))) for family in families.values() for sample in family.samples)
    assert [name for name, times in series.items() if times > 1] == []


def test_histograms_add_up(families: Mapping[str, Metric]) -> None:
    assert samples(families, "steward_ingest_fsync_seconds_count") == {(): 2}
    assert samples(families, "steward_ingest_fsync_seconds_sum") == {(): 1e9 + 0.004}
    buckets = samples(families, "steward_ingest_fsync_seconds_bucket")
    assert buckets[("0.0025",)] == 0
    assert buckets[("0.005",)] == 1, "the bound that is no smaller"
    assert buckets[("30.0",)] == 1
    assert buckets[("+Inf",)] == 2
    assert len(buckets) == len(SECONDS) + 1
    assert list(buckets.values()) == sorted(buckets.values())


def test_what_is_counted_by_a_label_begins_at_zero(families: Mapping[str, Metric]) -> None:
    reasons = samples(families, "steward_ingest_quarantined_total")
    assert set(reasons) == {(reason.value,) for reason in QuarantineReason}
    assert reasons[("not_json",)] == 3
    assert reasons[("oversize",)] == 0
    assert set(samples(families, "steward_ingest_transitions_total")) == {(change.value,) for change in Change}


def test_everything_that_ingest_counts_is_told_once() -> None:
    told = Counter(figure.source for figure in (*COUNTERS, *GAUGES, *HISTOGRAMS, *PROCESS))
    assert set(told) == {entry.name for entry in fields(Metrics)} - ADDED_UP - {"process_id"}
    assert set(told.values()) == {1}
    yes_or_no = {name for name, value in Facts().as_facts().items() if isinstance(value, bool)}
    assert {figure.source for figure in FACTS} == yes_or_no


def test_of_a_site_whose_ingest_is_away_only_that_is_told(world: World) -> None:
    say_everything(world)
    world.live.disconnect("riverside")
    families = asked(world)
    assert samples(families, "steward_ingest_feed_connected") == {(): 0}
    assert samples(families, "steward_ingest_received_total") == {}
    assert samples(families, "steward_ingest_fsync_seconds_bucket") == {}
    assert samples(families, "steward_ingest_quarantined_total") == {}
    assert samples(families, "steward_device_clocks_off") == {}


def test_only_clocks_that_are_off_have_series_and_only_the_worst_of_them(world: World) -> None:
    say_everything(world)
    families = asked(world)
    assert samples(families, "steward_device_clocks_off") == {(): 1}
    assert samples(families, "steward_device_clock_offset_seconds") == {("slow",): -61.5}
    many = {f"d{n}": (True, 0, 100.0 + n) for n in range(1000)}
    world.live.update("riverside", {}, many)
    families = asked(world)
    assert samples(families, "steward_device_clocks_off") == {(): 1001}
    named = samples(families, "steward_device_clock_offset_seconds")
    assert len(named) == clock_figures.MOST
    assert min(named.values()) == 100 + 1000 - clock_figures.MOST


def test_a_site_is_served_while_a_living_ingest_says_so(world: World) -> None:
    assert samples(asked(world), "steward_site_served") == {(): 0}
    with world.records.transaction() as tx:
        tx.housekeeping.beat(Heartbeat("ingest", "i1", world.clock(), {"sites": ["riverside"]}))
        tx.housekeeping.beat(Heartbeat("ingest", "i2", world.clock(), {"sites": ["hillside"]}))
    assert samples(asked(world), "steward_site_served") == {(): 1}
    world.clock.forward(seconds=31)
    assert samples(asked(world), "steward_site_served") == {(): 0}


def test_the_lag_of_the_out_topics_is_the_age_of_the_oldest_that_is_not_there(world: World) -> None:
    assert samples(asked(world), "steward_out_lag_seconds") == {(): 0}
    world.raised()
    world.clock.forward(seconds=7)
    assert samples(asked(world), "steward_out_lag_seconds") == {(): 7}


def test_a_process_is_told_by_its_number(families: Mapping[str, Metric]) -> None:
    assert samples(families, "steward_ingest_process_cpu_seconds_total") == {("3",): 3}


def test_no_family_has_two_rows() -> None:
    names = Counter(figure.full_name for figure in (*COUNTERS, *GAUGES, *HISTOGRAMS, *FACTS, *PROCESS, ingest_figures.CONNECTED))
    assert [name for name, times in names.items() if times > 1] == []
