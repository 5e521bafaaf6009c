"""Whether messages still leave the house: what an installation whose internet is cut finds out from its own tries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.call_out import CallOutFilter, Delivery
from domain.records import Transaction

LOOKED_BACK = timedelta(hours=24)
_NEWEST = 200
INSIDE = frozenset({"page"})
"""Channels that never leave the house: the open page is served from here."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """Nothing has got out since `since`; `channels` are those that tried."""

    since: datetime
    channels: tuple[str, ...]


def outside_messages(tx: Transaction, site: str, now: datetime) -> Stuck | None:
    """Whether the last tries of the site's outside channels all failed; `None`: one went out, or nothing was tried of late."""
    newest = tx.call_outs.list(CallOutFilter((site,), since=now - LOOKED_BACK), limit=_NEWEST).items
    tried = tx.call_outs.deliveries([call_out.id for call_out in newest])
    return stuck(delivery for deliveries in tried.values() for delivery in deliveries)


def stuck(deliveries: Iterable[Delivery]) -> Stuck | None:
    """What failed after the last one that went out. A message for which there was no address was never tried: it tells nothing."""
    outside = [delivery for delivery in deliveries if delivery.channel not in INSIDE and delivery.attempts > 0 and delivery.covered_by is None]
    left = max((delivery.sent_at for delivery in outside if delivery.sent_at is not None), default=None)
    failed = [each for each in outside if each.sent_at is None and each.error is not None and (left is None or each.queued_at > left)]
    if not failed:
        return None
    return Stuck(min(each.queued_at for each in failed), tuple(sorted({each.channel for each in failed})))
