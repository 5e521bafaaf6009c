"""The timed parts of assisting departments: asked for by whoever leads, accepted and done by those who assist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

from fastapi import APIRouter, Response

from api.orders import step_order
from api.problems import NotFound
from api.schemas.work_order import NewTask, TaskDone, WorkOrderDetail
from api.writing import Write, Writing
from domain.people import Department
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import STEP_PERMISSION, OrderEvent, WorkOrder
from operations.workorders import tasks

router = APIRouter(prefix="/work-orders/{order_id}/tasks", tags=["work-order"])


@router.post("", response_model=WorkOrderDetail)
def add_task(order_id: str, body: NewTask, write: Writing) -> Response:
    """Ask another department to assist; for the department that leads, or whoever works across departments."""

    def act(tx: Transaction, site: Site) -> WorkOrder:
        return tasks.add_task(
            tx,
            order_id,
            department=body.department,
            title=body.text(),
            site=site,
            by=write.by,
            at=write.now,
            due_by=None if body.due_by is None else body.due_by.astimezone(UTC),
            required=body.required,
            version=write.version,
        )

    permission = STEP_PERMISSION[OrderEvent.TASK_ADDED]
    return step_order(write, order_id, "task-added", permission, body.model_dump_json(), act, departments=lambda order: frozenset({order.department}))


@router.post("/{task_id}/accept", response_model=WorkOrderDetail)
def accept_task(order_id: str, task_id: str, write: Writing, body: TaskDone | None = None) -> Response:
    """Somebody of the assisting department does it."""
    return _of_task(write, order_id, task_id, OrderEvent.TASK_ACCEPTED, body or TaskDone(), tasks.accept_task)


@router.post("/{task_id}/done", response_model=WorkOrderDetail)
def finish_task(order_id: str, task_id: str, write: Writing, body: TaskDone | None = None) -> Response:
    """The assisting department's part is done; told by that department, or by whoever works across departments."""
    return _of_task(write, order_id, task_id, OrderEvent.TASK_DONE, body or TaskDone(), tasks.finish_task)


def _of_task(write: Write, order_id: str, task_id: str, event: OrderEvent, asked: TaskDone, take: Callable[..., WorkOrder]) -> Response:
    def of_task(order: WorkOrder) -> frozenset[Department]:
        task = next((task for task in order.tasks if task.id == task_id), None)
        if task is None:
            raise NotFound(Text("该工单没有这个任务", f"This order has no task {task_id}. GET /work-orders/{order_id} lists its tasks."))
        return frozenset({task.department})

    def act(tx: Transaction, _site: Site) -> WorkOrder:
        return take(tx, order_id, task_id, by=write.by, at=write.now, occurred_at=asked.occurred_at, note=asked.note, version=write.version)

    return step_order(write, order_id, event.value, STEP_PERMISSION[event], asked.model_dump_json(), act, departments=of_task)
