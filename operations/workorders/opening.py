"""How a work order begins: from an alarm, already dispatched, or from a person, as a request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm
from domain.identity import LIVE, new_id, stable_id
from domain.people import Department
from domain.problem import Refusal
from domain.records import Transaction
from domain.severity import PRIORITY_OF, Priority
from domain.site import Site
from domain.text import Text
from domain.transition import OrderTemplate
from domain.work_order import Due, OrderKind, OrderState, Task, WorkOrder
from operations import announcements
from operations.workorders import limits
from operations.workorders.record import both, local_day, open_order
from operations.workorders.watching import watch_min_of
from rules.alarms.record import SYSTEM


def open_for_alarm(
    tx: Transaction, alarm: Alarm, template: OrderTemplate, site: Site, *, group: str, known_at: datetime, at: datetime, silent: bool = False
) -> WorkOrder:
    """The order of an alarm, born dispatched; its limits count from `known_at`. `silent`: nobody is told (a digest tells)."""
    priority = priority_of(alarm, template)
    order_id = stable_id("order", alarm.id)
    order = WorkOrder(
        id=order_id,
        number=tx.orders.next_number(site.id, series(alarm.realm, local_day(at, site.time_zone))),
        realm=alarm.realm,
        kind=template.kind,
        site=site.id,
        asset=alarm.asset,
        department=alarm.department,
        priority=priority,
        state=OrderState.DISPATCHED,
        title=alarm.message,
        opened_at=known_at,
        due=Due(),
        group=group,
        alarm_ids=(alarm.id,),
        sop=alarm.sop,
        skills=template.skills,
        incident_id=alarm.incident_id,
        evidence=template.evidence,
        watch_min=watch_min_of(site, template.watch_min),
    )
    order = limits.opened(order, site, known_at)
    order = replace(order, tasks=assisting_tasks(order_id, alarm.department, alarm.assist, alarm.message, order.due))
    opened = open_order(tx, order, at=at, occurred_at=known_at, actor=SYSTEM, note=both(alarm.message))
    if not silent:
        announcements.order_opened(tx, opened, site, at, alarm=alarm)
    return opened


def open_request(
    tx: Transaction,
    *,
    site: Site,
    asset: str | None,
    kind: OrderKind,
    title: Text,
    department: Department,
    priority: Priority,
    by: str,
    at: datetime,
    assist: Sequence[Department] = (),
    note: str = "",
    until: datetime | None = None,
    realm: str = LIVE,
) -> WorkOrder:
    """A person's request, to be triaged and dispatched. Raises `Refusal` for an unknown asset or an empty title.

    `until` (UTC) is an agreed date by which it has to be resolved, instead of the limit of its service level. `realm`: that of a drill.
    """
    if asset is not None and asset not in site.assets:
        raise Refusal(f"本项目没有设备 {asset}，请从列表中选择或留空", f"the site {site.id} has no asset {asset}: choose one from its list, or none")
    if not title.zh.strip() or not title.en.strip():
        raise Refusal("请填写标题", "the title is empty: say in a few words what is wrong")
    order_id = new_id()
    order = WorkOrder(
        id=order_id,
        number=tx.orders.next_number(site.id, series(realm, local_day(at, site.time_zone))),
        realm=realm,
        kind=kind,
        site=site.id,
        asset=asset,
        department=department,
        priority=priority,
        state=OrderState.REQUESTED,
        title=title,
        opened_at=at,
        due=Due(),
        requested_by=by,
        owner=by,
    )
    order = limits.opened(order, site, at)
    order = order if until is None else limits.agreed(order, until, site)
    order = replace(order, tasks=assisting_tasks(order_id, department, assist, title, order.due))
    opened = open_order(tx, order, at=at, occurred_at=at, actor=by, note=note)
    announcements.order_opened(tx, opened, site, at)
    return opened


def series(realm: str, day: str) -> str:
    """The numbers of a drill's orders are their own: no real order's number is moved by it."""
    return day if realm == LIVE else f"LG-{day}"


def priority_of(alarm: Alarm, template: OrderTemplate) -> Priority:
    """How urgent the work is that `alarm` needs: as its rule says, else as its severity."""
    return template.priority or PRIORITY_OF[alarm.severity]


def assisting_tasks(order_id: str, lead: Department, assist: Iterable[Department], title: Text, due: Due) -> tuple[Task, ...]:
    """A required task for each department of `assist`, the lead left out, due when the order must be resolved."""
    wanted = dict.fromkeys(department for department in assist if department is not lead)
    task_title = Text("协助：{title}", "Assist: {title}").filled(title=title)
    return tuple(Task(id=new_id(), order_id=order_id, department=department, title=task_title, due_by=due.resolve_by) for department in wanted)
