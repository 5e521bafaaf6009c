"""One site's ingest on fakes: everything between the session and the stores is real."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.records import RecordsUnavailable
from domain.time import EPOCH
from ingest.service import IngestFailed, Needs, SiteIngest
from ingest.session import SessionSettings
from tests.ingest.awaiting import eventually
from tests.ingest.fakes import FakeCommit, FakeJudge, FakeSession, Journeys, MemoryStore, Notes, VirtualClock
from tests.ingest.site_models import a_site


class Chain:
    """The fakes outlive `running` blocks: each block is one run of the process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journeys = Journeys()
        self.clock = VirtualClock()
        self.session = FakeSession(self.journeys)
        self.commit = FakeCommit(self.journeys)
        self.store = MemoryStore()
        self.notes = Notes()
        self.judge = FakeJudge()
        self.journal_limit_bytes = 1 << 20
        self.sent = 0
        self.stale_s = 3600.0

    @contextmanager
    def running(self) -> Iterator[SiteIngest]:
        """A run that is stopped cleanly at the end."""
        ingest = self.new_run()
        ingest.start()
        try:
            yield ingest
        finally:
            ingest.stop()

    def crash_after(self, ingest: SiteIngest) -> None:
        """End a run as a crash would: nothing more becomes durable, no snapshot is taken."""
        self.commit.always_failing = lambda _transitions, _quarantined: RecordsUnavailable("gone")
        self.say({"values": {"tamper": True}})
        eventually(lambda: not ingest.facts.records_available)
        ingest.stop()
        self.commit.always_failing = lambda _transitions, _quarantined: None

    def new_run(self) -> SiteIngest:
        """A process that has just started: its judge knows nothing."""
        self.judge = FakeJudge(self.stale_s)
        needs = Needs(
            site=a_site(),
            broker=SessionSettings("127.0.0.1"),
            judge=self.judge,
            commit=self.commit,
            store=self.store,
            folder=self.folder / "s1",
            feed_path=self.folder / "feed",
            open_conditions=self.commit.open_conditions,
            checkpoint=self.notes.checkpoint,
            digest=self.notes.digest,
            clock=self.clock,
            applied_offset=self.commit.offset,
            checkpoints=tuple(self.notes.checkpoints.values()),
            journal_limit_bytes=self.journal_limit_bytes,
            session=self.session,
        )
        return SiteIngest(needs)

    def say(self, body: object, device: str = "lift-1", kind: str = "telemetry", ago_s: float = 0) -> int:
        """A device says `body`, measured `ago_s` before now unless it says when; returns the message's number."""
        self.sent += 1
        if isinstance(body, dict) and kind == "telemetry" and "ts" not in body:
            body = {"ts": self.now_us // 1000 - int(ago_s * 1000), "id": str(self.sent), **body}
        payload = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        return self.session.put(f"steward/v1/s1/{device}/{kind}", payload, self.now_us)

    @property
    def now_us(self) -> int:
        return int((self.clock.now - EPOCH).total_seconds() * 1_000_000)

    def all_acknowledged(self) -> bool:
        return len(self.session.acknowledged) == self.sent

    def conditions(self) -> list[tuple[str, str]]:
        """(change, condition) of what was committed."""
        return [(each.change.value, each.condition) for each in self.commit.transitions]


__all__ = ["Chain", "IngestFailed"]
