"""The stores in memory keep the contract that the real ones keep: so nothing is proved by a lie."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.quarantine import Quarantined, QuarantineReason
from domain.records import LeaseLost
from domain.telemetry import TelemetryMessage
from domain.time import to_ms, utc_now
from storage.database.records import DatabaseRecords
from storage.telemetry.packing import apart, pack
from storage.telemetry.sqlite import SqliteTelemetry
from tests.simulation.database_there import DatabaseThere, known
from tests.simulation.links import RecordsThere
from tests.simulation.records import MemoryRecords
from tests.simulation.replay import scratch
from tests.simulation.store import MemoryStore
from tests.simulation.traffic import SITE
from tests.simulation.world import World, plan

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LEASE_S = 15.0


@pytest.fixture(params=["memory", "database"])
def there(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[RecordsThere]:
    if request.param == "memory":
        yield MemoryRecords()
        return
    (tmp_path / "records.db").write_bytes(sqlite_template.read_bytes())
    records = DatabaseRecords(f"sqlite:///{tmp_path / 'records.db'}", clock=utc_now)
    yield DatabaseThere(records)
    records.close()


def acquired(there: RecordsThere, owner: str, after_s: float = 0.0) -> int:
    with there.transaction() as tx:
        return tx.ingests.acquire(SITE, owner, NOW + timedelta(seconds=after_s), LEASE_S)


def set_aside(there: RecordsThere, epoch: int, offset: int) -> None:
    with there.transaction() as tx:
        tx.quarantine.add(Quarantined(SITE, NOW, f"t{offset}", QuarantineReason.NOT_JSON, "", b"x"))
        tx.ingests.advance(SITE, epoch, offset)


def carelessly_set_aside(there: RecordsThere, epoch: int) -> None:
    """And nobody looks whether the site is still ours."""
    with there.transaction() as tx:
        tx.quarantine.add(Quarantined(SITE, NOW, "t", QuarantineReason.NOT_JSON, "", b"x"))
        with contextlib.suppress(LeaseLost):
            tx.ingests.advance(SITE, epoch, 20)


def advance_and_fail(there: RecordsThere, epoch: int) -> None:
    with there.transaction() as tx:
        tx.ingests.advance(SITE, epoch, 10)
        raise ZeroDivisionError


def offset_of(there: RecordsThere) -> int:
    with there.reading() as tx:
        return tx.ingests.offset(SITE)


def test_each_owner_has_an_epoch_of_its_own(there: RecordsThere) -> None:
    assert [acquired(there, "a"), acquired(there, "a"), acquired(there, "b", after_s=20)] == [1, 2, 3]
    assert there.state().epoch == 3


def test_another_owner_waits_until_the_lease_has_run_out(there: RecordsThere) -> None:
    epoch = acquired(there, "a")
    with pytest.raises(LeaseLost):
        acquired(there, "b", after_s=14)
    with there.transaction() as tx:
        tx.ingests.renew(SITE, epoch, NOW + timedelta(seconds=14), LEASE_S)
    with pytest.raises(LeaseLost):
        acquired(there, "b", after_s=28)
    assert acquired(there, "b", after_s=30) == 2


def test_what_is_given_back_is_free_at_once_and_its_last_owner_stays_known(there: RecordsThere) -> None:
    epoch = acquired(there, "a")
    with there.transaction() as tx:
        tx.ingests.release(SITE, epoch)
    with there.reading() as tx:
        lease = tx.ingests.lease(SITE)
    assert lease is not None
    assert (lease.owner, lease.epoch, lease.expires_at) == ("a", 1, None)
    with pytest.raises(LeaseLost):
        set_aside(there, epoch, 1)
    assert acquired(there, "b", after_s=1) == 2


def test_an_old_owner_changes_nothing_even_if_somebody_catches_the_error(there: RecordsThere) -> None:
    old = acquired(there, "a")
    set_aside(there, old, 10)
    acquired(there, "b", after_s=20)
    with pytest.raises(LeaseLost):
        carelessly_set_aside(there, old)
    assert offset_of(there) == 10
    assert len(there.quarantined()) == 1


def test_a_transaction_that_fails_changes_nothing(there: RecordsThere) -> None:
    epoch = acquired(there, "a")
    with pytest.raises(ZeroDivisionError):
        advance_and_fail(there, epoch)
    assert offset_of(there) == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_a_world_on_a_real_database_has_the_same_history_and_the_same_end(sqlite_template: Path, seed: int) -> None:
    with scratch() as folder:
        world = World(plan(seed), folder / "memory")
        world.run()
        (folder / "records.db").write_bytes(sqlite_template.read_bytes())
        records = DatabaseRecords(f"sqlite:///{folder / 'records.db'}", clock=utc_now)
        there = DatabaseThere(records)
        real = World(plan(seed), folder / "database", there)
        try:
            real.run()
            assert isinstance(world.there, MemoryRecords)
            assert there.known() == known(world.there)
            assert real.history() == world.history()
        finally:
            records.close()


def made_up(chance: random.Random) -> TelemetryMessage:
    at = NOW + timedelta(milliseconds=chance.randint(0, 20))
    values = {key: chance.choice([1.5, True, "word", None, frozenset({"a", "b"}), float("nan")]) for key in chance.sample("abc", 2)}
    event = chance.choice([None, None, "opened"])
    return TelemetryMessage(SITE, chance.choice(["b1", "b2"]), "boiler", at, at, values, {}, event, chance.choice([None, "1", "2"]))


@pytest.mark.parametrize("seed", range(10))
def test_the_telemetry_store_in_memory_keeps_what_the_real_one_keeps(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    memory, real = MemoryStore(), SqliteTelemetry(tmp_path)
    said = [made_up(chance) for _ in range(60)]
    for _ in range(12):
        batch = chance.sample(said, 20)
        assert memory.write(batch) == real.write(batch)
    stored = {
        (each.device, each.device_type, to_ms(each.occurred_at), "" if each.event is None else apart(each)): pack(each)
        for each in real.replay(SITE, {"b1": "boiler", "b2": "boiler"}, NOW, NOW + timedelta(seconds=1))
    }
    real.close()
    assert stored == memory.rows()
