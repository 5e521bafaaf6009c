"""Work orders: reading them, opening them, taking steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, wants_csv
from api.closing import asked_about, closing_of
from api.order_filter import OrderFilterAsked
from api.orders import concerned, find_order, order_detail, order_out, step_order
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.scanning import scanned_asset
from api.schemas.work_order import NewWorkOrder, OrderStep, StepIn, WorkOrderDetail, WorkOrderPage
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.columns import ORDER_COLUMNS
from api.tables.csv_table import all_pages, csv_answer
from api.writing import Writing
from domain.page import Page
from domain.people import Permission
from domain.records import Transaction
from domain.site import Site
from domain.sorting import OrderSort
from domain.work_order import STEP_PERMISSION, OrderEvent, WorkOrder
from operations.workorders.evidence import UNASKED
from operations.workorders.opening import open_request
from operations.workorders.steps import take_step as take

router = APIRouter(prefix="/work-orders", tags=["work-order"])

_SORT = "`-` turns it round. What has no limit comes last by `due`; of one priority the newest comes first. A cursor is good for its own `sort`."


@router.get("", response_model=WorkOrderPage)
def list_work_orders(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    where: OrderFilterAsked,
    sort: Annotated[OrderSort, Query(description=_SORT)] = OrderSort.NEWEST,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> WorkOrderPage | Response:
    """Work orders, newest first unless `sort` says otherwise. A table needs the permission `export`."""
    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)

        def read(cursor: str | None) -> Page[WorkOrder]:
            with parts.records.reading() as tx:
                return tx.orders.list(where, cursor=cursor, limit=LARGEST_PAGE, sort=sort)

        return csv_answer("work-orders", ORDER_COLUMNS, all_pages(read), lang)
    with our_cursor(), parts.records.reading() as tx:
        page = tx.orders.list(where, cursor=paging.cursor, limit=paging.limit, sort=sort)
    return WorkOrderPage(items=[order_out(order) for order in page.items], next_cursor=page.next_cursor)


@router.post("", response_model=WorkOrderDetail, status_code=201)
def open_work_order(body: NewWorkOrder, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Open a request by hand."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.REQUEST_ORDER, body.site)

    def act(tx: Transaction) -> WorkOrderDetail:
        order = open_request(
            tx,
            site=parts.sites[body.site],
            asset=body.asset,
            kind=body.kind,
            title=body.text(),
            department=body.department,
            priority=body.priority,
            by=write.by,
            at=write.now,
            assist=body.assist,
            note=body.note,
        )
        return order_detail(tx, order, rights)

    return write.once("work-order.open", body.site, body.model_dump_json(), act, status=201)


@router.get("/{order_id}")
def get_work_order(order_id: str, parts: Parts, rights: SignedIn) -> WorkOrderDetail:
    """One order with its timeline, its files and what you may do."""
    with parts.records.reading() as tx:
        find_order(parts, rights, tx, order_id)
    findings = asked_about(parts, order_id)
    with parts.records.reading() as tx:
        order = find_order(parts, rights, tx, order_id)
        return order_detail(tx, order, rights, closing_of(tx, order, parts.sites[order.site], parts.clock(), findings))


@router.post("/{order_id}/{step}", response_model=WorkOrderDetail)
def take_step(order_id: str, step: OrderStep, write: Writing, body: StepIn | None = None) -> Response:
    """Take a step of the lifecycle. `GET /work-orders/{id}` says which ones you may take now."""
    asked = body or StepIn()
    event = OrderEvent(step.value)
    findings = asked_about(write.parts, order_id) if event is OrderEvent.VERIFIED else UNASKED

    def act(tx: Transaction, site: Site) -> WorkOrder:
        return take(
            tx,
            order_id,
            event,
            replace(asked.details(), scanned=scanned_asset(tx, write.parts, site.id, asked.tag)),
            site=site,
            by=write.by,
            at=write.now,
            occurred_at=asked.occurred_at,
            note=asked.note,
            device_id=write.rights.phone or asked.device_id,
            findings=findings,
            version=write.version,
        )

    return step_order(write, order_id, step.value, STEP_PERMISSION[event], asked.model_dump_json(), act, departments=concerned, findings=findings)
