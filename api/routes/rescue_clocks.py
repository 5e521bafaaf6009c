"""The clocks of a rescue from a lift: reading them, stopping one, and the table that shows afterwards what was kept."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, wants_csv
from api.orders import concerned, find_order, step_order
from api.schemas.base import LocalText
from api.schemas.rescue_clock import ClockMet, RescueClock, RescueClocks
from api.schemas.work_order import WorkOrderDetail
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.csv_table import csv_answer
from api.tables.rescue_clock_columns import RESCUE_CLOCK_COLUMNS, ClockRow
from api.writing import Writing
from domain.people import Permission
from domain.records import Transaction
from domain.rescue_clock import CLOCK_NAMES, Clock
from domain.rescue_clock import RescueClock as Stored
from domain.site import Site
from domain.time import rfc3339
from domain.work_order import WorkOrder
from operations import rescue_clocks

router = APIRouter(prefix="/work-orders/{order_id}/rescue-clocks", tags=["work-order"])


@router.get("", response_model=RescueClocks)
def list_rescue_clocks(
    order_id: str, parts: Parts, rights: SignedIn, form: FormAsked = Form.JSON, lang: LanguageAsked = Language.ZH, accept: Accept = None
) -> RescueClocks | Response:
    """The clocks of a rescue. As a table they are the evidence of what was kept: that needs the permission `export`."""
    with parts.records.reading() as tx:
        order = find_order(parts, rights, tx, order_id)
        clocks = tx.rescue_clocks.of_order(order_id)
    if wants_csv(form, accept):
        rights.need(Permission.EXPORT, order.site)
        rows = [ClockRow(order, clock, parts.sites[order.site].time_zone) for clock in clocks]
        return csv_answer(f"rescue-{order.number}", RESCUE_CLOCK_COLUMNS, rows, lang)
    return RescueClocks(order_id=order_id, clocks=[_out(clock) for clock in clocks])


@router.post("/{clock}", response_model=WorkOrderDetail)
def stop_rescue_clock(order_id: str, clock: Clock, write: Writing, body: ClockMet | None = None) -> Response:
    """It has happened: one tap. The first word counts; saying it again changes nothing."""
    asked = body or ClockMet()

    def act(tx: Transaction, site: Site) -> WorkOrder:
        order = find_order(write.parts, write.rights, tx, order_id)
        return rescue_clocks.meet(tx, order, clock, site, by=write.by, at=write.now, occurred_at=asked.occurred_at, device_id=asked.device_id, note=asked.note)

    return step_order(write, order_id, f"rescue-{clock}", Permission.WORK_ORDER, asked.model_dump_json(), act, departments=concerned)


def _out(clock: Stored) -> RescueClock:
    return RescueClock(
        clock=clock.clock,
        name=LocalText.of(CLOCK_NAMES[clock.clock]),
        started_at=rfc3339(clock.started_at),
        warn_at=None if clock.warn_at is None else rfc3339(clock.warn_at),
        due_at=rfc3339(clock.due_at),
        met_at=None if clock.met_at is None else rfc3339(clock.met_at),
        met_by=clock.met_by,
        device_id=clock.device_id,
        kept=clock.kept,
        ended=clock.met_at is not None or clock.ended_at is not None,
    )
