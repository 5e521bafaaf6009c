"""What work took, as the API shows it."""

from __future__ import annotations

from datetime import datetime

from api.orders import concerned
from api.schemas.work_done import LabourLine, PartLine, SameFault, WorkDoneOut
from api.schemas.work_done import RepeatFault as RepeatFaultOut
from api.security.rights import Rights
from domain.records import Transaction
from domain.time import rfc3339
from domain.work_done import RepeatFault, WorkDone
from domain.work_order import STEP_PERMISSION, OrderEvent, OrderState, WorkOrder
from operations.workdone.chronic import ChronicFault

_ORDERS_SHOWN = 50


def work_done_out(tx: Transaction, order: WorkOrder, rights: Rights) -> WorkDoneOut:
    """What was recorded of `order`, perhaps nothing."""
    work = tx.work_done.get(order.id) or WorkDone(order.id)
    before = tx.work_done.repeat_of(order.id)
    return WorkDoneOut(
        order_id=order.id,
        problem=work.problem,
        cause=work.cause,
        remedy=work.remedy,
        what=work.what,
        labour=[
            LabourLine(person=line.person, minutes=line.minutes, hours=line.hours, started_at=_time(line.started_at), ended_at=_time(line.ended_at))
            for line in work.labour
        ],
        parts=[
            PartLine(
                name=part.name,
                code=part.code,
                quantity=float(part.quantity),
                unit=part.unit,
                unit_cost_fen=part.unit_cost_fen,
                owner_pays=part.owner_pays,
                cost_fen=part.cost_fen,
            )
            for part in work.parts
        ],
        minutes=work.minutes,
        cost_fen=work.cost_fen,
        owner_cost_fen=work.owner_cost_fen,
        recorded_at=_time(work.recorded_at),
        recorded_by=work.recorded_by,
        repeat_of=None if before is None else _same(tx, before, before.earlier_id),
        repeated_by=[_same(tx, each, each.order_id) for each in tx.work_done.repeated_by(order.id)],
        may_record=order.state is not OrderState.CANCELLED and rights.may(STEP_PERMISSION[OrderEvent.RECORDED], order.site, concerned(order)),
        version=work.version,
    )


def repeat_fault_out(fault: ChronicFault) -> RepeatFaultOut:
    """A line of the list of repeat faults."""
    return RepeatFaultOut(
        site=fault.site,
        asset=fault.asset,
        cause=fault.cause,
        rule=fault.rule,
        count=fault.count,
        last_at=rfc3339(fault.last_at),
        minutes=fault.minutes,
        cost_fen=fault.cost_fen,
        remedies=list(fault.remedies),
        order_ids=list(fault.order_ids[:_ORDERS_SHOWN]),
    )


def _same(tx: Transaction, repeat: RepeatFault, order_id: str) -> SameFault:
    other = tx.orders.get(order_id)
    return SameFault(order_id=order_id, number="" if other is None else other.number, cause=repeat.cause, rule=repeat.rule)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
