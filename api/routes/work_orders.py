"""Work orders: reading them, opening them, taking steps."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import (
    Accept,
    AssetAsked,
    DepartmentAsked,
    DrillAsked,
    Form,
    FormAsked,
    Language,
    LanguageAsked,
    SinceAsked,
    SiteAsked,
    SplitList,
    TextAsked,
    UntilAsked,
    wants_csv,
)
from api.orders import concerned, find_order, order_detail, order_out, step_order
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.problems import NotFound
from api.schemas.work_order import NewWorkOrder, OrderStateAsked, OrderStep, StepIn, TaskDone, WorkOrderDetail, WorkOrderPage
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.columns import ORDER_COLUMNS
from api.tables.csv_table import all_pages, csv_answer
from api.writing import Writing
from domain.identity import LIVE
from domain.page import Page
from domain.people import Department, Permission
from domain.records import OrderFilter, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import OPEN_STATES, STEP_PERMISSION, OrderEvent, OrderState, WorkOrder
from operations.workorders.opening import open_request
from operations.workorders.steps import finish_task as finish
from operations.workorders.steps import take_step as take

router = APIRouter(prefix="/work-orders", tags=["work-order"])


@router.get("", response_model=WorkOrderPage)
def list_work_orders(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    state: Annotated[list[OrderStateAsked] | None, Query(description="`open`, or states; repeat or separate by commas."), SplitList] = None,
    department: DepartmentAsked = None,
    assignee: Annotated[str | None, Query(description="A username, or `me`.", max_length=64)] = None,
    overdue: Annotated[bool | None, Query(description="Whether a limit has passed.")] = None,
    site: SiteAsked = None,
    asset: AssetAsked = None,
    drill: DrillAsked = None,
    text: TextAsked = None,
    since: SinceAsked = None,
    until: UntilAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> WorkOrderPage | Response:
    """Work orders, newest first. A table needs the permission `export`."""
    where = OrderFilter(
        sites=rights.sites(site, parts.sites),
        states=_states(state),
        department=department,
        assignee=rights.person.username if assignee == "me" else assignee,
        asset=asset,
        text=text,
        overdue=overdue,
        since=since,
        until=until,
        realm=drill or LIVE,
    )
    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)

        def read(cursor: str | None) -> Page[WorkOrder]:
            with parts.records.reading() as tx:
                return tx.orders.list(where, cursor=cursor, limit=LARGEST_PAGE)

        return csv_answer("work-orders", ORDER_COLUMNS, all_pages(read), lang)
    with our_cursor(), parts.records.reading() as tx:
        page = tx.orders.list(where, cursor=paging.cursor, limit=paging.limit)
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
        return order_detail(tx, find_order(parts, rights, tx, order_id), rights)


@router.post("/{order_id}/tasks/{task_id}/done", response_model=WorkOrderDetail)
def finish_task(order_id: str, task_id: str, write: Writing, body: TaskDone | None = None) -> Response:
    """The assisting department's part is done; told by that department, or by whoever works across departments."""
    asked = body or TaskDone()

    def of_task(order: WorkOrder) -> frozenset[Department]:
        task = next((task for task in order.tasks if task.id == task_id), None)
        if task is None:
            raise NotFound(Text("该工单没有这个任务", f"This order has no task {task_id}. GET /work-orders/{order_id} lists its tasks."))
        return frozenset({task.department})

    def act(tx: Transaction, _site: Site) -> WorkOrder:
        return finish(tx, order_id, task_id, by=write.by, at=write.now, occurred_at=asked.occurred_at, note=asked.note, version=write.version)

    return step_order(write, order_id, "task-done", STEP_PERMISSION[OrderEvent.TASK_DONE], asked.model_dump_json(), act, departments=of_task)


@router.post("/{order_id}/{step}", response_model=WorkOrderDetail)
def take_step(order_id: str, step: OrderStep, write: Writing, body: StepIn | None = None) -> Response:
    """Take a step of the lifecycle. `GET /work-orders/{id}` says which ones you may take now."""
    asked = body or StepIn()
    event = OrderEvent(step.value)

    def act(tx: Transaction, site: Site) -> WorkOrder:
        return take(
            tx,
            order_id,
            event,
            site=site,
            by=write.by,
            at=write.now,
            occurred_at=asked.occurred_at,
            note=asked.note,
            device_id=asked.device_id,
            assignee=asked.assignee,
            department=asked.department,
            priority=asked.priority,
            outcome=asked.outcome,
            version=write.version,
        )

    return step_order(write, order_id, step.value, STEP_PERMISSION[event], asked.model_dump_json(), act, departments=concerned)


def _states(asked: list[OrderStateAsked] | None) -> frozenset[OrderState] | None:
    if not asked:
        return None
    plain = {OrderState(state.value) for state in asked if state is not OrderStateAsked.OPEN}
    return frozenset(plain | OPEN_STATES) if OrderStateAsked.OPEN in asked else frozenset(plain)
