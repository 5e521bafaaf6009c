"""Drills in the records: kept, found when due, one under way at a site, forgotten long after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.drill import Drill, DrillEntry, DrillEvent, DrillFilter, DrillState
from domain.outbox import DeliveryState
from domain.records import Conflict, LeaseLost, Records
from domain.retention import DataKind
from tests.storage.database.samples import HOUR, NOON, a_notification

T0 = NOON


def drill(name: str = "d1", **changes: Any) -> Drill:  # noqa: ANN401  fields of any type
    """A drill that is planned, with every field set that can be."""
    plain = Drill(
        id=name,
        number=f"L-20260131-{name}",
        site="riverside",
        plan_key="flooding",
        scenario="flooding",
        title="汛期演练",
        planned_by="manager",
        planned_at=T0,
        begins_at=T0 + HOUR,
        lasts_s=1800.0,
        area="b2",
        people=("guard", "fitter"),
        announced=False,
        outside=True,
        speed=2.0,
        seed=7,
        reminded_at=T0 + timedelta(minutes=5),
    )
    return replace(plain, **changes)


def running(name: str = "d1", site: str = "riverside") -> Drill:
    """One that is under way."""
    return drill(name, site=site, state=DrillState.RUNNING, started_at=T0, started_by="manager", ends_by=T0 + HOUR)


def stored(records: Records, *drills: Drill) -> None:
    with records.transaction() as tx:
        for each in drills:
            tx.drills.add(each, [DrillEntry(each.id, T0, DrillEvent.PLANNED, "manager", each.title)])


def test_a_drill_comes_back_as_it_was_with_its_log(records: Records) -> None:
    stored(records, drill())
    ended = replace(running(), ended_at=T0 + HOUR, ended_by="system", reason="到时结束", interrupted_by="a1", run_id="r1", state=DrillState.INTERRUPTED)
    with records.transaction() as tx:
        saved = tx.drills.save(ended, [DrillEntry("d1", T0 + HOUR, DrillEvent.INTERRUPTED, "system", "真实告警")])
    with records.reading() as tx:
        assert tx.drills.get("d1") == saved == replace(ended, version=2)
        assert [(each.event, each.note) for each in tx.drills.log("d1")] == [(DrillEvent.PLANNED, "汛期演练"), (DrillEvent.INTERRUPTED, "真实告警")]
        assert tx.drills.get("d2") is None


def test_whoever_read_an_older_version_changes_nothing(records: Records) -> None:
    stored(records, drill())
    with records.transaction() as tx:
        tx.drills.save(drill(title="first"), [])
    with pytest.raises(Conflict), records.transaction() as tx:
        tx.drills.save(drill(title="second"), [])
    with records.reading() as tx:
        found = tx.drills.get("d1")
        assert found is not None
        assert found.title == "first"


def test_two_are_never_under_way_at_one_site(records: Records) -> None:
    stored(records, drill("d1"), drill("d2"), drill("d3", site="elsewhere"))
    with records.transaction() as tx:
        tx.drills.save(running("d1"), [])
        tx.drills.save(running("d3", "elsewhere"), [])
    with pytest.raises(Conflict), records.transaction() as tx:
        tx.drills.save(running("d2"), [])
    with records.reading() as tx:
        here, there = tx.drills.running_at("riverside"), tx.drills.running_at("elsewhere")
        assert here is not None
        assert there is not None
        assert (here.id, there.id, tx.drills.running_at("nowhere")) == ("d1", "d3", None)


def test_what_is_due_is_found_by_its_next_moment(records: Records) -> None:
    stored(records, drill("d1"), drill("d2", begins_at=T0), drill("d3", state=DrillState.CANCELLED), running("d4"))
    with records.reading() as tx:
        assert [each.id for each in tx.drills.due_before(T0)] == ["d2"]
        assert [each.id for each in tx.drills.due_before(T0 + HOUR)] == ["d2", "d1", "d4"]


def test_a_list_is_filtered_and_paged_by_begin(records: Records) -> None:
    stored(records, drill("d1"), drill("d2", begins_at=T0), drill("d3", plan_key="fire"), drill("d4", site="elsewhere"))
    with records.reading() as tx:
        first = tx.drills.list(DrillFilter(("riverside",)), limit=2)
        rest = tx.drills.list(DrillFilter(("riverside",)), cursor=first.next_cursor, limit=2)
        assert [each.id for each in (*first.items, *rest.items)] == ["d3", "d1", "d2"]
        assert [each.id for each in tx.drills.list(DrillFilter(plan_key="fire")).items] == ["d3"]
        assert [each.id for each in tx.drills.list(DrillFilter(since=T0 + HOUR, until=T0 + 2 * HOUR, sites=("elsewhere",))).items] == ["d4"]
        assert tx.drills.list(DrillFilter(states=frozenset({DrillState.RUNNING}))).items == ()


def test_numbers_are_those_of_the_day(records: Records) -> None:
    with records.transaction() as tx:
        assert [tx.drills.next_number("riverside", "20260131") for _ in range(2)] == ["L-20260131-001", "L-20260131-002"]


def test_an_owner_that_is_expelled_commits_nothing_more(records: Records) -> None:
    with records.transaction() as tx:
        epoch = tx.ingests.acquire("d1", "here", T0, 15)
    with records.transaction() as tx:
        tx.ingests.expel("d1")
        tx.ingests.expel("never owned")
    with pytest.raises(LeaseLost), records.transaction() as tx:
        tx.ingests.advance("d1", epoch, 100)
    with records.reading() as tx:
        assert tx.ingests.offset("d1") == 0


def test_what_waits_of_a_drill_is_withdrawn_and_nothing_else(records: Records) -> None:
    with records.transaction() as tx:
        for realm in ("d1", "live", "d2"):
            tx.outbox.add(a_notification(realm=realm))
        assert tx.outbox.withdraw("d1", "over") == 1
    with records.reading() as tx:
        assert {each.realm: (each.state, each.error) for each in tx.outbox.list()} == {
            "d1": (DeliveryState.FAILED, "over"),
            "live": (DeliveryState.WAITING, None),
            "d2": (DeliveryState.WAITING, None),
        }


def test_drills_are_forgotten_with_their_logs_and_leases_once_they_are_over(records: Records) -> None:
    over = drill("d1", state=DrillState.FINISHED, ended_at=T0)
    stored(records, over, drill("d2", state=DrillState.CANCELLED, ended_at=T0 + HOUR), running("d3"))
    with records.transaction() as tx:
        tx.ingests.acquire("d1", "here", T0, 15)
        tx.ingests.acquire("riverside", "here", T0, 15)
        assert tx.housekeeping.forget_before(DataKind.DRILLS, T0 + HOUR) == 1
    with records.reading() as tx:
        assert (tx.drills.get("d1"), tx.drills.log("d1"), tx.ingests.lease("d1")) == (None, [], None)
        assert all(tx.drills.get(name) is not None for name in ("d2", "d3"))
        assert tx.ingests.lease("riverside") is not None
