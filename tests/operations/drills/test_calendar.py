"""The yearly drill calendar and its reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.drill import Drill, DrillState
from domain.drill_paper import ReminderStep
from domain.outbox import Notification, NotificationKind
from domain.plan import PlanKind
from domain.records import Records
from operations.drills.calendar import FREQUENCIES, Period, SlotState, calendar, periods
from operations.drills.reminding import sweep
from operations.plans import library
from tests.operations.drills.drill_samples import DRILL
from tests.operations.scenes import SITE, SITES, told

FIRE = replace(DRILL, plan_key="fire")
PLANS = library.load()
ZONE = SITE.time_zone


def local(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE).astimezone(UTC)


def held(begins: datetime, state: DrillState = DrillState.FINISHED, key: str = "fire", drill_id: str = "d") -> Drill:
    began = None if state is DrillState.PLANNED else begins
    return replace(DRILL, id=drill_id, number=f"L-{drill_id}", plan_key=key, begins_at=begins, started_at=began, state=state)


def states(now: datetime, *drills: Drill, key: str = "fire") -> list[SlotState]:
    (line,) = calendar([PLANS[key]], drills, 2026, ZONE, now)
    return [slot.state for slot in line.slots]


# --- The calendar ---------------------------------------------------------------------------------------------------


def test_every_kind_of_plan_has_a_frequency_and_says_who_says_so() -> None:
    assert set(FREQUENCIES) == set(PlanKind)
    assert all(frequency.source.zh and frequency.source.en and 12 % frequency.times == 0 for frequency in FREQUENCIES.values())


def test_a_fire_drill_is_due_every_half_year() -> None:
    assert periods(2026, FREQUENCIES[PlanKind.FIRE].times) == (Period(date(2026, 1, 1), date(2026, 6, 30)), Period(date(2026, 7, 1), date(2026, 12, 31)))


def test_what_is_done_planned_due_ahead_and_overdue() -> None:
    assert states(local(3, 1)) == [SlotState.DUE, SlotState.AHEAD]
    assert states(local(3, 1), held(local(4, 1), DrillState.PLANNED)) == [SlotState.PLANNED, SlotState.AHEAD]
    assert states(local(5, 1), held(local(4, 1))) == [SlotState.DONE, SlotState.AHEAD]
    assert states(local(8, 1)) == [SlotState.OVERDUE, SlotState.DUE]


@pytest.mark.parametrize("state", [DrillState.STOPPED, DrillState.INTERRUPTED, DrillState.CANCELLED])
def test_a_drill_that_was_broken_off_does_not_count(state: DrillState) -> None:
    assert states(local(5, 1), held(local(4, 1), state)) == [SlotState.DUE, SlotState.AHEAD]


def test_a_period_ends_at_the_sites_midnight() -> None:
    late = datetime(2026, 6, 30, 23, 59, tzinfo=ZONE).astimezone(UTC)
    assert states(local(7, 2), held(late)) == [SlotState.DONE, SlotState.DUE]
    assert states(local(7, 2), held(late + timedelta(minutes=2))) == [SlotState.OVERDUE, SlotState.DONE]


# --- Reminders ------------------------------------------------------------------------------------------------------


def reminded(records: Records) -> Sequence[Notification]:
    return [one for one in told(records) if one.kind is NotificationKind.DRILL]


def test_the_manager_is_reminded_thirty_and_seven_days_ahead_and_when_it_is_overdue(records: Records) -> None:
    for now in (local(5, 30), local(5, 31), local(6, 1), local(6, 23), local(6, 24), local(7, 1), local(7, 2)):
        sweep(records, SITES, now)
    assert [(one.created_at, one.posts) for one in reminded(records)] == [
        (local(5, 31), ("manager",)),
        (local(6, 23), ("manager",)),
        (local(7, 1), ("manager",)),
    ]
    assert [one.title.zh[:4] for one in reminded(records)] == ["演练提醒", "演练提醒", "演练逾期"]
    assert "2026-06-30" in reminded(records)[0].body.zh


def test_each_reminder_is_decided_once_however_often_it_is_swept(records: Records) -> None:
    decided = [sweep(records, SITES, local(6, 1)) for _ in range(3)]
    assert decided[0] > 0
    assert decided[1:] == [0, 0]
    assert len(reminded(records)) == 1


def test_nobody_is_reminded_before_nine_in_the_morning(records: Records) -> None:
    assert sweep(records, SITES, local(6, 1, hour=8)) == 0
    assert sweep(records, SITES, local(6, 1, hour=9)) > 0


def test_what_is_planned_or_done_is_not_named(records: Records) -> None:
    with records.transaction() as tx:
        tx.drills.add(held(local(6, 20), DrillState.PLANNED), [])
    sweep(records, SITES, local(6, 1))
    assert reminded(records) == []


def test_in_december_each_missing_plan_is_named_in_one_message(records: Records) -> None:
    with records.transaction() as tx:
        tx.drills.add(held(local(9, 1), key="gas"), [])
    sweep(records, SITES, local(12, 2))
    (message,) = reminded(records)
    named = message.body.zh.split(" · ")[0].split("、")
    assert PLANS["gas"].title.zh not in named
    assert set(named) == {plan.title.zh for plan in PLANS.values()} - {PLANS["gas"].title.zh}


def test_what_steward_did_not_see_coming_is_not_overdue_for_it(records: Records) -> None:
    assert sweep(records, SITES, local(7, 1)) > 0
    assert reminded(records) == []


def test_reminders_are_remembered_by_plan_period_and_step(records: Records) -> None:
    sweep(records, SITES, local(6, 1))
    with records.reading() as tx:
        (reminder,) = tx.drill_papers.reminders(SITE.id, local(1, 1))
    assert (reminder.plan_key, reminder.period, reminder.step) == ("fire", "2026-06-30", ReminderStep.MONTH)
