"""What is still missing before a completed order is verified. The telemetry store is asked before a transaction begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.services import Services
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import Evidence, OrderEvent, OrderState, WorkOrder
from operations.workorders import closing, watching
from operations.workorders.evidence import IN_TELEMETRY, UNASKED, Findings, looking, missing, points_of


@dataclass(frozen=True, slots=True)
class Closing:
    """`missing` evidence, and why else it cannot be verified yet (with the evidence); nothing: it can, or it is not completed."""

    missing: tuple[Evidence, ...] = ()
    waits_for: tuple[Text, ...] = ()
    not_now: frozenset[OrderEvent] = frozenset()
    """Steps that would be refused whatever was said with them: nobody verifies while an alarm stands."""


NOT_COMPLETED = Closing()


def asked_about(parts: Services, order_id: str) -> Findings:
    """What the telemetry store says of the alarms of a completed order; nothing is asked about any other."""
    with parts.records.reading() as tx:
        order = tx.orders.get(order_id)
        if order is None or order.state is not OrderState.COMPLETED or not order.from_alarm or order.site not in parts.sites:
            return UNASKED
        site = parts.sites[order.site]
        points = points_of(tx, order, site)
    return looking(parts.telemetry)(site, order, points, parts.clock())


def closing_of(tx: Transaction, order: WorkOrder, site: Site, now: datetime, findings: Findings) -> Closing:
    """What is missing at `order` as it is now."""
    if not order.from_alarm:
        return NOT_COMPLETED
    lacking = missing(tx, order, site, findings)
    if order.state is not OrderState.COMPLETED or not findings.asked:
        lacking = tuple(each for each in lacking if each not in IN_TELEMETRY)
    if order.state is not OrderState.COMPLETED:
        return Closing(lacking)
    standing = tuple(Text("告警未恢复：{alarm}", "it stands: {alarm}").filled(alarm=alarm.message) for alarm in closing.standing(tx, order))
    not_now = frozenset({OrderEvent.VERIFIED}) if standing else frozenset()
    return Closing(lacking, (*standing, *watching.obstacles(tx, order, site, now, findings)), not_now)
