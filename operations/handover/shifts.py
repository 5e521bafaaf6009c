"""Which duties end by a hand-over, who may take a post over, and how the incoming duty begins.

Everything goes by sequences of duties: several people may stand on a post, and one person on several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.dispatch import Duty, DutySource
from domain.hand_over import HandOver
from domain.identity import new_id
from domain.people import Permission, Person
from domain.post import Post
from domain.records import Transaction
from domain.site import Site

SOON = timedelta(hours=4)
"""Whoever begins on the post within this time may take over already."""
USUAL_SHIFT = timedelta(hours=12)
"""How long somebody stands who takes over without being on any list."""

_INSTANT = timedelta(microseconds=1)


def goes_on(tx: Transaction, duty: Duty) -> bool:
    """Whether the same person stands on the same post from the end of `duty` on: then there is nothing to hand over."""
    return any(
        other.id != duty.id and other.site == duty.site and other.post is duty.post and other.since <= duty.until < other.until
        for other in tx.dispatch.duties_of(duty.person, duty.until, duty.until + _INSTANT)
    )


def running(tx: Transaction, person: str, at: datetime) -> Sequence[Duty]:
    """The duties of `person` that run at `at`, at any site."""
    return tx.dispatch.duties_of(person, at, at + _INSTANT)


def may_take_over(tx: Transaction, person: Person, site: Site, post: Post, outgoing: str, at: datetime) -> bool:
    """Whether `person` stands on `post` now or soon. Where nobody else is on the list for it, anybody of its department may.

    Never the outgoing person.
    """
    if person.username == outgoing or not person.works_at(site.id):
        return False
    others = {duty.person for duty in tx.dispatch.duties(site.id, at, at + SOON) if duty.post is post and duty.person != outgoing}
    return person.username in others or (not others and person.department is post.department and person.may(Permission.ACKNOWLEDGE, site.id))


def coming(tx: Transaction, item: HandOver, at: datetime) -> tuple[str, ...]:
    """Who is on the list to relieve the outgoing person: whoever begins on the post by the end of the shift, else the next to begin soon after it.

    Whoever stood there before them stays and relieves nobody.
    """
    listed = tx.dispatch.duties(item.site, at, max(at, item.due_at) + SOON)
    new = [duty for duty in listed if duty.post is item.post and duty.person != item.outgoing and duty.since > item.since and duty.until > item.due_at]
    first = max(item.due_at, min((duty.since for duty in new), default=item.due_at))
    return tuple(sorted({duty.person for duty in new if duty.since <= first}))


def begin(tx: Transaction, person: str, site: Site, post: Post, at: datetime) -> Duty | None:
    """`person` stands on `post` from `at` on: what is still missing before their listed duty, or a usual shift. `None`: they stand there already."""
    own = [duty for duty in tx.dispatch.duties_of(person, at, at + SOON) if duty.site == site.id and duty.post is post]
    if any(duty.at(at) for duty in own):
        return None
    until = min((duty.since for duty in own), default=at + USUAL_SHIFT)
    duty = Duty(new_id(), person, site.id, post, at, until, DutySource.SELF, person)
    tx.dispatch.add_duty(duty)
    return duty


def end(tx: Transaction, duty_id: str, at: datetime) -> Duty | None:
    """The duty ends at `at` if it still runs then; where its person was is forgotten with their last one. `None`: there is no such duty."""
    duty = tx.dispatch.duty(duty_id)
    if duty is None or duty.until <= at:
        return duty
    until = max(at, duty.since + _INSTANT)
    tx.dispatch.end_duty(duty.id, until)
    if not running(tx, duty.person, at + _INSTANT):
        tx.dispatch.forget_place(duty.person)
    return replace(duty, until=until)
