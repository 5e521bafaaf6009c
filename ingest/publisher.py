"""Telling the world outside: every transition of alarms and work orders on the site's ``_out`` topics.

Follows the event log, and publishes what is new without waiting for what is under way. What has been acknowledged is
remembered in memory at once and in the records every now and then: after a crash a few are published again. At least
once, in order; `sequence` tells a reader what it has had already. Drills are never told.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from domain.event_log import EventType, LoggedEvent
from domain.identity import LIVE
from domain.records import LeaseLost, Records, RecordsUnavailable
from ingest.metrics import Metrics
from ingest.outlet import NotPublished, Outlet
from ingest.outlets import new_outlet
from ingest.patience import Complaint, delays
from ingest.session import SessionSettings
from ingest.wake import Wake

log = logging.getLogger(__name__)

TOPICS = {EventType.ALARM: "alarms", EventType.WORK_ORDER: "work-orders"}
STORE_EVERY_S = 0.5
STORE_EVERY = 200
"""So long, or for so many events, what is acknowledged is remembered in memory only."""
_LONGEST_BATCH = 200
_POLL_S = 0.5
"""People's steps come from other processes, which cannot wake us."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 15.0
_RECORDS_WAIT_S = 1.0
"""Alarms that waited for the records are announced soon after they are back; nobody minds being asked more often."""
_ACKNOWLEDGED_WITHIN_S = 10.0
_GOODBYE_S = 1.0
_LET_THROUGH_S = 0.002
_STOP_WITHIN_S = 7.0

StoreCursor = Callable[[str, int], None]
"""Remembers, in a transaction of its own, how far the follower of this name has come.

Called before the first event of a connection is published, and at least every `STORE_EVERY_S` while events are. It may
raise `LeaseLost` when the site is no longer ours; then nothing more is published.
"""


@dataclass(slots=True)
class _UnderWay:
    """An event that has been read. `number` is that of its message; `None`: it needs none, or is acknowledged."""

    sequence: int
    number: int | None


class Publisher:
    """One thread that publishes one site's transitions."""

    def __init__(self, site: str, records: Records, settings: SessionSettings, metrics: Metrics, store_cursor: StoreCursor | None = None) -> None:
        self._site = site
        self._records = records
        self._settings = settings
        self._metrics = metrics
        self._store = store_cursor or self._store_plainly
        self._stopping = threading.Event()
        self._wake = Wake()
        self._complaint = Complaint(f"{site}: transitions cannot be published on _out")
        self._refused = Complaint(f"{site}: transitions are lost to those who listen on _out")
        self._under_way: deque[_UnderWay] = deque()
        self._read = 0
        self._acknowledged = 0
        self._stored = 0
        self._publishing = False
        self._told = threading.Event()
        self._told.set()
        self._thread = threading.Thread(target=self._run, name=f"publisher {site}", daemon=True)

    @property
    def cursor_name(self) -> str:
        """Under which the records keep how far we are."""
        return f"out:{self._site}"

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def wake(self) -> None:
        """The event log has grown. Returns when that is told, or very soon: what happened goes before what is still to be judged."""
        if self._publishing:
            self._told.clear()
        self._wake.call()
        self._told.wait(_LET_THROUGH_S)

    def stop(self) -> None:
        """End; what is not acknowledged is published again the next time."""
        self._stopping.set()
        self._wake.call()
        if self._thread.ident is not None:
            self._thread.join(_STOP_WITHIN_S)
        if not self._thread.is_alive():
            self._wake.close()

    def _run(self) -> None:
        waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
        while not self._stopping.is_set():
            before = self._acknowledged
            longest_s = _LONGEST_WAIT_S
            outlet = None
            try:
                outlet = new_outlet(self._settings, f"steward-out-{self._site}", self._wake)
                self._publish_on(outlet)
            except LeaseLost as error:
                log.warning("%s: publishing on _out ends: %s", self._site, error)
                return
            except RecordsUnavailable as error:
                self._complaint.raise_(error)
                longest_s = _RECORDS_WAIT_S
            except NotPublished as error:
                self._complaint.raise_(error)
            except Exception as error:
                log.exception("%s: the publisher failed", self._site)
                self._complaint.raise_(error)
            finally:
                self._publishing = False
                self._told.set()
                if outlet is not None:
                    outlet.close()
            if self._acknowledged > before:
                waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
            self._stopping.wait(min(next(waits), longest_s))

    def _publish_on(self, outlet: Outlet) -> None:
        """Publish over this connection until it fails or we are to stop."""
        with self._records.reading() as transaction:
            self._stored = transaction.housekeeping.cursor(self.cursor_name)
        self._read = self._acknowledged = max(self._stored, self._acknowledged)
        self._under_way.clear()
        self._store(self.cursor_name, self._acknowledged)
        stored_s = heard_s = time.monotonic()
        self._publishing = True
        while not self._stopping.is_set():
            more = self._publish_news(outlet)
            heard = self._take(outlet, 0)
            self._told.set()
            unsaved = self._acknowledged - self._stored
            if unsaved and (unsaved >= STORE_EVERY or time.monotonic() - stored_s >= STORE_EVERY_S):
                self._save()
                stored_s = time.monotonic()
            heard = self._take(outlet, 0 if more else _POLL_S) or heard
            now_s = time.monotonic()
            if heard or not self._waiting:
                heard_s = now_s
                self._complaint.settle()
            elif now_s - heard_s > _ACKNOWLEDGED_WITHIN_S:
                raise NotPublished("the broker has not acknowledged")
        self._say_goodbye(outlet)

    @property
    def _waiting(self) -> bool:
        """Whether something is under way."""
        return any(each.number is not None for each in self._under_way)

    def _publish_news(self, outlet: Outlet) -> bool:
        """Publish what is new, as far as there is room; returns whether there is more."""
        limit = min(outlet.room, _LONGEST_BATCH)
        if limit <= 0:
            return False
        with self._records.reading() as transaction:
            events = transaction.events.after(self._read, limit=limit, sites=(self._site,))
        for logged in events:
            told = logged.event.realm == LIVE and logged.event.type in TOPICS
            number = outlet.publish(f"steward/v1/{self._site}/_out/{TOPICS[logged.event.type]}", _body(logged)) if told else None
            self._under_way.append(_UnderWay(logged.sequence, number))
            self._read = logged.sequence
        self._advance()
        return len(events) == limit

    def _take(self, outlet: Outlet, wait_s: float) -> bool:
        """Take note of what is acknowledged; whether anything was."""
        acknowledged = outlet.turn(wait_s)
        if not acknowledged:
            return False
        numbers = {each.number for each in acknowledged}
        for event in self._under_way:
            if event.number in numbers:
                event.number = None
        self._metrics.published += sum(not each.refused for each in acknowledged)
        for each in acknowledged:
            if each.refused:
                self._refused.raise_(f"the broker refuses them ({each.refused}); its access rules must let {self._settings.username or 'us'} write there")
            else:
                self._refused.settle()
        self._advance()
        return True

    def _advance(self) -> None:
        """The cursor moves only over what is acknowledged."""
        while self._under_way and self._under_way[0].number is None:
            self._acknowledged = self._under_way.popleft().sequence

    def _save(self) -> None:
        self._store(self.cursor_name, self._acknowledged)
        self._stored = self._acknowledged

    def _store_plainly(self, name: str, position: int) -> None:
        with self._records.transaction() as transaction:
            transaction.housekeeping.set_cursor(name, position)

    def _say_goodbye(self, outlet: Outlet) -> None:
        """Wait a moment for what is under way, so that the next one need not publish it again."""
        until_s = time.monotonic() + _GOODBYE_S
        while self._waiting and (left_s := until_s - time.monotonic()) > 0:
            self._take(outlet, left_s)
        if self._acknowledged != self._stored:
            self._save()


def _body(logged: LoggedEvent) -> bytes:
    return msgspec.json.encode({**logged.event.body, "transition": logged.event.transition, "sequence": logged.sequence})
