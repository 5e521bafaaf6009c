"""Service levels: what is promised for work orders, as it is in force at a site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query

from api.schemas.base import LocalText
from api.schemas.service_level import Ladder, LadderRung, LevelLimits, LevelStep, ServiceLevel, ServiceLevels
from api.security.signed_in import SignedIn
from api.services import Parts
from domain.post import POST_NAMES
from domain.service_level import ServiceLevel as Level
from domain.severity import Priority
from domain.site import Site
from operations.rescue_clocks import arrive_within
from operations.workorders import service

router = APIRouter(prefix="/service-levels", tags=["service-level"])

Word = TypeVar("Word", bound=StrEnum)


@router.get("")
def get_service_levels(parts: Parts, rights: SignedIn, site: Annotated[str, Query(max_length=64)]) -> ServiceLevels:
    """What is promised at `site`, the first level first. It is written in the site file."""
    rights.see(site, parts.sites)
    here = parts.sites[site]
    levels = service.levels_of(here)
    in_force = levels.in_force(here.calendars)
    return ServiceLevels(
        site=site,
        levels=[_level_out(level, here, in_force[:place]) for place, level in enumerate(in_force)],
        ladders=[
            Ladder(department=department, rungs=[LadderRung(rung=rung, post=post.value, name=LocalText.of(POST_NAMES[post])) for rung, post in ladder.items()])
            for department, ladder in levels.ladders.items()
        ],
        day_end=None if levels.day_end is None else levels.day_end.isoformat("minutes"),
        look_back_days=None if levels.look_back is None else levels.look_back.days,
        rescue_arrive_min=_minutes(arrive_within(here)),
    )


def _level_out(level: Level, site: Site, earlier: Sequence[Level]) -> ServiceLevel:
    # What an earlier level covers whatever else it is never comes to this one.
    taken = {
        priority
        for each in earlier
        if all(narrower is None for narrower in (each.kinds, each.departments, each.origin))
        for priority in each.priorities or Priority
    }
    calendar = None if level.calendar is None else site.calendars[level.calendar]
    return ServiceLevel(
        id=level.id,
        name=LocalText.of(level.name),
        kinds=_sorted(level.kinds),
        priorities=_sorted(level.priorities),
        departments=_sorted(level.departments),
        origin=level.origin,
        calendar=level.calendar,
        calendar_name=None if calendar is None else LocalText.of(calendar.name),
        limits=[
            LevelLimits(priority=priority, accept_min=_minutes(limits.accept), arrive_min=_minutes(limits.arrive), resolve_min=_minutes(limits.resolve))
            for priority, limits in level.limits.items()
            if priority in (level.priorities or Priority) and priority not in taken
        ],
        pauses_for=_sorted(level.pauses) or [],
        remind_at_percent=None if level.remind_share is None else round(level.remind_share * 100, 1),
        escalation=[LevelStep(after_min=_minutes(step.after), call=step.call) for step in level.escalation],
    )


def _sorted(words: Iterable[Word] | None) -> list[Word] | None:
    return None if words is None else sorted(words)


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60
