"""What a drill has made, ended: alarms, incidents, orders, whistles, runs, call-outs and messages of its realm, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent, next_state
from domain.call_out import CallOut, CallOutFilter, CallState, Proof
from domain.drill import Drill
from domain.plan_run import PlanRun, RunFilter
from domain.records import OrderFilter, Transaction
from domain.site import Site
from domain.text import Text
from domain.verification import VerificationState
from domain.whistle import Whistle, WhistleFilter, WhistleState
from domain.work_order import OPEN_STATES, OrderEvent, OrderState, WorkOrder
from domain.work_order import next_state as next_order_state
from operations.escalation.settling import settle
from operations.incidents.record import IncidentEvent, change_incident
from operations.plans.ending import interrupt
from operations.whistles.steps import stand_down
from operations.workorders.closing import ended
from operations.workorders.record import both
from operations.workorders.record import change as change_order
from rules.alarms.record import SYSTEM, change, tell

_PAGE = 200
_OVER = Text("演练结束", "the drill is over")
_NOT_SENT = "the drill is over"
_ENDS = {OrderState.COMPLETED: OrderEvent.VERIFIED, OrderState.VERIFIED: OrderEvent.CLOSED}
"""By what an order ends on which the work is done; any other is cancelled."""


def clear(tx: Transaction, drill: Drill, *, site: Site, by: str, at: datetime, reason: str) -> str | None:
    """End all that stands of the realm of `drill`; returns the id of its first run of the plan, if there was one. Raises `Conflict`."""
    run = first_run(tx, drill)
    for under_way in tx.plan_runs.under_way(drill.site, drill.id):
        interrupt(tx, under_way.id, site=site, by=by, at=at, reason=reason or both(_OVER))
    for whistle in _whistles(tx, drill):
        stand_down(tx, whistle.id, site=site, by=by, at=at, outcome=reason or both(_OVER))
    for alarm in tx.alarms.open_at(drill.site, drill.id):
        _retire(tx, alarm, at)
    for incident in tx.incidents.open_at(drill.site, drill.id):
        change_incident(tx, replace(incident, release_at=None, ended_at=at), IncidentEvent.ENDED, at)
    for order in _orders(tx, drill):
        _end_order(tx, order, at)
    # Last: what the steps before had to say in the realm is withdrawn too.
    tx.outbox.withdraw(drill.id, _NOT_SENT)
    for call_out in _call_outs(tx, drill):
        _silence(tx, settle(tx, call_out, at) if call_out.state is CallState.CALLING else call_out, at)
    return None if run is None else run.id


def first_run(tx: Transaction, drill: Drill) -> PlanRun | None:
    """The run by which the drill is judged: the first of its plan, else the first of any; `None`: none has begun."""
    runs = sorted(tx.plan_runs.list(RunFilter((drill.site,), realm=drill.id), limit=_PAGE).items, key=lambda run: (run.begun_at, run.id))
    return next((run for run in runs if run.plan.key == drill.plan_key), runs[0] if runs else None)


def _retire(tx: Transaction, alarm: Alarm, at: datetime) -> None:
    next_state(alarm.beneath, AlarmEvent.RETIRED)
    verification = tx.verifications.get(alarm.id)
    if verification is not None and verification.state is VerificationState.WAITING:
        tx.verifications.save(replace(verification, state=VerificationState.ENDED, decided_at=at, decided_by=SYSTEM))
    gone = replace(alarm, condition=False, realarm_at=None, chattering_until=None, cleared_at=alarm.cleared_at or at)
    tell(tx, change(tx, gone, AlarmEvent.RETIRED, at=at, note=both(_OVER), ends=True), AlarmEvent.RETIRED, at=at)


def _end_order(tx: Transaction, order: WorkOrder, at: datetime) -> None:
    while order.state in OPEN_STATES:
        event = _ENDS.get(order.state, OrderEvent.CANCELLED)
        following = replace(ended(order, at=at), state=next_order_state(order.state, event, from_alarm=order.from_alarm))
        order = change_order(tx, following, event, at=at, note=both(_OVER))


def _silence(tx: Transaction, call_out: CallOut, at: datetime) -> None:
    """What of its messages has not left yet never does; what takes the place of one that has may still go."""
    for delivery in tx.call_outs.deliveries([call_out.id])[call_out.id]:
        waits = delivery.proof is Proof.QUEUED and delivery.failed_at is None and delivery.replaces is None
        if waits and (delivery.attempts == 0 or delivery.error is not None):
            tx.call_outs.save_delivery(replace(delivery, next_at=None, failed_at=at, error=_NOT_SENT))


def _call_outs(tx: Transaction, drill: Drill) -> Sequence[CallOut]:
    where = CallOutFilter((drill.site,), realm=drill.id)
    page = tx.call_outs.list(where, limit=_PAGE)
    found = [*page.items]
    while page.next_cursor is not None:
        page = tx.call_outs.list(where, cursor=page.next_cursor, limit=_PAGE)
        found += page.items
    return found


def _orders(tx: Transaction, drill: Drill) -> Iterator[WorkOrder]:
    where = OrderFilter(sites=(drill.site,), states=OPEN_STATES, realm=drill.id)
    while page := tx.orders.list(where, limit=_PAGE).items:
        # Ended ones are not among the next ones any more.
        yield from page


def _whistles(tx: Transaction, drill: Drill) -> Iterator[Whistle]:
    where = WhistleFilter(sites=(drill.site,), state=WhistleState.OPEN, realm=drill.id)
    while page := tx.whistles.list(where, limit=_PAGE).items:
        yield from page
