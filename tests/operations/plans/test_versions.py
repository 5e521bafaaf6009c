"""Versions of plans from the draft to the one in force: four eyes, one transaction, nothing with problems; and what changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.alarm import IllegalStep
from domain.people import Department
from domain.plan import Muster, Phase, Plan, PlanVersion, Stage, Step, VersionState
from domain.post import Post
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.text import Text
from operations.plans import versions
from operations.plans.changes import Altered, differences
from operations.plans.in_force import in_force
from operations.plans.library import load
from operations.plans.numbers import contacts_of, directory, gaps_of, numbers_of, put_number, remove_number
from operations.plans.versions import Unfit
from tests.operations.scenes import HOUR, SITE, T0

GAS, FLOODING = load()["gas"], load()["flooding"]
PUMP = Step("second-pump", Text("架第二台泵", "Set up the second pump"), Text("放在坡道底", "At the foot of the ramp"), Post.DUTY_ENGINEER, 600)
CHANGED = replace(GAS, phases=(replace(GAS.phases[0], steps=(*GAS.phases[0].steps, PUMP)), *GAS.phases[1:]))
BROKEN = replace(GAS, purpose=Text("", "Pump"), contacts=(*GAS.contacts, "nobody"))
NAME = Text("江城电梯", "River City Lifts")


def drafted(records: Records, plan: Plan = CHANGED, by: str = "engineer") -> PlanVersion:
    with records.transaction() as tx:
        return versions.draft(tx, SITE, plan, note="加泵", by=by, at=T0)


def submitted(records: Records, plan: Plan = CHANGED) -> PlanVersion:
    version = drafted(records, plan)
    with records.transaction() as tx:
        return versions.submit(tx, version.id, site=SITE, version=version.version, by="engineer", at=T0)


def approved(records: Records, plan: Plan = CHANGED) -> PlanVersion:
    version = submitted(records, plan)
    with records.transaction() as tx:
        return versions.approve(tx, version.id, site=SITE, version=version.version, by="manager", at=T0 + HOUR)


def held(records: Records) -> tuple[Plan, int]:
    with records.reading() as tx:
        return in_force(tx, "riverside")["gas"]


def test_without_a_version_the_library_is_in_force(records: Records) -> None:
    assert held(records) == (GAS, 0)


def test_a_draft_changes_nothing_until_somebody_else_approves_it(records: Records) -> None:
    version = submitted(records)
    assert held(records) == (GAS, 0)
    with records.transaction() as tx:
        done = versions.approve(tx, version.id, site=SITE, words="可以", version=2, by="manager", at=T0 + HOUR)
    assert (done.state, done.decided_by, done.decided_at, done.decision) == (VersionState.APPROVED, "manager", T0 + HOUR, "可以")
    assert held(records) == (CHANGED, 1)


def test_whoever_wrote_in_it_does_not_approve_it(records: Records) -> None:
    version = drafted(records)
    with records.transaction() as tx:
        versions.change(tx, version.id, CHANGED, note="", version=1, by="manager", at=T0)
        versions.change(tx, version.id, CHANGED, note="", version=2, by="engineer", at=T0)
        versions.submit(tx, version.id, site=SITE, version=3, by="engineer", at=T0)
    for writer in ("engineer", "manager"):
        with pytest.raises(Refusal, match="may not approve"), records.transaction() as tx:
            versions.approve(tx, version.id, site=SITE, version=4, by=writer, at=T0)
    assert held(records) == (GAS, 0)


def test_approving_replaces_the_one_in_force_in_the_same_transaction(records: Records) -> None:
    first = approved(records)
    again = replace(CHANGED, title=Text("漏气", "Gas"))
    second = submitted(records, again)

    def approve_and_die() -> None:
        with records.transaction() as tx:
            versions.approve(tx, second.id, site=SITE, version=2, by="manager", at=T0 + 2 * HOUR)
            raise RuntimeError("died before the commit")

    with pytest.raises(RuntimeError, match="died"):
        approve_and_die()
    assert held(records) == (CHANGED, 1)
    with records.transaction() as tx:
        versions.approve(tx, second.id, site=SITE, version=2, by="manager", at=T0 + 2 * HOUR)
        before = tx.plans.get(first.id)
    assert before is not None
    assert (before.state, before.ended_at) == (VersionState.REPLACED, T0 + 2 * HOUR)
    assert held(records) == (again, 2)


def test_when_the_one_in_force_is_withdrawn_the_library_holds_again(records: Records) -> None:
    version = approved(records)
    with pytest.raises(Refusal, match="Say why"), records.transaction() as tx:
        versions.withdraw(tx, version.id, words=" ", version=3, by="manager", at=T0)
    with records.transaction() as tx:
        versions.withdraw(tx, version.id, words="泵已拆", version=3, by="manager", at=T0 + 2 * HOUR)
    assert held(records) == (GAS, 0)


def test_a_draft_may_have_problems_and_cannot_be_submitted_with_them(records: Records) -> None:
    version = drafted(records, BROKEN)
    with pytest.raises(Unfit) as refused, records.transaction() as tx:
        versions.submit(tx, version.id, site=SITE, version=1, by="engineer", at=T0)
    assert [place for place, _text in refused.value.problems] == ["purpose.zh", f"contacts[{len(GAS.contacts)}]"]
    assert "purpose.zh" in refused.value.text.zh


def test_what_was_fit_when_submitted_is_looked_at_again_when_it_is_approved(records: Records) -> None:
    with records.transaction() as tx:
        put_number(tx, "riverside", "night-crew", name=NAME, number="1", note="", checked=False, version=0, by="engineer", at=T0)
    version = submitted(records, replace(GAS, contacts=("night-crew",)))
    with records.transaction() as tx:
        remove_number(tx, "riverside", "night-crew", version=None)
    with pytest.raises(Unfit), records.transaction() as tx:
        versions.approve(tx, version.id, site=SITE, version=2, by="manager", at=T0)


def test_one_is_sent_back_with_words_and_written_on(records: Records) -> None:
    version = submitted(records)
    with pytest.raises(Refusal, match="Say what has to change"), records.transaction() as tx:
        versions.send_back(tx, version.id, words="", version=2, by="manager", at=T0)
    with records.transaction() as tx:
        back = versions.send_back(tx, version.id, words="时限太短", version=2, by="manager", at=T0)
        assert (back.state, back.decision) == (VersionState.DRAFT, "时限太短")
        again = versions.change(tx, version.id, GAS, note="", version=3, by="engineer", at=T0)
    assert again.plan == GAS


def test_only_one_version_of_a_plan_is_written_at_a_time(records: Records) -> None:
    drafted(records)
    with pytest.raises(Refusal, match="Version 1 is being written"):
        drafted(records, by="manager")
    assert drafted(records, load()["fire"]).number == 1


def test_numbers_go_on_after_a_withdrawn_draft(records: Records) -> None:
    version = drafted(records)
    with records.transaction() as tx:
        versions.withdraw(tx, version.id, words="", version=1, by="engineer", at=T0)
    assert drafted(records).number == 2


def test_what_has_moved_on_is_neither_changed_nor_decided(records: Records) -> None:
    version = approved(records)
    with pytest.raises(IllegalStep), records.transaction() as tx:
        versions.change(tx, version.id, GAS, note="", version=3, by="engineer", at=T0)
    with pytest.raises(IllegalStep), records.transaction() as tx:
        versions.send_back(tx, version.id, words="晚了", version=3, by="manager", at=T0)
    with pytest.raises(Conflict), records.transaction() as tx:
        versions.withdraw(tx, version.id, words="晚了", version=1, by="manager", at=T0)
    with pytest.raises(KeyError), records.transaction() as tx:
        versions.submit(tx, "nothing", site=SITE, version=None, by="engineer", at=T0)


def test_a_draft_keeps_its_key_and_a_key_of_the_library_its_kind(records: Records) -> None:
    version = drafted(records)
    with pytest.raises(Refusal, match="The key stays gas"), records.transaction() as tx:
        versions.change(tx, version.id, load()["fire"], note="", version=1, by="engineer", at=T0)
    with pytest.raises(Refusal, match="kind"):
        drafted(records, replace(load()["fire"], key="fight"))
    with pytest.raises(Refusal, match="small letters"):
        drafted(records, replace(GAS, key="Gas 2"))


def test_the_plan_of_a_number_is_found_and_the_library_is_number_0(records: Records) -> None:
    approved(records)
    with records.reading() as tx:
        found = [versions.plan_of_number(tx, "riverside", "gas", number) for number in (None, 0, 1)]
        assert found == [(CHANGED, 1), (GAS, 0), (CHANGED, 1)]
        with pytest.raises(KeyError):
            versions.plan_of_number(tx, "riverside", "gas", 7)


def test_every_step_is_told_to_the_event_log(records: Records) -> None:
    version = approved(records)
    with records.reading() as tx:
        events = [logged.event for logged in tx.events.after(0)]
    assert [(event.transition, event.subject_id, event.actor, event.body["state"]) for event in events] == [
        ("plan-version", version.id, "engineer", "draft"),
        ("plan-version", version.id, "engineer", "submitted"),
        ("plan-version", version.id, "manager", "approved"),
    ]


def test_what_changed_is_said_step_by_step() -> None:
    first, *rest = FLOODING.phases
    steps = first.steps
    swapped = (replace(steps[1], within_s=600.0, post=Post.SECURITY_LEAD), steps[0], PUMP, *steps[3:])
    after = Phase("wind-up", Text("收尾", "Afterwards"), (steps[2],))
    new = replace(FLOODING, phases=(replace(first, steps=swapped), *rest, after), musters=(Muster(Department.ENGINEERING, 60),))
    found = [(each.altered, each.place, each.what) for each in differences(FLOODING, new)]
    assert found == [
        (Altered.ADDED, "wind-up", ()),
        (Altered.CHANGED, f"{first.key}/{steps[1].key}", ("post", "within_s")),
        (Altered.ADDED, f"{first.key}/second-pump", ()),
        (Altered.MOVED, f"wind-up/{steps[2].key}", ()),
        (Altered.MOVED, first.key, ("steps",)),
        (Altered.CHANGED, "musters", ()),
    ]
    told = next(each.told for each in differences(FLOODING, new) if each.what == ("post", "within_s"))
    assert [text.en for text in told] == ["limit 5 min → 10 min", "post Guard captain → Security lead"]


def test_a_step_that_went_and_a_preparation_that_went_are_named() -> None:
    first, *rest = FLOODING.phases
    gone = differences(FLOODING, replace(FLOODING, phases=(replace(first, steps=first.steps[1:]), *rest)))
    assert [(each.altered, each.place, each.name) for each in gone] == [(Altered.REMOVED, f"{first.key}/{first.steps[0].key}", first.steps[0].title)]
    without = differences(FLOODING, replace(FLOODING, preparation=None))
    steps = len(list(FLOODING.steps(Stage.PREPARATION)))
    phases = len(FLOODING.phases_of(Stage.PREPARATION))
    assert [each.altered for each in without] == [Altered.REMOVED] * (phases + steps + 1)
    assert differences(FLOODING, FLOODING) == []


def test_national_numbers_hold_until_the_site_has_its_own(records: Records) -> None:
    with records.transaction() as tx:
        assert dict(numbers_of(tx, "riverside")) == {"fire": "119", "medical": "120", "police": "110", "electricity-utility": "95598"}
        for contact, number in (("electricity-utility", "027-8500 0001"), ("lift-maintainer", " 027-8000  1000 "), ("night-crew", "")):
            put_number(tx, "riverside", contact, name=NAME, number=number, note="", checked=False, version=0, by="engineer", at=T0)
        found = numbers_of(tx, "riverside")
        assert (found["fire"], found["electricity-utility"], found["lift-maintainer"], "night-crew" in found) == (
            "119",
            "027-8500 0001",
            "027-8000 1000",
            False,
        )
        assert numbers_of(tx, "hillside")["electricity-utility"] == "95598"


def test_a_contact_without_a_number_is_a_gap(records: Records) -> None:
    plan = load()["lift-entrapment"]
    with records.transaction() as tx:
        gaps = [gap.zh for gap in gaps_of(plan, directory(tx, "riverside"))]
        assert "电梯维保单位：没有号码" in gaps
        assert all("119" not in gap and "火警" not in gap for gap in gaps)
        put_number(tx, "riverside", "lift-maintainer", name=Text("", ""), number="027-1", note="", checked=True, version=0, by="engineer", at=T0)
        left = [gap.zh for gap in gaps_of(plan, directory(tx, "riverside"))]
    assert left == [gap for gap in gaps if "电梯维保单位" not in gap]
    assert set(contacts_of(plan)) >= set(plan.contacts)


def test_another_number_has_to_be_checked_anew(records: Records) -> None:
    def put(number: str, *, checked: bool = False, note: str = "") -> tuple[object, object]:
        with records.transaction() as tx:
            kept = put_number(tx, "riverside", "landlord", name=NAME, number=number, note=note, checked=checked, version=None, by="manager", at=T0)
        return kept.checked_at, kept.checked_by

    assert put("027-1", checked=True) == (T0, "manager")
    assert put("027-1", note="白天") == (T0, "manager")
    assert put("027-2") == (None, None)


@pytest.mark.parametrize("number", ["电话", "javascript:1", "1" * 41, "+"])
def test_a_number_that_cannot_be_dialled_is_refused(records: Records, number: str) -> None:
    with pytest.raises(Refusal, match="cannot be dialled"), records.transaction() as tx:
        put_number(tx, "riverside", "landlord", name=NAME, number=number, note="", checked=False, version=None, by="manager", at=T0)


def test_only_who_has_seen_the_number_changes_or_removes_it(records: Records) -> None:
    with records.transaction() as tx:
        put_number(tx, "riverside", "landlord", name=NAME, number="1", note="", checked=False, version=0, by="manager", at=T0)
        with pytest.raises(Conflict):
            put_number(tx, "riverside", "landlord", name=NAME, number="2", note="", checked=False, version=0, by="engineer", at=T0)
        with pytest.raises(Conflict):
            remove_number(tx, "riverside", "landlord", version=7)
        with pytest.raises(KeyError):
            remove_number(tx, "riverside", "gas-company", version=None)
        with pytest.raises(Refusal, match="Say who"):
            put_number(tx, "riverside", "night-crew", name=Text("", ""), number="1", note="", checked=False, version=0, by="engineer", at=T0)
