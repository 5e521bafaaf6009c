"""What people ask for becomes an order, once, with its first receiver and with nothing personal in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.contract import order_json
from domain.people import Department
from domain.problem import Refusal
from domain.records import Records
from domain.request import Channel, Ticket
from domain.work_order import OrderEvent, OrderKind, OrderState
from operations.requests.intake import SIMILAR_FOR, Asking, similar
from tests.operations.requests.asked import DONE, SITE, TAP, ask, do, order_of
from tests.operations.scenes import FITTER, HOUR, MINUTE, T0, hire, orders, timeline, told

HOTLINE = replace(TAP, kind=OrderKind.COMPLAINT, channel=Channel.HOTLINE, ticket=Ticket("12345", "SH-2026-77", T0 + timedelta(days=1)))


def test_a_repair_goes_to_engineering_and_whoever_took_it_in_owns_it(records: Records) -> None:
    request = ask(records)
    order = order_of(records, request)
    assert (order.state, order.department, order.owner, order.space) == (OrderState.REQUESTED, Department.ENGINEERING, "clerk", "t3-1201")
    assert order.due.accept_by is not None
    assert request.place == "3号楼 · 1201室"


@pytest.mark.parametrize("kind", [OrderKind.ENQUIRY, OrderKind.COMPLAINT, OrderKind.SUGGESTION])
def test_what_is_no_repair_goes_to_the_service_centre(kind: OrderKind, records: Records) -> None:
    assert order_of(records, ask(records, replace(TAP, kind=kind))).department is Department.SERVICE_CENTRE


def test_another_department_can_be_chosen(records: Records) -> None:
    chosen = replace(TAP, department=Department.CLEANING, assist=(Department.ENGINEERING,))
    order = order_of(records, ask(records, chosen))
    assert (order.department, [task.department for task in order.tasks]) == (Department.CLEANING, [Department.ENGINEERING])


def test_nothing_personal_goes_into_the_order_the_event_log_or_a_push(records: Records) -> None:
    request = ask(records)
    order = order_of(records, request)
    with records.reading() as tx:
        events = [event.event.body for event in tx.events.after(0)]
    written = f"{order_json(order, timeline(records, order.id))}{events}{told(records)}"
    assert "漏水" in written
    assert not any(secret in written.replace(" ", "") for secret in ("13800138000", "王秀英"))


def test_the_departments_hear_of_it(records: Records) -> None:
    ask(records)
    assert [(one.department, one.kind.value) for one in told(records)] == [(Department.ENGINEERING, "order_opened")]


def test_what_is_sent_twice_is_one_request(records: Records) -> None:
    asking = replace(TAP, once="form-1")
    assert ask(records, asking) == ask(records, asking, at=T0 + HOUR)
    assert len(orders(records)) == 1


def test_a_hotline_ticket_keeps_its_number_and_its_deadline_overrides_ours(records: Records) -> None:
    request = ask(records, HOTLINE)
    assert order_of(records, request).due.resolve_by == T0 + timedelta(days=1)
    assert request.ticket == Ticket("12345", "SH-2026-77", T0 + timedelta(days=1))


def test_a_ticket_that_is_entered_again_is_the_order_that_exists(records: Records) -> None:
    first = ask(records, HOTLINE)
    again = ask(records, replace(HOTLINE, words="另一种说法"), at=T0 + HOUR)
    assert again.id == first.id
    assert len(orders(records)) == 1


def test_the_same_number_of_another_system_is_another_ticket(records: Records) -> None:
    ask(records, HOTLINE)
    ask(records, replace(HOTLINE, ticket=Ticket("12328", "SH-2026-77")))
    assert len(orders(records)) == 2


def test_who_asks_for_the_same_joins_the_open_order(records: Records) -> None:
    first = ask(records)
    second = ask(records, replace(TAP, name="李雷", phone="13900139000"), join=first.order_id, at=T0 + HOUR)
    assert second.order_id == first.order_id
    assert [entry.event for entry in timeline(records, first.order_id)] == [OrderEvent.OPENED, OrderEvent.NOTED]
    with records.reading() as tx:
        assert [request.id for request in tx.requests.of_order(first.order_id)] == [first.id, second.id]


@pytest.mark.parametrize("steps", [(OrderEvent.CANCELLED,), DONE])
def test_an_order_that_is_over_or_done_is_neither_suggested_nor_joined(steps: tuple[OrderEvent, ...], records: Records) -> None:
    hire(records, FITTER)
    first = ask(records)
    do(records, first, *steps)
    with records.reading() as tx:
        assert similar(tx, TAP, SITE, T0 + MINUTE) == []
    with pytest.raises(Refusal, match="open one of its own"):
        ask(records, join=first.order_id)


def test_an_order_that_is_not_there_cannot_be_joined(records: Records) -> None:
    with pytest.raises(KeyError):
        ask(records, join="nothing")


@pytest.mark.parametrize(
    ("asking", "words"),
    [
        (replace(TAP, words="  \n"), "nothing was said"),
        (replace(TAP, kind=OrderKind.RESCUE), "nothing that people ask for"),
        (replace(TAP, asset="lift-9"), "has no asset lift-9"),
        (replace(TAP, space="t9"), "has no space t9"),
        (replace(TAP, dwelling="t3-lobby"), "no dwelling"),
        (replace(TAP, visit_from=T0 + HOUR, visit_until=T0), "end before it begins"),
    ],
)
def test_what_cannot_be_is_said(asking: Asking, words: str, records: Records) -> None:
    with pytest.raises(Refusal, match=words):
        ask(records, asking)
    assert orders(records) == []


LIFT = replace(TAP, dwelling=None, name="", phone="", asset="lift-1", words="电梯有异响")


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        (LIFT, replace(LIFT, words="电梯抖动")),
        (TAP, replace(TAP, words="又漏了", phone="")),
        (TAP, replace(TAP, dwelling=None, phone="13800138000")),
        (replace(TAP, dwelling=None, phone="", room="3-1-502"), replace(TAP, dwelling=None, phone="", room="3号楼1单元502室")),
        (replace(LIFT, asset=None, space="t3-lobby"), replace(LIFT, asset=None, space="t3-lobby")),
        (LIFT, replace(LIFT, asset=None, space="t3")),
    ],
    ids=["asset", "dwelling", "phone", "room", "space", "asset in the space"],
)
def test_an_open_order_of_the_same_place_is_suggested(there: Asking, asked: Asking, records: Records) -> None:
    request = ask(records, there)
    with records.reading() as tx:
        assert [order.id for order in similar(tx, asked, SITE, T0 + HOUR)] == [request.order_id]


def test_what_is_over_long_ago_or_elsewhere_is_not_suggested(records: Records) -> None:
    old, over = ask(records), ask(records, at=T0 + SIMILAR_FOR)
    ask(records, replace(LIFT, asset="tank-1"), at=T0 + SIMILAR_FOR)
    do(records, over, OrderEvent.CANCELLED, at=T0 + SIMILAR_FOR)
    with records.reading() as tx:
        assert similar(tx, TAP, SITE, T0 + SIMILAR_FOR + MINUTE) == []
        assert [order.id for order in similar(tx, TAP, SITE, T0 + MINUTE)] == [old.order_id]


def test_a_title_is_the_beginning_of_what_was_said(records: Records) -> None:
    order = order_of(records, ask(records, replace(TAP, words="漏" * 100 + "\n第二行")))
    assert order.title.zh == "漏" * 59 + "…"
