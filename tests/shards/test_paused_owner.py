"""A process that is paused for longer than its leases last, and wakes up when another machine has its sites: it writes nothing."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.database.tables import metadata
from tests.e2e.installation import eventually
from tests.parts.broker import Broker
from tests.parts.records import plain_engine
from tests.shards.installation import HIGH, PITS, SENSORS, SITES, Installation, installed

pytestmark = [pytest.mark.real, pytest.mark.slow]

CHANGED_BY_LIVING = {"heartbeat", "ingest"}
"""Signs of life and leases; of the latter the owner is compared."""


def written(installation: Installation) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the records but signs of life, and who owns each site at which epoch."""
    engine = plain_engine(installation.records_url)
    with engine.connect() as connection:
        rows = {
            table.name: sorted(tuple(row) for row in connection.execute(select(table)).all())
            for table in metadata.tables.values()
            if table.name not in CHANGED_BY_LIVING
        }
    engine.dispose()
    with installation.records.reading() as tx:
        rows["owners"] = [(lease.site, lease.owner, lease.epoch) for lease in tx.ingests.leases()]
    return rows


def has_all(installation: Installation, pid: int) -> bool:
    return installation.owners() == dict.fromkeys(SITES, pid)


def has_written_all(installation: Installation) -> bool:
    """Whether what follows later by itself, checkpoints and the cursors of _out, is there."""
    with installation.records.reading() as tx:
        known = {(each.site, each.device) for site in SITES for each in tx.ingests.devices(site)}
        unpublished = [site for site in SITES if tx.events.after(tx.housekeeping.cursor(f"out:{site}"), sites=(site,))]
    return known >= {(site, PITS[0]) for site in SITES} and not unpublished


def quarantined(installation: Installation) -> int:
    with installation.records.reading() as tx:
        return tx.quarantine.total(SITES)


def at_each(transitions: list[str]) -> dict[str, list[str]]:
    return {site: list(transitions) for site in SITES}


def told(installation: Installation, pit: str) -> dict[str, list[str]]:
    """What became of the alarm of a pit at each site."""
    return {key[0]: transitions for key, transitions in installation.alarms().items() if key[1:] == (pit, HIGH)}


def test_an_owner_that_was_paused_beyond_its_lease_writes_nothing_when_it_wakes_up(tmp_path: Path, mosquitto: Broker, postgresql_url: str) -> None:
    with installed(tmp_path, mosquitto, postgresql_url) as installation:
        asleep = installation.ingest("here")
        eventually(lambda: has_all(installation, asleep.process.pid), within_s=60, what="the first process's having all sites")
        other = installation.ingest("there")
        eventually(lambda: "ingest process" in other.said(), within_s=60, what="the second process")
        asleep.send(signal.SIGSTOP)
        # These are sent to the sleeper: it finds them in its socket when it wakes up, and will want to tell of them.
        for site in SITES:
            installation.publish(site, PITS[0], {"float_high": True})
            installation.publish(site, SENSORS[0], "no JSON, so it goes into quarantine")
        eventually(lambda: has_all(installation, other.process.pid), within_s=90, what="the other machine's taking all sites")
        eventually(lambda: told(installation, PITS[0]) == at_each(["raised"]), what="the alarms from the new owner")
        eventually(lambda: quarantined(installation) == len(SITES), what="the quarantine from the new owner")
        eventually(lambda: has_written_all(installation), within_s=60, what="the new owner's having written everything")
        before = written(installation)
        asleep.send(signal.SIGCONT)
        eventually(lambda: all(f"{site}: another owner has it now" in asleep.said() for site in SITES), what="the sleeper's noticing")
        assert written(installation) == before
        assert asleep.process.poll() is None  # it goes on, and takes what it may have
        assert "Traceback" not in asleep.said()
        for site in SITES:
            installation.publish(site, PITS[1], {"float_high": True})
        eventually(lambda: told(installation, PITS[1]) == at_each(["raised"]), what="the new owner's going on")

        # The other machine goes: what the first one remembers is old, and must not be taken for the truth.
        for site in SITES:
            installation.publish(site, PITS[0], {"float_high": False})
        eventually(lambda: told(installation, PITS[0]) == at_each(["raised", "cleared"]), what="the alarms' end")
        assert other.stop() == 0
        eventually(lambda: has_all(installation, asleep.process.pid), within_s=60, what="the sites' coming back")
        for site in SITES:
            installation.publish(site, PITS[2], {"float_high": True})
        eventually(lambda: told(installation, PITS[2]) == at_each(["raised"]), what="the first machine's going on")
        assert told(installation, PITS[0]) == at_each(["raised", "cleared"])
        assert told(installation, PITS[1]) == at_each(["raised"])
        assert all(f"{site}: another data folder has judged it since" in asleep.said() for site in SITES)
        assert asleep.stop() == 0
