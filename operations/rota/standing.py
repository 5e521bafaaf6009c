"""Who stands on a post at a moment. Duty follows the post, not the person (REQUIREMENTS 22, 25)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from configuration.rota import load
from domain.dispatch import Duty
from domain.people import Department, Person, Role
from domain.post import Post
from domain.records import Transaction
from domain.rota import Deputy, RotaPlan
from domain.site import Site
from operations.dispatch import distance

_INSTANT = timedelta(microseconds=1)
_LOOK_BACK, _LOOK_AHEAD = timedelta(days=7), timedelta(days=28)

GUARDS = frozenset({Post.NEAREST_GUARD, Post.ALL_GUARDS})
"""Posts that mean whoever of the guards is about, not one place."""

ABOUT = frozenset({None, Post.GUARD_CAPTAIN, *GUARDS})
"""What guards on duty who walk about have for a post; whoever sits in the control room stays there."""


class Why(StrEnum):
    """Why these people."""

    ON_DUTY = "on_duty"
    HOLDER = "holder"
    """They hold the post without shifts."""
    DEPUTY = "deputy"
    """The post is empty; its deputy is called."""
    DEPARTMENT = "department"
    """The site keeps no rota for it: everybody of the post's department is called."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is called for `post`: `people` (by username), and why they. `stands_on` is the post that they stand on."""

    post: Post
    people: tuple[Person, ...]
    why: Why
    stands_on: Post


def standing(tx: Transaction, site: Site, post: Post, now: datetime, *, building: str | None = None) -> Standing:
    """Who is called for `post` of `site` at `now`: those on duty there, else who holds it, else its deputies, else everybody of its department.

    `building` (a space) narrows a post that is held by building, as a building steward's. The department is called only if
    the site keeps no rota for the post at all; where it keeps one and neither a deputy stands, it is `NOBODY`.
    """
    return Roll.call(tx, site, now).standing(post, building)


def nearest(
    tx: Transaction, site: Site, department: Department, space: str | None, now: datetime, *, but: Collection[str] = ()
) -> tuple[tuple[Person, int | None], ...]:
    """The people of `department` on duty at `site`, those nearest to `space` first, with the steps to it (`None`: not known where they are).

    Whoever is named in `but` is left out. Off duty, nobody's place is used. Those equally near come by username.
    """
    roll = Roll.call(tx, site, now)
    people = [person for person in roll.people.values() if person.department is department and person.username in roll.on_duty and person.username not in but]
    begun = {name: min(duty.since for duty in duties) for name, duties in roll.on_duty.items()}
    places = {
        place.person: place.space
        for place in tx.dispatch.places([person.username for person in people])
        if place.site == site.id and place.at >= begun[place.person]
    }
    far = [(person, distance.steps(site, places.get(person.username), space)) for person in people]
    return tuple(sorted(far, key=lambda each: (each[1] is None, each[1] or 0, each[0].username)))


@dataclass(frozen=True, slots=True)
class Roll:
    """A site's people and their duties at `now`, read once for any number of posts."""

    site: Site
    plan: RotaPlan
    people: Mapping[str, Person]
    """The active people of the site, by username, in that order."""
    on_duty: Mapping[str, tuple[Duty, ...]]
    kept: frozenset[Post]
    """The posts for which the site keeps a rota."""

    @classmethod
    def call(cls, tx: Transaction, site: Site, now: datetime) -> Roll:
        """As it is at `now`."""
        plan = tx.rota.plan(site.id)
        people = sorted((person for person in tx.people.list() if person.works_at(site.id)), key=lambda person: person.username)
        around = tx.dispatch.duties(site.id, now - _LOOK_BACK, now + _LOOK_AHEAD)
        on_duty: dict[str, list[Duty]] = {}
        for duty in around:
            if duty.at(now):
                on_duty.setdefault(duty.person, []).append(duty)
        needed = {need.post for shift in plan.shifts for need in shift.needs}
        walked = {post for pattern in tx.rota.patterns(site.id) for post in pattern.posts}
        kept = {duty.post for duty in around if duty.post is not None} | needed | walked | {holder.post for holder in plan.holders}
        return cls(site, plan, {person.username: person for person in people}, {name: tuple(each) for name, each in on_duty.items()}, frozenset(kept))

    def standing(self, post: Post, building: str | None = None) -> Standing:
        """As `standing`."""
        there, why = self._there(post, building)
        if there:
            return Standing(post, there, why, post)
        if not self._keeps(post):
            others = tuple(person for person in self.people.values() if person.department is post.department)
            return Standing(post, others, Why.DEPARTMENT if others else Why.NOBODY, post)
        for deputy in self.deputies(post):
            if deputy.person is not None and deputy.person in self.people:
                return Standing(post, (self.people[deputy.person],), Why.DEPUTY, post)
            if deputy.post is not None and (people := self._there(deputy.post, building)[0]):
                return Standing(post, people, Why.DEPUTY, deputy.post)
        return Standing(post, (), Why.NOBODY, post)

    def deputies(self, post: Post) -> Sequence[Deputy]:
        """Who stands in for `post`, in order: as the site says, else as usual."""
        return self.plan.deputies.get(post, load().deputies.get(post, ()))

    def _there(self, post: Post, building: str | None) -> tuple[tuple[Person, ...], Why]:
        """Who is on duty on `post`, else who holds it."""
        on_duty = tuple(person for name, person in self.people.items() if any(self._covers(person, duty, post) for duty in self.on_duty.get(name, ())))
        return (on_duty, Why.ON_DUTY) if on_duty else (self._holders(post, building), Why.HOLDER)

    @staticmethod
    def _covers(person: Person, duty: Duty, post: Post) -> bool:
        if post in GUARDS:
            return person.department is Department.SECURITY and person.role is not Role.CONTROL_ROOM and duty.post in ABOUT
        return duty.post is post

    def _holders(self, post: Post, building: str | None) -> tuple[Person, ...]:
        """Those of the building, else those of the whole site; the manager of a site that names none is who has that role."""
        held = [holder for holder in self.plan.holders if holder.post is post]
        named = {holder.person for holder in held if building is not None and holder.building == building}
        named = named or {holder.person for holder in held if holder.building is None} or (set() if building else {holder.person for holder in held})
        found = tuple(person for name, person in self.people.items() if name in named)
        if post is Post.MANAGER and not held:
            return tuple(person for person in self.people.values() if person.role is Role.MANAGER)
        return found

    def _keeps(self, post: Post) -> bool:
        """Whether a rota is kept for `post`: then its department is not woken when it is empty."""
        return bool(self.kept & (ABOUT - {None} if post in GUARDS else {post}))
