"""Drafting a notice: from an incident, an order, an alarm or a plan under way, or by hand; in both languages, for exactly the affected units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.identity import new_id
from domain.notice import Affected, Notice, NoticeEntry, NoticeFilter, NoticeKind, NoticeState, NoticeStep
from domain.notice_delivery import ResidentWay
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.site import Site
from domain.text import Text
from operations.notices import about, record, tokens, wording
from operations.notices.about import Matter
from operations.notices.affected import affected, chosen
from operations.notices.units import units_in
from operations.workorders.record import local_day

_AT_PLACE = Text("{place}受影响", "{place} is affected")


@dataclass(frozen=True, slots=True)
class Outlets:
    """What notices of this installation leave by. `secret` makes the tokens of public pages; `ways` are the channels to residents, by name."""

    secret: bytes
    ways: Mapping[str, ResidentWay]

    def at(self, site: str) -> tuple[ResidentWay, ...]:
        """Those of one site."""
        return tuple(way for way in self.ways.values() if way.serves(site))


@dataclass(frozen=True, slots=True)
class NewNotice:
    """What somebody wants to tell. At most one of the ids says what it is about; what is `None` or empty is found there.

    `units` are ids of spaces that are chosen instead of those found. `phone` `None`: as in the site's last notice.
    """

    kind: NoticeKind | None = None
    incident_id: str | None = None
    order_id: str | None = None
    alarm_id: str | None = None
    plan_run_id: str | None = None
    cause: Text | None = None
    units: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    phone: str | None = None
    id: str | None = None
    """Given where doing it twice must make one; else a new one."""


def draft(tx: Transaction, asked: NewNotice, *, site: Site, outlets: Outlets, by: str, at: datetime) -> Notice:
    """A new draft, worded from its template. Raises `KeyError` (what it is about is not there), `Conflict`, or `Refusal`."""
    matter = _matter(tx, asked, site)
    if matter.site != site.id:
        raise Refusal("该事件不属于此项目", f"what it is about is not at {site.id}")
    notice_id = asked.id or new_id()
    if tx.notices.get(notice_id) is not None:
        raise Conflict(f"the notice {notice_id} is there already")
    notice = Notice(
        id=notice_id,
        number=tx.notices.next_number(site.id, local_day(at, site.time_zone)),
        site=site.id,
        realm=matter.realm,
        kind=asked.kind or matter.kind,
        state=NoticeState.DRAFT,
        title=Text("", ""),
        text=Text("", ""),
        written_by=by,
        written_at=at,
        digest=tokens.digest_of(tokens.page_token(outlets.secret, notice_id)),
        cause=asked.cause or matter.cause,
        phone=_last_phone(tx, site) if asked.phone is None else asked.phone.strip(),
        since=asked.since or matter.since or at,
        until=asked.until,
        units=_units(asked, matter, site),
        channels=tuple(way.name for way in outlets.at(site.id)),
        asset=matter.assets[0] if matter.assets else None,
        incident_id=matter.incident_id,
        order_id=matter.order_id,
        alarm_id=matter.alarm_id,
        plan_run_id=matter.plan_run_id,
    )
    return record.add(tx, worded(notice, site), NoticeEntry(notice_id, at, NoticeStep.DRAFTED, by), at=at)


def worded(notice: Notice, site: Site) -> Notice:
    """The notice with title and text from its template."""
    title, text = wording.written(notice, site)
    return replace(notice, title=title, text=text)


def _matter(tx: Transaction, asked: NewNotice, site: Site) -> Matter:
    given = [each for each in (asked.incident_id, asked.order_id, asked.alarm_id, asked.plan_run_id) if each is not None]
    if len(given) > 1:
        raise Refusal("请只选择一个来源", "say of one thing what it is about: an incident, an order, an alarm or a plan")
    if asked.plan_run_id is not None:
        return about.of_run(tx, asked.plan_run_id, site)
    if asked.incident_id is not None:
        return about.of_incident(tx, asked.incident_id, site)
    if asked.order_id is not None:
        return about.of_order(tx, asked.order_id, site)
    if asked.alarm_id is not None:
        return about.of_alarm(tx, asked.alarm_id, site)
    return Matter(site.id, NoticeKind.OTHER, Text("", ""))


def _units(asked: NewNotice, matter: Matter, site: Site) -> tuple[Affected, ...]:
    found = affected(site, matter.assets)
    if not found and matter.space is not None and matter.space in site.spaces:
        reason = _AT_PLACE.filled(place=site.place_of_space(matter.space))
        found = tuple(Affected(unit, reason) for unit in units_in(site, matter.space) or (matter.space,))
    return found if asked.units is None else chosen_units(site, found, asked.units)


def chosen_units(site: Site, before: tuple[Affected, ...], units: tuple[str, ...]) -> tuple[Affected, ...]:
    """As `operations.notices.affected.chosen`. Raises `Refusal` for what is no space of the site."""
    try:
        return chosen(site, before, units)
    except KeyError as error:
        raise Refusal(f"项目中没有位置 {error.args[0]}", f"there is no space {error.args[0]} at {site.id}") from None


def _last_phone(tx: Transaction, site: Site) -> str:
    """The number that residents were given last."""
    last = tx.notices.list(NoticeFilter(sites=(site.id,)), limit=1).items
    return last[0].phone if last else ""
