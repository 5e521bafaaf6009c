"""From the outbox through the channels: senders raise, this decides about retries and giving up."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.event_log import NewEvent
from domain.identity import LIVE
from domain.outbox import DeliveryState, Notification
from domain.records import Records
from domain.text import Text
from notify.backoff import TRIES, wait_after
from notify.channels.channel import Channel, NotifyError

log = logging.getLogger(__name__)

_CLAIM = timedelta(seconds=60)
"""So long a notification that is being sent is left alone; after a crash it is sent again then."""

_DRILL = Text("【演练】{title}", "[DRILL] {title}")
_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the channels made of a notification: facts to log, and what failed, if anything did."""

    events: Sequence[NewEvent] = ()
    error: str | None = None
    permanent: bool = False
    retry_after_s: float | None = None


def deliver(records: Records, channels: Mapping[str, Channel], now: datetime, *, jitter: random.Random | None = None) -> int:
    """Send what is due at `now`; returns how many notifications were sent.

    A notification is sent when every channel has taken it; one that fails is tried again later, by all of them and under
    the same key, and given up (`FAILED`, with the error) after eight tries or a permanent refusal. Drills go, marked 演练,
    only by channels that take drills. Nothing is open towards the records while a channel is at work.
    Raises `RecordsUnavailable`.
    """
    if not channels:
        return 0
    random_wait = jitter or random.Random()
    with records.transaction() as tx:
        claimed = [replace(one, attempts=one.attempts + 1, next_at=now + _CLAIM) for one in tx.outbox.due(now)]
        for one in claimed:
            tx.outbox.save(one)
    sent = 0
    for notification in claimed:
        outcome = _send(notification, channels.values(), now)
        with records.transaction() as tx:
            tx.outbox.save(_after(notification, outcome, now, random_wait))
            for event in outcome.events if outcome.error is None else ():
                tx.events.append(event)
        sent += outcome.error is None
    return sent


def _send(notification: Notification, channels: Iterable[Channel], now: datetime) -> _Outcome:
    shown = _marked(notification)
    events: list[NewEvent] = []
    for channel in channels:
        if notification.realm != LIVE and not channel.takes_drills:
            continue
        try:
            events.extend(channel.send(shown, now))
        except NotifyError as error:
            return _Outcome(error=f"{channel.name}: {error}", permanent=error.permanent, retry_after_s=error.retry_after_s)
        except Exception as error:
            # Our own fault in one channel must not keep the other notifications waiting.
            log.exception("channel %s failed", channel.name)
            return _Outcome(error=f"{channel.name}: {type(error).__name__}")
    return _Outcome(events)


def _after(notification: Notification, outcome: _Outcome, now: datetime, jitter: random.Random) -> Notification:
    if outcome.error is None:
        return replace(notification, state=DeliveryState.SENT, sent_at=now, next_at=None, error=None)
    error = outcome.error[:_LONGEST_ERROR]
    if outcome.permanent or notification.attempts >= TRIES:
        log.warning("a notification is given up after %d tries: %s", notification.attempts, error, extra={"notification": notification.id})
        return replace(notification, state=DeliveryState.FAILED, next_at=None, error=error)
    wait = wait_after(notification.attempts, asked_s=outcome.retry_after_s, jitter=jitter)
    return replace(notification, next_at=now + wait, error=error)


def _marked(notification: Notification) -> Notification:
    """A drill's notification says that it is one."""
    if notification.realm == LIVE:
        return notification
    return replace(notification, title=_DRILL.filled(title=notification.title))
