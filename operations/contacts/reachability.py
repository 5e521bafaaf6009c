"""Who can be reached, by what, and since when not: known before the alarm."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.contact import CHECK_AGAIN_AFTER, Contact
from domain.people import Person
from domain.post import Post
from domain.records import Transaction

_INSTANT = timedelta(microseconds=1)
_WORKED_LATELY = 2 * CHECK_AGAIN_AFTER
_ENDED_LATELY = timedelta(days=7)


class WayState(StrEnum):
    """What is known of one way."""

    WORKS = "works"
    """Something came through within the last day."""
    UNPROVEN = "unproven"
    FAILING = "failing"
    OFF = "off"
    """The installation does not have this channel any more."""
    UNVERIFIED = "unverified"


class Reached(StrEnum):
    """Whether a person can be reached."""

    WORKS = "works"
    UNPROVEN = "unproven"
    """There is a way, and nobody knows whether it works."""
    NOT = "not"
    """There is none, or none works: only the open page remains."""


@dataclass(frozen=True, slots=True)
class Way:
    """One contact with what is known of it."""

    contact: Contact
    state: WayState


@dataclass(frozen=True, slots=True)
class Reachability:
    """A person, where they stand now (nothing: off duty), and their ways in their own order."""

    person: Person
    posts: tuple[Post, ...]
    on_duty: bool
    ways: tuple[Way, ...]
    reached: Reached
    since: datetime | None
    """Since when none works, if that is known."""


def state_of(contact: Contact, now: datetime, channels: Collection[str]) -> WayState:
    """What is known of it at `now`; `channels` are those that the installation has."""
    if contact.verified_at is None:
        return WayState.UNVERIFIED
    if contact.channel not in channels:
        return WayState.OFF
    if contact.failing_since is not None:
        return WayState.FAILING
    lately = contact.checked_at is not None and now - contact.checked_at <= _WORKED_LATELY
    return WayState.WORKS if lately else WayState.UNPROVEN


def reachability(tx: Transaction, site: str, now: datetime, channels: Collection[str], *, on_duty: bool = False) -> Sequence[Reachability]:
    """Everybody of the site (`on_duty`: of those who are now), who cannot be reached first, then by username."""
    duties = tx.dispatch.duties(site, now, now + _INSTANT)
    standing = {duty.person for duty in duties}
    people = [person for person in tx.people.list() if person.works_at(site) and (not on_duty or person.username in standing)]
    names = [person.username for person in people]
    contacts = tx.contacts.of(names, unverified=True)
    ended = tx.contacts.ended_of(names, now - _ENDED_LATELY)
    found = []
    for person in people:
        ways = tuple(Way(one, state_of(one, now, channels)) for one in contacts if one.person == person.username)
        posts = tuple(dict.fromkeys(duty.post for duty in duties if duty.person == person.username and duty.post is not None))
        reached = _reached(ways)
        since = _since(ways, [one for one in ended if one.person == person.username]) if reached is Reached.NOT else None
        found.append(Reachability(person, posts, person.username in standing, ways, reached, since))
    worst_first = [Reached.NOT, Reached.UNPROVEN, Reached.WORKS]
    return sorted(found, key=lambda one: (not one.on_duty, worst_first.index(one.reached), one.person.username))


def _reached(ways: Sequence[Way]) -> Reached:
    states = {way.state for way in ways}
    if WayState.WORKS in states:
        return Reached.WORKS
    return Reached.UNPROVEN if WayState.UNPROVEN in states else Reached.NOT


def _since(ways: Sequence[Way], ended: Sequence[Contact]) -> datetime | None:
    """The last way that stopped working is when the person could be reached no more."""
    moments = [way.contact.failing_since for way in ways if way.contact.failing_since is not None]
    moments += [one.ended_at for one in ended if one.ended_at is not None]
    return max(moments, default=None)
