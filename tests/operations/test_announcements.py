"""Whom an order calls: the posts of its departments, what each does, and those whom only the route names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.event_log import EventType
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.records import Records
from domain.severity import Severity
from domain.text import Text
from domain.work_order import OrderEvent
from operations import deadlines
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from tests.operations.escalation.scenes import Night
from tests.operations.scenes import (
    BRAKE,
    DOOR,
    ENGINEERING,
    ENTRAPMENT,
    HOUR,
    LEVEL,
    MANAGEMENT,
    MINUTE,
    SECURITY,
    SITE,
    SITES,
    T0,
    happen,
    only_order,
    told,
    work,
)

SERVICE_CENTRE = Department.SERVICE_CENTRE
OVERFLOW = replace(LEVEL, rule="sump.overflow", severity=Severity.CRITICAL, message=Text("集水井溢流", "Sump overflow"), assist=(SECURITY,))


def by_department(records: Records) -> Mapping[Department, Notification]:
    return {one.department: one for one in told(records)}


def test_an_entrapment_calls_five_posts_in_one_message_per_department(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    called = by_department(records)
    assert len(told(records)) == 3
    assert called[SECURITY].posts == ("control_room", "nearest_guard")
    assert called[ENGINEERING].posts == ("duty_engineer", "maintainer")
    assert called[SERVICE_CENTRE].posts == ("building_steward",)


def test_the_message_says_what_each_post_does(sqlite_records: Records) -> None:
    happen(sqlite_records, ENTRAPMENT.raised("e1"))
    body = by_department(sqlite_records)[SECURITY].body
    assert body.zh.endswith(" · 消防控制室：与乘客通话安抚，告知勿扒门；就近秩序员：到轿厢外守候，维持秩序")
    assert "Control room: talk to the passengers" in body.en


def test_flooding_tells_the_service_centre_too(sqlite_records: Records) -> None:
    happen(sqlite_records, OVERFLOW.raised("e1"))
    one = by_department(sqlite_records)[SERVICE_CENTRE]
    assert (one.kind, one.posts, one.title) == (NotificationKind.ORDER_OPENED, ("service_centre",), OVERFLOW.message)
    assert "客服前台：告知受影响住户" in one.body.zh


def test_those_whom_only_the_route_names_are_told_once_for_an_order(sqlite_records: Records) -> None:
    happen(sqlite_records, replace(OVERFLOW, rule="sump.high", severity=Severity.HIGH).raised("e1"), OVERFLOW.raised("e2", T0 + MINUTE))
    assert len([one for one in told(sqlite_records) if one.department is SERVICE_CENTRE]) == 1


def test_those_who_become_concerned_when_it_gets_worse_are_told_then(sqlite_records: Records) -> None:
    happen(sqlite_records, replace(DOOR, asset="tank-1", rule="sump.not_auto").raised("e1"), OVERFLOW.raised("e2", T0 + MINUTE))
    (one,) = [one for one in told(sqlite_records) if one.department is SERVICE_CENTRE]
    assert (one.created_at, one.digest) == (T0 + MINUTE, False)


def test_without_a_route_the_usual_posts_are_called_and_nothing_is_added(sqlite_records: Records) -> None:
    happen(sqlite_records, LEVEL.raised("e1"))
    (one,) = told(sqlite_records)
    assert one.posts == ("duty_engineer",)
    assert one.body.zh == f"3号楼 · 工单 {only_order(sqlite_records).number} · 02-01 00:09 前接单"


def test_the_manager_hears_of_it_by_escalation_only(sqlite_records: Records) -> None:
    happen(sqlite_records, BRAKE.raised("e1"))
    deadlines.sweep(sqlite_records, SITES, T0 + 22 * MINUTE)
    assert MANAGEMENT not in by_department(sqlite_records)
    deadlines.sweep(sqlite_records, SITES, T0 + 23 * MINUTE)
    manager = by_department(sqlite_records)[MANAGEMENT]
    assert (manager.kind, manager.posts) == (NotificationKind.ORDER_ESCALATED, ("manager",))


def test_an_order_that_is_handed_over_calls_the_usual_posts(sqlite_records: Records) -> None:
    happen(sqlite_records, LEVEL.raised("e1"))
    work(sqlite_records, only_order(sqlite_records).id, OrderEvent.ACCEPTED)
    with sqlite_records.transaction() as tx:
        take_step(
            tx, only_order(sqlite_records).id, OrderEvent.TRANSFERRED, StepDetails(department=SECURITY), site=SITE, by="fitter", at=T0 + HOUR, note="归秩序"
        )
    assert by_department(sqlite_records)[SECURITY].posts == ("control_room", "nearest_guard")


def test_the_page_names_the_posts(sqlite_records: Records) -> None:
    happen(sqlite_records, LEVEL.raised("e1"))
    Night(sqlite_records).step()
    with sqlite_records.reading() as tx:
        (shown,) = [logged.event for logged in tx.events.after(0) if logged.event.type is EventType.SYSTEM and logged.event.transition == "notification"]
    assert shown.body["posts"] == ["duty_engineer"]
