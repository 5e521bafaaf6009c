"""What Steward does by itself for fire control rooms: asks for checks, misses them, misses calls, counts operators. Each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.control_room import CHECK_EVERY_H, Shortage
from domain.identity import new_id
from domain.records import Records, Transaction
from domain.site import Site
from domain.time import EPOCH
from operations.controlroom import announcements, calls, checks, record
from operations.controlroom.operators import certified, operators, required
from operations.deciding import Due, decide
from rules.alarms.record import SYSTEM

TELL_AFTER = timedelta(minutes=5)
"""So long there may be too few: somebody fetches water, or a shift changes."""
_MOST_ASKED = timedelta(days=2)
"""After a longer absence of Steward the rest of the log stays empty."""


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Decide what is due at `now`; returns how many decisions were made. Raises `RecordsUnavailable`."""
    watched = {site.id: site for site in sites.values() if required(site) > 0}
    with records.reading() as tx:
        due = [Due(_ask, site.id, site) for site in watched.values() if _is_asked(tx, site, now)]
        due += [Due(_count, site.id, site) for site in watched.values() if _has_changed(tx, site, now)]
    made = decide(records, due, now)
    with records.reading() as tx:
        due = [Due(checks.miss, check.id, sites[check.site]) for check in tx.control_rooms.checks_missed_before(now) if check.site in sites]
        due += [Due(calls.miss, call.id, sites[call.site]) for call in tx.control_rooms.calls_missed_before(now) if call.site in sites]
    return made + decide(records, due, now)


def _is_asked(tx: Transaction, site: Site, now: datetime) -> bool:
    mark = _mark(tx, site)
    return mark is None or any(checks.due_times(site, mark, now))


def _ask(tx: Transaction, _site: str, site: Site, now: datetime) -> int:
    """The checks that are due since the last time (at first: the one under way), and the mark of it: both or neither."""
    mark = _mark(tx, site)
    since = now - timedelta(hours=CHECK_EVERY_H) if mark is None else max(mark, now - _MOST_ASKED)
    asked = sum(checks.ask(tx, site, due_at, now) for due_at in checks.due_times(site, since, now))
    tx.housekeeping.set_cursor(_mark_name(site), int((now - EPOCH).total_seconds()))
    return asked


def _has_changed(tx: Transaction, site: Site, now: datetime) -> bool:
    shortage, there = tx.control_rooms.shortage(site.id), certified(operators(tx, site, now))
    if there >= required(site):
        return shortage is not None
    return shortage is None or shortage.certified != there or (shortage.told_at is None and shortage.tell_at <= now)


def _count(tx: Transaction, _site: str, site: Site, now: datetime) -> int:
    """Begin, tell of, or end a shortage of operators."""
    shortage, there = tx.control_rooms.shortage(site.id), certified(operators(tx, site, now))
    if there >= required(site):
        if shortage is None:
            return 0
        tx.control_rooms.save_shortage(replace(shortage, ended_at=now))
        record.tell(tx, site.id, "operators", shortage.id, {"certified": there}, at=now, actor=SYSTEM)
        return 1
    if shortage is None:
        shortage = Shortage(new_id(), site.id, now, required(site), there, now + TELL_AFTER)
        tx.control_rooms.add_shortage(shortage)
        record.tell(tx, site.id, "operators", shortage.id, {"certified": there}, at=now, actor=SYSTEM)
        return 1
    tells = shortage.told_at is None and shortage.tell_at <= now
    saved = tx.control_rooms.save_shortage(replace(shortage, certified=there, told_at=now if tells else shortage.told_at))
    if tells:
        announcements.too_few(tx, saved, site, now)
    record.tell(tx, site.id, "operators", shortage.id, {"certified": there}, at=now, actor=SYSTEM)
    return 1


def _mark(tx: Transaction, site: Site) -> datetime | None:
    """Until when due checks have been written down; `None`: Steward begins now."""
    position = tx.housekeeping.cursor(_mark_name(site))
    return EPOCH + timedelta(seconds=position) if position else None


def _mark_name(site: Site) -> str:
    return f"control-room:{site.id}"
