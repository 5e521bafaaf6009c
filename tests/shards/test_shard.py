"""One site in a thread of its own: whatever becomes of it, lease and lock are given back, and the outcome says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from domain.records import LeaseLost, Records, RecordsUnavailable
from domain.time import utc_now
from ingest.journal import Journal
from ingest.journal_record import Record, RecordKind
from steward.rules_in_force import RulesInForce
from steward.shards.data_folder import DataFolder
from steward.shards.opening import Deed, OpenSite
from steward.shards.shard import Outcome, Shard
from tests.ingest.awaiting import eventually
from tests.ingest.chain import Chain
from tests.ingest.site_models import a_site


class NoRules:
    """The rules never change; looking for them does what the test says."""

    def __init__(self, look: Callable[[], int] = lambda: 1) -> None:
        self.newest = look

    def ruleset(self, _sequence: int) -> None:
        """Nothing to read."""


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path / "chain")


def a_shard(folder: DataFolder, records: Records, open_site: Callable[[Deed], OpenSite]) -> Shard:
    return Shard(a_site(), folder, records, open_site, utc_now)


def opening(chain: Chain, rules: NoRules | None = None, deeds: list[Deed] | None = None) -> Callable[[Deed], OpenSite]:
    """Opens the chain's ingest in place of a site's own."""

    def open_site(deed: Deed) -> OpenSite:
        if deeds is not None:
            deeds.append(deed)
        return OpenSite(chain.new_run(), cast("RulesInForce", rules or NoRules()))

    return open_site


def is_free(folder: DataFolder, records: Records) -> bool:
    """Whether neither the lock nor the lease of the site is kept."""
    lock = folder.claim("s1")
    with records.reading() as tx:
        lease = tx.ingests.lease("s1")
    if lock is not None:
        lock.release()
    return lock is not None and (lease is None or lease.expires_at is None)


def test_what_is_given_back_is_free_for_the_next(tmp_path: Path, sqlite_records: Records, chain: Chain) -> None:
    folder = DataFolder(tmp_path)
    shard = a_shard(folder, sqlite_records, opening(chain))
    shard.start()
    eventually(lambda: chain.judge.restarts)
    assert not is_free(folder, sqlite_records)
    second = a_shard(folder, sqlite_records, opening(chain))
    second.start()
    assert second.wait(20)
    assert second.outcome is Outcome.OUT_OF_REACH
    shard.give_back()
    assert shard.wait(20)
    assert shard.outcome is Outcome.GIVEN_BACK
    assert is_free(folder, sqlite_records)


def test_a_site_that_cannot_be_opened_is_free_again_and_says_why(tmp_path: Path, sqlite_records: Records) -> None:
    def fails(_deed: Deed) -> OpenSite:
        raise OSError("a disk is broken")

    folder = DataFolder(tmp_path)
    shard = a_shard(folder, sqlite_records, fails)
    shard.start()
    assert shard.wait(20)
    assert (shard.outcome, shard.why) == (Outcome.FAILED, "a disk is broken")
    assert is_free(folder, sqlite_records)


def test_an_ingest_that_fails_ends_its_own_shard_only_with_its_reason(tmp_path: Path, sqlite_records: Records, chain: Chain) -> None:
    folder = DataFolder(tmp_path)
    (chain.folder / "s1").mkdir(parents=True)
    (chain.folder / "s1" / "journal").write_text("a file where the journal should be")
    shard = a_shard(folder, sqlite_records, opening(chain))
    shard.start()
    assert shard.wait(20)
    assert shard.outcome is Outcome.FAILED
    assert "journal" in shard.why
    assert is_free(folder, sqlite_records)


@pytest.mark.parametrize("at", ["commit", "look for rules"])
def test_who_finds_its_site_taken_ends_and_leaves_the_new_owner_alone(tmp_path: Path, sqlite_records: Records, chain: Chain, at: str) -> None:
    def lost(*_: object) -> int:
        raise LeaseLost("another has it")

    shard = a_shard(DataFolder(tmp_path), sqlite_records, opening(chain, NoRules(lost if at == "look for rules" else lambda: 1)))
    chain.commit.always_failing = lambda *_: LeaseLost("another has it") if at == "commit" else None
    shard.start()
    eventually(lambda: shard.epoch)
    with sqlite_records.transaction() as tx:
        taken = tx.ingests.acquire("s1", "another", utc_now(), 60, force=True)
    chain.say({"values": {"trapped": True}})
    assert shard.wait(20)
    assert (shard.outcome, shard.why) == (Outcome.LOST, "another has it")
    with sqlite_records.reading() as tx:
        lease = tx.ingests.lease("s1")
    assert lease is not None
    assert (lease.owner, lease.epoch, lease.expires_at is None) == ("another", taken, False)


def test_rules_that_cannot_be_looked_for_do_not_end_a_site_that_works(tmp_path: Path, sqlite_records: Records, chain: Chain) -> None:
    looked: list[int] = []

    def fails() -> int:
        looked.append(1)
        raise RecordsUnavailable("away") if len(looked) % 2 else ValueError("a fault of ours")

    shard = a_shard(DataFolder(tmp_path), sqlite_records, opening(chain, NoRules(fails)))
    shard.start()
    eventually(lambda: len(looked) >= 4)
    assert not shard.over
    shard.give_back()
    assert shard.wait(20)
    assert shard.outcome is Outcome.GIVEN_BACK


def test_what_is_remembered_here_is_left_aside_when_another_data_folder_has_judged_since(tmp_path: Path, sqlite_records: Records, chain: Chain) -> None:
    folder, deeds = DataFolder(tmp_path), list[Deed]()
    of_site = folder.of_site("s1")
    journal = Journal(of_site / "journal")
    journal.append([Record(RecordKind.MESSAGE, 1, "t", b"x" * 500)])
    end = journal.sync()
    journal.close()
    for owner, remembered in ((folder.owner, True), ("another@machine", False)):
        (of_site / "snapshot.json").write_text("{}")
        with sqlite_records.transaction() as tx:
            epoch = tx.ingests.acquire("s1", owner, utc_now(), 60, force=True)
            tx.ingests.advance("s1", epoch, 100)
            tx.ingests.release("s1", epoch)
        shard = a_shard(folder, sqlite_records, opening(chain, deeds=deeds))
        shard.start()
        eventually(lambda shard=shard: shard.epoch)  # type: ignore[misc]  # bound now
        shard.give_back()
        assert shard.wait(20)
        assert (of_site / "snapshot.json").exists() is remembered
    assert [deed.applied_offset for deed in deeds] == [100, end]
