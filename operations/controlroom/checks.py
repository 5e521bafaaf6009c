"""The two-hourly check (值班检查): due at every even hour of the site's day, confirmed by one tap, missed once.

Site setting ``control_room_check_min`` (20): so many minutes after it is due a check is missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.control_room import CHECK_EVERY_H, EARLY, CheckState, PanelState, RoomCheck
from domain.identity import stable_id
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.time import rfc3339
from operations.controlroom import announcements, record
from operations.controlroom.operators import stands_there
from rules.alarms.record import SYSTEM

CONFIRM_MIN = 20
LONGEST_NOTE = 500


def due_times(site: Site, after: datetime, until: datetime) -> Iterator[datetime]:
    """The even hours of the site's clock in ``(after, until]``, in UTC, in order; each once where clocks are put back."""
    local = after.astimezone(site.time_zone)
    slot = datetime(local.year, local.month, local.day, local.hour - local.hour % CHECK_EVERY_H)  # noqa: DTZ001  the zone follows, for each by itself
    last = after
    while True:
        moment = slot.replace(tzinfo=site.time_zone).astimezone(UTC)
        if moment > until:
            return
        if moment > last:
            yield moment
            last = moment
        slot += timedelta(hours=CHECK_EVERY_H)


def next_due(site: Site, now: datetime) -> datetime:
    """When the next check is due after `now`."""
    return next(due_times(site, now, now + timedelta(hours=2 * CHECK_EVERY_H)))


def check_id(site: str, due_at: datetime) -> str:
    """The id of the one check of the site at that time."""
    return stable_id("room-check", site, rfc3339(due_at))


def ask(tx: Transaction, site: Site, due_at: datetime, now: datetime) -> bool:
    """Write down that a check is due; whether it was not there yet. Where Steward was away for too long it can blame nobody."""
    late = _confirm_by(site, due_at) <= now
    state = CheckState.UNASKED if late else CheckState.WAITING
    added = tx.control_rooms.add_check(RoomCheck(check_id(site.id, due_at), site.id, due_at, _confirm_by(site, due_at), state))
    if added:
        record.tell(tx, site.id, "check", check_id(site.id, due_at), {"state": state.value}, at=now, actor=SYSTEM)
    return added


def miss(tx: Transaction, id_: str, site: Site, now: datetime) -> int:
    """Nobody confirmed it in time: the lead is told."""
    check = tx.control_rooms.check(id_)
    if check is None or check.next_at is None or check.next_at > now:
        return 0
    missed = tx.control_rooms.save_check(replace(check, state=CheckState.MISSED))
    announcements.check_missed(tx, missed, site, now)
    record.tell(tx, site.id, "check", id_, {"state": missed.state.value}, at=now, actor=SYSTEM)
    return 1


def current(tx: Transaction, site: Site, now: datetime) -> RoomCheck:
    """The check that a tap confirms: the newest that is due and not done, else the next, if it is near enough. It may not be stored yet."""
    coming = next_due(site, now)
    recent = tx.control_rooms.checks(site.id, now - timedelta(hours=CHECK_EVERY_H), now + timedelta(hours=CHECK_EVERY_H))
    newest = recent[-1] if recent else None
    if newest is not None and newest.confirmed_at is None and newest.due_at <= now and coming - now > EARLY:
        return newest
    stored = next((check for check in recent if check.due_at == coming), None)
    return stored or RoomCheck(check_id(site.id, coming), site.id, coming, _confirm_by(site, coming), CheckState.WAITING)


def confirm(tx: Transaction, site: Site, panels: Mapping[str, Sequence[PanelState]], *, by: str, at: datetime, note: str = "") -> RoomCheck:
    """`by`, who stands in the room, has looked at the panels. A check that was missed stays so, with the later entry.

    Raises `Refusal` (nobody who stands there, or nothing is due yet).
    """
    operator = stands_there(tx, site, by, at)
    if operator is None:
        raise Refusal("只有消防控制室当班人员可以确认，请先签到", "only somebody on duty in the control room may confirm: sign on first")
    check = current(tx, site, at)
    if check.confirmed_at is not None or check.due_at > at + EARLY:
        raise Refusal("下次检查时间未到", "the next check is not due yet")
    tx.control_rooms.add_check(check)
    stored = tx.control_rooms.check(check.id) or check
    done = replace(
        stored,
        state=CheckState.DONE if stored.state is CheckState.WAITING else stored.state,
        panels={asset: tuple(states) for asset, states in panels.items()},
        note=note.strip()[:LONGEST_NOTE],
        confirmed_at=at,
        confirmed_by=by,
        certified=operator.certified,
    )
    saved = tx.control_rooms.save_check(done)
    record.tell(tx, site.id, "check", saved.id, {"state": saved.state.value}, at=at, actor=by)
    return saved


def _confirm_by(site: Site, due_at: datetime) -> datetime:
    return due_at + timedelta(minutes=site.settings.get("control_room_check_min", CONFIRM_MIN))
