"""Every alarm that is active and not hidden has exactly one open order that is responsible for it."""

from __future__ import annotations

from datetime import datetime

from domain.alarm import Alarm
from domain.people import Department
from domain.records import Transaction
from domain.site import Site
from domain.transition import OrderTemplate
from domain.work_order import OrderKind, WorkOrder
from operations import rescue_clocks
from operations.workorders.joining import join
from operations.workorders.opening import open_for_alarm
from rules.alarms import chatter


def ensure_order(
    tx: Transaction, alarm: Alarm, site: Site, now: datetime, *, template: OrderTemplate | None = None, known_at: datetime | None = None, silent: bool = False
) -> WorkOrder | None:
    """The responsible order of `alarm`: the one that it has, else the open one of its group, else a new one.

    `None` while the alarm is hidden or its process is normal: then nobody has to do anything. `template` is what its
    rule says of orders; without it (an alarm that was raised hidden and is shown now) the department decides the kind
    of work. Limits count from `known_at`, by default `now`. `silent`: nobody is notified; and nobody is when what
    chatters joins an order that serves its condition already.
    """
    order = tx.orders.of_alarm(alarm.id)
    if order is not None or alarm.hidden_by is not None or not alarm.condition:
        return order
    template = template or usual_template(alarm.department)
    group = group_of(alarm, template)
    known_at = known_at or now
    open_one = tx.orders.open_of_group(alarm.realm, group)
    if open_one is not None:
        quiet = silent or (chatter.chatters(alarm, now) and _serves(tx, open_one, alarm))
        responsible = join(tx, open_one, alarm, template, site, known_at=known_at, at=now, silent=quiet)
    else:
        responsible = open_for_alarm(tx, alarm, template, site, group=group, known_at=known_at, at=now, silent=silent)
    rescue_clocks.begin(tx, responsible, alarm, site, known_at)
    return responsible


def group_of(alarm: Alarm, template: OrderTemplate) -> str:
    """What alarms that share one order have in common: the rule's group, or asset and lead department. Never two sites."""
    return f"{alarm.site}|{template.group}" if template.group else f"{alarm.site}|{alarm.asset}|{alarm.department}"


def usual_template(department: Department) -> OrderTemplate:
    """The kind of work that `department` usually does for an alarm."""
    return OrderTemplate(OrderKind.SECURITY if department is Department.SECURITY else OrderKind.REPAIR)


def _serves(tx: Transaction, order: WorkOrder, alarm: Alarm) -> bool:
    """Whether people were called to `order` for an earlier alarm of the same condition."""
    earlier = (tx.alarms.get(alarm_id) for alarm_id in order.alarm_ids)
    return any(each is not None and (each.rule, each.asset, each.point) == (alarm.rule, alarm.asset, alarm.point) for each in earlier)
