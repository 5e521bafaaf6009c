"""What is told about fire: go and look; it is a fire; it was none. Never held for a digest, never silent.

Steward dials nobody and commands nothing: it says that a person dials 119.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.alarm import Alarm
from domain.outbox import NotificationKind
from domain.people import Department
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.time import to_ms
from domain.verification import CONFIRMED_NAMES, ConfirmedBy, Verification
from operations.fire_zone import zone_name
from operations.telling import posts_of, tell, with_tasks_of_posts
from rules import routing

_VERIFIERS = Department.SECURITY
"""Whose posts (control room, nearest guard) verify."""


def verify(tx: Transaction, alarm: Alarm, verification: Verification, site: Site, at: datetime) -> None:
    """Call control room and nearest guard: by when somebody must have looked. One message for a zone and limit."""
    routes = routing.load().routes(alarm.rule, alarm.severity)
    limit = f"{verification.verify_by.astimezone(site.time_zone):%H:%M:%S}"
    body = Text("{zone} · {limit} 前到场核实并反馈，无人反馈按火警处理", "{zone} · verify on site and report by {limit}: silence counts as fire")
    _tell(
        tx,
        alarm,
        f"fire-verify|{alarm.realm}|{site.id}|{verification.zone}|{to_ms(verification.verify_by)}",
        NotificationKind.FIRE_VERIFY,
        Severity.CRITICAL,
        _VERIFIERS,
        Text("核实火警信号：{alarm}", "Verify the fire signal: {alarm}").filled(alarm=alarm.message),
        with_tasks_of_posts(body.filled(zone=zone_name(site, verification.zone), limit=limit), _VERIFIERS, routes),
        posts_of(_VERIFIERS, routes),
        (alarm.id,),
        at,
    )


def confirmed(tx: Transaction, alarms: Sequence[Alarm], verification: Verification, reason: ConfirmedBy, site: Site, at: datetime) -> None:
    """Call every post on the route of a confirmed fire, in one message per department. `verification` is that of the first of `alarms`."""
    alarm = alarms[0]
    routes = routing.load().routes(alarm.rule, alarm.severity, confirmed=True)
    body = Text("{reason}：{alarm} · 由人员拨打119，系统不代拨", "{reason}: {alarm} · a person dials 119, Steward does not").filled(
        reason=CONFIRMED_NAMES[reason], alarm=alarm.message
    )
    title = Text("确认火警：{zone}", "Confirmed fire: {zone}").filled(zone=zone_name(site, verification.zone))
    for department in _departments(route.post.department for route in routes):
        _tell(
            tx,
            alarm,
            f"fire-confirmed|{alarm.id}|{verification.version}|{department}",
            NotificationKind.FIRE_CONFIRMED,
            Severity.CRITICAL,
            department,
            title,
            with_tasks_of_posts(body, department, routes),
            posts_of(department, routes),
            tuple(each.id for each in alarms),
            at,
        )


def false_alarm(tx: Transaction, alarm: Alarm, verification: Verification, site: Site, at: datetime, *, everybody: bool) -> None:
    """Tell those who were called that nothing burns: `everybody` on the route of a confirmed fire, or those who work on the alarm."""
    routes = routing.load().routes(alarm.rule, alarm.severity, confirmed=everybody)
    called = {route.post.department for route in routes} if everybody else set()
    body = Text("{zone} · 原因：{cause} · 告警待控制器复位后结束", "{zone} · cause: {cause} · the alarm ends when the panel is reset").filled(
        zone=zone_name(site, verification.zone), cause=verification.cause
    )
    for department in _departments({alarm.department, *alarm.assist} | called):
        _tell(
            tx,
            alarm,
            f"false-alarm|{alarm.id}|{verification.version}|{department}",
            NotificationKind.FALSE_ALARM,
            Severity.MEDIUM,
            department,
            Text("误报解除：{alarm}", "False alarm: {alarm}").filled(alarm=alarm.message),
            body,
            posts_of(department, routes),
            (alarm.id,),
            at,
        )


def _departments(those: Iterable[Department]) -> list[Department]:
    return sorted(set(those))


def _tell(
    tx: Transaction,
    alarm: Alarm,
    key: str,
    kind: NotificationKind,
    severity: Severity,
    department: Department,
    title: Text,
    body: Text,
    posts: tuple[str, ...],
    alarm_ids: tuple[str, ...],
    at: datetime,
) -> None:
    order = tx.orders.of_alarm(alarm.id)
    tell(
        tx,
        key,
        kind,
        department,
        title,
        body,
        at,
        site=alarm.site,
        severity=severity,
        realm=alarm.realm,
        posts=posts,
        alarm_ids=alarm_ids,
        work_order_id=None if order is None else order.id,
    )
