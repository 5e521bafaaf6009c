"""Settling at once what people have seen to elsewhere: an order accepted in the app, an alarm acknowledged on the wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.event_log import EventType, LoggedEvent
from domain.records import Conflict, Records, Transaction
from operations.escalation.settling import UNANSWERED, is_settled, settle, settle_about

_AT_ONCE = 200


class Follower:
    """Reads the event log as it grows. It remembers nothing beyond its life: at first it looks at every call-out that is open."""

    def __init__(self) -> None:
        self._sequence: int | None = None

    def follow(self, records: Records, now: datetime) -> int:
        """Settle what has been seen to since the last time; returns how many were. Raises `RecordsUnavailable`."""
        if self._sequence is None:
            return self._begin(records, now)
        with records.reading() as tx:
            newest = tx.events.bounds()[1]
            if newest == self._sequence:
                return 0
            if not tx.call_outs.calling(limit=1):
                self._sequence = newest
                return 0
            events = tx.events.after(self._sequence, limit=_AT_ONCE)
            about = [
                *((order_id, None) for order_id in _subjects(events, EventType.WORK_ORDER)),
                *((None, alarm_id) for alarm_id in _subjects(events, EventType.ALARM)),
            ]
            over = [each for each in about if _is_over(tx, *each)]
        settled = sum(_settle(records, now, order_id, alarm_id) for order_id, alarm_id in over)
        self._sequence = events[-1].sequence if events else newest
        return settled

    def _begin(self, records: Records, now: datetime) -> int:
        with records.reading() as tx:
            newest = tx.events.bounds()[1]
            over = [each.id for each in tx.call_outs.calling() if is_settled(tx, each)]
        settled = 0
        for call_out_id in over:
            with records.transaction() as tx:
                known = tx.call_outs.get(call_out_id)
                if known is not None and known.state in UNANSWERED and is_settled(tx, known):
                    settle(tx, known, now)
                    settled += 1
        self._sequence = newest
        return settled


def _subjects(events: Sequence[LoggedEvent], kind: EventType) -> list[str]:
    return list(dict.fromkeys(each.event.subject_id for each in events if each.event.type is kind))


def _is_over(tx: Transaction, order_id: str | None, alarm_id: str | None) -> bool:
    return any(is_settled(tx, each) for each in tx.call_outs.about(work_order_id=order_id, alarm_id=alarm_id, calling=True))


def _settle(records: Records, now: datetime, order_id: str | None, alarm_id: str | None) -> int:
    try:
        with records.transaction() as tx:
            return settle_about(tx, now, work_order_id=order_id, alarm_id=alarm_id)
    except Conflict:
        return 0  # its ladder has just been decided: the sweep finds it settled at its next step
