"""The people of a site as dispatch sees them at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from domain.dispatch import Duty, Taken
from domain.people import PERMISSIONS, Permission, Person
from domain.records import Transaction
from domain.severity import Priority
from domain.site import Site
from domain.skill import HeldSkill

FAIR_OVER = timedelta(days=7)
"""Over which orders are counted, so that they fall on everybody alike."""

LOAD_OF = {Priority.P1: 4, Priority.P2: 3, Priority.P3: 2, Priority.P4: 1}
"""How much an order in hand weighs."""

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works on orders. `duty` is `None` off duty, and then so is `space`: where they are is nobody's business."""

    person: Person
    duty: Duty | None = None
    skills: Mapping[str, HeldSkill] = field(default_factory=dict)
    in_hand: Mapping[Priority, int] = field(default_factory=dict)
    taken: int = 0
    """Orders accepted within `FAIR_OVER`."""
    space: str | None = None

    @property
    def username(self) -> str:
        """Who."""
        return self.person.username

    @property
    def orders(self) -> int:
        """How many orders are in hand."""
        return sum(self.in_hand.values())

    @property
    def load(self) -> int:
        """The orders in hand, weighed."""
        return sum(LOAD_OF[priority] * number for priority, number in self.in_hand.items())


@dataclass(frozen=True)
class Crew:
    """Everybody at `site` who works on orders, by username, as known at `now` (UTC). `capacity`: orders for each of them at most."""

    site: Site
    now: datetime
    workers: tuple[Worker, ...]
    capacity: int = 8

    @cached_property
    def average_taken(self) -> float:
        """How many orders those on duty took on average; 0.0 if nobody is."""
        taken = [worker.taken for worker in self.workers if worker.duty is not None]
        return sum(taken) / len(taken) if taken else 0.0

    @property
    def nobody_on_duty(self) -> bool:
        """Whether the rota is empty at this moment."""
        return all(worker.duty is None for worker in self.workers)


def gather(tx: Transaction, site: Site, now: datetime) -> Crew:
    """Those who work on orders at `site`, with what is known of them at `now`."""
    people = [person for person in tx.people.list() if person.works_at(site.id) and Permission.WORK_ORDER in PERMISSIONS[person.role]]
    names = [person.username for person in people]
    on_duty = _whole(tx.dispatch.duties(site.id, now, now + _INSTANT))
    taken = tx.dispatch.taken(site.id, now - FAIR_OVER)
    counted = Counter(each.person for each in taken)
    places = _places(tx, site, on_duty, taken)
    loads = tx.dispatch.loads(names)
    skills: dict[str, dict[str, HeldSkill]] = {name: {} for name in names}
    for held in tx.dispatch.skills(names):
        skills[held.person][held.skill] = held
    workers = (
        Worker(person, on_duty.get(name), skills[name], loads.get(name, {}), counted[name], places.get(name))
        for name, person in sorted(zip(names, people, strict=True), key=lambda both: both[0])
    )
    return Crew(site, now, tuple(workers), tx.dispatch.policy(site.id).capacity)


def _whole(running: Sequence[Duty]) -> dict[str, Duty]:
    """By person: who stands on several posts is on duty from when the first began until the last ends."""
    found: dict[str, Duty] = {}
    for duty in running:
        known = found.get(duty.person, duty)
        found[duty.person] = replace(known, post=known.post or duty.post, since=min(known.since, duty.since), until=max(known.until, duty.until))
    return found


def _places(tx: Transaction, site: Site, on_duty: Mapping[str, Duty], taken: Sequence[Taken]) -> Mapping[str, str]:
    """Where those on duty were last: the newest of the tags they scanned and the orders for which they arrived, in this duty."""
    seen = [(place.at, place.person, place.space) for place in tx.dispatch.places(list(on_duty)) if place.site == site.id]
    for each in taken:
        asset = None if each.asset is None else site.assets.get(each.asset)
        space = each.space or (None if asset is None else asset.space)
        if each.arrived_at is not None and space is not None:
            seen.append((each.arrived_at, each.person, space))
    return {person: space for at, person, space in sorted(seen) if person in on_duty and at >= on_duty[person].since}
