"""A site whose duty-engineer post is handed over at 20:00, with people who go, come and lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.dispatch import Duty, DutySource
from domain.hand_over import Count, HandOver, Thing
from domain.outbox import Notification, NotificationKind
from domain.people import Department, Person, Role
from domain.post import Post
from domain.records import Records
from operations import handover
from tests.operations.scenes import HOUR, MINUTE, SITE, T0, hire

END = T0 + 4 * HOUR
"""When the shift is planned to end."""
SITES = {SITE.id: SITE}
LI = Person("p-li", "li", "李工", Role.ENGINEER, Department.ENGINEERING, (SITE.id,))
ZHAO = Person("p-zhao", "zhao", "赵工", Role.ENGINEER, Department.ENGINEERING, (SITE.id,))
WU = Person("p-wu", "wu", "吴工", Role.ENGINEER, Department.ENGINEERING, (SITE.id,))
LEAD = Person("p-lead", "lead", "孙主管", Role.DISPATCHER, Department.ENGINEERING, (SITE.id,))
GUARD = Person("p-qin", "qin", "秦队", Role.GUARD, Department.SECURITY, (SITE.id,))
EVERYBODY = (LI, ZHAO, WU, LEAD, GUARD)
RADIO = Thing("radio", SITE.id, Post.DUTY_ENGINEER, "对讲机", 5)
KEYS = Thing("keys", SITE.id, Post.DUTY_ENGINEER, "配电房钥匙", 2, place=1)
ALL_THERE = {"radio": Count(5), "keys": Count(2)}


def duty(person: Person, since: datetime = T0, until: datetime = END, post: Post | None = Post.DUTY_ENGINEER, name: str = "") -> Duty:
    """`person` is on the list."""
    return Duty(name or f"d-{person.username}-{post}", person.username, SITE.id, post, since, until, DutySource.HAND, "lead")


def staffed(records: Records, *duties: Duty, things: Sequence[Thing] = (RADIO, KEYS)) -> None:
    """Everybody is there, these are on duty, and a sweep has been."""
    hire(records, *EVERYBODY)
    with records.transaction() as tx:
        for each in duties or (duty(LI), duty(ZHAO, END, END + 12 * HOUR)):
            tx.dispatch.add_duty(each)
        tx.hand_overs.set_things(SITE.id, Post.DUTY_ENGINEER, things)
    handover.sweep(records, SITES, T0)


def opened(records: Records, of: Duty | None = None, at: datetime = END - 10 * MINUTE) -> HandOver:
    """The sheet of a duty, opened by whoever goes."""
    wanted = of or duty(LI)
    with records.transaction() as tx:
        stored = tx.dispatch.duty(wanted.id)
        assert stored is not None
        return handover.open_sheet(tx, stored, site=SITE, by=wanted.person, at=at)


def offered(records: Records, item: HandOver, at: datetime = END - 5 * MINUTE, counts: dict[str, Count] | None = None) -> HandOver:
    """Counted and signed by whoever goes."""
    with records.transaction() as tx:
        handover.count(tx, item.id, ALL_THERE if counts is None else counts, by=item.outgoing, at=at)
        return handover.offer(tx, item.id, site=SITE, by=item.outgoing, at=at)


def signed(records: Records, item: HandOver, by: Person = ZHAO, at: datetime = END) -> HandOver:
    """Taken over."""
    with records.transaction() as tx:
        return handover.sign(tx, item.id, by, site=SITE, at=at)


def now(records: Records, item: HandOver) -> HandOver:
    """The sheet as it is."""
    with records.reading() as tx:
        found = tx.hand_overs.get(item.id)
    assert found is not None
    return found


def on_duty(records: Records, at: datetime, post: Post = Post.DUTY_ENGINEER) -> set[str]:
    """Who stands on the post."""
    with records.reading() as tx:
        return {each.person for each in tx.dispatch.duties(SITE.id, at, at + timedelta(microseconds=1)) if each.post is post}


def told(records: Records) -> list[tuple[str, tuple[str, ...]]]:
    """What was told about hand-overs, by the last word of its key but what tells repetitions apart, and whom; oldest first."""
    return [(one.key.split("|")[2], one.posts) for one in notifications(records)]


def notifications(records: Records) -> list[Notification]:
    """Those about hand-overs, oldest first."""
    with records.reading() as tx:
        return [one for one in reversed(tx.outbox.list(limit=5000)) if one.kind is NotificationKind.HAND_OVER]
