"""Versions of emergency plans, on both engines: every field comes back, and never two of one plan are in force."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from domain.emergency_number import EmergencyNumber
from domain.plan import VersionState
from domain.records import Conflict, Records
from domain.retention import DataKind
from domain.step_picture import StepPicture
from domain.text import Text
from tests.storage.database.plan_samples import FLOODING, a_version
from tests.storage.database.samples import HOUR, NOON

PATIENCE_S = 60
OTHER = replace(FLOODING, key="fire")
PICTURE = StepPicture("step-1", "riverside", "flooding", "pump.jpg", "image/jpeg", 1200, "ab" * 32, NOON, "engineer")
LIFTS = EmergencyNumber("riverside", "lift-maintainer", Text("电梯维保单位", "Lift maintainer"), "027-8000 1000", "24 h", NOON, "engineer")


def test_a_version_comes_back_as_it_was_kept(records: Records) -> None:
    decided = a_version(
        state=VersionState.APPROVED, decided_by="manager", decided_at=NOON + HOUR, decision="可以", ended_at=NOON + 2 * HOUR, writers=("engineer", "dispatcher")
    )
    with records.transaction() as tx:
        tx.plans.add(decided)
    with records.reading() as tx:
        assert (tx.plans.get(decided.id), tx.plans.get("nothing")) == (decided, None)


def test_a_number_is_given_once_for_each_site_and_plan(records: Records) -> None:
    with records.transaction() as tx:
        tx.plans.add(a_version())
        with pytest.raises(Conflict):
            tx.plans.add(a_version())
        for other in (a_version(number=2), a_version(site="hillside"), a_version(OTHER)):
            tx.plans.add(other)
        assert [version.number for version in tx.plans.of_key("riverside", "flooding")] == [2, 1]


def test_the_list_has_the_newest_and_the_one_in_force(records: Records) -> None:
    with records.transaction() as tx:
        for number, state in ((1, VersionState.REPLACED), (2, VersionState.APPROVED), (3, VersionState.WITHDRAWN), (4, VersionState.DRAFT)):
            tx.plans.add(a_version(number=number, state=state))
        tx.plans.add(a_version(OTHER, state=VersionState.APPROVED))
        tx.plans.add(a_version(site="hillside", state=VersionState.APPROVED))
        assert [(each.plan.key, each.number) for each in tx.plans.list("riverside")] == [("fire", 1), ("flooding", 4), ("flooding", 2)]
        assert [(each.plan.key, each.number) for each in tx.plans.in_force("riverside")] == [("fire", 1), ("flooding", 2)]
        assert tx.plans.triggers("riverside") == {"fire": ("sump.overflow",), "flooding": ("sump.overflow",)}


def test_only_who_has_seen_the_newest_changes_it(records: Records) -> None:
    version = a_version()
    with records.transaction() as tx:
        tx.plans.add(version)
        changed = tx.plans.save(replace(version, plan=replace(FLOODING, title=Text("内涝", "Flooding"))))
        assert (changed.version, tx.plans.get(version.id)) == (2, changed)
        with pytest.raises(Conflict):
            tx.plans.save(version)


def test_never_two_of_one_plan_are_in_force(records: Records) -> None:
    first, second = a_version(), a_version(number=2)
    with records.transaction() as tx:
        tx.plans.add(first)
        tx.plans.add(second)
        kept = tx.plans.save(replace(first, state=VersionState.APPROVED))
    with pytest.raises(Conflict), records.transaction() as tx:
        tx.plans.save(replace(second, state=VersionState.APPROVED))
    with records.reading() as tx:
        assert tx.plans.in_force("riverside") == [kept]
        assert tx.plans.get(second.id) == second


def test_of_two_who_approve_at_once_one_succeeds(records: Records) -> None:
    versions = [a_version(), a_version(number=2)]
    with records.transaction() as tx:
        for version in versions:
            tx.plans.add(version)
    barrier = threading.Barrier(2)

    def approve(number: int) -> str:
        barrier.wait(PATIENCE_S)
        try:
            with records.transaction() as tx:
                tx.plans.save(replace(versions[number], state=VersionState.APPROVED))
        except Conflict:
            return "conflict"
        return "approved"

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(approve, (0, 1))) == ["approved", "conflict"]


def test_pictures_belong_to_a_plan_of_a_site(records: Records) -> None:
    later = replace(PICTURE, id="step-0", added_at=NOON + HOUR)
    with records.transaction() as tx:
        for picture in (later, PICTURE, replace(PICTURE, id="step-2", site="hillside"), replace(PICTURE, id="step-3", plan="fire")):
            tx.step_pictures.add(picture)
        with pytest.raises(Conflict):
            tx.step_pictures.add(PICTURE)
        assert tx.step_pictures.of_plan("riverside", "flooding") == [PICTURE, later]
        assert (tx.step_pictures.get("step-1"), tx.step_pictures.get("step-9")) == (PICTURE, None)


def test_a_site_has_one_number_of_a_contact(records: Records) -> None:
    checked = replace(LIFTS, contact="landlord", checked_at=NOON, checked_by="manager")
    with records.transaction() as tx:
        for number in (LIFTS, checked, replace(LIFTS, site="hillside")):
            tx.emergency_numbers.add(number)
        with pytest.raises(Conflict):
            tx.emergency_numbers.add(replace(LIFTS, number="1"))
        assert tx.emergency_numbers.of("riverside") == [checked, LIFTS]
        changed = tx.emergency_numbers.save(replace(LIFTS, number="027-8000 2000"))
        assert (changed.version, tx.emergency_numbers.get("riverside", "lift-maintainer")) == (2, changed)
        with pytest.raises(Conflict):
            tx.emergency_numbers.save(LIFTS)
        with pytest.raises(Conflict):
            tx.emergency_numbers.remove(LIFTS)
        tx.emergency_numbers.remove(changed)
        assert tx.emergency_numbers.of("riverside") == [checked]


def test_versions_that_are_over_go_with_the_pictures_that_nothing_shows_any_more(records: Records) -> None:
    without = replace(FLOODING, phases=())
    with records.transaction() as tx:
        tx.plans.add(a_version(number=1, state=VersionState.REPLACED, ended_at=NOON))
        tx.plans.add(a_version(without, number=2, state=VersionState.APPROVED))
        tx.plans.add(a_version(without, number=3, state=VersionState.WITHDRAWN, ended_at=NOON + 3 * HOUR))
        for picture in (PICTURE, replace(PICTURE, id="step-new", added_at=NOON + 3 * HOUR)):
            tx.step_pictures.add(picture)
        assert tx.housekeeping.forget_before(DataKind.PLAN_VERSIONS, NOON) == 0
        assert tx.step_pictures.get("step-1") == PICTURE
        assert tx.housekeeping.forget_before(DataKind.PLAN_VERSIONS, NOON + HOUR) == 1
        assert [version.number for version in tx.plans.of_key("riverside", "flooding")] == [3, 2]
        assert [picture.id for picture in tx.step_pictures.of_plan("riverside", "flooding")] == ["step-new"]
        assert tx.housekeeping.forgotten_files() == ["step-1"]


def test_a_picture_stays_while_a_version_shows_it(records: Records) -> None:
    with records.transaction() as tx:
        tx.plans.add(a_version(state=VersionState.APPROVED))
        tx.step_pictures.add(PICTURE)
        assert tx.housekeeping.forget_before(DataKind.PLAN_VERSIONS, NOON + HOUR) == 0
        assert tx.step_pictures.of_plan("riverside", "flooding") == [PICTURE]
