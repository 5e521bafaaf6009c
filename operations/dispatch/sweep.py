"""Dispatch without a dispatcher: orders that nobody has go to somebody qualified and on duty, where the policy says so.

Each order is given away once for each time it was refused or came to another department. What people then decide is theirs:
nothing that a person has set is changed. After a second refusal a manager names who owns the matter (首问负责), so Steward
keeps out. Whoever is given an order and does nothing is the business of the limits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from domain.dispatch import DispatchMode, DispatchPolicy, Look
from domain.records import Records, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import OrderEvent, OrderState, WorkOrder
from operations.deciding import Due, decide
from operations.dispatch.crew import gather
from operations.dispatch.proposing import Choice, propose, refusals_of
from operations.dispatch.scoring import Factor
from operations.incidents.orders import is_quiet
from operations.workorders.effects import REFUSALS
from operations.workorders.record import both
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from rules.alarms.record import SYSTEM

LOOK_AGAIN = timedelta(seconds=30)
"""When nobody was found: somebody may sign on, or finish."""

_SENT_OUT = frozenset({OrderState.TRIAGED, OrderState.DISPATCHED})
"""What somebody has looked at already, or an alarm has opened; a request that nobody has read is not given away."""

_NOTE = Text("自动派单：{name}。{why}", "Dispatched automatically: {name}. {why}")
_NOBODY = Text("自动派单未找到人：{why}", "No automatic dispatch: {why}")


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Dispatch what may go by itself at `now`; returns how many decisions were made. Forgets where those are who are off duty."""
    return sum(_sweep(records, site, now) for site in sites.values()) + _forget_places(records, now)


def _sweep(records: Records, site: Site, now: datetime) -> int:
    with records.reading() as tx:
        orders = _to_send(tx, tx.dispatch.policy(site.id), site, now)
        if not orders:
            return 0
        crew = gather(tx, site, now)
        if crew.nobody_on_duty:
            return 0  # no rota is kept here: the department was told, and sees to it itself
        refused = refusals_of(tx, orders)
    choices = propose(orders, crew, refused)
    return decide(records, [Due(_decision(choice), choice.order.id, site) for choice in choices], now)


def _to_send(tx: Transaction, policy: DispatchPolicy, site: Site, now: datetime) -> list[WorkOrder]:
    ids = tx.dispatch.waiting(site.id)
    looks = {look.order_id: look for look in tx.dispatch.looks(ids)}
    found = (tx.orders.get(order_id) for order_id in ids if order_id not in looks or not _still(looks[order_id], now))
    return [order for order in found if order is not None and _may_go(tx, policy, order, looks.get(order.id), now)]


def _still(look: Look, now: datetime) -> bool:
    """Whether a look that found nobody is too new to be worth reading its order."""
    return look.assignee is None and look.again_at is not None and look.again_at > now


def _may_go(tx: Transaction, policy: DispatchPolicy, order: WorkOrder, look: Look | None, now: datetime) -> bool:
    if order.state not in _SENT_OUT or order.assignee is not None or order.refusals >= REFUSALS:
        return False
    if look is not None and look.settles(order, now):
        return False
    return policy.mode_of(order) is DispatchMode.AUTO and not is_quiet(tx, order)


def _decision(choice: Choice) -> Callable[[Transaction, str, Site, datetime], int]:
    def dispatch(tx: Transaction, order_id: str, site: Site, now: datetime) -> int:
        order = tx.orders.get(order_id)
        look = next(iter(tx.dispatch.looks([order_id])), None)
        if order is None or order.version != choice.order.version or not _may_go(tx, tx.dispatch.policy(site.id), order, look, now):
            return 0
        return _say_nobody(tx, choice, look, site, now) if choice.worker is None else _send(tx, choice, choice.worker.username, site, now)

    return dispatch


def _send(tx: Transaction, choice: Choice, username: str, site: Site, now: datetime) -> int:
    name = "" if choice.worker is None else choice.worker.person.name
    note = both(_NOTE.filled(name=name, why=why(choice)))
    details = StepDetails(assignee=username)
    take_step(tx, choice.order.id, OrderEvent.DISPATCHED, details, site=site, by=SYSTEM, at=now, note=note, version=choice.order.version)
    tx.dispatch.looked(Look(choice.order.id, choice.order.refusals, choice.order.department, now, username))
    return 1


def _say_nobody(tx: Transaction, choice: Choice, look: Look | None, site: Site, now: datetime) -> int:
    """Once for each turn; then it only looks again."""
    order = choice.order
    told = look is not None and look.same_turn(order)
    if not told:
        note = both(_NOBODY.filled(why=choice.why_not))
        take_step(tx, order.id, OrderEvent.NOTED, site=site, by=SYSTEM, at=now, note=note, version=order.version)
    tx.dispatch.looked(Look(order.id, order.refusals, order.department, now, None, now + LOOK_AGAIN))
    return 0 if told else 1


def why(choice: Choice) -> Text:
    """The lines of a proposal in one; how urgent the order is, its reader sees."""
    lines = [reason.text for reason in choice.reasons if reason.factor is not Factor.URGENCY]
    return Text("；".join(line.zh for line in lines), "; ".join(line.en for line in lines))


def _forget_places(records: Records, now: datetime) -> int:
    """Where somebody is may be known on duty only (PIPL; REQUIREMENTS 34)."""
    with records.reading() as tx:
        if not tx.dispatch.places_off_duty(now):
            return 0
    with records.transaction() as tx:
        return tx.dispatch.forget_places_off_duty(now)
