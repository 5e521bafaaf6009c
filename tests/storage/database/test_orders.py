"""Work orders: what is kept of them, what cannot be there twice, their numbers and lists."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event

from domain.attachment import Attachment
from domain.identity import new_id
from domain.people import Department
from domain.records import Conflict, OrderFilter, Records
from domain.severity import Priority
from domain.text import Text
from domain.work_order import Appointment, Due, Evidence, HoldReason, OrderEvent, OrderKind, OrderState, Outcome, WorkOrder
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import HOUR, MINUTE, NOON, a_line, a_task, an_alarm, an_entry, an_order, put_alarm, put_order


def test_every_field_of_an_order_comes_back_with_its_tasks_and_alarms_in_order(records: Records) -> None:
    with records.transaction() as tx:
        alarm_ids = tuple(put_alarm(tx).id for _ in range(3))
        order = an_order(
            due=Due(NOON, NOON + MINUTE, NOON + HOUR),
            group="riverside|lift-1|security",
            assignee="p1",
            alarm_ids=alarm_ids,
            sop="release",
            skills=("lift-rescue", 'a "quoted" | skill'),
            accepted_at=NOON + MINUTE,
            arrived_at=NOON + 2 * MINUTE,
            completed_at=NOON + 3 * MINUTE,
            closed_at=NOON + 4 * MINUTE,
            overdue=("accept_by", "resolve_by"),
            requested_by="p2",
            incident_id="i1",
            parent_id="o0",
            outcome=Outcome.FALSE_ALARM,
            space="lobby",
            service="comfort",
            agenda=(Appointment(NOON + MINUTE, "remind.accept_by"), Appointment(NOON + HOUR, "look-back")),
            paused_at=NOON + MINUTE,
            hold_reason=HoldReason.PARTS,
            evidence=(Evidence.PHOTO, Evidence.DOOR_EVENT),
            overridden_by="p4",
            owner="p5",
            refusals=2,
            merged_into="o9",
            promised_until=NOON + 2 * HOUR,
        )
        order = replace(order, tasks=tuple(a_task(order.id, required=required, done_at=NOON, done_by="p3") for required in (True, False, True)))
        tx.orders.add(order, a_line(order))
    with records.reading() as tx:
        assert tx.orders.get(order.id) == order
        assert [tx.orders.of_alarm(alarm_id) for alarm_id in alarm_ids] == [order] * 3
        assert [tx.task(task.id) for task in order.tasks] == list(order.tasks)


def test_what_is_not_there_is_none(records: Records) -> None:
    with records.reading() as tx:
        assert tx.orders.get("nothing") is None
        assert tx.orders.of_alarm("nothing") is None
        assert tx.orders.open_of_group("live", "nothing") is None
        assert tx.task("nothing") is None
        assert tx.orders.timeline("nothing") == []


def test_the_alarm_names_the_order_that_is_responsible_for_it(records: Records) -> None:
    with records.transaction() as tx:
        alarm = put_alarm(tx)
        order = put_order(tx, alarm_ids=(alarm.id,))
        found = tx.alarms.get(alarm.id)
        assert found == replace(alarm, work_order_id=order.id)


def test_an_order_may_be_added_before_its_alarm(records: Records) -> None:
    alarm = an_alarm()
    with records.transaction() as tx:
        order = put_order(tx, alarm_ids=(alarm.id,))
        tx.alarms.add(alarm, an_entry(alarm), condition="c")
    with records.reading() as tx:
        assert tx.orders.of_alarm(alarm.id) == order


def test_an_alarm_has_one_responsible_order_only(records: Records) -> None:
    with records.transaction() as tx:
        alarm = put_alarm(tx)
        first, second = put_order(tx), put_order(tx)
        tx.orders.link(first.id, alarm.id)
        tx.orders.link(first.id, alarm.id)
        with pytest.raises(Conflict):
            tx.orders.link(second.id, alarm.id)
        with pytest.raises(Conflict):
            put_order(tx, alarm_ids=(alarm.id,))
    with records.reading() as tx:
        assert tx.orders.of_alarm(alarm.id) == replace(first, alarm_ids=(alarm.id,))


def test_a_group_has_at_most_one_open_order_in_each_realm(records: Records) -> None:
    with records.transaction() as tx:
        first = put_order(tx, group="g")
        put_order(tx, group="g", realm="drill-1")
        with pytest.raises(Conflict):
            put_order(tx, group="g")
        assert tx.orders.open_of_group("live", "g") == first
        tx.orders.save(replace(first, state=OrderState.CLOSED), a_line(first, OrderEvent.VERIFIED))
        assert tx.orders.open_of_group("live", "g") is None
        put_order(tx, group="g")


def test_orders_without_a_group_do_not_meet(records: Records) -> None:
    with records.transaction() as tx:
        put_order(tx)
        put_order(tx)
        assert len(tx.orders.list(OrderFilter()).items) == 2


def test_a_number_is_unique_at_its_site(records: Records) -> None:
    with records.transaction() as tx:
        put_order(tx, number="20260131-001")
        put_order(tx, number="20260131-001", site="hillside")
        with pytest.raises(Conflict):
            put_order(tx, number="20260131-001")


def test_numbers_count_up_for_each_site_and_day(records: Records) -> None:
    with records.transaction() as tx:
        assert [tx.orders.next_number("riverside", "20260131") for _ in range(3)] == ["20260131-001", "20260131-002", "20260131-003"]
        assert tx.orders.next_number("riverside", "20260201") == "20260201-001"
        assert tx.orders.next_number("hillside", "20260131") == "20260131-001"


def test_numbers_go_on_past_999(records: Records) -> None:
    with records.transaction() as tx:
        numbers = [tx.orders.next_number("riverside", "20260131") for _ in range(1001)]
    assert numbers[-2:] == ["20260131-1000", "20260131-1001"]


def test_saving_stores_tasks_and_further_alarms_and_refuses_an_old_version(records: Records) -> None:
    with records.transaction() as tx:
        order = an_order()
        order = replace(order, tasks=(a_task(order.id),))
        tx.orders.add(order, a_line(order))
        alarm = put_alarm(tx)
        changed = replace(
            order,
            state=OrderState.IN_PROGRESS,
            tasks=(replace(order.tasks[0], done_at=NOON, done_by="p1"), a_task(order.id)),
            alarm_ids=(alarm.id,),
            overdue=("accept_by",),
        )
        saved = tx.orders.save(changed, a_line(changed, OrderEvent.STARTED))
        assert saved == replace(changed, version=2)
        assert tx.orders.get(order.id) == saved
        with pytest.raises(Conflict):
            tx.orders.save(order, a_line(order))


def test_a_timeline_is_in_the_order_in_which_steward_learnt_of_it(records: Records) -> None:
    with records.transaction() as tx:
        order = an_order()
        opened = a_line(order)
        tx.orders.add(order, opened)
        offline = a_line(order, OrderEvent.ARRIVED, occurred_at=NOON - HOUR, note="地下室", device_id="phone-7")
        tx.orders.save(order, offline)
        assert tx.orders.timeline(order.id) == [opened, offline]


def test_files_are_listed_by_when_they_were_added(records: Records) -> None:
    with records.transaction() as tx:
        order = put_order(tx)
        later = Attachment(new_id(), order.id, "现场.jpg", "image/jpeg", 5_000_000_000, "ab" * 32, NOON + MINUTE, "wang")
        earlier = replace(later, id=new_id(), added_at=NOON)
        tx.orders.add_attachment(later)
        tx.orders.add_attachment(earlier)
        with pytest.raises(Conflict):
            tx.orders.add_attachment(earlier)
        assert tx.orders.attachments(order.id) == [earlier, later]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (OrderFilter(), {"rescue", "repair", "tank"}),
        (OrderFilter(sites=("hillside",)), {"tank"}),
        (OrderFilter(sites=()), set()),
        (OrderFilter(realm="drill-1"), {"drill"}),
        (OrderFilter(realm="*"), {"rescue", "repair", "tank", "drill"}),
        (OrderFilter(states=frozenset({OrderState.DISPATCHED})), {"rescue"}),
        (OrderFilter(states=frozenset({OrderState.DISPATCHED, OrderState.CLOSED})), {"rescue", "tank"}),
        (OrderFilter(states=frozenset()), set()),
        (OrderFilter(department=Department.SECURITY), {"rescue", "tank"}),
        (OrderFilter(department=Department.ENGINEERING), {"rescue", "repair"}),
        (OrderFilter(department=Department.GREENING), set()),
        (OrderFilter(assignee="p1"), {"repair"}),
        (OrderFilter(asset="pump-1"), {"repair"}),
        (OrderFilter(overdue=True), {"repair"}),
        (OrderFilter(overdue=False), {"rescue", "tank"}),
        (OrderFilter(since=NOON + MINUTE), {"repair", "tank"}),
        (OrderFilter(until=NOON + MINUTE), {"rescue"}),
        (OrderFilter(text="水泵"), {"repair"}),
        (OrderFilter(text="repair OF the"), {"repair"}),
        (OrderFilter(text="31-042"), {"tank"}),
        (OrderFilter(text="PUMP-1"), {"repair"}),
        (OrderFilter(text="50%"), {"tank"}),
        (OrderFilter(text="5_%"), set()),
    ],
)
def test_a_list_holds_what_its_filter_says_and_the_counts_agree(records: Records, where: OrderFilter, expected: set[str]) -> None:
    with records.transaction() as tx:
        rescue = an_order()
        rescue = replace(rescue, tasks=(a_task(rescue.id), a_task(rescue.id)))
        tx.orders.add(rescue, a_line(rescue))
        names = {
            rescue.id: "rescue",
            put_order(
                tx,
                kind=OrderKind.REPAIR,
                department=Department.ENGINEERING,
                asset="pump-1",
                state=OrderState.IN_PROGRESS,
                assignee="p1",
                overdue=("accept_by",),
                priority=Priority.P2,
                opened_at=NOON + MINUTE,
                title=Text("水泵维修", "Repair of the pump"),
            ).id: "repair",
            put_order(
                tx, site="hillside", asset=None, number="20260131-042", state=OrderState.CLOSED, opened_at=NOON + HOUR, title=Text("水箱", "Tank at 50%")
            ).id: "tank",
            put_order(tx, realm="drill-1").id: "drill",
        }
        assert {names[order.id] for order in tx.orders.list(where).items} == expected
        assert sum(tx.orders.counts(where).values()) == len(expected)


def test_counts_are_by_state(records: Records) -> None:
    with records.transaction() as tx:
        put_order(tx)
        put_order(tx)
        put_order(tx, state=OrderState.ON_HOLD)
        assert tx.orders.counts(OrderFilter()) == {OrderState.DISPATCHED: 2, OrderState.ON_HOLD: 1}


def test_pages_go_through_all_orders_newest_first(records: Records) -> None:
    with records.transaction() as tx:
        made = [put_order(tx, opened_at=NOON + (number // 3) * MINUTE) for number in range(7)]
        first = tx.orders.list(OrderFilter(), limit=4)
        second = tx.orders.list(OrderFilter(), limit=4, cursor=first.next_cursor)
        assert [*first.items, *second.items] == sorted(made, key=lambda order: (order.opened_at, order.id), reverse=True)
        assert second.next_cursor is None


def test_a_page_of_orders_takes_three_statements_however_long_it_is(records: DatabaseRecords) -> None:
    with records.transaction() as tx:
        for _ in range(30):
            order = an_order()
            order = replace(order, tasks=(a_task(order.id),), alarm_ids=(put_alarm(tx).id,))
            tx.orders.add(order, a_line(order))
    statements: list[str] = []
    with records.reading() as tx:
        event.listen(tx._connection, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: statements.append(statement))
        found = tx.orders.list(OrderFilter(), limit=30).items
    assert (len(found), {(len(order.tasks), len(order.alarm_ids)) for order in found}, len(statements)) == (30, {(1, 1)}, 3)


def limited(**changes: object) -> WorkOrder:
    return replace(an_order(), due=Due(accept_by=NOON, arrive_by=NOON + MINUTE, resolve_by=NOON + HOUR), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "late"),
    [
        (limited(), True),
        (limited(accepted_at=NOON), False),
        (limited(accepted_at=NOON + MINUTE / 2), True),
        (limited(overdue=("accept_by",)), False),
        (limited(state=OrderState.CLOSED), False),
        (limited(state=OrderState.CANCELLED), False),
        (an_order(), False),
    ],
    ids=["not accepted", "accepted in time", "accepted late", "decided already", "closed", "cancelled", "without limits"],
)
def test_an_order_is_due_for_the_limit_that_it_missed(records: Records, order: WorkOrder, late: bool) -> None:  # noqa: FBT001  a case's expectation
    with records.transaction() as tx:
        tx.orders.add(order, a_line(order))
        assert [found.id for found in tx.orders.due_before(NOON + MINUTE / 2)] == [order.id] * late


@pytest.mark.parametrize("state", [OrderState.DISPATCHED, OrderState.CLOSED])
def test_an_order_is_due_for_what_stands_in_its_agenda(records: Records, state: OrderState) -> None:
    order = an_order(state=state, agenda=(Appointment(NOON + HOUR, "watch"), Appointment(NOON + MINUTE, "look-back")))
    with records.transaction() as tx:
        tx.orders.add(order, a_line(order))
        assert tx.orders.due_before(NOON + MINUTE / 2) == []
        assert tx.orders.due_before(NOON + MINUTE) == [order]


def test_limits_that_stand_still_are_not_due(records: Records) -> None:
    order = limited(state=OrderState.ON_HOLD, paused_at=NOON - MINUTE)
    with records.transaction() as tx:
        tx.orders.add(order, a_line(order))
        assert tx.orders.due_before(NOON + HOUR) == []


def test_children_of_an_order_are_found(records: Records) -> None:
    with records.transaction() as tx:
        parent = put_order(tx)
        children = [put_order(tx, parent_id=parent.id, opened_at=NOON + number * MINUTE) for number in range(2)]
        put_order(tx)
        assert tx.orders.children(parent.id) == children


def test_an_order_is_due_again_for_its_next_limit(records: Records) -> None:
    order = limited(overdue=("accept_by",))
    with records.transaction() as tx:
        tx.orders.add(order, a_line(order))
        assert tx.orders.due_before(NOON + MINUTE) == [order]
