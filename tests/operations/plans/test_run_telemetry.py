"""Steps that telemetry confirms: what counts, since when, in which realm, and what never counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.plan import DoneWhen, Phase, Plan, WantedTelemetry, Where
from domain.plan_run import RunEvent, StepRun, StepState
from domain.reading import Quality, Value
from domain.records import Records
from domain.telemetry import Sample, Series, StoreUnavailable
from domain.text import Text
from operations.plans import ending, steps
from operations.plans.seen import shows
from operations.plans.watching import sweep
from tests.operations.plans.run_scenes import (
    MINUTE,
    NIGHT,
    RESCUE,
    RUNS,
    SECOND,
    SITE,
    SITES,
    Store,
    a_step,
    events,
    happen,
    log,
    only_run,
    runs,
    signal,
    started,
    telemetry,
)


def plan_for(done: DoneWhen) -> Plan:
    return replace(RESCUE, musters=(), phases=(Phase("only", Text("一", "One"), (a_step("see", within_s=60, done=done), a_step("rest"))),))


def seen(records: Records) -> StepRun:
    return only_run(records).step("see")


def ground(store: Store, floor: Value, at: timedelta, *, lift: str = "lift-1", quality: Quality = Quality.GOOD, realm: str = "live") -> None:
    store.put(lift, "floor", floor, NIGHT + at, quality=quality, realm=realm)


LOW = telemetry(asset_type="lift", point="floor", below=2.0, where=Where.ASSET)


def test_what_telemetry_shows_is_done_by_it_at_the_time_of_the_event(records: Records) -> None:
    store = Store()
    run = started(records, plan_for(LOW), asset="lift-1", space=None)
    assert sweep(records, store, SITES, NIGHT) == 0
    ground(store, 5.0, 5 * SECOND)
    assert sweep(records, store, SITES, NIGHT + 6 * SECOND) == 0
    ground(store, 1.0, 15 * SECOND)
    assert [sweep(records, store, SITES, NIGHT + 17 * SECOND) for _ in range(2)] == [1, 0]
    step = seen(records)
    assert (step.state, step.by, step.value, step.settled_at, step.kept) == (StepState.DONE, "telemetry", 1.0, NIGHT + 15 * SECOND, True)
    line = log(records, run)[-1]
    assert (line.event, line.actor, line.at, line.occurred_at, line.data) == (
        RunEvent.DONE,
        "telemetry",
        NIGHT + 17 * SECOND,
        NIGHT + 15 * SECOND,
        {"value": 1.0},
    )


def test_a_worker_that_was_away_still_knows_when_it_was(sqlite_records: Records) -> None:
    store = Store()
    started(sqlite_records, plan_for(LOW), asset="lift-1", space=None)
    for second in range(10, 200, 10):
        ground(store, 1.0 if second >= 30 else 5.0, second * SECOND)
    sweep(sqlite_records, store, SITES, NIGHT + 191 * SECOND)
    assert seen(sqlite_records).settled_at == NIGHT + 30 * SECOND


def test_what_was_so_before_it_started_is_done_when_it_starts(sqlite_records: Records) -> None:
    store = Store()
    ground(store, 1.0, -5 * SECOND)
    started(sqlite_records, plan_for(LOW), asset="lift-1", space=None)
    sweep(sqlite_records, store, SITES, NIGHT + SECOND)
    assert seen(sqlite_records).settled_at == NIGHT


def hold(seconds: float) -> DoneWhen:
    return telemetry(asset_type="lift", point="floor", below=2.0, where=Where.ASSET, hold_s=seconds)


def test_it_has_to_hold_by_the_times_of_the_events(records: Records) -> None:
    store = Store()
    started(records, plan_for(hold(20)), asset="lift-1", space=None)
    ground(store, 1.0, 10 * SECOND)
    assert [sweep(records, store, SITES, NIGHT + 11 * SECOND) for _ in range(2)] == [1, 0]
    assert (seen(records).state, seen(records).seen_at) == (StepState.OPEN, NIGHT + 10 * SECOND)
    ground(store, 1.0, 20 * SECOND)
    assert sweep(records, store, SITES, NIGHT + 39 * SECOND) == 0
    ground(store, 1.0, 30 * SECOND)
    assert sweep(records, store, SITES, NIGHT + 39 * SECOND) == 1
    assert (seen(records).state, seen(records).settled_at, seen(records).seen_at) == (StepState.DONE, NIGHT + 30 * SECOND, None)


@pytest.mark.parametrize(("floor", "quality"), [(3.0, Quality.GOOD), (None, Quality.BAD), (1.0, Quality.UNCERTAIN)])
def test_a_break_between_two_looks_begins_it_anew(sqlite_records: Records, floor: Value, quality: Quality) -> None:
    store = Store()
    started(sqlite_records, plan_for(hold(20)), asset="lift-1", space=None)
    ground(store, 1.0, 5 * SECOND)
    ground(store, floor, 15 * SECOND, quality=quality)
    ground(store, 1.0, 16 * SECOND)
    ground(store, 1.0, 26 * SECOND)
    sweep(sqlite_records, store, SITES, NIGHT + 27 * SECOND)
    assert (seen(sqlite_records).state, seen(sqlite_records).seen_at) == (StepState.OPEN, NIGHT + 16 * SECOND)
    ground(store, 1.0, 36 * SECOND)
    sweep(sqlite_records, store, SITES, NIGHT + 37 * SECOND)
    assert seen(sqlite_records).settled_at == NIGHT + 36 * SECOND


def test_a_silence_longer_than_the_device_may_be_silent_is_a_break(sqlite_records: Records) -> None:
    store = Store()
    started(sqlite_records, plan_for(hold(60)), asset="lift-1", space=None)
    for second in (5, 15, 50, 60, 70):
        ground(store, 1.0, second * SECOND)
    sweep(sqlite_records, store, SITES, NIGHT + 71 * SECOND)
    assert seen(sqlite_records).seen_at == NIGHT + 50 * SECOND


def test_what_no_longer_shows_is_no_longer_seen(records: Records) -> None:
    store = Store()
    started(records, plan_for(hold(20)), asset="lift-1", space=None)
    ground(store, 1.0, 10 * SECOND)
    sweep(records, store, SITES, NIGHT + 11 * SECOND)
    ground(store, 4.0, 20 * SECOND)
    assert [sweep(records, store, SITES, NIGHT + 21 * SECOND) for _ in range(2)] == [1, 0]
    assert seen(records).seen_at is None


@pytest.mark.parametrize(
    ("value", "quality", "age"),
    [(None, Quality.BAD, 1), (1.0, Quality.BAD, 1), (1.0, Quality.UNCERTAIN, 1), (1.0, Quality.GOOD, 31), (True, Quality.GOOD, 1), ("1", Quality.GOOD, 1)],
)
def test_missing_bad_and_stale_never_count(sqlite_records: Records, value: Value, quality: Quality, age: int) -> None:
    store = Store()
    started(sqlite_records, plan_for(LOW), asset="lift-1", space=None)
    ground(store, value, MINUTE - age * SECOND, quality=quality)
    assert sweep(sqlite_records, store, SITES, NIGHT + MINUTE) == 0
    assert seen(sqlite_records).state is StepState.OPEN


def test_a_word_is_as_fresh_as_the_last_number_of_its_device(sqlite_records: Records) -> None:
    store = Store()
    started(sqlite_records, plan_for(RUNS))
    store.put("pump-1", "pump_run", value=True, at=NIGHT - 60 * MINUTE)
    assert sweep(sqlite_records, store, SITES, NIGHT + SECOND) == 0
    store.put("pump-1", "pressure", 0.5, NIGHT + 5 * SECOND)
    assert sweep(sqlite_records, store, SITES, NIGHT + 40 * SECOND) == 0
    store.put("pump-1", "pressure", 0.5, NIGHT + 35 * SECOND)
    assert sweep(sqlite_records, store, SITES, NIGHT + 40 * SECOND) == 1


def test_where_a_device_says_no_numbers_it_counts_unless_it_is_known_to_be_silent(sqlite_records: Records) -> None:
    store = Store()
    released = telemetry(asset_type="access_door", point="fire_release", equals=True, where=Where.BUILDING, every=True)
    started(sqlite_records, plan_for(released))
    store.put("door-1", "fire_release", value=True, at=NIGHT - 60 * MINUTE)
    silent = replace(signal("door-1", plan=None, rule="offline"), point="riverside.door-1.online")
    happen(sqlite_records, silent)
    assert sweep(sqlite_records, store, SITES, NIGHT + SECOND) == 0
    happen(sqlite_records, replace(silent, change=silent.change.RETURNED, known_at=NIGHT + MINUTE, occurred_at=NIGHT + MINUTE))
    assert sweep(sqlite_records, store, SITES, NIGHT + 2 * MINUTE) == 1


def test_every_asset_has_to_show_it_or_one_is_enough(sqlite_records: Records) -> None:
    store = Store()
    every = plan_for(telemetry(asset_type="lift", point="floor", below=2.0, where=Where.BUILDING, every=True))
    one = replace(plan_for(telemetry(asset_type="lift", point="floor", below=2.0, where=Where.BUILDING)), key="other")
    started(sqlite_records, every)
    other = started(sqlite_records, one)
    ground(store, 1.0, SECOND, lift="lift-2")
    ground(store, 1.0, SECOND, lift="lift-3")
    sweep(sqlite_records, store, SITES, NIGHT + 2 * SECOND)
    state = {run.plan.key: run.step("see").state for run in runs(sqlite_records)}
    assert state == {every.key: StepState.OPEN, other.plan.key: StepState.DONE}
    ground(store, 1.0, 5 * SECOND, lift="lift-1")
    sweep(sqlite_records, store, SITES, NIGHT + 6 * SECOND)
    assert [run.step("see").settled_at for run in runs(sqlite_records) if run.plan.key == every.key] == [NIGHT + 5 * SECOND]


@pytest.mark.parametrize(
    ("where", "asset", "space", "counts"),
    [
        (Where.ASSET, "lift-1", None, {"lift-1"}),
        (Where.ASSET, None, "t1", set()),
        (Where.ASSET, "pump-1", None, set()),
        (Where.ZONE, "smoke-1", None, {"lift-1"}),
        (Where.ZONE, None, "t1-f2", {"lift-2"}),
        (Where.ZONE, None, None, {"lift-1", "lift-2", "lift-3"}),
        (Where.BUILDING, "smoke-1", None, {"lift-1", "lift-2"}),
        (Where.BUILDING, None, "t2", {"lift-3"}),
        (Where.BUILDING, "pump-1", None, {"lift-1", "lift-2", "lift-3"}),
        (Where.SITE, "lift-1", None, {"lift-1", "lift-2", "lift-3"}),
    ],
)
def test_where_is_seen_from_what_started_it(sqlite_records: Records, where: Where, asset: str | None, space: str | None, counts: set[str]) -> None:
    wanted = telemetry(asset_type="lift", point="floor", below=2.0, where=where)
    run = started(sqlite_records, plan_for(wanted), asset=asset, space=space)
    for lift in ("lift-1", "lift-2", "lift-3"):
        store = Store()
        ground(store, 1.0, SECOND, lift=lift)
        done = sweep(sqlite_records, store, SITES, NIGHT + 2 * SECOND) == 1
        assert done is (lift in counts)
        if done:
            with sqlite_records.transaction() as tx:
                steps.undo(tx, run.id, "see", site=SITE, by="fitter", at=NIGHT, reason="再试")
                again = tx.plan_runs.get(run.id)
                assert again is not None
                tx.plan_runs.save(replace(again, steps=tuple(replace(step, by_hand=False) for step in again.steps)), [])


def test_what_a_person_took_back_is_theirs(records: Records) -> None:
    store = Store()
    run = started(records, plan_for(LOW), asset="lift-1", space=None)
    ground(store, 1.0, SECOND)
    sweep(records, store, SITES, NIGHT + 2 * SECOND)
    with records.transaction() as tx:
        steps.undo(tx, run.id, "see", site=SITE, by="fitter", at=NIGHT + 3 * SECOND, reason="传感器坏了")
    assert sweep(records, store, SITES, NIGHT + 4 * SECOND) == 0
    with records.transaction() as tx:
        assert steps.done(tx, run.id, "see", site=SITE, by="fitter", at=NIGHT + 5 * SECOND, note="现场确认").step("see").by == "fitter"


def test_a_step_of_a_phase_that_has_not_opened_ticks_too(sqlite_records: Records) -> None:
    store = Store()
    started(sqlite_records)
    for lift in ("lift-1", "lift-2"):
        for second in (1, 11, 21):
            ground(store, 1.0, second * SECOND, lift=lift)
    sweep(sqlite_records, store, SITES, NIGHT + 22 * SECOND)
    assert only_run(sqlite_records).step("ground").state is StepState.DONE


def test_a_drill_looks_at_its_own_realm_and_the_live_one_at_its_own(records: Records) -> None:
    store = Store()
    plan = plan_for(LOW)
    started(records, plan, asset="lift-1", space=None)
    drill = started(records, plan, asset="lift-1", space=None, realm="drill-1")
    ground(store, 1.0, SECOND, realm="drill-1")
    ground(store, 9.0, SECOND)
    sweep(records, store, SITES, NIGHT + 2 * SECOND)
    assert {run.realm: run.step("see").state for run in runs(records)} == {"live": StepState.OPEN, drill.realm: StepState.DONE}


def test_nothing_ticks_once_it_is_over_and_nothing_is_asked(sqlite_records: Records) -> None:
    store = Store()
    run = started(sqlite_records, plan_for(LOW), asset="lift-1", space=None)
    with sqlite_records.transaction() as tx:
        ending.stand_down(tx, run.id, site=SITE, by="captain", at=NIGHT + SECOND, outcome="完")
    ground(store, 1.0, SECOND)
    assert sweep(sqlite_records, store, SITES, NIGHT + 2 * SECOND) == 0
    assert store.asked == 0
    assert events(sqlite_records, run)[-1] is RunEvent.STOOD_DOWN


class Away(Store):
    """It never answers."""

    def latest(self, series: Sequence[Series], *, before: datetime | None = None) -> Mapping[Series, Sample]:
        raise StoreUnavailable(f"asked for {len(series)} before {before}")


def test_a_store_that_is_away_changes_nothing(sqlite_records: Records) -> None:
    run = started(sqlite_records, plan_for(LOW), asset="lift-1", space=None)
    with pytest.raises(StoreUnavailable):
        sweep(sqlite_records, Away(), SITES, NIGHT + SECOND)
    assert only_run(sqlite_records) == run


@pytest.mark.parametrize(
    ("wanted", "value", "counts"),
    [
        ({"equals": True}, True, True),
        ({"equals": True}, 1.0, False),
        ({"equals": "up"}, "up", True),
        ({"equals": "up"}, "down", False),
        ({"above": 1.0}, 1.0, False),
        ({"above": 1.0}, 1.1, True),
        ({"below": 1.0}, 1.0, False),
        ({"below": 1.0}, 0.9, True),
        ({"below": 1.0}, False, False),
        ({"below": 1.0}, frozenset({"a"}), False),
        ({"equals": False}, None, False),
    ],
)
def test_what_a_value_shows(wanted: dict[str, bool | str | float], value: Value, counts: bool) -> None:  # noqa: FBT001  a table
    asked = WantedTelemetry("lift", "floor", **wanted)  # type: ignore[arg-type]  # one of the three
    assert shows(asked, value, Quality.GOOD) is counts
    assert not shows(asked, value, Quality.BAD)
