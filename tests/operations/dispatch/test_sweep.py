"""Orders dispatch themselves: to somebody qualified and on duty, once, and never against what a person decided."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from domain.dispatch import DispatchMode, DispatchPolicy, LastPlace, Modes
from domain.people import Department, Person, Role
from domain.records import Records
from domain.severity import Priority
from domain.skill import HeldSkill
from domain.text import Text
from domain.work_order import OrderEvent, OrderKind, OrderState, WorkOrder
from operations.dispatch import duty
from operations.dispatch.sweep import LOOK_AGAIN, sweep
from operations.workorders.opening import open_request
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from tests.operations.scenes import ENTRAPMENT, FITTER, GUARD, HOUR, LEVEL, MINUTE, SITE, SITES, T0, happen, hire, only_order, timeline

NEAR = Person("p-near", "near", "近", Role.ENGINEER, Department.ENGINEERING, ("riverside",))


def on_duty(records: Records, *people: Person, at: datetime = T0 - HOUR) -> None:
    with records.transaction() as tx:
        for person in people:
            duty.add(tx, SITE, person.username, at, at + 12 * HOUR, by="manager")


def certified(records: Records, person: Person, until: date) -> None:
    with records.transaction() as tx:
        tx.dispatch.set_skills(person.username, [HeldSkill(person.username, "lift-rescue", "TS-1", until)])


def policy(records: Records, kind: OrderKind, modes: Modes) -> None:
    with records.transaction() as tx:
        tx.dispatch.save_policy(DispatchPolicy(SITE.id, {kind: modes}))


def step(records: Records, event: OrderEvent, by: str, *, at: datetime = T0 + MINUTE, **details: str) -> WorkOrder:
    with records.transaction() as tx:
        (found,) = (tx.orders.get(only.id) for only in (only_order(records),))
        assert found is not None
        return take_step(tx, found.id, event, StepDetails(assignee=details.get("assignee")), site=SITE, by=by, at=at, note="说明")


def notes(records: Records) -> list[tuple[OrderEvent, str, str]]:
    return [(entry.event, entry.actor, entry.note) for entry in timeline(records, only_order(records).id)[1:]]


def test_an_alarms_order_goes_to_who_is_on_duty_and_says_why(records: Records) -> None:
    hire(records, FITTER)
    on_duty(records, FITTER)
    happen(records, LEVEL.raised("e1"))
    assert sweep(records, SITES, T0 + MINUTE) == 1
    order = only_order(records)
    assert (order.state, order.assignee) == (OrderState.DISPATCHED, "fitter")
    ((event, actor, note),) = notes(records)
    assert (event, actor) == (OrderEvent.DISPATCHED, "system")
    assert note.startswith("自动派单：李工。无需专门技能；当班至 ")
    assert "Dispatched automatically: 李工. No special skill needed; On duty until " in note


def test_it_is_given_away_once(records: Records) -> None:
    hire(records, FITTER, NEAR)
    on_duty(records, FITTER, NEAR)
    happen(records, LEVEL.raised("e1"))
    assert [sweep(records, SITES, T0 + minutes * MINUTE) for minutes in (1, 2, 90)] == [1, 0, 0]


def test_whom_a_dispatcher_took_it_from_does_not_get_it_back(records: Records) -> None:
    hire(records, FITTER)
    on_duty(records, FITTER)
    happen(records, LEVEL.raised("e1"))
    sweep(records, SITES, T0)
    step(records, OrderEvent.DISPATCHED, "dispatcher")
    assert sweep(records, SITES, T0 + 5 * MINUTE) == 0
    assert only_order(records).assignee is None


def test_what_a_dispatcher_gave_away_stays_so(records: Records) -> None:
    hire(records, FITTER, NEAR)
    on_duty(records, FITTER)
    happen(records, LEVEL.raised("e1"))
    step(records, OrderEvent.DISPATCHED, "dispatcher", assignee="near")
    assert sweep(records, SITES, T0 + 5 * MINUTE) == 0
    assert only_order(records).assignee == "near"


def test_what_was_declined_goes_to_the_next_best_and_after_that_to_a_person(records: Records) -> None:
    hire(records, FITTER, NEAR)
    on_duty(records, FITTER, NEAR)
    happen(records, LEVEL.raised("e1"))
    sweep(records, SITES, T0)
    first = only_order(records).assignee
    assert first is not None
    step(records, OrderEvent.DECLINED, first)
    assert sweep(records, SITES, T0 + 2 * MINUTE) == 1
    second = only_order(records).assignee
    assert {first, second} == {"fitter", "near"}
    step(records, OrderEvent.DECLINED, second or "", at=T0 + 3 * MINUTE)
    assert sweep(records, SITES, T0 + 4 * MINUTE) == 0
    assert only_order(records).assignee is None


@pytest.mark.parametrize(("until", "assignee"), [(date(2026, 1, 30), None), (date(2027, 1, 1), "guard")], ids=["expired", "valid"])
def test_only_who_is_certified_is_sent_to_an_entrapment(records: Records, until: date, assignee: str | None) -> None:
    hire(records, GUARD, FITTER)
    on_duty(records, GUARD, FITTER)
    certified(records, GUARD, until)
    happen(records, ENTRAPMENT.raised("e1"))
    assert sweep(records, SITES, T0) == 1
    assert only_order(records).assignee == assignee


def test_that_nobody_is_qualified_is_said_once_and_looked_for_again(records: Records) -> None:
    hire(records, GUARD)
    on_duty(records, GUARD)
    happen(records, ENTRAPMENT.raised("e1"))
    assert [sweep(records, SITES, moment) for moment in (T0, T0 + LOOK_AGAIN, T0 + 2 * LOOK_AGAIN)] == [1, 0, 0]
    assert notes(records) == [
        (
            OrderEvent.NOTED,
            "system",
            "自动派单未找到人：当班人员无人具备有效资质：电梯救援 / No automatic dispatch: Nobody on duty is qualified: Lift rescue",
        )
    ]
    certified(records, GUARD, date(2027, 1, 1))
    assert sweep(records, SITES, T0 + 2 * LOOK_AGAIN + MINUTE) == 1
    assert only_order(records).assignee == "guard"


def test_without_a_rota_the_department_sees_to_it_as_ever(records: Records) -> None:
    hire(records, FITTER)
    happen(records, LEVEL.raised("e1"))
    assert sweep(records, SITES, T0) == 0
    assert notes(records) == []


@pytest.mark.parametrize("mode", [DispatchMode.OFF, DispatchMode.PROPOSE])
def test_where_the_policy_does_not_say_so_nothing_goes_by_itself(records: Records, mode: DispatchMode) -> None:
    hire(records, FITTER)
    on_duty(records, FITTER)
    policy(records, OrderKind.REPAIR, Modes(alarms=mode))
    happen(records, LEVEL.raised("e1"))
    assert sweep(records, SITES, T0) == 0


def test_a_request_goes_by_itself_only_where_the_policy_says_so_and_once_it_was_read(records: Records) -> None:
    hire(records, FITTER)
    on_duty(records, FITTER)
    title = Text("灯不亮", "Light is out")
    with records.transaction() as tx:
        open_request(
            tx,
            site=SITE,
            asset=None,
            kind=OrderKind.REPAIR,
            title=title,
            department=Department.ENGINEERING,
            priority=Priority.P3,
            by="service",
            at=T0,
        )
    policy(records, OrderKind.REPAIR, Modes(requests=DispatchMode.AUTO))
    assert sweep(records, SITES, T0) == 0
    step(records, OrderEvent.TRIAGED, "dispatcher")
    assert sweep(records, SITES, T0 + 2 * MINUTE) == 1
    assert only_order(records).assignee == "fitter"


def test_where_somebody_was_is_forgotten_when_their_duty_is_over(records: Records) -> None:
    hire(records, FITTER)
    on_duty(records, FITTER)
    with records.transaction() as tx:
        assert duty.seen(tx, SITE, "fitter", "t3", T0) == LastPlace("fitter", "riverside", "t3", T0)
    assert sweep(records, SITES, T0 + HOUR) == 0
    assert sweep(records, SITES, T0 + 11 * HOUR) == 1
    with records.reading() as tx:
        assert tx.dispatch.places(["fitter"]) == []
