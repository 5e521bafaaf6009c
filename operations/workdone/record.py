"""Writing down what was done. It blocks nothing: an order completes without it, and it can be added long afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_done import CAUSE_NAMES, Labour, WorkDone
from domain.work_order import OrderEvent, next_state
from operations.workdone import repeats
from operations.workorders.record import both, change

LONGEST_SHIFT = timedelta(hours=24)
_MINUTE = timedelta(minutes=1)


def record(tx: Transaction, work: WorkDone, *, site: Site, by: str, at: datetime, version: int | None = None) -> WorkDone:
    """Store `work` in place of what was recorded of its order, with a line of the timeline; returns it with its next version.

    `version` is that of the record which was read (0: there was none), not the order's: what a sensor does to the order
    meanwhile collides with nothing. `None` replaces whatever is there. Raises `KeyError` (no such order), `Conflict`,
    `IllegalStep` (a cancelled order has no work), `Refusal` (times that cannot be). Whether `by` may is the caller's business.
    """
    order = tx.orders.get(work.order_id)
    if order is None:
        raise KeyError(work.order_id)
    earlier = tx.work_done.get(order.id)
    stored = 0 if earlier is None else earlier.version
    if version is not None and version != stored:
        raise Conflict(f"what was done has changed: its version is {stored}, not {version}; read it again")
    following = next_state(order.state, OrderEvent.RECORDED, from_alarm=order.from_alarm)
    labour = tuple(_timed(line, at) for line in work.labour)
    saved = tx.work_done.save(replace(work, labour=labour, recorded_at=at, recorded_by=by, version=stored))
    change(tx, replace(order, state=following), OrderEvent.RECORDED, at=at, actor=by, note=both(_summary(saved)))
    repeats.look_back(tx, order.id, site, at)
    return saved


def _timed(line: Labour, at: datetime) -> Labour:
    """The line with the minutes between its times, if it has both."""
    if line.started_at is None or line.ended_at is None:
        return line
    worked = line.ended_at - line.started_at
    if not timedelta(0) < worked <= LONGEST_SHIFT:
        raise Refusal("工时的结束时间须晚于开始时间，且不超过 24 小时", "Labour must end after it began, and within 24 hours: correct its times")
    if line.ended_at > at:
        raise Refusal("工时的结束时间不能晚于现在", "Labour cannot end in the future: correct its times")
    return replace(line, minutes=max(1, round(worked / _MINUTE)))


def _summary(work: WorkDone) -> Text:
    """One line for the timeline: the cause, the time, the parts, as far as there are such."""
    cause = () if work.cause is None else (CAUSE_NAMES[work.cause],)
    minutes = () if not work.labour else (Text("工时 {n} 分钟", "{n} min of work").filled(n=work.minutes),)
    parts = () if not work.parts else (Text("备件 {n} 项 ¥{cost}", "{n} parts, ¥{cost}").filled(n=len(work.parts), cost=yuan(work.cost_fen)),)
    told = (*cause, *minutes, *parts) or (Text("维修记录", "what was done"),)
    return Text("，".join(each.zh for each in told), ", ".join(each.en for each in told))


def yuan(fen: int) -> str:
    """An amount as people write it: ``1234`` fen are ``12.34``."""
    return f"{fen // 100}.{fen % 100:02d}"
