"""What goes out: a row for each message, in the transaction that publishes. Nothing of a drill is ever queued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.identity import LIVE, stable_id
from domain.notice import Notice
from domain.notice_delivery import NoticeDelivery, Recipient, ResidentWay
from domain.records import Transaction
from domain.site import Site
from operations.notices.drafting import Outlets
from operations.notices.units import units_in


def queue(tx: Transaction, notice: Notice, site: Site, outlets: Outlets, *, update_id: str | None, at: datetime) -> int:
    """Queue the notice, or one of its updates, for its channels; returns how many messages. 0 in a drill. Doing it twice queues it once."""
    if notice.realm != LIVE:
        return 0
    queued = 0
    for way in ways_of(notice, outlets):
        for recipient in _whom(tx, notice, site, way):
            key = f"notice|{notice.id}|{update_id or 'notice'}|{way.name}|{'group' if recipient is None else recipient.id}"
            whom = None if recipient is None else recipient.id
            tx.notices.deliveries.add(
                NoticeDelivery(
                    stable_id("notice-delivery", key), key, notice.id, site.id, notice.realm, way.name, at, update_id=update_id, recipient_id=whom, next_at=at
                )
            )
            queued += 1
    return queued


def ways_of(notice: Notice, outlets: Outlets) -> Sequence[ResidentWay]:
    """The ways of the installation that this notice leaves by."""
    return [way for way in outlets.at(notice.site) if way.name in notice.channels]


def reach(tx: Transaction, notice: Notice, site: Site, way: ResidentWay) -> int:
    """How many messages it would be by this way: 1 for a group, else one for each address of an affected unit."""
    return len(_whom(tx, notice, site, way))


def _whom(tx: Transaction, notice: Notice, site: Site, way: ResidentWay) -> Sequence[Recipient | None]:
    if way.group:
        return [None]
    return concerned(site, [each.space for each in notice.units], tx.notices.recipients.of(site.id, way.by))


def concerned(site: Site, units: Sequence[str], recipients: Iterable[Recipient]) -> Sequence[Recipient]:
    """Those whose unit is among `units` or lies within one of them, or all of whose unit is among them; each address once."""
    affected = set(units)
    found: dict[str, Recipient] = {}
    inside: dict[str, bool] = {}
    for recipient in recipients:
        if recipient.unit not in inside:
            inside[recipient.unit] = _is_concerned(site, recipient.unit, affected)
        if inside[recipient.unit]:
            found.setdefault(recipient.digest, recipient)
    return list(found.values())


def _is_concerned(site: Site, unit: str, affected: set[str]) -> bool:
    if unit not in site.spaces:
        return False
    if any(space.id in affected for space in site.space_path(unit)):
        return True
    parts = units_in(site, unit)
    return bool(parts) and affected.issuperset(parts)
