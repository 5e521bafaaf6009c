"""The order of an empty post (`operations.rota.looking`) needs nobody any more: it ends by itself, with the reason in its timeline."""

from __future__ import annotations

from datetime import datetime

from domain.post_gap import PostGap
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import OrderEvent, OrderState
from operations.workorders.record import both, is_open
from operations.workorders.steps import take_step
from rules.alarms.record import SYSTEM

_E, _S = OrderEvent, OrderState

_FINISH = (_E.COMPLETED, _E.VERIFIED, _E.CLOSED)
_WAY_OUT: dict[OrderState, tuple[OrderEvent, ...]] = {
    **dict.fromkeys((_S.REQUESTED, _S.TRIAGED, _S.DISPATCHED), (_E.CANCELLED,)),
    **dict.fromkeys((_S.ACCEPTED, _S.IN_PROGRESS), _FINISH),
    _S.ON_HOLD: (_E.RESUMED, *_FINISH),
    _S.COMPLETED: _FINISH[1:],
    _S.VERIFIED: _FINISH[2:],
}
"""What nobody had taken up is cancelled; what somebody had in hand is done."""

_MANNED = Text("岗位已有人值守：{names}，自动办结", "Somebody stands on the post now: {names}; ended by itself")
_NOT_ASKED_FOR = Text("排班已不要求该岗位，自动办结", "The rota does not ask for the post any more; ended by itself")


def manned(tx: Transaction, gap: PostGap, names: Text, site: Site, at: datetime) -> None:
    """End the order of `gap`, if it has one that is open: `names` stand there."""
    _end(tx, gap, _MANNED.filled(names=names), site, at)


def not_asked_for(tx: Transaction, gap: PostGap, site: Site, at: datetime) -> None:
    """End the order of `gap`, if it has one that is open: the post needs nobody."""
    _end(tx, gap, _NOT_ASKED_FOR, site, at)


def _end(tx: Transaction, gap: PostGap, why: Text, site: Site, at: datetime) -> None:
    """Where people have hung more on the order (an assistant's task, say), the reason is noted and the rest is theirs."""
    order = None if gap.work_order_id is None else tx.orders.get(gap.work_order_id)
    if order is None or not is_open(order):
        return
    for number, step in enumerate(_WAY_OUT[order.state]):
        try:
            take_step(tx, order.id, step, site=site, by=SYSTEM, at=at, note=both(why))
        except Refusal:
            if number == 0:
                take_step(tx, order.id, _E.NOTED, site=site, by=SYSTEM, at=at, note=both(why))
            return
