"""回头看: some days after a repair in a public area somebody looks whether it lasted (REQUIREMENTS 45)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.identity import stable_id
from domain.records import Transaction
from domain.severity import Priority
from domain.site import Site, SpaceKind
from domain.text import Text
from domain.work_order import Appointment, Due, OrderKind, OrderState, Outcome, WorkOrder
from operations import announcements
from operations.workorders import limits, service
from operations.workorders.record import both, local_day, open_order
from rules.alarms.record import SYSTEM

WHAT = "look-back"

_NOTHING_DONE = frozenset({Outcome.FALSE_ALARM, Outcome.NOTHING_FOUND})


def planned(order: WorkOrder, site: Site, at: datetime) -> WorkOrder:
    """`order`, which ends at `at`, with the day of its second look in its agenda, if it gets one.

    Only repairs do, in places that are not somebody's home. An alarm's order gets none: what it is about is measured,
    and the rules say so when it comes back.
    """
    after = service.levels_of(site).look_back
    repaired = order.state is OrderState.CLOSED and order.kind is OrderKind.REPAIR and order.outcome not in _NOTHING_DONE
    if after is None or not repaired or order.from_alarm or not _is_public(order, site):
        return order
    return replace(order, agenda=(*order.without(WHAT), Appointment(at + after, WHAT)))


def opened(tx: Transaction, order: WorkOrder, site: Site, at: datetime) -> WorkOrder:
    """The inspection that looks again after `order`, a child of it, dispatched to the department that did the repair."""
    looking = WorkOrder(
        id=stable_id("look-back", order.id),
        number=tx.orders.next_number(site.id, local_day(at, site.time_zone)),
        realm=order.realm,
        kind=OrderKind.INSPECTION,
        site=order.site,
        asset=order.asset,
        space=order.space,
        department=order.department,
        priority=Priority.P4,
        state=OrderState.DISPATCHED,
        title=Text("回头看：{title}", "Look again: {title}").filled(title=order.title),
        opened_at=at,
        due=Due(),
        parent_id=order.id,
    )
    note = Text("工单 {number} 办结后回头看，确认修复有效", "a second look after order {number}: has the repair lasted?").filled(number=order.number)
    looking = open_order(tx, limits.opened(looking, site, at), at=at, occurred_at=at, actor=SYSTEM, note=both(note))
    announcements.order_opened(tx, looking, site, at)
    return looking


def note_of(looking: WorkOrder) -> Text:
    """The line in the timeline of the order that is looked at again."""
    return Text("已开回头看工单 {number}", "a second look is order {number}").filled(number=looking.number)


def _is_public(order: WorkOrder, site: Site) -> bool:
    """Whether it is in no dwelling, as far as its place is known; nobody is sent where nobody knows."""
    asset = None if order.asset is None else site.assets.get(order.asset)
    space = order.space or (None if asset is None else asset.space)
    if space is None or space not in site.spaces:
        return False
    return all(each.kind is not SpaceKind.DWELLING for each in site.space_path(space))
