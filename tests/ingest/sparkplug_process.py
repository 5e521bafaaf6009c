"""A process that runs the ingest of a site with a Sparkplug node, on a real broker and real files, for tests that kill it."""

from __future__ import annotations

import json
import logging
import signal
import sys
from pathlib import Path

from domain.time import utc_now
from ingest.service import Needs, SiteIngest
from ingest.session import SessionSettings
from storage.telemetry import engines
from tests.ingest.codecs.sites import HEAD, site_of
from tests.ingest.fakes import FakeJudge
from tests.ingest.ingest_process import CommitToFile

SITE = (
    HEAD
    + """\
dialects:
  - {id: sparkplug-b, options: {rebirth_s: 1}}
assets:
  - {id: room, type: environment, name: {zh: 泵房, en: Pump room}, space: b1}
devices:
  - {id: room-1, dialect: sparkplug-b, address: Plant/B1/room, points: {Temperature: room.temp, Noise: room.noise}}
"""
)


def main(folder: Path, broker: SessionSettings) -> None:
    """Until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(relativeCreated)d %(name)s %(message)s")
    commit = CommitToFile(folder / "records.db")
    engine = engines()["sqlite"]
    store = engine.open(engine.settings(), folder)
    ingest = SiteIngest(
        Needs(
            site=site_of(SITE),
            broker=broker,
            judge=FakeJudge(stale_s=1e6),
            commit=commit,
            store=store,
            folder=folder / "small",
            feed_path=folder / "feed",
            open_conditions=commit.open_conditions,
            checkpoint=lambda _checkpoints: None,
            digest=lambda _restart: None,
            clock=utc_now,
            applied_offset=commit.offset(),
            probe_broker=False,
        )
    )
    signal.signal(signal.SIGTERM, lambda *_: ingest.ask_to_stop())
    ingest.start()
    while not ingest.wait(0.1):
        pass
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), SessionSettings(**json.loads(sys.argv[2])))
