"""How quickly people and departments reacted: when they were first called, when they first did something, and which limits were theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.people import Department
from domain.plan_review import LimitLine, LimitOf, PlanReview
from domain.post import Post
from domain.whistle import Whistle
from operations.plans.review.limits import seconds
from operations.plans.review.timeline import Line, Source

NOBODY = frozenset({"system", "telemetry"})


@dataclass(frozen=True, slots=True)
class PersonReaction:
    """One person in the run: when a push reached them, when they answered one, and the first thing that they did (UTC).

    `after_s`: from the begin of the run to the first of these that they did themselves; `None`: they did nothing.
    `did` counts what they did in the run's log and its orders, `kept` and `missed` the limits of what they settled.
    """

    person: str
    received_at: datetime | None
    answered_at: datetime | None
    acted_at: datetime | None
    after_s: float | None
    did: int
    kept: int
    missed: int


@dataclass(frozen=True, slots=True)
class DepartmentReaction:
    """One department: when it was called and came, if it was, and the limits of its posts and its own."""

    department: Department
    called_at: datetime | None
    in_at: datetime | None
    after_s: float | None
    kept: int
    missed: int


def people(review: PlanReview, lines: Sequence[Line]) -> Sequence[PersonReaction]:
    """Everybody who was reached or did something until the run was over, the quickest first."""
    during = [line for line in lines if line.at <= review.ended_at]
    persons = dict.fromkeys(line.actor for line in during if line.actor not in NOBODY and (line.source is not Source.DELIVERY or line.what != "failed"))
    found = [_person(review, person, [line for line in during if line.actor == person]) for person in persons]
    return sorted(found, key=lambda each: (each.after_s is None, each.after_s or 0.0, each.person))


def departments(review: PlanReview, whistle: Whistle | None) -> Sequence[DepartmentReaction]:
    """Those that had a limit or were called, in their usual order."""
    return [_department(review, department, whistle) for department in Department if _is_in(review, department, whistle)]


def department_of(line: LimitLine) -> Department | None:
    """Whose limit it was; `None`: of a post that is not known any more."""
    if line.of is LimitOf.CHECK_IN:
        return Department(line.who) if line.who in set(Department) else None
    return Post(line.who).department if line.who in set(Post) else None


def _person(review: PlanReview, person: str, lines: Sequence[Line]) -> PersonReaction:
    pushes = [line for line in lines if line.source is Source.DELIVERY]
    received = min((line.at for line in pushes if line.what == "received"), default=None)
    answered = min((line.at for line in pushes if line.what == "acknowledged"), default=None)
    deeds = [line for line in lines if line.source is not Source.DELIVERY]
    acted = min((line.at for line in deeds), default=None)
    first = min((moment for moment in (answered, acted) if moment is not None), default=None)
    own = [line for line in review.limits if line.by == person]
    after_s = None if first is None else seconds(review.begun_at, first)
    return PersonReaction(person, received, answered, acted, after_s, len(deeds), _count(own, kept=True), _count(own, kept=False))


def _department(review: PlanReview, department: Department, whistle: Whistle | None) -> DepartmentReaction:
    call = None if whistle is None else whistle.call(department)
    own = [line for line in review.limits if department_of(line) is department]
    came = None if call is None else call.checked_in_at
    after_s = None if call is None or came is None else seconds(call.called_at, came)
    return DepartmentReaction(department, None if call is None else call.called_at, came, after_s, _count(own, kept=True), _count(own, kept=False))


def _is_in(review: PlanReview, department: Department, whistle: Whistle | None) -> bool:
    called = whistle is not None and whistle.call(department) is not None
    return called or any(department_of(line) is department for line in review.limits)


def _count(lines: Sequence[LimitLine], *, kept: bool) -> int:
    return sum(line.kept is kept for line in lines)
