"""Who is on duty: signing on and off, lists of duty, and where somebody on duty is.

A person may stand on several posts of one site at once, with a duty for each. Every function raises `Refusal` for what
cannot be: an unknown person, a duty that ends before it begins, two sites at once, the same post twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.dispatch import Duty, DutySource, LastPlace
from domain.identity import new_id
from domain.people import Person
from domain.post import POST_NAMES, Post
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.text import Text

LONGEST = timedelta(days=31)
"""One entry of duty: longer is a slip of the pen."""

USUAL_SHIFT = timedelta(hours=12)
"""How long somebody is on duty who signs on and says no more."""

_INSTANT = timedelta(microseconds=1)
_NO_POST = Text("无固定岗位", "no fixed post")


def add(
    tx: Transaction,
    site: Site,
    username: str,
    since: datetime,
    until: datetime,
    *,
    by: str,
    post: Post | None = None,
    source: DutySource = DutySource.HAND,
    shift: str | None = None,
    day: date | None = None,
) -> Duty:
    """Somebody is on duty at `site` in ``[since, until)``, on `post`; `shift` and `day` if that is a shift of the rota."""
    person = find(tx, username, site)
    duty = Duty(new_id(), person.username, site.id, post, since, until, source, by, shift, day)
    check(tx, site, person, duty)
    tx.dispatch.add_duty(duty)
    return duty


def check(tx: Transaction, site: Site, person: Person, duty: Duty, *, instead_of: Iterable[str] = ()) -> None:
    """Raises `Refusal` if `duty` cannot be `person`'s beside their others. `instead_of`: ids of duties that it takes the place of."""
    if duty.until <= duty.since:
        raise Refusal("结束时间应晚于开始时间", "duty must end after it begins")
    if duty.until - duty.since > LONGEST:
        raise Refusal("单次当班最长31天，请分段填写", "one entry of duty is 31 days at most: split it")
    left_out = set(instead_of)
    others = [each for each in tx.dispatch.duties_of(person.username, duty.since, duty.until) if each.id not in left_out]
    other = clash(duty, others)
    if other is not None:
        raise Refusal(
            f"{person.name} 在该时段已有当班（{_told(other, site).zh}）",
            f"{person.name} is on duty already within that time ({_told(other, site).en} at {other.site})",
        )


def clash(duty: Duty, others: Iterable[Duty]) -> Duty | None:
    """The first of a person's `others` that cannot be beside `duty`: at another site at the same time, or on the same post."""
    meets = (other for other in others if other.id != duty.id and other.since < duty.until and other.until > duty.since)
    return next((other for other in meets if other.site != duty.site or other.post is duty.post), None)


def sign_on(tx: Transaction, site: Site, username: str, at: datetime, *, post: Post | None = None, until: datetime | None = None) -> Duty:
    """`username` is on duty from `at` on. Who is already, at this site, stays so; on another `post`, they stand there too."""
    running = running_duties(tx, username, at)
    here = [duty for duty in running if duty.site == site.id]
    there = next((duty for duty in here if post in (None, duty.post)), None)
    if there is not None:
        return there
    ends = until or (max(duty.until for duty in here) if here else at + USUAL_SHIFT)
    following = next((duty for duty in tx.dispatch.duties_of(username, at, ends) if duty.since > at and post in (None, duty.post)), None)
    if not running and until is None and following is not None:
        # Early for a shift that the rota has: on from now, on the same post, and the rota goes on.
        ends = following.since
        post = following.post if following.site == site.id else post
    return add(tx, site, username, at, ends, by=username, post=post, source=DutySource.SELF)


def sign_off(tx: Transaction, username: str, at: datetime) -> Duty | None:
    """Every duty of theirs that runs ends at `at`, and where they were is forgotten. `None` if they were not on duty."""
    tx.dispatch.forget_place(username)
    ended = [end(tx, duty, at) for duty in running_duties(tx, username, at)]
    return ended[0] if ended else None


def end(tx: Transaction, duty: Duty, at: datetime) -> Duty:
    """Take a duty off the list: one that runs ends at `at`, one that is to come never was, one that is over stays as it is."""
    if duty.since >= at:
        tx.dispatch.remove_duty(duty.id)
        return replace(duty, until=duty.since)
    if duty.until <= at:
        return duty
    tx.dispatch.end_duty(duty.id, at)
    if not any(other.id != duty.id for other in running_duties(tx, duty.person, at)):
        tx.dispatch.forget_place(duty.person)
    return replace(duty, until=at, version=duty.version + 1)


def running_duties(tx: Transaction, username: str, at: datetime) -> Sequence[Duty]:
    """The duties that run at `at`, all of one site: one for each post, in the order of posts."""
    return sorted(tx.dispatch.duties_of(username, at, at + _INSTANT), key=lambda duty: -1 if duty.post is None else list(Post).index(duty.post))


def running_duty(tx: Transaction, username: str, at: datetime) -> Duty | None:
    """The first of the duties that run at `at`, wherever."""
    return next(iter(running_duties(tx, username, at)), None)


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


def _told(duty: Duty, site: Site) -> Text:
    """From when to when, and on which post."""
    span = "–".join(moment.astimezone(site.time_zone).strftime("%m-%d %H:%M") for moment in (duty.since, duty.until))
    return Text("{span}，{post}", "{span}, {post}").filled(span=span, post=_NO_POST if duty.post is None else POST_NAMES[duty.post])
