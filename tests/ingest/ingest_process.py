"""A process that runs one site's ingest on a real broker and real files, for tests that kill it.

The records are a file of their own that would show a transition twice: it does not look at episodes.
"""

from __future__ import annotations

import json
import logging
import signal
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from domain.quarantine import Quarantined
from domain.site import Site
from domain.time import utc_now
from domain.transition import Transition
from ingest.service import Needs, SiteIngest
from ingest.session import SessionSettings
from storage.telemetry import engines
from tests.ingest.fakes import FakeJudge
from tests.ingest.site_models import a_site


class CommitToFile:
    """Each commit is one transaction of SQLite."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("CREATE TABLE IF NOT EXISTS step (change TEXT, condition TEXT, episode TEXT)")
        self._database.execute("CREATE TABLE IF NOT EXISTS aside (topic TEXT, payload BLOB)")
        self._database.execute("CREATE TABLE IF NOT EXISTS reached (offset INTEGER)")

    def __call__(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany("INSERT INTO step VALUES (?, ?, ?)", [(each.change, each.condition, each.episode) for each in transitions])
        self._database.executemany("INSERT INTO aside VALUES (?, ?)", [(each.topic, each.payload) for each in quarantined])
        self._database.execute("INSERT INTO reached VALUES (?)", (offset,))
        self._database.execute("COMMIT")

    def offset(self) -> int:
        """What was advanced to last."""
        (offset,) = self._database.execute("SELECT coalesce(max(offset), 0) FROM reached").fetchone()
        return int(offset)

    def open_conditions(self) -> Mapping[str, str]:
        """Condition → episode of what is raised."""
        steps = self._database.execute("SELECT change, condition, episode FROM step ORDER BY rowid").fetchall()
        last = {condition: (change, episode) for change, condition, episode in steps}
        return {condition: episode for condition, (change, episode) in last.items() if change == "raised"}


def serve(site: Site, folder: Path, broker: SessionSettings) -> None:
    """Ingest what `site` says, until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(relativeCreated)d %(name)s %(message)s")
    commit = CommitToFile(folder / "records.db")
    engine = engines()["sqlite"]
    store = engine.open(engine.settings(), folder)
    ingest = SiteIngest(
        Needs(
            site=site,
            broker=broker,
            judge=FakeJudge(stale_s=1e6),
            commit=commit,
            store=store,
            folder=folder / site.id,
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
    serve(a_site(), Path(sys.argv[1]), SessionSettings(**json.loads(sys.argv[2])))
