"""The time line: the log of the run, its alarms, orders, check-ins, calls and pushes in one order, to the second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.attachment import Attachment
from domain.call_out import Called, CallOut, Delivery, Proof
from domain.outbox import NotificationKind
from domain.people import Department
from domain.plan_run import PlanRun, RunEntry, RunEvent
from domain.post import Post
from domain.records import Records, Transaction
from domain.severity import Severity
from domain.text import Text
from domain.work_order import OrderEvent
from operations.plans.review.drafting import draft
from operations.plans.review.timeline import MOST, Line, Source, TimeLine, timeline_of
from operations.plans.review.whole import WholeReview, whole_of
from tests.operations.plans.review.past import a_run, after, drafted, log_of, put_run, put_whistle
from tests.operations.scenes import ENTRAPMENT, FITTER, GUARD, SITE, T0, happen, hire, only_alarm, only_order, work

NAMES = {"guard": "王强", "fitter": "李工"}


def told(records: Records, run: PlanRun, names: Mapping[str, str] = NAMES) -> TimeLine:
    with records.reading() as tx:
        return timeline_of(tx, run, run.ended_at or T0, names)


def of(line: TimeLine, source: Source) -> list[Line]:
    return [each for each in line.lines if each.source is source]


def push(
    tx: Transaction,
    order_id: str | None,
    *,
    received: datetime | None,
    answered: datetime | None = None,
    failed: datetime | None = None,
    **changes: Any,  # noqa: ANN401  fields of any type
) -> None:
    call = CallOut(
        "c-1",
        "n-1",
        "live",
        SITE.id,
        NotificationKind.ORDER_OPENED,
        Severity.CRITICAL,
        Department.SECURITY,
        Text("1号电梯 疑似困人", "Possible entrapment in lift 1"),
        Text("", ""),
        (Post.NEAREST_GUARD,),
        "all",
        asks=True,
        created_at=T0,
        called=(Called("guard", 0, T0),),
        work_order_id=order_id,
    )
    tx.call_outs.add(replace(call, **changes))
    proof = Proof.ACKNOWLEDGED if answered else Proof.RECEIVED if received else Proof.QUEUED
    tx.call_outs.add_delivery(
        Delivery(
            "d-1",
            "c-1",
            SITE.id,
            "live",
            "guard",
            "push",
            None,
            "k",
            0,
            T0,
            proof,
            received_at=received,
            acknowledged_at=answered,
            failed_at=failed,
            error="gone",
        )
    )


def test_everything_stands_in_one_order_by_when_it_was_done(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1", T0, occurred_at=after(-12)))
    alarm, order = only_alarm(records), only_order(records)
    work(records, order.id, OrderEvent.ACCEPTED, at=after(90))
    run = a_run(alarm_ids=(alarm.id,), order_id=order.id)
    with records.transaction() as tx:
        whistle = put_whistle(tx, run)
        push(tx, order.id, received=after(7), answered=after(31))
    run = put_run(records, replace(run, whistle_id=whistle.id))
    line = told(records, run)
    assert [each.at for each in line.lines] == sorted(each.at for each in line.lines)
    seen = [(round((each.at - T0).total_seconds()), each.source, each.what) for each in line.lines if each.at <= after(100)]
    assert seen == [
        (-12, Source.ALARM, "raised"),
        (0, Source.RUN, "start"),
        (0, Source.ORDER, "open"),
        (0, Source.WHISTLE, "blow"),
        (7, Source.DELIVERY, "received"),
        (31, Source.DELIVERY, "acknowledged"),
        (42, Source.RUN, "done"),
        (90, Source.ORDER, "accept"),
    ]
    assert line.left_out == 0


def test_each_line_says_in_both_languages_what_happened(records: Records) -> None:
    run = put_run(records, a_run())
    said = {(each.what, each.step): (each.text.zh, each.text.en, each.note) for each in told(records, run).lines}
    assert said["done", "talk"] == ("完成：五方对讲安抚乘客", "Done: Talk to the passengers", "乘客 2 人，情绪稳定")
    assert said["open-phase", "free"][:2] == ("进入阶段：解救", "Phase opened: Free")
    assert said["message", None] == ("发言", "Said", "轿厢停在 12 层与 13 层之间")
    assert said["late", "maintainer"][1] == "Limit passed: Call the maintainer"


def test_calls_name_who_was_rung_up_and_command_names_who_took_it(records: Records) -> None:
    run = a_run()
    calls = [
        RunEntry(run.id, after(50), after(50), RunEvent.CALLED, "duty", data={"contact": "fire", "result": "reached"}),
        RunEntry(run.id, after(60), after(60), RunEvent.COMMAND_TAKEN, "duty", data={"from": None, "to": "guard"}),
        RunEntry(run.id, after(70), after(70), RunEvent.CHECKED_IN, "guard", data={"department": "security"}),
    ]
    with records.transaction() as tx:
        tx.plan_runs.add(run, [*log_of(run), *calls])
    said = {each.what: each.text.zh for each in told(records, run).lines}
    assert (said["call"], said["take-command"], said["check-in"]) == ("拨打电话：火警（已接通）", "指挥：王强", "报到：秩序维护部")


def test_a_step_told_late_by_a_phone_stands_where_it_was_done(records: Records) -> None:
    run = a_run()
    with records.transaction() as tx:
        tx.plan_runs.add(run, [*log_of(run), RunEntry(run.id, after(900), after(400), RunEvent.NOTED, "guard", note="地库无信号")])
    found = next(each for each in told(records, run).lines if each.what == "note")
    assert (found.at, found.known_at) == (after(400), after(900))


def test_a_push_that_reached_nobody_is_in_it_too(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    order = only_order(records)
    with records.transaction() as tx:
        push(tx, order.id, received=None, failed=after(20))
    run = put_run(records, a_run(order_id=order.id))
    assert [each.text.zh for each in of(told(records, run), Source.DELIVERY)] == ["推送未送达 王强：1号电梯 疑似困人"]


def test_what_the_order_did_after_the_end_is_not_part_of_the_run(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    order = only_order(records)
    work(records, order.id, OrderEvent.ACCEPTED, at=after(90))
    work(records, order.id, OrderEvent.NOTED, at=after(4000))
    run = put_run(records, a_run(order_id=order.id))
    assert [each.what for each in of(told(records, run), Source.ORDER)] == ["open", "accept"]


def test_what_the_plan_itself_told_is_in_it_and_what_another_told_is_not(records: Records) -> None:
    run = put_run(records, a_run())
    mine: dict[str, Any] = {"kind": NotificationKind.PLAN, "title": Text("启动预案：电梯困人应急预案", "Plan started: Lift entrapment plan")}
    with records.transaction() as tx:
        push(tx, None, received=after(7), **mine)
    assert [each.text.zh for each in of(told(records, run), Source.DELIVERY)] == ["推送已送达 王强：启动预案：电梯困人应急预案"]
    other = put_run(records, a_run(realm="drill-1", number="Y-20260131-002"))
    assert of(told(records, other), Source.DELIVERY) == []


def test_a_flood_of_pushes_costs_pushes_never_the_log(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    order = only_order(records)
    with records.transaction() as tx:
        push(tx, order.id, received=after(5), answered=after(9))
        for number in range(MOST):
            delivery = Delivery(f"x-{number}", "c-1", SITE.id, "live", "guard", "push", None, f"k-{number}", 0, T0, Proof.RECEIVED, received_at=after(10))
            tx.call_outs.add_delivery(delivery)
    run = put_run(records, a_run(order_id=order.id))
    line = told(records, run)
    assert len(line.lines) == MOST
    assert line.left_out == MOST + 2 - len(of(line, Source.DELIVERY))
    assert len(of(line, Source.RUN)) == len(log_of(run))


# --- Reactions ------------------------------------------------------------------------------------------------------


def whole(records: Records, run: PlanRun) -> WholeReview:
    with records.transaction() as tx:
        review = draft(tx, run, SITE, after(1800))
        return whole_of(tx, review, now=after(1800))


def test_each_person_has_when_a_push_came_the_answer_the_first_deed_and_the_limits(records: Records) -> None:
    hire(records, GUARD, FITTER)
    happen(records, ENTRAPMENT.raised("e1"))
    order = only_order(records)
    with records.transaction() as tx:
        push(tx, order.id, received=after(7), answered=after(31))
    run = put_run(records, a_run(order_id=order.id))
    found = {each.person: each for each in whole(records, run).people}
    guard, duty = found["guard"], found["duty"]
    assert (guard.received_at, guard.answered_at, guard.acted_at, guard.after_s) == (after(7), after(31), after(200), 31.0)
    assert (guard.kept, guard.missed) == (1, 0)
    assert (duty.received_at, duty.acted_at, duty.after_s, duty.kept, duty.missed) == (None, after(42), 42.0, 1, 1)
    assert list(found) == ["guard", "duty", "fitter"]
    assert not {"system", "telemetry"} & set(found)


def test_each_department_has_when_it_was_called_and_came_and_the_limits_of_its_posts(records: Records) -> None:
    run = a_run()
    with records.transaction() as tx:
        whistle = put_whistle(tx, run)
    run = put_run(records, replace(run, whistle_id=whistle.id))
    found = {each.department: each for each in whole(records, run).departments}
    assert list(found) == [Department.ENGINEERING, Department.SECURITY, Department.SERVICE_CENTRE]
    engineering, security = found[Department.ENGINEERING], found[Department.SECURITY]
    assert (engineering.called_at, engineering.in_at, engineering.after_s) == (T0, after(150), 150.0)
    assert (engineering.kept, engineering.missed) == (2, 0)
    assert (security.called_at, security.kept, security.missed) == (None, 2, 1)


def test_pictures_are_those_of_the_run_and_earlier_runs_of_the_plan_stand_beside_it(records: Records) -> None:
    earlier = drafted(records, a_run(number="Y-20260130-001", begun_at=after(-90000), ended_at=after(-80000)))
    run = put_run(records, a_run())
    with records.transaction() as tx:
        for name, kind in (("现场.jpg", "image/jpeg"), ("记录.pdf", "application/pdf")):
            tx.plan_runs.add_attachment(Attachment(name, run.id, name, kind, 3, "00", after(1550), "guard"))
    found = whole(records, run)
    assert [file.name for file in found.photos] == ["现场.jpg"]
    assert [each.id for each in found.earlier] == [earlier.id]


def test_a_review_whose_run_is_forgotten_still_shows_what_it_keeps(records: Records) -> None:
    run = a_run()
    with records.transaction() as tx:
        review = draft(tx, run, SITE, after(1800))
        found = whole_of(tx, review, now=after(1800))
    assert (found.run, found.lines, found.photos) == (None, (), ())
    assert found.review.kept == 3
    assert {each.department for each in found.departments} >= {Department.SECURITY}
