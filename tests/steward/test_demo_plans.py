"""The floor plans of the demonstration."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from devices.site_file import load_site
from domain.floor_plan import WHOLE_SITE
from steward.demo_plans import hang_plans
from steward.examples import riverside
from storage.database.records import DatabaseRecords

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)


def test_every_plan_is_hung_once_and_what_somebody_has_drawn_stays(sqlite_url: str, tmp_path: Path) -> None:
    records = DatabaseRecords(sqlite_url, clock=lambda: NOW)
    site, folder, uploads = load_site(riverside()), riverside().parent / "plans", tmp_path / "uploads"
    uploads.mkdir()
    assert hang_plans(records, site, folder, uploads, NOW) == 6
    with records.transaction() as tx:
        plans = {plan.space: plan for plan in tx.floor_plans.at((site.id,))}
        drawn = tx.floor_plans.save(replace(plans["b1"], placements=()))
    assert set(plans) == {WHOLE_SITE, "t1", "t2", "t3", "b1", "fire-pump-room"}
    assert all(len(plan.placements) > 5 and (uploads / plan.picture.id).is_file() for plan in plans.values())
    assert hang_plans(records, site, folder, uploads, NOW) == 0
    with records.reading() as tx:
        assert tx.floor_plans.get(site.id, "b1") == drawn
    records.close()
