"""From the event log to deliveries: each event once for each endpoint that wants it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.event_log import EventType, LoggedEvent
from domain.identity import LIVE
from domain.records import Records, Transaction
from domain.webhook import Delivery, Webhook
from notify.webhooks.messages import FAMILIES, delivery_of

CURSOR = "webhooks"
_BATCH = 200


def follow(records: Records, now: datetime) -> bool:
    """Make deliveries of the next events; returns whether there may be more. Raises `RecordsUnavailable`.

    The deliveries and how far we are change together, so a crash neither leaves one out nor makes two; of two workers
    at once the second finds the rows there (unique on endpoint and event). Drills are never told.
    """
    with records.reading() as tx:
        position, newest = tx.housekeeping.cursor(CURSOR), tx.events.bounds()[1]
        active = [webhook for webhook in tx.webhooks.list() if webhook.active]
        # Where nobody listens nothing is read: an endpoint hears only of what comes after it was made.
        start = max(position, min((webhook.since for webhook in active), default=newest))
        if newest <= start == position:
            return False
        events = tx.events.after(start, limit=_BATCH) if active else ()
    with records.transaction() as tx:
        if tx.housekeeping.cursor(CURSOR) != position:
            return True
        listening = [webhook for webhook in tx.webhooks.list() if webhook.active]
        tx.webhooks.add_deliveries(_deliveries(tx, events, listening, now))
        tx.housekeeping.set_cursor(CURSOR, events[-1].sequence if events else start)
    return len(events) == _BATCH


def _deliveries(tx: Transaction, events: Sequence[LoggedEvent], listening: Sequence[Webhook], now: datetime) -> Sequence[Delivery]:
    told = [logged for logged in events if logged.event.realm == LIVE and logged.event.type in FAMILIES]
    outside = tx.outside.of_orders({logged.event.subject_id for logged in told if logged.event.type is EventType.WORK_ORDER})
    found: list[Delivery] = []
    for logged in told:
        event = logged.event
        theirs = outside.get(event.subject_id)
        for webhook in listening:
            wanted = logged.sequence > webhook.since and webhook.wants(event.site, FAMILIES[event.type], event.transition)
            if wanted and (webhook.client is None or (theirs is not None and theirs.source == webhook.client)):
                found.append(delivery_of(logged, webhook, theirs, now))
    return found
