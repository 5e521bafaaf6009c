"""The emergency supplies of the demonstration."""

from __future__ import annotations

from datetime import UTC, datetime

from devices.site_file import load_site
from operations.supplies import remove
from steward.demo_supplies import keep_supplies
from steward.examples import riverside
from storage.database.records import DatabaseRecords

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)


def test_they_are_written_once_and_what_somebody_has_removed_stays_away(sqlite_url: str) -> None:
    records = DatabaseRecords(sqlite_url, clock=lambda: NOW)
    site, file = load_site(riverside()), riverside().parent / "supplies.yaml"
    assert keep_supplies(records, site, file, NOW) == 8
    with records.transaction() as tx:
        kept = tx.supplies.list((site.id,)).items
        assert all(supply.space in site.spaces and supply.checked_at == NOW for supply in kept)
        for supply in kept:
            remove(tx, supply.id, by="engineer", at=NOW)
    assert keep_supplies(records, site, file, NOW) == 0
    records.close()
