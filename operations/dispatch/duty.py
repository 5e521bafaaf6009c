"""Who is on duty: signing on and off, lists of duty, and where somebody on duty is.

Every function raises `Refusal` for what cannot be: an unknown person, a duty that ends before it begins, two at once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.dispatch import Duty, DutySource, LastPlace
from domain.identity import new_id
from domain.people import Person
from domain.post import Post
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site

LONGEST = timedelta(days=31)
"""One entry of duty: longer is a slip of the pen."""

USUAL_SHIFT = timedelta(hours=12)
"""How long somebody is on duty who signs on and says no more."""

_INSTANT = timedelta(microseconds=1)


def add(
    tx: Transaction, site: Site, username: str, since: datetime, until: datetime, *, by: str, post: Post | None = None, source: DutySource = DutySource.HAND
) -> Duty:
    """Somebody is on duty at `site` in ``[since, until)``."""
    person = find(tx, username, site)
    if until <= since:
        raise Refusal("结束时间应晚于开始时间", "duty must end after it begins")
    if until - since > LONGEST:
        raise Refusal("单次当班最长31天，请分段填写", "one entry of duty is 31 days at most: split it")
    other = next(iter(tx.dispatch.duties_of(person.username, since, until)), None)
    if other is not None:
        raise Refusal(
            f"{person.name} 在该时段已有当班（{_told(other, site)}）",
            f"{person.name} is on duty already within that time ({_told(other, site)} at {other.site})",
        )
    duty = Duty(new_id(), person.username, site.id, post, since, until, source, by)
    tx.dispatch.add_duty(duty)
    return duty


def sign_on(tx: Transaction, site: Site, username: str, at: datetime, *, post: Post | None = None, until: datetime | None = None) -> Duty:
    """`username` is on duty from `at` on. Who is already, at this site, stays so."""
    running = running_duty(tx, username, at)
    if running is not None and running.site == site.id:
        return running
    ends = until or at + USUAL_SHIFT
    following = next(iter(tx.dispatch.duties_of(username, at, ends)), None)
    if running is None and until is None and following is not None:
        ends = following.since  # early for a duty that the list has: on from now, and the list goes on
    return add(tx, site, username, at, ends, by=username, post=post, source=DutySource.SELF)


def sign_off(tx: Transaction, username: str, at: datetime) -> Duty | None:
    """Their duty ends at `at`, and where they were is forgotten. `None` if they were not on duty."""
    running = running_duty(tx, username, at)
    tx.dispatch.forget_place(username)
    return None if running is None else end(tx, running, at)


def end(tx: Transaction, duty: Duty, at: datetime) -> Duty:
    """Take a duty off the list: one that runs ends at `at`, one that is to come never was, one that is over stays as it is."""
    if duty.since >= at:
        tx.dispatch.remove_duty(duty.id)
        return replace(duty, until=duty.since)
    if duty.until <= at:
        return duty
    tx.dispatch.end_duty(duty.id, at)
    tx.dispatch.forget_place(duty.person)
    return replace(duty, until=at)


def running_duty(tx: Transaction, username: str, at: datetime) -> Duty | None:
    """The duty that runs at `at`, wherever."""
    return next(iter(tx.dispatch.duties_of(username, at, at + _INSTANT)), None)


def seen(tx: Transaction, site: Site, username: str, space: str, at: datetime) -> LastPlace | None:
    """`username` scanned a tag in `space`. `None`, and nothing is kept, if they are not on duty at the site: then it is nobody's business."""
    if space not in site.spaces:
        raise Refusal(f"本项目没有空间 {space}", f"the site {site.id} has no space {space}")
    running = running_duty(tx, username, at)
    if running is None or running.site != site.id:
        return None
    place = LastPlace(username, site.id, space, at)
    tx.dispatch.see(place)
    return place


def find(tx: Transaction, username: str, site: Site) -> Person:
    """The active person of the site."""
    account = tx.people.by_username(username)
    if account is None or not account.person.works_at(site.id):
        raise Refusal(f"本项目没有用户 {username}", f"nobody called {username} works at {site.id}")
    return account.person


def _told(duty: Duty, site: Site) -> str:
    return "–".join(moment.astimezone(site.time_zone).strftime("%m-%d %H:%M") for moment in (duty.since, duty.until))
