"""Files that come late: an order takes them in whatever state it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.attachment import Attachment
from domain.records import Transaction
from domain.work_order import OrderEvent, OrderState, WorkOrder
from operations.workorders import record
from operations.workorders.steps import attach


def attach_late(tx: Transaction, order: WorkOrder, file: Attachment, moment: datetime, *, at: datetime) -> WorkOrder:
    """`file`, taken at `moment`, belongs to `order` from now on; one that is cancelled keeps it as what was seen there."""
    taken = replace(file, added_at=moment)
    if order.state is not OrderState.CANCELLED:
        return attach(tx, order.id, taken, at=at)
    tx.orders.add_attachment(taken)
    return record.change(tx, order, OrderEvent.ATTACHED, at=at, occurred_at=moment, actor=file.added_by, note=file.name)
