"""The way of a reading: journal, judge, commit, acknowledge — in groups, in order, by one thread.

Nothing is acknowledged before it is in the journal (fsynced) and what follows from it is in the records; while the
records are away, before what follows from it can be derived from the journal again (see `committing`). When the journal
is full, or too much waits for the records, everything waits here, and the broker holds what comes. What the wall clock
decides is journalled first, so that a replay decides the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from domain.records import LeaseLost, RecordsUnavailable
from domain.time import EPOCH, Clock
from domain.transition import Transition
from ingest.backlog import Backlog
from ingest.committing import Committing, Stopped
from ingest.feed import Feed
from ingest.following import Following
from ingest.hand_over import Handed, HandOver
from ingest.interfaces import Digest, Judge, Restart
from ingest.interpretation import as_record
from ingest.journal import Journal, JournalFull
from ingest.journal_record import Record, RecordKind
from ingest.judging import Judging, Outcome
from ingest.keeping import Keeping
from ingest.metrics import Facts, Metrics
from ingest.patience import Complaint, delays
from ingest.present import Present
from ingest.receive_times import ReceiveTimes
from ingest.session import Message, Session

log = logging.getLogger(__name__)

GROUP_MESSAGES = 500
"""A group closes when it is as large as the window that the broker has open to us"""
GROUP_BYTES = 4 << 20
"""or as heavy as this; otherwise with what has come while the last one was made durable."""
_IDLE_S = 0.25
_TICK_PAUSE_S = 0.01
"""Deadlines are looked at no more often than this."""
_STUCK_S = 1.0
_OVERHEAD_BYTES = 32
_BLIND_S = 5.0
"""A connection that was away for longer than this left us blind: devices are not blamed for it."""
_MICROSECOND = timedelta(microseconds=1)


class Pipeline:
    """One site's. `run` is its thread; everything else is for that thread, too, unless it says otherwise."""

    def __init__(
        self,
        site: str,
        session: Session,
        journal: Journal,
        judge: Judge,
        judging: Judging,
        committing: Committing,
        keeping: Keeping,
        feed: Feed,
        present: Present,
        hand_over: HandOver,
        clock: Clock,
        stopping: threading.Event,
        metrics: Metrics,
        facts: Facts,
        *,
        settle_s: float,
        digest: Digest,
        committed: Callable[[], None] | None = None,
        rules_wanted: Callable[[], int | None] = lambda: None,
        following: Following | None = None,
    ) -> None:
        self._site = site
        self._session = session
        self._journal = journal
        self._judge = judge
        self._judging = judging
        self._committing = committing
        self._keeping = keeping
        self._feed = feed
        self._present = present
        self._hand_over = hand_over
        self._clock = clock
        self._stopping = stopping
        self._metrics = metrics
        self._facts = facts
        self._settle = timedelta(seconds=settle_s)
        self._digest = digest
        self._committed = committed
        self._rules_wanted = rules_wanted
        self._following = following if following is not None and following.needed else None
        self._backlog = Backlog()
        self._receive_times = ReceiveTimes()
        self._full = Complaint(f"{site}: the journal is full; nothing is acknowledged, messages wait at the broker")
        self._connection = 0
        self._lost_at: datetime | None = None
        self._listened_until: datetime | None = None
        self._next_tick_s = 0.0
        self._settled_at: datetime | None = None
        self._blind_from: datetime | None = None
        self._blind_to: datetime | None = None
        self._held_before: frozenset[str] = frozenset()
        self._silent: list[Transition] = []
        self.clean = False
        """Whether it ended with everything durable that it had judged; only then may a snapshot be taken."""

    def run(self, blind_from: datetime | None, *, settled: bool = False) -> None:
        """Judge until we are to stop. `blind_from`: when we last listened before this start, if ever.

        `settled`: nothing is left to be told of an earlier outage; then a break as short as a handover's is none.
        Raises what ends ingest: `LeaseLost`, `JournalBroken`.
        """
        try:
            self._listened_until, self._keeping.settled = blind_from, settled
            if not settled or self._was_blind(blind_from):
                self._listen_again(blind_from)
            self._keeping.snapshot()
            self._session.start()
            while not self._stopping.is_set():
                self._watch_connection()
                self._take_messages()
                self._take_rules()
                self._take_deadlines()
                if self._committing.waiting and self._committing.try_again():
                    self._told()
                self._tell_digest()
                if self._following is not None:
                    self._following.ask(self._clock())
                self._keeping.now_and_then(listening=self._session.connected)
                self._metrics.waiting = self._session.waiting
            self.clean = self._committing.try_again(at_once=True)
        except Stopped:
            log.info("%s: stopped before everything was durable; the broker will send it again", self._site)

    def _take_messages(self) -> None:
        began_s = time.monotonic()
        messages = self._session.receive(GROUP_MESSAGES, self._patience_s(began_s))
        if not messages:
            if self._session.waiting == 0:
                self._backlog.nothing_came(time.monotonic())
                self._metrics.judging_lag_seconds = 0.0
            return
        came_s = time.monotonic()
        metrics = self._metrics
        for group in _bounded(messages, min(GROUP_BYTES, self._journal.limit_bytes // 8)):
            metrics.unacknowledged = len(group) + self._session.waiting
            records = self._records_of(group)
            self._write(records)
            outcome = self._judge_records(records)
            metrics.acknowledged += self._session.acknowledge(group)
            metrics.received += len(group)
            metrics.group_messages.observe(len(group))
            metrics.group_seconds.observe(max(0.0, (_microseconds(self._clock()) - records[0].received_us) / 1_000_000))
        metrics.unacknowledged = 0
        self._backlog.came(began_s, came_s, outcome.ages_ms)
        metrics.judging_lag_seconds = 0.0 if self._backlog.drained or not outcome.ages_ms else max(0.0, outcome.ages_ms[-1] / 1000)

    def _records_of(self, group: Sequence[Message]) -> Sequence[Record]:
        """How they are journalled."""
        apart = self._receive_times.apart
        if self._following is not None:
            return [self._following.record(each, apart(each.topic, each.received_us)) for each in group]
        return [as_record(each.topic, each.payload, each.size, apart(each.topic, each.received_us), retained=each.retained) for each in group]

    def _take_rules(self) -> None:
        """Go over to other rules, if somebody put some live: between two groups, and journalled first, so that a replay does it there too."""
        wanted = self._rules_wanted()
        if wanted is None or wanted == self._judge.rules:
            return
        record = Record(RecordKind.RULES, _microseconds(self._clock()), payload=wanted.to_bytes(8, "little"))
        self._write([record])
        self._judge_records([record])
        log.info("%s: judging by the rules of version %d", self._site, wanted)
        # What the new rules' windows began with came from the telemetry store: a replay should not have to ask it again.
        self._keeping.snapshot()

    def _take_deadlines(self) -> None:
        """Let the wall clock decide what it decides, if nothing is known to wait that could say otherwise."""
        self._facts.drained = self._backlog.drained
        if not self._backlog.drained or time.monotonic() < self._next_tick_s:
            return
        now = self._clock()
        deadline = self._judge.next_deadline()
        if not ((deadline is not None and deadline <= now) or (self._settled_at is not None and self._settled_at <= now)):
            return
        self._next_tick_s = time.monotonic() + _TICK_PAUSE_S
        record = Record(RecordKind.TICK, _microseconds(now))
        self._write([record])
        self._judge_records([record])
        if self._settled_at is not None and self._settled_at <= now:
            self._settled_at = None
        if (still := self._judge.next_deadline()) is not None and still <= now:
            self._next_tick_s = time.monotonic() + _STUCK_S  # it should have passed; do not fill the journal with ticks

    def _watch_connection(self) -> None:
        """Notice that the broker is gone or back; after a while without it we listen anew."""
        connected = self._session.connected
        self._facts.broker_connected = connected
        if not connected:
            if trouble := self._session.trouble:
                self._facts.last_error = f"MQTT broker: {trouble}"
            if self._lost_at is None:
                self._lost_at = self._clock()
                self._backlog.disconnected()
            return
        if self._session.connection != self._connection:
            first = self._connection == 0
            self._connection = self._session.connection
            self._metrics.reconnects = self._connection - 1
            self._backlog.connected(time.monotonic())
            if self._following is not None:
                self._following.listening()
            since = self._listened_until if first else self._lost_at
            if (first and not self._keeping.settled) or ((first or since is not None) and self._was_blind(since)):
                self._listen_again(since)
        self._lost_at = None

    def _was_blind(self, since: datetime | None) -> bool:
        """Whether it matters that nobody has listened since then (`None`: ever)."""
        return since is None or self._clock() - since > timedelta(seconds=_BLIND_S)

    def _listen_again(self, blind_from: datetime | None) -> None:
        """From now on silence means something again; what it means is judged together, in a while, and told once."""
        now = self._clock()
        record = Record(RecordKind.LISTENING, _microseconds(now))
        self._write([record])
        self._judge_records([record])
        if self._settled_at is None:
            self._blind_from = blind_from
            self._held_before = frozenset(self._judge.raised())
        self._keeping.settled = False
        self._blind_to = now
        self._settled_at = now + self._settle

    def _tell_digest(self) -> None:
        if self._blind_to is None or self._settled_at is not None or self._committing.waiting:
            return
        still_true = len(self._held_before & self._judge.raised().keys())
        try:
            self._digest(Restart(self._blind_from, self._blind_to, tuple(self._silent), still_true))
        except RecordsUnavailable as error:
            self._facts.last_error = f"records: {error}"
            return
        except LeaseLost:
            raise
        except Exception:
            log.exception("%s: what happened while we were away could not be told", self._site)
        self._blind_from = self._blind_to = None
        self._keeping.settled = True
        self._silent.clear()

    def _write(self, records: Sequence[Record]) -> None:
        """Make `records` durable; waits for room as long as it takes. Raises `Stopped`."""
        for wait_s in delays(0.05, 1.0):
            try:
                self._journal.append(records)
                began_s = time.monotonic()
                self._journal.sync()
            except JournalFull as error:
                self._full.raise_(error)
                self._facts.journal_full = True
                self._facts.last_error = str(error)
                if self._committing.try_again():
                    self._keeping.make_room()
            else:
                self._metrics.sync_seconds = time.monotonic() - began_s
                self._metrics.fsync_seconds.observe(self._metrics.sync_seconds)
                self._metrics.groups += 1
                self._full.settle()
                self._facts.journal_full = False
                return
            if self._stopping.wait(wait_s):
                raise Stopped

    def _judge_records(self, records: Sequence[Record]) -> Outcome:
        """Judge what has just been journalled; returns when all that follows from it is durable, or can be derived again."""
        with self._present.adding() as sayings:
            outcome = Outcome(hands_over=True, sayings=sayings)
            for record in records:
                self._judging.take(record, outcome)
        metrics = self._metrics
        metrics.decoded += outcome.decoded
        metrics.duplicates += outcome.duplicates
        metrics.late += outcome.late
        metrics.rules_stepped += outcome.stepped
        if outcome.transitions or outcome.quarantined:
            self._silent += [transition for transition in outcome.transitions if transition.silent]
            if self._committing.hand_in(outcome.transitions, outcome.quarantined, self._journal.end):
                self._told()
        if outcome.devices:
            self._keeping.changed(outcome.devices)
            self._present.spoke(outcome.devices)
        self._hand_over.put(Handed(self._journal.end, outcome.messages, outcome.keys, self._judging.take_turned(), records[0].received_us))
        self._keeping.judged(len(records))
        return outcome

    def _told(self) -> None:
        """The records know more: those who look at them are told."""
        if self._committed is not None:
            self._committed()
        self._feed.committed()

    def _patience_s(self, now_s: float) -> float:
        """How long to wait for messages before something else is to be done."""
        wait_s = _IDLE_S
        for moment in (self._judge.next_deadline(), self._settled_at):
            if moment is not None and self._backlog.drained:
                wait_s = min(wait_s, (moment - self._clock()).total_seconds())
        return max(wait_s, self._next_tick_s - now_s, 0.0)


def _bounded(messages: Sequence[Message], limit_bytes: int) -> Iterator[Sequence[Message]]:
    """`messages` in pieces that are no heavier than `limit_bytes`, or one message."""
    start = weight = 0
    for index, message in enumerate(messages):
        weight += len(message.payload) + len(message.topic) + _OVERHEAD_BYTES
        if weight > limit_bytes and index > start:
            yield messages[start:index]
            start, weight = index, len(message.payload)
    yield messages[start:]


def _microseconds(moment: datetime) -> int:
    """Epoch microseconds of `moment`, rounded up to whole milliseconds: a deadline that has come must have come."""
    return -(-((moment - EPOCH) // _MICROSECOND) // 1000) * 1000
