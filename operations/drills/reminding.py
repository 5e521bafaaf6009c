"""Reminders of the yearly drill calendar: thirty and seven days before a period ends, and when it is over. Each is decided once.

In the morning of the site (from nine) the manager reads in one message which plans are still to be drilled, or were not. A
plan that is drilled or planned by then is not named. What Steward did not see coming, because it was not yet there, is not
overdue for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from domain.drill import DrillFilter
from domain.drill_paper import Reminder, ReminderStep
from domain.outbox import NotificationKind
from domain.plan import Plan
from domain.post import Post
from domain.records import Records, Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from operations.deciding import Due, decide
from operations.drills.calendar import FREQUENCIES, Line, Period, Slot, SlotState, calendar, periods
from operations.plans.in_force import in_force
from operations.telling import tell

MONTH_DAYS, WEEK_DAYS = 30, 7
_FROM_H = 9
_PAGE = 500
_TIMES = sorted({frequency.times for frequency in FREQUENCIES.values()})

_TITLES = {
    ReminderStep.MONTH: Text("演练提醒：{number} 项预案本期尚未安排演练", "Drills: {number} plans still to be drilled"),
    ReminderStep.WEEK: Text("演练提醒：最后一周，{number} 项预案本期尚未安排演练", "Drills, the last week: {number} plans still to be drilled"),
    ReminderStep.OVERDUE: Text("演练逾期：{number} 项预案上期未演练", "Drills overdue: {number} plans were not drilled"),
}
_BODY = Text("{plans} · 截止 {day}", "{plans} · by {day}")


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Remind of what has to be drilled at `sites` (by id); returns how many plans were decided about. Raises `RecordsUnavailable`."""
    due = [Due(_decide, f"{site.id}|drills", site) for site in sites.values() if any(_steps(site, now))]
    return decide(records, due, now)


def _steps(site: Site, now: datetime) -> Iterator[tuple[Period, ReminderStep]]:
    """Which periods are near their end, or have just ended, in the morning of the site or later that day."""
    local = now.astimezone(site.time_zone)
    if local.hour < _FROM_H:
        return
    for period in dict.fromkeys(each for times in _TIMES for year in (local.year - 1, local.year) for each in periods(year, times)):
        left = (period.last - local.date()).days
        if WEEK_DAYS < left <= MONTH_DAYS:
            yield period, ReminderStep.MONTH
        elif 0 <= left <= WEEK_DAYS:
            yield period, ReminderStep.WEEK
        elif -MONTH_DAYS <= left < 0:
            yield period, ReminderStep.OVERDUE


def _decide(tx: Transaction, _subject: str, site: Site, now: datetime) -> int:
    plans = [plan for plan, _ in in_force(tx, site.id).values()]
    fresh = [(step, period, line) for period, step in _steps(site, now) for line in _undecided(tx, plans, period, step, site, now)]
    missing: dict[tuple[ReminderStep, date], list[Plan]] = {}
    for step, period, line in fresh:
        known = {reminder.plan_key for reminder in tx.drill_papers.reminders(site.id, period.since(site.time_zone)) if _is_before(reminder, period, step)}
        if _is_missing(line, period, step, known):
            missing.setdefault((step, period.last), []).append(line.plan)
    for (step, last), named in missing.items():
        _tell(tx, named, last, step, site, now)
    return len(fresh)


def _undecided(tx: Transaction, plans: Sequence[Plan], period: Period, step: ReminderStep, site: Site, now: datetime) -> list[Line]:
    """The plans that have this period and about which nobody has decided this step before; now it is decided."""
    since = period.since(site.time_zone)
    decided = tx.drill_papers.reminders(site.id, since)
    own = [plan for plan in plans if period in periods(period.first.year, FREQUENCIES[plan.kind].times)]
    waiting = [plan for plan in own if _named(plan, period, step) not in decided]
    if not waiting:
        return []
    where = DrillFilter((site.id,), since=since - timedelta(days=MONTH_DAYS), until=period.until(site.time_zone) + timedelta(days=MONTH_DAYS))
    lines = calendar(waiting, tx.drills.list(where, limit=_PAGE).items, period.first.year, site.time_zone, now)
    return [line for line in lines if tx.drill_papers.add_reminder(site.id, _named(line.plan, period, step), now)]


def _is_before(reminder: Reminder, period: Period, step: ReminderStep) -> bool:
    return reminder.period == period.last.isoformat() and reminder.step is not step


def _named(plan: Plan, period: Period, step: ReminderStep) -> Reminder:
    return Reminder(plan.key, period.last.isoformat(), step)


def _is_missing(line: Line, period: Period, step: ReminderStep, known: set[str]) -> bool:
    slot: Slot = next(slot for slot in line.slots if slot.period == period)
    if step is ReminderStep.OVERDUE:
        return slot.state is SlotState.OVERDUE and line.plan.key in known
    return slot.state is SlotState.DUE


def _tell(tx: Transaction, plans: Sequence[Plan], last: date, step: ReminderStep, site: Site, now: datetime) -> None:
    named = Text("、".join(plan.title.zh for plan in plans), ", ".join(plan.title.en for plan in plans))
    tell(
        tx,
        f"drills|{site.id}|{last}|{step}|{now.astimezone(site.time_zone).date()}|{','.join(plan.key for plan in plans)}",
        NotificationKind.DRILL,
        Post.MANAGER.department,
        _TITLES[step].filled(number=str(len(plans))),
        _BODY.filled(plans=named, day=last.isoformat()),
        now,
        site=site.id,
        severity=Severity.MEDIUM if step is ReminderStep.OVERDUE else Severity.LOW,
        posts=(Post.MANAGER.value,),
    )
