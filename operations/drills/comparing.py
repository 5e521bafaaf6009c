"""Comparing a drill with earlier ones of the same plan at the same site, measure by measure. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from domain.drill import Drill
from domain.plan import Milestone
from domain.text import Text
from operations.drills.score import Score, StepOutcome

MOST = 5
"""With so many earlier drills it is compared."""

MILESTONE_NAMES = {
    Milestone.CONTACT: Text("首次联系", "First contact"),
    Milestone.OUTSIDE_CALLED: Text("外部求援", "Outside help called"),
    Milestone.ARRIVAL: Text("人员到场", "Arrival"),
    Milestone.HELP_ARRIVED: Text("外援到场", "Outside help arrived"),
    Milestone.CONTAINED: Text("险情控制", "Contained"),
}


class Unit(StrEnum):
    """In what a measure is said."""

    PERCENT = "percent"
    SECONDS = "seconds"
    COUNT = "count"


class Verdict(StrEnum):
    """Against the last earlier drill."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    NONE = "none"
    """There is nothing to compare with."""


VERDICT_NAMES = {
    Verdict.BETTER: Text("更好", "Better"),
    Verdict.WORSE: Text("更差", "Worse"),
    Verdict.SAME: Text("持平", "Same"),
    Verdict.NONE: Text("—", "—"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is compared; `of` reads it off a score, `None` if it has none. More is better if `more`, else less is."""

    key: str
    name: Text
    unit: Unit
    more: bool
    of: Callable[[Score], float | None]


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure: now, in the last earlier drill, and the best of the earlier ones."""

    measure: Measure
    now: float | None
    before: float | None
    best: float | None
    verdict: Verdict


def _after(milestone: Milestone) -> Callable[[Score], float | None]:
    return lambda score: next((moment.after_s for moment in score.moments if moment.milestone is milestone), None)


def _reaction(score: Score) -> float | None:
    found = [reaction.seconds for reaction in score.reactions if reaction.seconds is not None]
    return median(found) if found else None


def _largest_delay(score: Score) -> float | None:
    return max((step.late_s for step in score.steps if step.late_s is not None), default=0.0) if score.steps else None


MEASURES: tuple[Measure, ...] = (
    Measure("percent", Text("得分率", "Total"), Unit.PERCENT, True, lambda score: score.percent),
    Measure("in_time", Text("按时完成的步骤", "Steps done in time"), Unit.COUNT, True, lambda score: score.count(StepOutcome.KEPT, StepOutcome.NO_LIMIT)),
    Measure("late", Text("超时的步骤", "Steps done late"), Unit.COUNT, False, lambda score: score.count(StepOutcome.LATE)),
    Measure(
        "missing", Text("跳过或未完成的步骤", "Steps left out or not done"), Unit.COUNT, False, lambda s: s.count(StepOutcome.LEFT_OUT, StepOutcome.NOT_DONE)
    ),
    Measure("largest_delay", Text("最长超时", "Longest delay"), Unit.SECONDS, False, _largest_delay),
    Measure("reaction", Text("响应时间（中位数）", "Reaction (median)"), Unit.SECONDS, False, _reaction),
    Measure("plan", Text("启动预案用时", "Until the plan was started"), Unit.SECONDS, False, lambda score: score.plan_after_s),
    *(Measure(milestone.value, MILESTONE_NAMES[milestone], Unit.SECONDS, False, _after(milestone)) for milestone in Milestone),
    Measure("lasted", Text("预案执行用时", "From start to stand-down"), Unit.SECONDS, False, lambda score: score.lasted_s),
)


def compared(score: Score, earlier: Sequence[tuple[Drill, Score]]) -> tuple[Compared, ...]:
    """`score` against `earlier` drills that were carried out to the end, the newest first. What no drill has is left out.

    Seconds are compared as whole seconds.
    """
    return tuple(
        line for measure in MEASURES if (line := _compared(measure, score, [measure.of(one) for _, one in earlier])) and (line.now, line.best) != (None, None)
    )


def _compared(measure: Measure, score: Score, before: Sequence[float | None]) -> Compared:
    now, last = measure.of(score), next(iter(before), None)
    known = [value for value in before if value is not None]
    best = (max(known) if measure.more else min(known)) if known else None
    return Compared(measure, now, last, best, _verdict(measure, now, last))


def _verdict(measure: Measure, now: float | None, before: float | None) -> Verdict:
    if now is None or before is None:
        return Verdict.NONE
    difference = round(now) - round(before)
    if difference == 0:
        return Verdict.SAME
    return Verdict.BETTER if (difference > 0) is measure.more else Verdict.WORSE
