"""Service levels as people write them: those that Steward comes with, and what a site says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field

from configuration.blocks import Block, Words, Wrong, check_entries, covers, whole
from configuration.document import Document, Place, read
from domain.people import Department
from domain.post import Post
from domain.service_level import EscalationStep, Origin, Rung, ServiceLevel, ServiceLevels
from domain.severity import TIME_LIMITS, Priority, TimeLimits
from domain.work_order import HoldReason, OrderKind

SERVICE_LEVELS_FILE = Path(__file__).with_name("service_levels.yaml")

Minutes = Annotated[float, Field(gt=0, le=90 * 24 * 60)]


class _When(Block):
    kinds: list[OrderKind] | None = Field(default=None, min_length=1)
    priorities: list[Priority] | None = Field(default=None, min_length=1)
    departments: list[Department] | None = Field(default=None, min_length=1)
    origin: Origin | None = None


class _Limits(Block):
    accept_min: Minutes
    arrive_min: Minutes
    resolve_min: Minutes


class _Step(Block):
    after_min: float = Field(ge=0, le=90 * 24 * 60)
    call: Rung


class LevelBlock(Block):
    """What is promised for some orders."""

    id: str
    name: Words
    when: _When = _When()
    hours: str | None = None
    limits: dict[Priority, _Limits] = Field(default_factory=dict)
    pauses_for: list[HoldReason] = Field(default_factory=list)
    remind_at_percent: float | None = Field(default=None, ge=1, le=99)
    escalate: list[_Step] = Field(default_factory=list)


class ServiceLevelsBlock(Block):
    """The whole of it; in a site file every part may be left out."""

    levels: list[LevelBlock] = Field(default_factory=list)
    ladders: dict[Department, dict[Rung, Post]] = Field(default_factory=dict)
    day_end: str | None = None
    look_back_days: int | None = Field(default=None, ge=0, le=90)


def load(path: Path = SERVICE_LEVELS_FILE) -> ServiceLevels:
    """The service levels of `path`, by default those that Steward comes with. Raises `BadConfiguration` with every problem."""
    return _load(path)


@cache
def _load(path: Path) -> ServiceLevels:
    return read_service_levels(read(path))


def read_service_levels(document: Document) -> ServiceLevels:
    """The service levels of a document of their own; as `load`."""
    return whole(document, lambda wrong: service_levels(document.model(ServiceLevelsBlock), (), wrong))


def service_levels(
    written: ServiceLevelsBlock, place: Place, wrong: Wrong, calendars: Collection[str] | None = None, base: ServiceLevels | None = None
) -> ServiceLevels:
    """What stands at `place`, before and instead of what `base` says: a level replaces the one of the same id, and comes first.

    `calendars` are the hours that may be named; `None`: any. What cannot be is told to `wrong`.
    """
    _check(written.levels, place, wrong, calendars)
    own = tuple(_level(block) for block in written.levels)
    ids = {level.id for level in own}
    for department, ladder in written.ladders.items():
        if len(set(ladder.values())) < len(ladder):
            wrong((*place, "ladders", department.value), "the same post stands on two rungs", "Leave out a rung: nobody is called twice for one limit")
    day_end = None if base is None else base.day_end
    look_back = None if base is None else base.look_back
    return ServiceLevels(
        levels=(*own, *(level for level in (() if base is None else base.levels) if level.id not in ids)),
        ladders={**({} if base is None else base.ladders), **written.ladders},
        day_end=day_end if written.day_end is None else _time(written.day_end, (*place, "day_end"), wrong),
        look_back=look_back if written.look_back_days is None else timedelta(days=written.look_back_days) or None,
    )


def _level(block: LevelBlock) -> ServiceLevel:
    when = block.when
    return ServiceLevel(
        id=block.id,
        name=block.name.text,
        kinds=None if when.kinds is None else frozenset(when.kinds),
        priorities=None if when.priorities is None else frozenset(when.priorities),
        departments=None if when.departments is None else frozenset(when.departments),
        origin=when.origin,
        calendar=block.hours,
        limits=_limits(block.limits),
        pauses=frozenset(block.pauses_for),
        remind_share=None if block.remind_at_percent is None else block.remind_at_percent / 100,
        escalation=tuple(EscalationStep(timedelta(minutes=step.after_min), step.call) for step in block.escalate),
    )


def _limits(written: Mapping[Priority, _Limits]) -> Mapping[Priority, TimeLimits]:
    def of(block: _Limits) -> TimeLimits:
        return TimeLimits(*(timedelta(minutes=each) for each in (block.accept_min, block.arrive_min, block.resolve_min)))

    return {priority: of(written[priority]) if priority in written else usual for priority, usual in TIME_LIMITS.items()}


def _check(levels: Sequence[LevelBlock], place: Place, wrong: Wrong, calendars: Collection[str] | None) -> None:
    for at, block in check_entries(levels, ("service level", "service levels"), (*place, "levels"), wrong, calendars, _swallows):
        for priority, limits in block.limits.items():
            if not limits.accept_min <= limits.arrive_min <= limits.resolve_min:
                wrong((*at, "limits", priority.value), "accepting, arriving, resolving come in this order", "Let none be shorter than the one before")
        for remedy, problem in _ladder_problems(block.escalate):
            wrong((*at, "escalate"), problem, remedy)


def _ladder_problems(steps: Sequence[_Step]) -> Iterator[tuple[str, str]]:
    pairs = list(pairwise(steps))
    if any(later.after_min < earlier.after_min for earlier, later in pairs):
        yield "Write the steps in the order of their times", "a step comes before the one above it"
    if any(later.call.rank <= earlier.call.rank for earlier, later in pairs):
        yield f"Each rung once, upwards: {', '.join(Rung)}", "the ladder does not go up"


def _swallows(earlier: LevelBlock, later: LevelBlock) -> bool:
    """Whether the later one can never count because of the earlier one."""
    first, second = earlier.when, later.when
    pairs = ((first.kinds, second.kinds), (first.priorities, second.priorities), (first.departments, second.departments))
    return covers(pairs) and first.origin in {None, second.origin}


def _time(text: str, place: Place, wrong: Wrong) -> time | None:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None or found == time():
        wrong(place, f"`{text}` is no time of day at which a day of work could end", 'Write it as "18:00"')
        return None
    return found
