"""Who is called by an alarm, and on which shift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.people import Department
from domain.post import POST_NAMES, Post
from domain.severity import Severity
from domain.site import Site
from rules.backtest.episode import Episode
from rules.routing import Routing

HELD_AT_NIGHT = frozenset({Severity.MEDIUM, Severity.LOW})
"""What waits for the digest of the morning (REQUIREMENTS 36)."""

_NIGHT_FROM_H, _NIGHT_TO_H, _EVENING_FROM_H = 22.0, 7.0, 15.0


class Shift(StrEnum):
    """A third of the day, by the site's clock."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Shifts:
    """The hours at which the shifts of a site begin: its settings ``night_to_h``, ``evening_from_h`` and ``night_from_h``."""

    day_from_h: float
    evening_from_h: float
    night_from_h: float

    @classmethod
    def of(cls, site: Site) -> Shifts:
        """Those of `site`: 7, 15 and 22 o'clock unless it says otherwise."""
        asked = site.settings.get
        return cls(asked("night_to_h", _NIGHT_TO_H), asked("evening_from_h", _EVENING_FROM_H), asked("night_from_h", _NIGHT_FROM_H))

    def at(self, site: Site, moment: datetime) -> Shift:
        """The shift in which `moment` (aware) lies."""
        local = moment.astimezone(site.time_zone)
        hour = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second) / timedelta(hours=1)
        if _within(hour, self.night_from_h, self.day_from_h):
            return Shift.NIGHT
        return Shift.DAY if _within(hour, self.day_from_h, self.evening_from_h) else Shift.EVENING

    def as_json(self) -> dict[str, float]:
        """When each begins, in hours of the local day."""
        return {Shift.DAY.value: self.day_from_h, Shift.EVENING.value: self.evening_from_h, Shift.NIGHT.value: self.night_from_h}


@dataclass(frozen=True, slots=True)
class PostPushes:
    """How often one post is called on each shift; `held` is what waits for the digest of the morning instead."""

    post: Post
    by_shift: Mapping[Shift, int]
    held: int

    @property
    def total(self) -> int:
        """All calls, without what is held."""
        return sum(self.by_shift.values())

    def as_json(self) -> dict[str, object]:
        """As the API shows it."""
        calls = {shift.value: self.by_shift.get(shift, 0) for shift in Shift}
        return {"post": self.post.value, "department": self.post.department.value, "name": POST_NAMES[self.post].as_json(), **calls, "held": self.held}


def pushes(episodes: Iterable[Episode], rule: str, site: Site, routing: Routing) -> tuple[PostPushes, ...]:
    """How often each post would be called by the alarms among `episodes`, in the order of posts.

    As if each alarm opened an order of its own: what joins an open one, or is hidden by somebody, calls less often. What
    is told in the digest after a restart counts for nobody; what is not urgent is held at night.
    """
    shifts = Shifts.of(site)
    calls: dict[Post, dict[Shift, int]] = {}
    held: dict[Post, int] = {}
    called: dict[tuple[Severity, tuple[Department, ...]], tuple[Post, ...]] = {}
    for each in episodes:
        if not each.is_alarm or each.silent or each.shown is None:
            continue
        concerned = (each.severity, each.departments)
        if concerned not in called:
            called[concerned] = posts_called(rule, each.severity, each.departments, routing)
        shift = shifts.at(site, each.shown)
        for post in called[concerned]:
            if shift is Shift.NIGHT and each.severity in HELD_AT_NIGHT:
                held[post] = held.get(post, 0) + 1
            else:
                of_post = calls.setdefault(post, {})
                of_post[shift] = of_post.get(shift, 0) + 1
    return tuple(PostPushes(post, calls.get(post, {}), held.get(post, 0)) for post in Post if post in calls or post in held)


def posts_called(rule: str, severity: Severity, departments: Iterable[Department], routing: Routing) -> tuple[Post, ...]:
    """The posts that an alarm calls: those of its route, and the usual ones of departments that the route leaves out."""
    routed = [route.post for route in routing.routes(rule, severity)]
    named = {post.department for post in routed}
    usual = [post for department in departments if department not in named for post in routing.usual_posts(department)]
    return tuple(dict.fromkeys([*routed, *usual]))


def _within(hour: float, start: float, end: float) -> bool:
    return start <= hour < end if start <= end else hour >= start or hour < end
