"""Everything open moves with the shift: orders in hand, matters somebody answers for, permits they watch. Timelines say so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.hand_over import HandOver
from domain.people import Department
from domain.permit import Permit, PermitEntry, PermitKind, PermitState, PermitStep
from domain.post import Post
from domain.records import Records
from domain.scope import Scope
from domain.severity import Priority
from domain.text import Text
from domain.work_order import Due, OrderEvent, OrderKind, OrderState, TimelineEntry, WorkOrder
from operations import handover
from operations.handover import ownership
from tests.operations.handover.shifts_there import END, GUARD, LI, ZHAO, duty, offered, opened, signed, staffed
from tests.operations.scenes import HOUR, MINUTE, SITE, T0

S = OrderState


def put_order(
    records: Records, name: str, state: OrderState, *, assignee: str | None = "li", owner: str | None = "li", department: Department = Department.ENGINEERING
) -> None:
    due = Due(T0 + HOUR, T0 + 2 * HOUR, T0 + 30 * HOUR)
    order = WorkOrder(
        name, f"20260131-{name}", "live", OrderKind.REPAIR, SITE.id, "lift-1", department, Priority.P3, state, Text("门异响", "Noisy door"), T0, due,
        assignee=assignee, owner=owner, accepted_at=T0,
    )  # fmt: skip
    with records.transaction() as tx:
        tx.orders.add(order, TimelineEntry(f"e-{name}", name, T0, T0, OrderEvent.OPENED, state, "system"))


def put_permit(records: Records, name: str, state: PermitState, watcher: str) -> None:
    permit = Permit(
        name, f"X-{name}", SITE.id, PermitKind.HOT_WORK, state, Scope(assets=("lift-1",)), False, "机房", "焊接", "firm", T0, END + HOUR, T0, watcher=watcher
    )
    with records.transaction() as tx:
        tx.permits.add(permit, PermitEntry(name, T0, PermitStep.REQUESTED, state, "firm"))


def order(records: Records, name: str) -> WorkOrder:
    with records.reading() as tx:
        found = tx.orders.get(name)
    assert found is not None
    return found


@pytest.mark.parametrize("state", [S.REQUESTED, S.TRIAGED, S.DISPATCHED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD])
def test_an_order_in_hand_is_with_who_came_and_is_as_far_as_it_was(records: Records, state: OrderState) -> None:
    staffed(records)
    put_order(records, "o", state)
    before = order(records, "o")
    signed(records, offered(records, opened(records)))
    after = order(records, "o")
    assert (after.assignee, after.owner, after.state, after.due) == ("zhao", "zhao", state, before.due)
    with records.reading() as tx:
        line = tx.orders.timeline("o")[-1]
    assert (line.event, line.actor, line.note.split(" / ")[0]) == (OrderEvent.OWNED, "zhao", "交接班 J-20260201-001：李工 → 赵工")


@pytest.mark.parametrize(
    ("state", "assignee", "owner", "after"),
    [
        (S.COMPLETED, "li", "li", ("li", "zhao")),
        (S.CLOSED, "li", "li", ("li", "li")),
        (S.DISPATCHED, "wu", "li", ("wu", "zhao")),
        (S.IN_PROGRESS, "li", "wu", ("zhao", "wu")),
        (S.DISPATCHED, None, "wu", (None, "wu")),
    ],
)
def test_who_did_what_stays_on_record_and_what_is_others_stays_theirs(
    records: Records, state: OrderState, assignee: str | None, owner: str, after: tuple[str | None, str]
) -> None:
    staffed(records)
    put_order(records, "o", state, assignee=assignee, owner=owner)
    signed(records, offered(records, opened(records)))
    found = order(records, "o")
    assert (found.assignee, found.owner) == after


def test_what_the_incoming_person_may_not_do_goes_back_to_its_department(records: Records) -> None:
    staffed(records)
    put_order(records, "o", S.IN_PROGRESS, department=Department.SECURITY)
    signed(records, offered(records, opened(records)))
    found = order(records, "o")
    assert (found.assignee, found.owner, found.state, found.department) == (None, "zhao", S.DISPATCHED, Department.SECURITY)


@pytest.mark.parametrize(("written", "after"), [("li", "zhao"), ("李工", "赵工"), ("wu", "wu")])
def test_permits_have_another_watcher(records: Records, written: str, after: str) -> None:
    staffed(records)
    put_permit(records, "p", PermitState.ACTIVE, written)
    put_permit(records, "over", PermitState.CLOSED, written)
    signed(records, offered(records, opened(records)))
    with records.reading() as tx:
        found, over = tx.permits.get("p"), tx.permits.get("over")
    assert found is not None
    assert over is not None
    assert (found.watcher, found.state, over.watcher) == (after, PermitState.ACTIVE, written)


def test_one_person_on_two_posts_takes_along_what_belongs_to_the_other(records: Records) -> None:
    captain = duty(LI, post=Post.GUARD_CAPTAIN)
    staffed(records, duty(LI), captain, duty(ZHAO, END, END + HOUR), duty(GUARD, END, END + HOUR, Post.GUARD_CAPTAIN))
    put_order(records, "engineering", S.ACCEPTED)
    put_order(records, "security", S.ACCEPTED, department=Department.SECURITY)
    put_permit(records, "p", PermitState.ACTIVE, "li")
    signed(records, offered(records, opened(records)), ZHAO)
    assert [order(records, name).assignee for name in ("engineering", "security")] == ["zhao", "li"]
    signed(records, offered(records, opened(records, captain), counts={}), GUARD)
    assert [order(records, name).assignee for name in ("engineering", "security")] == ["zhao", "qin"]
    with records.reading() as tx:
        assert [*ownership.held(tx, SITE.id, LI), *ownership.watched(tx, SITE.id, LI)] == []


def test_a_post_that_nobody_hands_over_holds_nothing_back(records: Records) -> None:
    staffed(records, duty(LI), duty(LI, post=Post.ENGINEERING_LEAD), duty(LI, post=None, name="d-none"), duty(ZHAO, END, END + HOUR))
    put_order(records, "o", S.ACCEPTED)
    signed(records, offered(records, opened(records)), at=END - MINUTE)
    assert order(records, "o").assignee == "zhao"


def test_everything_moves_or_nothing(records: Records) -> None:
    staffed(records)
    put_order(records, "o", S.ACCEPTED)
    item = offered(records, opened(records))
    with pytest.raises(RuntimeError):
        _sign_and_lose_power(records, item)
    assert order(records, "o").assignee == "li"
    assert _stored(records, item).incoming is None


def test_the_sheet_names_what_is_open_and_is_kept_as_it_was_signed(records: Records) -> None:
    staffed(records)
    put_order(records, "mine", S.ACCEPTED)
    put_order(records, "other", S.DISPATCHED, assignee=None, owner=None)
    put_permit(records, "p", PermitState.ACTIVE, "li")
    done = signed(records, offered(records, opened(records)))
    assert done.sheet is not None
    assert [line["id"] for line in _lines(done, "orders")] == ["mine", "other"]
    assert [(line["own"], line["assignee"]) for line in _lines(done, "orders")] == [(True, "li"), (False, None)]
    assert [line["id"] for line in _lines(done, "permits")] == ["p"]
    assert [(line["name"], line["expected"], line["counted"]) for line in _lines(done, "things")] == [("对讲机", 5, 5), ("配电房钥匙", 2, 2)]
    with records.transaction() as tx:
        tx.orders.save(replace(order(records, "other"), state=S.CANCELLED), TimelineEntry("e2", "other", END, END, OrderEvent.CANCELLED, S.CANCELLED, "lead"))
    assert _stored(records, done).sheet == done.sheet


def test_hundreds_of_orders_are_not_cut_off(sqlite_records: Records) -> None:
    staffed(sqlite_records)
    for number in range(230):
        put_order(sqlite_records, f"{number:03}", S.ACCEPTED)
    signed(sqlite_records, offered(sqlite_records, opened(sqlite_records)), at=END + MINUTE)
    with sqlite_records.reading() as tx:
        assert sum(1 for _ in ownership.held(tx, SITE.id, ZHAO)) == 230
        assert list(ownership.held(tx, SITE.id, LI)) == []


def _sign_and_lose_power(records: Records, item: HandOver) -> None:
    with records.transaction() as tx:
        handover.sign(tx, item.id, ZHAO, site=SITE, at=END)
        raise RuntimeError("the machine loses its power")


def _lines(item: HandOver, name: str) -> list[dict[str, object]]:
    assert item.sheet is not None
    found = item.sheet[name]
    assert isinstance(found, list)
    return found


def _stored(records: Records, item: HandOver) -> HandOver:
    with records.reading() as tx:
        found = tx.hand_overs.get(item.id)
    assert found is not None
    return found
