"""Orders that other systems open here or that are taken over from them: once for each outside number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.identity import LIVE, new_id
from domain.outside import OutsideOrder
from domain.people import Department
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.work_order import Due, OrderKind, OrderState, WorkOrder
from operations import announcements
from operations.workorders import limits
from operations.workorders.record import local_day, open_order

LEADS = {
    OrderKind.SECURITY: Department.SECURITY,
    OrderKind.ENQUIRY: Department.SERVICE_CENTRE,
    OrderKind.COMPLAINT: Department.SERVICE_CENTRE,
    OrderKind.SUGGESTION: Department.SERVICE_CENTRE,
}
"""Who leads when the other system does not say; all else is engineering's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An order as another system has it. `place` is an asset or a space of the site by its id, or words.

    `deadline` overrides our own limit. `opened_at` is when it was opened there (`None`: now). `digest` is that of the
    request. `requester` is personal, and kept apart from the order.
    """

    outside_id: str
    system: str
    kind: OrderKind
    title: Text
    digest: str = ""
    description: str = ""
    place: str = ""
    department: Department | None = None
    priority: Priority = Priority.P3
    deadline: datetime | None = None
    opened_at: datetime | None = None
    requester: Mapping[str, str] | None = None


def open_outside(tx: Transaction, source: str, asked: Asked, site: Site, *, by: str, at: datetime, silent: bool = False) -> WorkOrder:
    """A new order, to be triaged as a person's request is. `silent`: nobody is told (it has long been somebody's job).

    Raises `Conflict` if `source` has this number already, `Refusal` for an empty title.
    """
    if not asked.title.zh.strip():
        raise Refusal("请填写标题", "the title is empty: say in a few words what is wrong")
    asset = asked.place if asked.place in site.assets else None
    space = asked.place if asset is None and asked.place in site.spaces else None
    opened_at = min(asked.opened_at or at, at)
    order = WorkOrder(
        id=new_id(),
        number=tx.orders.next_number(site.id, local_day(at, site.time_zone)),
        realm=LIVE,
        kind=asked.kind,
        site=site.id,
        asset=asset,
        space=space,
        department=asked.department or LEADS.get(asked.kind, Department.ENGINEERING),
        priority=asked.priority,
        state=OrderState.REQUESTED,
        title=asked.title,
        opened_at=opened_at,
        due=Due(),
        requested_by=by,
        owner=by,
    )
    order = limits.opened(order, site, at)
    if asked.deadline is not None:
        order = replace(order, due=replace(order.due, resolve_by=asked.deadline))
    opened = open_order(tx, order, at=at, occurred_at=opened_at, actor=by, note=_note(asked, known_place=asset is not None or space is not None))
    if not tx.outside.link(OutsideOrder(source, asked.outside_id, opened.id, asked.system, asked.digest, opened_at, asked.requester or {})):
        raise Conflict(f"{asked.outside_id} is here already")
    if not silent:
        announcements.order_opened(tx, opened, site, at)
    return opened


def _note(asked: Asked, *, known_place: bool) -> str:
    """What the timeline says of how it came: where from, where it is, what is wrong."""
    parts = (f"{asked.system} {asked.outside_id}".strip(), "" if known_place else asked.place, asked.description)
    return "\n".join(part for part in parts if part)
