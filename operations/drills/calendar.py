"""The yearly drill calendar: how often each plan has to be drilled, and what of it is done, planned and overdue. Pure.

A plan that has to be drilled twice a year has two periods (January to June, July to December), else one. Only a drill that
was carried out to its end counts, in the period in which it began. Days are those of the site.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.drill import Drill, DrillState
from domain.plan import Plan, PlanKind
from domain.text import Text


@dataclass(frozen=True, slots=True)
class Frequency:
    """At least how often in a year plans of a kind have to be drilled, and who says so."""

    times: int
    source: Text


_ART_33 = Text(
    "《生产安全事故应急预案管理办法》（应急管理部令第2号）第三十三条：专项预案每年至少演练一次；逐项演练为惯例",
    "Order 2 of the Ministry of Emergency Management, art. 33: special plans at least once a year; each of them once is practice",
)
_BEFORE_THE_RAINS = Text(f"{_ART_33.zh}；宜在汛期前", f"{_ART_33.en}; best before the rainy season")
_PRACTICE = Text("物业行业惯例：每年一次", "Practice of the trade: once a year")

FREQUENCIES: Mapping[PlanKind, Frequency] = {
    PlanKind.FIRE: Frequency(
        2,
        Text(
            "《机关、团体、企业、事业单位消防安全管理规定》（公安部令第61号）第四十条：消防安全重点单位至少每半年一次，其他单位至少每年一次；本系统按每半年",
            "Order 61 of the Ministry of Public Security, art. 40: key units at least every half year, others once a year; Steward takes the half year",
        ),
    ),
    PlanKind.LIFT_ENTRAPMENT: Frequency(
        1,
        Text(
            "电梯救援惯例（TSG 08《特种设备使用管理规则》的专项预案）：每年至少一次",
            "Practice for lift rescue (the special plan of TSG 08): at least once a year",
        ),
    ),
    PlanKind.GAS_LEAK: Frequency(1, _ART_33),
    PlanKind.POWER_CUT: Frequency(1, _ART_33),
    PlanKind.FLOODING: Frequency(1, _BEFORE_THE_RAINS),
    PlanKind.WATER_CUT: Frequency(1, _PRACTICE),
    PlanKind.BURST_PIPE: Frequency(1, _PRACTICE),
    PlanKind.INTRUSION: Frequency(1, _PRACTICE),
    PlanKind.FIGHT: Frequency(1, _PRACTICE),
    PlanKind.MEDICAL: Frequency(1, _PRACTICE),
    PlanKind.FALLEN_OBJECT: Frequency(1, _PRACTICE),
    PlanKind.MONITORING_LOST: Frequency(1, _PRACTICE),
}


@dataclass(frozen=True, slots=True)
class Period:
    """From the local day `first` to the local day `last`, both included."""

    first: date
    last: date

    def since(self, zone: ZoneInfo) -> datetime:
        """When it begins, in UTC."""
        return _midnight(self.first, zone)

    def until(self, zone: ZoneInfo) -> datetime:
        """When it is over, in UTC: the midnight after its last day."""
        return _midnight(self.last + timedelta(days=1), zone)


class SlotState(StrEnum):
    """How a period of a plan stands."""

    DONE = "done"
    PLANNED = "planned"
    """A drill is planned, or under way, within it."""
    DUE = "due"
    """It runs, and nothing is planned."""
    AHEAD = "ahead"
    """It has not begun."""
    OVERDUE = "overdue"
    """It is over, and the plan was not drilled."""


SLOT_STATE_NAMES = {
    SlotState.DONE: Text("已完成", "Done"),
    SlotState.PLANNED: Text("已计划", "Planned"),
    SlotState.DUE: Text("待安排", "To be planned"),
    SlotState.AHEAD: Text("未开始", "Ahead"),
    SlotState.OVERDUE: Text("逾期未演练", "Overdue"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One period of one plan. `drills` are those that begin in it, the earliest first; `days_left` counts local days, 0 on the last."""

    period: Period
    state: SlotState
    drills: tuple[Drill, ...]
    days_left: int


@dataclass(frozen=True, slots=True)
class Line:
    """A plan over the year."""

    plan: Plan
    frequency: Frequency
    slots: tuple[Slot, ...]


def periods(year: int, times: int) -> tuple[Period, ...]:
    """The equal parts of `year` in whole months; `times` divides twelve."""
    months = 12 // times
    begins = [date(year, 1 + part * months, 1) for part in range(times)]
    ends = [*(begin - timedelta(days=1) for begin in begins[1:]), date(year, 12, 31)]
    return tuple(Period(first, last) for first, last in zip(begins, ends, strict=True))


def calendar(plans: Sequence[Plan], drills: Sequence[Drill], year: int, zone: ZoneInfo, now: datetime) -> tuple[Line, ...]:
    """How each of `plans` stands in `year` at `now` (UTC), by `drills` of the site that begin in that year."""
    lines = []
    for plan in plans:
        frequency = FREQUENCIES[plan.kind]
        own = sorted((drill for drill in drills if drill.plan_key == plan.key and drill.state is not DrillState.CANCELLED), key=_began)
        lines.append(Line(plan, frequency, tuple(_slot(period, own, zone, now) for period in periods(year, frequency.times))))
    return tuple(lines)


def _slot(period: Period, drills: Sequence[Drill], zone: ZoneInfo, now: datetime) -> Slot:
    since, until = period.since(zone), period.until(zone)
    own = tuple(drill for drill in drills if since <= _began(drill) < until)
    states = {drill.state for drill in own}
    if DrillState.FINISHED in states:
        state = SlotState.DONE
    elif now >= until and DrillState.RUNNING not in states:
        state = SlotState.OVERDUE
    elif states & {DrillState.PLANNED, DrillState.RUNNING}:
        state = SlotState.PLANNED
    else:
        state = SlotState.DUE if now >= since else SlotState.AHEAD
    return Slot(period, state, own, max(0, (period.last - now.astimezone(zone).date()).days))


def _began(drill: Drill) -> datetime:
    return drill.started_at or drill.begins_at


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
