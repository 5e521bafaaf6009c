"""Pictures that no plan names are swept from the disk; nothing else is."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from domain.floor_plan import FloorPlan, PlanPicture
from domain.records import Records
from operations.floor_plans.sweeping import KEPT_FOR, sweep_pictures
from tests.operations.scenes import SITE, T0

PICTURE = PlanPicture("plan-used", "1.svg", "image/svg+xml", 1, "", 10, 10)
PLAN = FloorPlan(SITE.id, "t3", PICTURE, (), "picture", T0, "manager")


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    (tmp_path / "uploads").mkdir()
    return tmp_path / "uploads"


def keep(uploads: Path, name: str, age: timedelta) -> None:
    (uploads / name).write_bytes(b"x")
    os.utime(uploads / name, ((T0 - age).timestamp(),) * 2)


def left(uploads: Path) -> set[str]:
    return {path.name for path in uploads.iterdir()}


def test_only_an_old_picture_that_no_plan_names_goes_with_a_line_of_the_audit_log(records: Records, uploads: Path) -> None:
    with records.transaction() as tx:
        tx.floor_plans.add(PLAN)
    keep(uploads, "plan-used", 2 * KEPT_FOR)
    keep(uploads, "plan-left", 2 * KEPT_FOR)
    keep(uploads, "plan-young", KEPT_FOR - timedelta(minutes=1))
    keep(uploads, "a-photo", 2 * KEPT_FOR)
    assert sweep_pictures(records, uploads, T0) == 1
    assert left(uploads) == {"plan-used", "plan-young", "a-photo"}
    with records.reading() as tx:
        assert [(entry.action, entry.subject) for entry in tx.housekeeping.audits()] == [("floor_plan.picture_swept", "plan-left")]
    assert sweep_pictures(records, uploads, T0) == 0


def test_a_picture_goes_a_day_after_its_plan(records: Records, uploads: Path) -> None:
    with records.transaction() as tx:
        tx.floor_plans.add(PLAN)
        tx.floor_plans.remove(PLAN)
    keep(uploads, "plan-used", timedelta(0))
    assert sweep_pictures(records, uploads, T0) == 0
    assert sweep_pictures(records, uploads, T0 + KEPT_FOR) == 1
