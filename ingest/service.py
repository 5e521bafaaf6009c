"""One site's ingest with all its parts: given everything by the wiring, started and stopped as one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.identity import LIVE
from domain.records import DeviceCheckpoint, Records
from domain.site import Site
from domain.telemetry import TelemetryStore
from domain.time import Clock
from ingest import disk_probe
from ingest.broker_check import BrokerCheck
from ingest.codecs import codecs_of
from ingest.committing import MOST_WAITING, Committing, Stopped
from ingest.confirmed_session import Confirm, ConfirmedSession
from ingest.feed import Feed
from ingest.following import following_of
from ingest.hand_over import HandOver
from ingest.health import Health
from ingest.home_assistant.announcer import Announcer
from ingest.home_assistant.entities import HomeAssistant
from ingest.interfaces import Checkpoint, Commit, Digest, Judge, JudgeEvent, OpenConditions, RecordedOffset
from ingest.journal import LIMIT_BYTES, Journal
from ingest.judging import Judging
from ingest.keeping import Keeping
from ingest.metrics import Facts, Metrics
from ingest.pipeline import Pipeline
from ingest.present import Present
from ingest.publisher import Publisher
from ingest.restart import Restart
from ingest.session import Session, SessionSettings
from ingest.sessions import new_session
from ingest.telemetry_writer import TelemetryWriter

log = logging.getLogger(__name__)

SNAPSHOT = "snapshot.json"
"""Its file in a site's folder."""


class IngestFailed(Exception):
    """A site's ingest cannot go on; the text says why in one line."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What one site's ingest is given.

    `folder` is for its journal and what it keeps beside it; it must not be a network share. `applied_offset` and
    `checkpoints` come from the records (``ingests.offset``, ``ingests.devices``). `publish_from` `None`: nothing is
    told on ``_out``; `home_assistant` `None`: nor to Home Assistant. `probe_broker`: try whether the broker keeps
    messages (not with the embedded one). `session` replaces the one that would be made from `broker`. `confirm`:
    whether the site is still ours, asked after each connection to the broker; `None`: nobody else could have it.
    """

    site: Site
    broker: SessionSettings
    judge: Judge
    commit: Commit
    store: TelemetryStore
    folder: Path
    feed_path: Path
    open_conditions: OpenConditions
    checkpoint: Checkpoint
    digest: Digest
    clock: Clock
    applied_offset: int = 0
    checkpoints: Sequence[DeviceCheckpoint] = ()
    publish_from: Records | None = None
    home_assistant: HomeAssistant | None = None
    judge_event: JudgeEvent | None = None
    settle_s: float = 60.0
    journal_limit_bytes: int = LIMIT_BYTES
    probe_broker: bool = True
    session: Session | None = None
    confirm: Confirm | None = None
    recorded_offset: RecordedOffset | None = None
    metrics: Metrics = field(default_factory=Metrics)
    facts: Facts = field(default_factory=Facts)


class SiteIngest:
    """One site's ingest. `start`, then `wait` until it ends or `stop` it."""

    def __init__(self, needs: Needs) -> None:
        self._needs = needs
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._failure: BaseException | None = None
        self._measure: Callable[[], None] = lambda: None
        self._health = Health(needs.site.id, needs.metrics, needs.facts, needs.clock, time.monotonic)
        self._rules_wanted: int | None = None
        self._thread = threading.Thread(target=self._run, name=f"ingest {needs.site.id}", daemon=True)

    @property
    def metrics(self) -> Metrics:
        """Its counters."""
        return self._needs.metrics

    @property
    def facts(self) -> Facts:
        """What holds now."""
        return self._needs.facts

    def start(self) -> None:
        """Begin, in threads of its own."""
        self._thread.start()

    def use_rules(self, sequence: int) -> None:
        """Judge by the rules of this sequence, from the next group on; returns at once, for any thread."""
        self._rules_wanted = sequence

    def ask_to_stop(self) -> None:
        """Begin to stop; returns at once (fit for a signal handler)."""
        self._stopping.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it has ended; `False` if it has not within `timeout_s`. Raises `IngestFailed` if it failed."""
        if not self._ended.wait(timeout_s):
            return False
        if self._failure is not None:
            raise IngestFailed(f"{self._needs.site.id}: {self._failure}") from self._failure
        return True

    def stop(self, timeout_s: float = 30.0) -> None:
        """Stop cleanly: nothing new is taken, what was taken is finished, a snapshot is left. Raises `IngestFailed`."""
        self.ask_to_stop()
        if self._thread.ident is not None and not self.wait(timeout_s):
            raise IngestFailed(f"{self._needs.site.id}: it did not stop within {timeout_s:g} s")

    def _fail(self, error: BaseException) -> None:
        if self._failure is None:
            self._failure = error
        self._stopping.set()

    def _run(self) -> None:
        try:
            self._work()
        except Stopped:
            pass
        except Exception as error:
            log.debug("%s: ingest failed", self._needs.site.id, exc_info=True)
            self._fail(error)
        finally:
            self._ended.set()

    def _work(self) -> None:
        needs = self._needs
        needs.folder.mkdir(parents=True, exist_ok=True)
        self._health.use_disk_cost(*disk_probe.probe_and_tell(needs.site.id, needs.folder))
        journal = Journal(needs.folder / "journal", limit_bytes=needs.journal_limit_bytes)
        try:
            self._health.follow(journal, needs.folder / SNAPSHOT)
            judging = Judging(needs.site, needs.judge, needs.judge_event)
            present = Present(judging.rows)
            feed = Feed(needs.feed_path, needs.site.id, self._told, present)
            try:
                self._work_with(journal, judging, present, feed)
            finally:
                feed.stop()
        finally:
            journal.close()

    def _work_with(self, journal: Journal, judging: Judging, present: Present, feed: Feed) -> None:
        needs, stopping, site = self._needs, self._stopping, self._needs.site.id
        committing = Committing(
            site, needs.commit, needs.applied_offset, stopping, needs.metrics, needs.facts, most_waiting=MOST_WAITING, recorded=needs.recorded_offset
        )
        snapshot_path = needs.folder / SNAPSHOT
        restart = Restart(site, snapshot_path, journal, needs.judge, judging, committing, needs.open_conditions, needs.checkpoints, needs.clock, stopping)
        began_s = time.monotonic()
        resumed = restart.resume()
        needs.metrics.restart_replayed = resumed.replayed
        needs.metrics.restart_seconds = time.monotonic() - began_s
        writer = TelemetryWriter(
            needs.site, journal, needs.store, needs.folder / "stored.json", committing, needs.clock, needs.metrics, needs.facts, self._fail
        )
        self._measure = writer.measure
        journal.begin_at(writer.offset)
        hand_over = HandOver(journal.end)
        keeping = Keeping(
            site,
            snapshot_path,
            journal,
            needs.judge,
            judging,
            committing,
            needs.checkpoint,
            lambda: writer.offset,
            needs.clock,
            needs.metrics,
            needs.facts,
            snapshot_offset=resumed.snapshot_offset,
            in_background=True,
        )
        session = needs.session or self._session()
        if needs.confirm is not None:
            session = ConfirmedSession(session, needs.confirm)
        announcer = Publisher(site, needs.publish_from, needs.broker, needs.metrics) if needs.publish_from is not None else None
        home_assistant = self._home_assistant()
        following = following_of(needs.site, needs.broker)
        check = BrokerCheck(site, needs.broker, needs.metrics, needs.facts, probe=needs.probe_broker)
        pipeline = Pipeline(
            site,
            session,
            journal,
            needs.judge,
            judging,
            committing,
            keeping,
            feed,
            present,
            hand_over,
            needs.clock,
            stopping,
            needs.metrics,
            needs.facts,
            settle_s=needs.settle_s,
            digest=needs.digest,
            committed=_together(announcer.wake if announcer is not None else None, home_assistant.wake if home_assistant is not None else None),
            rules_wanted=lambda: self._rules_wanted,
            following=following,
        )
        present.spoke(needs.site.devices)
        feed.start()
        writer.start(hand_over)
        if announcer is not None:
            announcer.start()
        if home_assistant is not None:
            home_assistant.start()
        following.start()
        if needs.session is None:
            check.start()
        try:
            pipeline.run(resumed.listened_until, settled=resumed.settled)
        finally:
            stopping.set()
            session.stop()
            try:
                if pipeline.clean and self._failure is None:
                    keeping.snapshot()
            finally:
                keeping.close()
                writer.stop()
                check.stop()
                if announcer is not None:
                    announcer.stop()
                if home_assistant is not None:
                    home_assistant.stop()
                following.stop()

    def _home_assistant(self) -> Announcer | None:
        needs = self._needs
        if needs.publish_from is None:
            return None
        announcer = Announcer(needs.site, needs.publish_from, needs.broker, needs.folder, needs.home_assistant)
        return announcer if announcer.needed else None

    def _session(self) -> Session:
        needs = self._needs
        subscriptions = [topic for codec in codecs_of(needs.site) for topic in codec.subscriptions(needs.site)]
        site = needs.site
        if site.realm != LIVE:
            return new_session(needs.broker, f"steward-drill-{site.realm}", subscriptions, needs.clock)
        status_topic = f"{site.topic_root}/{site.id}/_status"
        return new_session(needs.broker, f"steward-ingest-{site.id}", subscriptions, needs.clock, status_topic)

    def _told(self) -> tuple[Mapping[str, object], Mapping[str, bool | str]]:
        self._measure()
        return self._health.told()


def _together(*those: Callable[[], None] | None) -> Callable[[], None] | None:
    """One call for all that there are; `None`: there are none. In this order: who is first may take a moment."""
    calls = [each for each in those if each is not None]
    if len(calls) < 2:  # noqa: PLR2004  one needs nothing around it
        return calls[0] if calls else None

    def call() -> None:
        for each in calls:
            each()

    return call
