"""Floor plans, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.floor_plan import WHOLE_SITE, FloorPlan, Placement, PlanPicture
from domain.records import Conflict, Records

PICTURE = PlanPicture("f1", "b1.svg", "image/svg+xml", 1200, "ab" * 32, 1200, 800.5)
PLAN = FloorPlan(
    "riverside",
    "b1",
    PICTURE,
    (Placement("pump-1", 0.25, 0.5, "1号泵"), Placement("door-1", 0, 1)),
    "placements",
    datetime(2026, 1, 31, 8, tzinfo=UTC),
    "engineer",
)


def test_a_plan_comes_back_as_it_was_kept(records: Records) -> None:
    with records.transaction() as tx:
        tx.floor_plans.add(PLAN)
    with records.reading() as tx:
        assert (tx.floor_plans.get("riverside", "b1"), tx.floor_plans.get("riverside", "b2"), tx.floor_plans.get("hillside", "b1")) == (PLAN, None, None)


def test_a_space_has_one_plan(records: Records) -> None:
    with records.transaction() as tx:
        tx.floor_plans.add(PLAN)
        with pytest.raises(Conflict):
            tx.floor_plans.add(replace(PLAN, version=7))
        tx.floor_plans.add(replace(PLAN, space=WHOLE_SITE, placements=()))
        tx.floor_plans.add(replace(PLAN, site="hillside"))
        assert [(plan.site, plan.space) for plan in tx.floor_plans.at(("riverside", "hillside"))] == [
            ("hillside", "b1"),
            ("riverside", WHOLE_SITE),
            ("riverside", "b1"),
        ]
        assert tx.floor_plans.at(()) == []


def test_only_who_has_seen_the_newest_version_changes_it(records: Records) -> None:
    with records.transaction() as tx:
        tx.floor_plans.add(PLAN)
        changed = tx.floor_plans.save(replace(PLAN, placements=()))
        assert (changed.version, tx.floor_plans.get("riverside", "b1")) == (2, changed)
        with pytest.raises(Conflict):
            tx.floor_plans.save(PLAN)
        with pytest.raises(Conflict):
            tx.floor_plans.remove(PLAN)
        tx.floor_plans.remove(changed)
        assert tx.floor_plans.get("riverside", "b1") is None
