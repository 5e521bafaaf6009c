"""What ingest commits: everything with the journal offset or nothing, again when a person was faster, never when the site is no longer ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devices.site_file import load_site
from domain.quarantine import Quarantined, QuarantineReason
from domain.records import Conflict, LeaseLost, Records
from domain.site import Site
from steward.examples import riverside
from steward.shards import committing

NOW = datetime(2026, 1, 31, tzinfo=UTC)
ITEM = Quarantined("riverside", NOW, "steward/v1/riverside/x/telemetry", QuarantineReason.NOT_JSON, "nothing", b"?")


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site(riverside())


@pytest.fixture
def epoch(records: Records) -> int:
    with records.transaction() as tx:
        return tx.ingests.acquire("riverside", "us", NOW, 15)


def kept(records: Records) -> tuple[int, int]:
    """(quarantined, journal offset)."""
    with records.reading() as tx:
        return tx.quarantine.total(("riverside",)), tx.ingests.offset("riverside")


def test_everything_is_there_with_the_offset(records: Records, site: Site, epoch: int) -> None:
    committing.commit(records, site, epoch, [], [ITEM], 100)
    assert kept(records) == (1, 100)


def test_it_is_done_again_when_somebody_else_was_faster(records: Records, site: Site, epoch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    faster = iter([Conflict("a person was faster"), Conflict("again"), None])

    def respond(*_: object) -> None:
        if (error := next(faster)) is not None:
            raise error

    monkeypatch.setattr(committing, "respond", respond)
    committing.commit(records, site, epoch, [], [ITEM], 100)
    assert kept(records) == (1, 100)


def test_a_conflict_that_never_ends_is_an_error_and_keeps_nothing(records: Records, site: Site, epoch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def respond(*_: object) -> None:
        raise Conflict("always")

    monkeypatch.setattr(committing, "respond", respond)
    with pytest.raises(Conflict):
        committing.commit(records, site, epoch, [], [ITEM], 100)
    assert kept(records) == (0, 0)


def test_an_owner_that_wakes_up_after_its_lease_writes_nothing(records: Records, site: Site, epoch: int) -> None:
    with records.transaction() as tx:
        tx.ingests.acquire("riverside", "somebody else", NOW + timedelta(minutes=5), 15)
    with pytest.raises(LeaseLost):
        committing.commit(records, site, epoch, [], [ITEM], 100)
    assert kept(records) == (0, 0)


def test_the_same_data_folder_takes_its_site_back_at_once(records: Records, tmp_path: Path) -> None:
    with records.transaction() as tx:
        first = tx.ingests.acquire("riverside", f"host:{tmp_path}", NOW, 15)
    with records.transaction() as tx:
        assert tx.ingests.acquire("riverside", f"host:{tmp_path}", NOW + timedelta(seconds=1), 15) > first
