"""Who is satisfied closes what waits for them; who is not is seen by somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.people import Department
from domain.problem import Refusal
from domain.records import Records
from domain.request import RequestFilter, Todo
from domain.work_order import OrderEvent, OrderKind, OrderState
from operations.requests.satisfaction import VISIT_WITHIN
from operations.workorders.steps import finish_task, take_step
from tests.operations.requests.asked import DONE, SITE, ask, do, order_of, rated
from tests.operations.scenes import FITTER, HOUR, T0, hire, orders, timeline, told


@pytest.fixture(autouse=True)
def _people(records: Records) -> None:
    hire(records, FITTER)


def owed(records: Records, todo: Todo) -> list[str]:
    with records.reading() as tx:
        return [request.id for request in tx.requests.list(RequestFilter(todo=todo)).items]


@pytest.mark.parametrize("steps", [DONE, (*DONE, OrderEvent.VERIFIED)])
def test_a_good_rating_closes_what_waits_for_it(steps: tuple[OrderEvent, ...], records: Records) -> None:
    request = ask(records)
    do(records, request, *steps, at=T0 + HOUR)
    after = rated(records, request, 5, at=T0 + 2 * HOUR)
    assert order_of(records, request).state is OrderState.CLOSED
    assert (after.visit_id, after.rating is not None and after.rating.score) == (None, 5)
    assert OrderEvent.RATED in [entry.event for entry in timeline(records, request.order_id)]


def test_a_bad_rating_of_an_open_order_is_a_task_of_the_service_centre(records: Records) -> None:
    request = ask(records)
    do(records, request, *DONE)
    after = rated(records, request, 2, at=T0 + HOUR)
    order = order_of(records, request)
    (task,) = order.tasks
    assert order.state is OrderState.COMPLETED
    assert (task.id, task.department, task.due_by) == (after.visit_id, Department.SERVICE_CENTRE, T0 + HOUR + VISIT_WITHIN)
    assert task.title.zh.startswith("回访：")
    assert "task_opened" in [one.kind.value for one in told(records)]


def test_a_bad_rating_of_a_closed_order_is_an_order_of_its_own(records: Records) -> None:
    request = ask(records)
    do(records, request, *DONE, OrderEvent.VERIFIED, OrderEvent.CLOSED)
    after = rated(records, request, 1, at=T0 + HOUR)
    visit = next(order for order in orders(records) if order.id == after.visit_id)
    assert (visit.kind, visit.parent_id, visit.department, visit.state) == (
        OrderKind.RETURN_VISIT,
        request.order_id,
        Department.SERVICE_CENTRE,
        OrderState.REQUESTED,
    )
    assert (visit.owner, visit.space) == ("clerk", "t3-1201")


def test_what_is_not_solved_is_visited_however_good_the_rating(records: Records) -> None:
    request = ask(records)
    do(records, request, *DONE)
    assert rated(records, request, 5, solved=False).visit_id is not None
    assert order_of(records, request).state is OrderState.COMPLETED


def test_there_is_nothing_to_rate_before_the_work_is_done(records: Records) -> None:
    request = ask(records)
    with pytest.raises(Refusal, match="not done yet"):
        rated(records, request, 5)


def test_it_is_rated_once(records: Records) -> None:
    request = ask(records)
    do(records, request, *DONE)
    with pytest.raises(Refusal, match="rated already"):
        rated(records, rated(records, request, 1), 5)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_rating_is_from_one_to_five(score: int, records: Records) -> None:
    request = ask(records)
    do(records, request, *DONE)
    with pytest.raises(Refusal, match="from 1 to 5"):
        rated(records, request, score)


def test_what_they_said_stays_out_of_the_timeline_and_the_event_log(records: Records) -> None:
    request = ask(records)
    do(records, request, *DONE)
    rated(records, request, 1)
    with records.reading() as tx:
        events = [event.event.body for event in tx.events.after(0)]
    assert "洗手" not in f"{timeline(records, request.order_id)}{events}{told(records)}"


def test_the_service_centre_sees_whom_to_ask_and_whom_to_visit(records: Records) -> None:
    request = ask(records)
    assert (owed(records, Todo.CALL_BACK), owed(records, Todo.RETURN_VISIT)) == ([], [])
    do(records, request, *DONE)
    assert owed(records, Todo.CALL_BACK) == [request.id]
    after = rated(records, request, 1)
    assert (owed(records, Todo.CALL_BACK), owed(records, Todo.RETURN_VISIT)) == ([], [request.id])
    with records.transaction() as tx:
        finish_task(tx, request.order_id, after.visit_id or "", by="clerk", at=T0 + HOUR)
    assert owed(records, Todo.RETURN_VISIT) == []


def test_a_visit_that_is_an_order_is_owed_until_it_is_over(records: Records) -> None:
    request = ask(records)
    do(records, request, *DONE, OrderEvent.VERIFIED, OrderEvent.CLOSED)
    after = rated(records, request, 1, at=T0 + timedelta(days=2))
    assert owed(records, Todo.RETURN_VISIT) == [request.id]
    with records.transaction() as tx:
        take_step(tx, after.visit_id or "", OrderEvent.CANCELLED, site=SITE, by="clerk", at=T0 + timedelta(days=3), note="已电话回访")
    assert owed(records, Todo.RETURN_VISIT) == []
