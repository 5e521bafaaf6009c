"""The disk under journal, snapshot, records and telemetry is full: nothing is acknowledged, and it goes on by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from storage.database.schema import upgrade
from tests.faults.account import Facts, recovered, settled_and_exact
from tests.faults.installation import Installation, installation
from tests.faults.process import eventually
from tests.faults.reporting import Tell
from tests.faults.small_disk import SmallDisk, with_a_small_disk
from tests.faults.traffic import LONGEST_S, Traffic, outside

pytestmark = [pytest.mark.real, pytest.mark.slow]

DISK_BYTES = 96 << 20
FULL = "the journal is full"


@contextmanager
def on_a_small_disk(folder: Path, disk: SmallDisk) -> Iterator[Installation]:
    """All that Steward keeps lies on `disk`: journal, snapshot, records, telemetry."""
    data = disk.folder / "data"
    data.mkdir(mode=0o700)
    url = f"sqlite:///{data / 'records.sqlite'}"
    upgrade(url)
    with installation(folder, data_dir=data, settings={"records": {"url": url}}) as installed:
        installed.records_url = url
        yield installed


def full(installed: Installation, disk: SmallDisk, traffic: Traffic) -> None:
    """Fill it, also what is let go of meanwhile, until the broker holds what comes."""

    def look() -> bool:
        disk.fill()
        found = installed.health()
        return found is not None and bool(found.facts["journal_full"])

    eventually(look, what="the word that nothing more can be journalled")
    held = traffic.acknowledged - len(installed.tap.acknowledged)
    disk.fill()
    traffic.flow(3_000)
    eventually(lambda: traffic.acknowledged - len(installed.tap.acknowledged) >= held + 2_000, what="messages that wait at the broker")


def whole(database: Path) -> bool:
    """Whether SQLite finds nothing wrong with a file."""
    with closing(sqlite3.connect(database)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def test_a_disk_that_is_full_twice(tmp_path: Path, tell: Tell) -> None:
    with_a_small_disk(tmp_path / "disk", DISK_BYTES, lambda disk: fill_it_twice(tmp_path / "rest", disk, tell))


def fill_it_twice(folder: Path, disk: SmallDisk, tell: Tell) -> None:
    facts = Facts("disk full twice, the second time with a kill")
    with on_a_small_disk(folder, disk) as installed, outside(installed) as listener:
        with Traffic(installed, seed=66, seconds=LONGEST_S, alarms_per_s=15) as traffic:
            traffic.flow(3_000)
            rss_before = installed.ingest.rss
            full(installed, disk, traffic)
            assert installed.ingest.alive
            assert len(installed.ingest.lines(FULL)) == 1, "said once"
            disk.make_room()
            facts.more["recovered after the first"] = f"{recovered(installed):.1f} s"
            full(installed, disk, traffic)
            installed.ingest.kill()
            installed.ingest.start()
            traffic.flow(2_000)
            disk.make_room()
            installed.wait_until_listening()
            facts.recovered_s = recovered(installed)
            traffic.enough()
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=3))
        databases = list(disk.folder.rglob("*.sqlite"))
        assert len(databases) >= 3, "records, readings, newest readings"
        assert [path for path in databases if not whole(path)] == []
        assert installed.ingest.lines("damaged", "cannot be used (") == []
