"""What the outgoing person holds and the incoming one takes: orders in hand, matters they answer for, permits they watch.

Somebody who leaves one of several posts keeps what belongs to those that are still to be handed over; with the last of
them everything moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from domain.people import Department, Permission, Person
from domain.permit import Permit, PermitFilter, PermitState, PermitStep
from domain.records import OrderFilter, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import OPEN_STATES, OrderEvent, OrderState, WorkOrder, next_state
from operations.workorders.record import both, change, departments_of
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from rules.permits import record as permit_record

WORKED_ON = frozenset({OrderState.REQUESTED, OrderState.TRIAGED, OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.IN_PROGRESS, OrderState.ON_HOLD})
"""Who did what is completed stays on record; who answers for it moves even then."""
_WATCHED = frozenset({PermitState.REQUESTED, PermitState.APPROVED, PermitState.ACTIVE, PermitState.EXPIRED, PermitState.RECHECK})
_PAGE = 200

_MOVED = Text("交接班 {number}：{outgoing} → {incoming}", "Hand-over {number}: {outgoing} to {incoming}")


@dataclass(frozen=True, slots=True)
class Move:
    """From whom to whom, by which hand-over. `departments`: only what these lead; `None`: everything."""

    site: Site
    number: str
    outgoing: Person
    incoming: Person
    departments: frozenset[Department] | None
    at: datetime

    @property
    def note(self) -> str:
        """What timelines say of it."""
        return both(_MOVED.filled(number=self.number, outgoing=self.outgoing.name, incoming=self.incoming.name))


def held(tx: Transaction, site: str, person: Person, departments: frozenset[Department] | None = None) -> Iterator[WorkOrder]:
    """The open orders of the site that `person` works on or answers for."""
    for order in open_orders(tx, site):
        if departments is not None and order.department not in departments:
            continue
        if order.owner == person.username or (order.assignee == person.username and order.state in WORKED_ON):
            yield order


def open_orders(tx: Transaction, site: str, department: Department | None = None) -> Iterator[WorkOrder]:
    """Every open order of the site (that `department` leads or assists), newest first."""
    cursor = None
    while True:
        page = tx.orders.list(OrderFilter((site,), states=OPEN_STATES, department=department), cursor=cursor, limit=_PAGE)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def watched(tx: Transaction, site: str, person: Person) -> Iterator[Permit]:
    """The permits of the site, not over yet, that `person` watches."""
    for permit in open_permits(tx, site):
        if permit.watcher in (person.username, person.name):
            yield permit


def open_permits(tx: Transaction, site: str) -> Iterator[Permit]:
    """Every permit of the site that is not over."""
    cursor = None
    while True:
        page = tx.permits.list(PermitFilter((site,), states=_WATCHED), cursor=cursor, limit=_PAGE)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def move(tx: Transaction, way: Move) -> int:
    """Everything that is meant moves; returns how many. Each timeline says so. May raise `Conflict`."""
    orders = list(held(tx, way.site.id, way.outgoing, way.departments))
    for order in orders:
        _move_order(tx, order, way)
    permits = list(watched(tx, way.site.id, way.outgoing)) if way.departments is None else []
    for permit in permits:
        kept = way.incoming.username if permit.watcher == way.outgoing.username else way.incoming.name
        permit_record.change(tx, replace(permit, watcher=kept), PermitStep.NOTED, at=way.at, actor=way.incoming.username, note=way.note)
    return len(orders) + len(permits)


def _move_order(tx: Transaction, order: WorkOrder, way: Move) -> None:
    """Whoever comes owns it; they work on it too if they may, else it goes back to its department. How far it is does not change."""
    works = order.assignee == way.outgoing.username and order.state in WORKED_ON
    able = way.incoming.may(Permission.WORK_ORDER, order.site, departments_of(order))
    owner = way.incoming.username if order.owner == way.outgoing.username else order.owner
    assignee = way.incoming.username if works and able else order.assignee
    following = next_state(order.state, OrderEvent.OWNED, from_alarm=order.from_alarm)
    moved = replace(order, state=following, owner=owner, assignee=assignee)
    saved = change(tx, moved, OrderEvent.OWNED, at=way.at, actor=way.incoming.username, note=way.note)
    if works and not able:
        back = StepDetails(department=order.department)
        if saved.state in (OrderState.REQUESTED, OrderState.TRIAGED):
            change(tx, replace(saved, assignee=None), OrderEvent.NOTED, at=way.at, actor=way.incoming.username, note=way.note)
            return
        take_step(tx, order.id, OrderEvent.TRANSFERRED, back, site=way.site, by=way.incoming.username, at=way.at, note=way.note)
