"""What was done at a work order, and faults that come again."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SinceAsked, SiteAsked, wants_csv
from api.orders import concerned, find_order
from api.paging import Paging
from api.schemas.work_done import RepeatFaultPage, WorkDoneIn, WorkDoneOut
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.csv_table import csv_answer
from api.tables.repeat_fault_columns import REPEAT_FAULT_COLUMNS
from api.work_done import repeat_fault_out, work_done_out
from api.writing import Writing
from domain.people import Permission
from domain.records import Transaction
from domain.work_order import STEP_PERMISSION, OrderEvent
from operations.workdone.chronic import chronic_faults
from operations.workdone.record import record

router = APIRouter(tags=["work-order"])

_USUALLY_SINCE = timedelta(days=90)


@router.get("/work-orders/{order_id}/work-done")
def get_work_done(order_id: str, parts: Parts, rights: SignedIn) -> WorkDoneOut:
    """Labour, parts, problem, cause and remedy, as far as somebody has written them down."""
    with parts.records.reading() as tx:
        return work_done_out(tx, find_order(parts, rights, tx, order_id), rights)


@router.put("/work-orders/{order_id}/work-done", response_model=WorkDoneOut)
def record_work_done(order_id: str, body: WorkDoneIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Write down what was done, in place of what was recorded before; also long after the order is closed."""

    def act(tx: Transaction) -> WorkDoneOut:
        order = find_order(parts, rights, tx, order_id)
        rights.need(STEP_PERMISSION[OrderEvent.RECORDED], order.site, concerned(order))
        record(tx, body.work(order_id), site=parts.sites[order.site], by=write.by, at=write.now, version=write.version)
        return work_done_out(tx, order, rights)

    def version_now(tx: Transaction) -> int | None:
        work = tx.work_done.get(order_id)
        return 0 if work is None else work.version

    return write.once("work-order.record", order_id, body.model_dump_json(), act, version_now=version_now)


@router.get("/repeat-faults", response_model=RepeatFaultPage)
def list_repeat_faults(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    since: SinceAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> RepeatFaultPage | Response:
    """Assets whose faults came again since a moment (usually 90 days ago), the most often repaired first. A table needs the permission `export`."""
    sites = rights.sites(site, parts.sites)
    table = wants_csv(form, accept)
    if table:
        rights.need_anywhere(Permission.EXPORT)
    with parts.records.reading() as tx:
        faults = chronic_faults(tx, sites, since=since or parts.clock() - _USUALLY_SINCE)
    if table:
        return csv_answer("repeat-faults", REPEAT_FAULT_COLUMNS, faults, lang)
    page = paging.of(faults, lambda fault: fault.key)
    return RepeatFaultPage(items=[repeat_fault_out(fault) for fault in page.items], next_cursor=page.next_cursor)
