"""Who Steward would give the waiting orders to, and why; or why nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.records import Transaction
from domain.skill import skill_of
from domain.text import Text
from domain.work_order import OrderEvent, WorkOrder
from operations.dispatch import scoring
from operations.dispatch.assignment import Costs, penalties, solve
from operations.dispatch.crew import Crew, Worker
from operations.dispatch.scoring import Factor, Reason
from operations.workorders.effects import needs_owner

MOST_ORDERS = 500
"""So many orders are proposed in one go, the most urgent first: beyond that the penalties would lose their last digits."""

Refused = Mapping[str, frozenset[str]]
"""By the id of an order, who has declined it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is proposed for one order: `worker`, or `None` and `why_not`."""

    order: WorkOrder
    worker: Worker | None
    reasons: tuple[Reason, ...]
    why_not: Text | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be given an order, with the lines that say how well. `cost` is `None` for whom something hinders."""

    worker: Worker
    cost: int | None
    reasons: tuple[Reason, ...]


def refusals_of(tx: Transaction, orders: Sequence[WorkOrder]) -> Refused:
    """Who has declined these."""
    return {
        order.id: frozenset(entry.actor for entry in tx.orders.timeline(order.id) if entry.event is OrderEvent.DECLINED) for order in orders if order.refusals
    }


def propose(orders: Sequence[WorkOrder], crew: Crew, refused: Refused) -> tuple[Choice, ...]:
    """The best for all `orders` together, the most urgent first. In whatever order they come, the answer is the same."""
    waiting = sorted(orders, key=lambda order: (order.priority.rank, -scoring.urgency(order, crew.now), order.opened_at, order.id))[:MOST_ORDERS]
    workers = sorted(crew.workers, key=lambda worker: worker.username)
    costs = costs_of(waiting, workers, crew, refused)
    chosen = solve(costs)
    return tuple(_choice(order, None if place is None else workers[place], crew, refused) for order, place in zip(waiting, chosen, strict=True))


def costs_of(orders: Sequence[WorkOrder], workers: Sequence[Worker], crew: Crew, refused: Refused) -> Costs:
    """The problem in points."""
    pairs = [[_cost(order, worker, crew, refused.get(order.id, frozenset())) for worker in workers] for order in orders]
    rooms = [scoring.room(worker, crew) for worker in workers]
    dearest = max((cost for row in pairs for cost in row if cost is not None), default=0) + scoring.FURTHER_ORDER * max(rooms, default=0)
    tie = [scoring.urgency(order, crew.now) for order in orders]
    return Costs(pairs, rooms, penalties([order.priority.rank for order in orders], tie, dearest), scoring.FURTHER_ORDER)


def candidates(order: WorkOrder, crew: Crew, refused_by: frozenset[str] = frozenset()) -> tuple[Candidate, ...]:
    """Everybody for one order: the best first, then those whom something hinders, those of the lead department and on duty before others."""
    found = [_candidate(order, worker, crew, refused_by) for worker in crew.workers]
    return tuple(sorted(found, key=lambda each: (each.cost is None, each.cost or 0, _apart(each), each.worker.username)))


def _candidate(order: WorkOrder, worker: Worker, crew: Crew, refused_by: frozenset[str]) -> Candidate:
    against = scoring.hindrances(order, worker, crew, refused_by)
    if against:
        told = {reason.factor for reason in against}
        others = tuple(reason for reason in scoring.reasons(order, worker, crew) if reason.factor not in told)
        return Candidate(worker, None, (*against, *others))
    lines = scoring.reasons(order, worker, crew)
    return Candidate(worker, sum(reason.points for reason in lines), lines)


def _apart(candidate: Candidate) -> tuple[bool, bool, int]:
    factors = [reason.factor for reason in candidate.reasons if reason.hindrance]
    return (Factor.DEPARTMENT in factors, Factor.DUTY in factors, len(factors))


def _cost(order: WorkOrder, worker: Worker, crew: Crew, refused_by: frozenset[str]) -> int | None:
    return None if needs_owner(order) or scoring.hindrances(order, worker, crew, refused_by) else scoring.cost(order, worker, crew)


def _choice(order: WorkOrder, worker: Worker | None, crew: Crew, refused: Refused) -> Choice:
    urgent = scoring.urgency_line(order, crew.site.time_zone)
    if worker is None:
        return Choice(order, None, (urgent,), why_nobody(order, crew, refused.get(order.id, frozenset())))
    return Choice(order, worker, (urgent, *scoring.reasons(order, worker, crew)))


def why_nobody(order: WorkOrder, crew: Crew, refused_by: frozenset[str]) -> Text:
    """Why nobody is proposed for `order`: the first thing that nobody who is left has."""
    if needs_owner(order):
        return Text("已被退单两次：请先由经理指定责任人", "Declined twice: a manager has to name its owner first")
    if crew.nobody_on_duty:
        return Text("当班表为空：由责任部门自行接单", "Nobody is on duty by the rota: the department sees to it itself")
    left = {worker.username: {reason.factor for reason in scoring.hindrances(order, worker, crew, refused_by)} for worker in crew.workers}
    names = Text("、".join(skill_of(word).name.zh for word in order.skills), ", ".join(skill_of(word).name.en for word in order.skills))
    for factor, text in (
        (Factor.DEPARTMENT, Text("责任部门没有可派的人", "The lead department has nobody to send")),
        (Factor.DUTY, Text("责任部门无人当班", "Nobody of the lead department is on duty")),
        (Factor.SKILL, Text("当班人员无人具备有效资质：{skills}", "Nobody on duty is qualified: {skills}").filled(skills=names)),
        (Factor.REFUSED, Text("合格人员都退过此单", "Everybody qualified has declined it")),
        (Factor.LOAD, Text("合格人员手上的单都满了", "Everybody qualified has their hands full")),
    ):
        left = {name: factors for name, factors in left.items() if factor not in factors}
        if not left:
            return text
    return Text("合格人员都派给了更急的单", "Everybody qualified goes to more urgent orders")
