"""What dispatch goes by, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.dispatch import DispatchMode, DispatchPolicy, Duty, DutySource, LastPlace, Look, Modes
from domain.people import Department
from domain.post import Post
from domain.records import Conflict, Records
from domain.severity import Priority
from domain.skill import HeldSkill
from domain.work_order import OrderKind
from tests.storage.database.samples import NOON

HOUR = timedelta(hours=1)
DUTY = Duty("d1", "guard", "riverside", Post.NEAREST_GUARD, NOON, NOON + HOUR, DutySource.IMPORT, "manager")


def test_skills_are_replaced_as_a_whole(records: Records) -> None:
    rescue = HeldSkill("guard", "lift-rescue", "T-1", date(2027, 3, 31))
    with records.transaction() as tx:
        tx.dispatch.set_skills("guard", [HeldSkill("guard", "plumbing"), rescue])
        tx.dispatch.set_skills("patrol", [HeldSkill("patrol", "first-aid")])
    with records.transaction() as tx:
        assert tx.dispatch.skills(["guard", "nobody"]) == [rescue, HeldSkill("guard", "plumbing")]
        tx.dispatch.set_skills("guard", [])
        assert tx.dispatch.skills(["guard", "patrol"]) == [HeldSkill("patrol", "first-aid")]


def test_a_duty_is_found_while_it_runs_and_not_at_its_end(records: Records) -> None:
    other = replace(DUTY, id="d2", person="patrol", site="hillside", post=None)
    with records.transaction() as tx:
        for duty in (DUTY, other, DUTY):
            tx.dispatch.add_duty(duty)
    with records.reading() as tx:
        assert tx.dispatch.duty("d1") == DUTY
        asked = [tx.dispatch.duties("riverside", NOON + hours * HOUR, NOON + (hours + 0.5) * HOUR) for hours in (-1, 0, 0.5, 1)]
        assert asked == [[], [DUTY], [DUTY], []]
        assert tx.dispatch.duties_of("patrol", NOON, NOON + HOUR) == [other]
    with records.transaction() as tx:
        tx.dispatch.end_duty("d1", NOON + HOUR / 2)
        tx.dispatch.remove_duty("d2")
        assert tx.dispatch.duties("riverside", NOON, NOON + HOUR) == [replace(DUTY, until=NOON + HOUR / 2, version=1)]
        assert tx.dispatch.duty("d2") is None


def test_only_the_newest_place_is_kept_and_only_on_duty(records: Records) -> None:
    with records.transaction() as tx:
        tx.dispatch.add_duty(DUTY)
        tx.dispatch.see(LastPlace("guard", "riverside", "t1", NOON))
        tx.dispatch.see(LastPlace("guard", "riverside", "t2", NOON + HOUR / 2))
        tx.dispatch.see(LastPlace("patrol", "riverside", "t1", NOON))
        assert tx.dispatch.places(["guard"]) == [LastPlace("guard", "riverside", "t2", NOON + HOUR / 2)]
        assert (tx.dispatch.places_off_duty(NOON), tx.dispatch.forget_places_off_duty(NOON)) == (1, 1)
        assert tx.dispatch.places(["guard", "patrol"]) == [LastPlace("guard", "riverside", "t2", NOON + HOUR / 2)]
        tx.dispatch.forget_place("guard")
        assert tx.dispatch.places(["guard"]) == []


def test_a_policy_is_stored_against_its_version(records: Records) -> None:
    wanted = DispatchPolicy("riverside", {OrderKind.REPAIR: Modes(DispatchMode.OFF, DispatchMode.AUTO)}, 3)
    with records.transaction() as tx:
        assert tx.dispatch.policy("riverside") == DispatchPolicy("riverside")
        first = tx.dispatch.save_policy(wanted)
        second = tx.dispatch.save_policy(replace(first, capacity=4))
        assert tx.dispatch.policy("riverside") == second == replace(wanted, capacity=4, version=2)
    for stale in (wanted, first):
        with records.transaction() as tx, pytest.raises(Conflict):
            tx.dispatch.save_policy(stale)


def test_a_look_replaces_the_one_before(records: Records) -> None:
    look = Look("o1", 0, Department.SECURITY, NOON, None, NOON + HOUR)
    found = Look("o1", 1, Department.ENGINEERING, NOON + HOUR, "guard")
    with records.transaction() as tx:
        tx.dispatch.looked(look)
        assert tx.dispatch.looks(["o1", "o2"]) == [look]
        tx.dispatch.looked(found)
        assert tx.dispatch.looks(["o1"]) == [found]


def test_nothing_waits_and_nobody_has_anything_at_first(records: Records) -> None:
    with records.reading() as tx:
        assert tx.dispatch.waiting("riverside") == []
        assert tx.dispatch.loads(["guard"]) == {}
        assert tx.dispatch.taken("riverside", NOON) == []
        assert Priority.P1 not in tx.dispatch.loads(["guard"]).get("guard", {})
