"""Empty posts: found by looking at the stored moments at which a post can become empty, and told once each.

The order that was opened for one ends when somebody stands there (`filled`).

A site is looked at when a shift begins, when its grace is over, when a duty begins or ends, when a gap is to be told again,
and at once after any change of duty (`storage.database.rota_watches`). Whoever looks takes the look upon himself first, so
that it is made once however many sweep; what they decide is stored in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.dispatch import Duty
from domain.identity import new_id
from domain.post import POST_NAMES
from domain.post_gap import PostGap, lacks
from domain.records import Records, Transaction
from domain.rota import RotaPlan, Slot, slots
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.work_order import OrderKind
from operations.deciding import Due, decide
from operations.rota import filled, telling
from operations.rota.generating import local_today, make_ahead
from operations.rota.standing import Roll
from operations.workorders.opening import open_request
from rules.alarms.record import SYSTEM

_DAY = timedelta(days=1)
_AT_THE_LATEST = timedelta(hours=6)

_ORDER_TITLE = Text("岗位无人值守：{post}", "Nobody on the post: {post}")
_ORDER_NOTE = "应值班次 {shift} {day}，至今无人到岗 / shift {shift} of {day}: nobody has come"


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Look at the posts of the sites that are due at `now`, and make their turns ahead once a day; returns how much was decided."""
    with records.reading() as tx:
        due = [Due(_look, site, sites[site]) for site in tx.rota.look_due(now) if site in sites]
    return decide(records, due, now)


def _look(tx: Transaction, site_id: str, site: Site, now: datetime) -> int:
    return look(tx, site, now) if tx.rota.claim_look(site_id, now) else 0


def look(tx: Transaction, site: Site, now: datetime) -> int:
    """Open and end the gaps of `site` as they are at `now`, and store when it is to be looked at next."""
    today = local_today(site, now)
    decided = 0
    if tx.rota.made_on(site.id) != today:
        made = make_ahead(tx, site, now)
        decided += made.added + made.moved + made.removed
    view = _View.of(tx, site, now)
    decided += sum(_end(tx, gap, view) for gap in view.gaps)
    view = replace(view, gaps=tx.rota.open_gaps([site.id]))
    decided += sum(_open(tx, slot, view) for slot in view.running)
    view = replace(view, gaps=tx.rota.open_gaps([site.id]))
    decided += sum(_tell_again(tx, gap, view) for gap in view.gaps)
    tx.rota.looked(site.id, view.next_at(tx.rota.open_gaps([site.id])), today)
    return decided


def open_ahead(tx: Transaction, site: Site, duties: Iterable[Duty], now: datetime) -> int:
    """Open the gaps that `duties`, which are not going to be, leave in shifts to come; told at once. Returns how many."""
    left = list(duties)
    view = _View.of(tx, site, now, until=max((duty.until for duty in left), default=now))
    left_slots = [
        slot for slot in view.slots if slot.since > now and any(duty.post is slot.post and duty.since < slot.until and duty.until > slot.since for duty in left)
    ]
    return sum(_open(tx, slot, view) for slot in left_slots)


@dataclass(frozen=True)
class _View:
    """What a look sees."""

    site: Site
    now: datetime
    plan: RotaPlan
    slots: Sequence[Slot]
    """From yesterday to tomorrow, or further."""
    duties: Sequence[Duty]
    gaps: Sequence[PostGap]

    @classmethod
    def of(cls, tx: Transaction, site: Site, now: datetime, until: datetime | None = None) -> _View:
        plan = tx.rota.plan(site.id)
        gaps = tx.rota.open_gaps([site.id])
        until = max([now + 2 * _DAY, *(gap.until for gap in gaps), until or now])
        last = until.astimezone(site.time_zone).date()
        needed = slots(plan, site.time_zone, site.days, local_today(site, now) - _DAY, last)
        return cls(site, now, plan, needed, tx.dispatch.duties(site.id, now - 2 * _DAY, until + _DAY), gaps)

    @property
    def running(self) -> Sequence[Slot]:
        return [slot for slot in self.slots if slot.since <= self.now < slot.until]

    def slot_of(self, gap: PostGap) -> Slot | None:
        return next((slot for slot in self.slots if (slot.post, slot.shift.id, slot.day) == (gap.post, gap.shift, gap.day)), None)

    def lacking(self, slot: Slot) -> tuple[datetime, int] | None:
        """Since when, and how many stand there, if too few do at this moment, or later in a shift that has not begun."""
        found = [lack for lack in lacks(slot, self.duties) if lack.until > self.now and (lack.since <= self.now or slot.since > self.now)]
        return (found[0].since, slot.people - found[0].missing) if found else None

    def there(self, slot: Slot) -> Sequence[str]:
        """Who stands there now, by username."""
        return sorted({duty.person for duty in self.duties if duty.post is slot.post and duty.at(self.now)})

    def next_at(self, gaps: Sequence[PostGap]) -> datetime:
        """The next moment at which an answer can be another."""
        edges = [moment for slot in self.slots for moment in (slot.since, slot.since + self.plan.grace, slot.until)]
        edges += [moment for duty in self.duties for moment in (duty.since, duty.until)]
        edges += [gap.again_at for gap in gaps if gap.again_at is not None]
        return min([self.now + _AT_THE_LATEST, *(edge for edge in edges if edge > self.now)])


def _end(tx: Transaction, gap: PostGap, view: _View) -> int:
    """It ends when enough people stand there, the shift is over, or the rota does not ask for it any more; its order, when the first does."""
    slot = view.slot_of(gap)
    there = [] if slot is None else view.there(slot)
    if slot is None:
        filled.not_asked_for(tx, gap, view.site, view.now)
    elif there and gap.found == 0 and view.now < slot.until:
        filled.manned(tx, gap, telling.names_of_all(tx, there), view.site, view.now)
    if slot is not None and view.now < slot.until and view.lacking(slot) is not None:
        found = len(there) if slot.since <= view.now else gap.found
        if found != gap.found:
            tx.rota.save_gap(replace(gap, found=found))
        return 0
    tx.rota.save_gap(replace(gap, ended_at=view.now, again_at=None))
    telling.changed(tx, view.site, "gap", gap.id, view.now, SYSTEM)
    return 1


def _open(tx: Transaction, slot: Slot, view: _View) -> int:
    lacking = view.lacking(slot)
    if lacking is None or any((gap.post, gap.shift, gap.day) == (slot.post, slot.shift.id, slot.day) for gap in view.gaps):
        return 0
    since, found = lacking
    if since == slot.since <= view.now < since + view.plan.grace:
        return 0  # somebody may be on the stairs
    told_again = max(since, view.now) + view.plan.again_after
    gap = PostGap(new_id(), view.site.id, slot.post, slot.shift.id, slot.day, since, slot.until, slot.people, found, view.now, told_again)
    if not tx.rota.add_gap(gap):
        return 0
    instead = Roll.call(tx, view.site, max(view.now, since)).standing(gap.post)
    telling.gap_opened(tx, gap, view.plan, instead, view.site, view.now)
    telling.changed(tx, view.site, "gap", gap.id, view.now, SYSTEM)
    return 1


def _tell_again(tx: Transaction, gap: PostGap, view: _View) -> int:
    """An order of its own, and the manager, if still nobody at all stands there; one who is alone has been told of."""
    if gap.again_at is None or gap.again_at > view.now:
        return 0
    if gap.found > 0:
        tx.rota.save_gap(replace(gap, again_at=None))
        return 1
    order = open_request(
        tx,
        site=view.site,
        asset=None,
        kind=OrderKind.SECURITY,
        title=_ORDER_TITLE.filled(post=POST_NAMES[gap.post]),
        department=gap.post.department,
        priority=Priority.P2,
        by=SYSTEM,
        at=view.now,
        note=_ORDER_NOTE.format(shift=gap.shift, day=gap.day.isoformat()),
    )
    told = replace(gap, again_at=None, work_order_id=order.id)
    tx.rota.save_gap(told)
    telling.gap_stays(tx, told, view.plan, Roll.call(tx, view.site, view.now).standing(gap.post), view.site, view.now)
    telling.changed(tx, view.site, "gap", gap.id, view.now, SYSTEM)
    return 1
