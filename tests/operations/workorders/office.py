"""A site with office hours, a holiday and a worked Saturday, for tests of service levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from domain.calendar import Calendar, Days
from domain.people import Department
from domain.records import Records
from domain.severity import Priority
from domain.site import Site, Space, SpaceKind
from domain.text import Text
from domain.work_order import HoldReason, OrderEvent, OrderKind, WorkOrder
from operations.workorders.opening import open_request
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from tests.operations.scenes import ENGINEERING, SITE, timeline

DAYS = Days(frozenset({date(2026, 10, 1), date(2026, 10, 2)}), frozenset({date(2026, 10, 3)}))
"""Thursday and Friday off; the Saturday after them is worked (调休)."""

OFFICE_HOURS = Calendar("office-hours", Text("办公时间", "Office hours"), SITE.time_zone, ((8 * 60 + 30, 17 * 60 + 30),), (), (), DAYS.holidays, DAYS.workdays)

OFFICE = replace(
    SITE,
    spaces={
        **SITE.spaces,
        "lobby": Space("lobby", SpaceKind.COMMON_AREA, Text("大堂", "Lobby"), "t3"),
        "t3-501": Space("t3-501", SpaceKind.DWELLING, Text("501室", "Flat 501"), "t3"),
    },
    assets={
        **SITE.assets,
        "lamp": replace(SITE.assets["tank-1"], id="lamp", space="lobby", name=Text("大堂灯", "Lobby lamp")),
        "valve": replace(SITE.assets["tank-1"], id="valve", space="t3-501", name=Text("户内阀", "Flat valve")),
    },
    calendars={"office-hours": OFFICE_HOURS},
    days=DAYS,
)
"""Its night is never quiet; requests of people count in office hours, 08:30 to 17:30."""
OFFICES: dict[str, Site] = {OFFICE.id: OFFICE}


def local(day: int, hour: int, minute: int = 0, *, month: int = 9) -> datetime:
    """By the clock of the site; 28 September 2026 is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=SITE.time_zone)


def ask(
    records: Records,
    at: datetime,
    *,
    site: Site = OFFICE,
    title: str = "灯不亮",
    kind: OrderKind = OrderKind.REPAIR,
    priority: Priority = Priority.P3,
    department: Department = ENGINEERING,
    by: str = "owner",
    asset: str | None = None,
) -> WorkOrder:
    """A person asks for something."""
    with records.transaction() as tx:
        return open_request(tx, site=site, asset=asset, kind=kind, title=Text(title, title), department=department, priority=priority, by=by, at=at)


def step(
    records: Records,
    order_id: str,
    event: OrderEvent,
    at: datetime,
    *,
    by: str = "fitter",
    site: Site = OFFICE,
    hold: HoldReason | None = None,
    until: datetime | None = None,
    note: str = "说明",
) -> WorkOrder:
    """Somebody takes a step."""
    with records.transaction() as tx:
        return take_step(tx, order_id, event, StepDetails(hold_reason=hold, until=until), site=site, by=by, at=at, note=note)


def decided(records: Records, order_id: str) -> Sequence[tuple[OrderEvent, str]]:
    """What Steward decided about an order, with the Chinese words for it, in the order in which it did."""
    own = {OrderEvent.REMINDED, OrderEvent.OVERDUE, OrderEvent.ESCALATED}
    return [(line.event, line.note.split(" / ")[0]) for line in timeline(records, order_id) if line.event in own and line.actor == "system"]
