"""Supplies that nobody looked at in time: the post that looks after them is told, once for each check that was missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.outbox import NotificationKind
from domain.records import Records, Transaction
from domain.severity import Severity
from domain.site import Site
from domain.supply import Supply, SupplyStep
from domain.text import Text
from operations.deciding import Due, decide
from operations.night import night_end
from operations.supplies import record
from operations.telling import clock, tell
from rules.alarms.record import SYSTEM

_TITLE = Text("应急物资超期未检查：{name}", "Emergency supply not checked in time: {name}")
_BODY = Text("{place}应于 {time} 前检查", "{place}was to be checked by {time}")


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Tell of what is overdue at `now`; returns how many. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [Due(_overdue, supply.id, sites[supply.site]) for supply in tx.supplies.due_before(now) if supply.site in sites]
    return decide(records, due, now)


def _overdue(tx: Transaction, supply_id: str, site: Site, now: datetime) -> int:
    supply = tx.supplies.get(supply_id)
    if supply is None or supply.next_at is None or supply.next_at > now:
        return 0
    saved = record.change(tx, replace(supply, told_at=now), SupplyStep.OVERDUE, at=now, actor=SYSTEM)
    tell(
        tx,
        f"supply|{supply.id}|{supply.check_by:%Y%m%d%H%M%S}",
        NotificationKind.WEATHER,
        supply.post.department,
        _TITLE.filled(name=supply.name),
        _BODY.filled(place=_place(saved, site), time=clock(supply.check_by, site.time_zone)),
        now,
        site=site.id,
        severity=Severity.LOW,
        posts=(supply.post.value,),
        held_until=night_end(site, now),
    )
    return 1


def _place(supply: Supply, site: Site) -> Text:
    """Where it lies, followed by a dot; nothing if nobody said."""
    place = site.place_of_space(supply.space) if supply.space is not None and supply.space in site.spaces else Text("", "")
    zh, en = (" ".join(part for part in (words, supply.spot) if part) for words in (place.zh, place.en))
    return Text(f"{zh} · ", f"{en} · ") if zh else Text("", "")
