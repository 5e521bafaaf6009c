"""Several orders and several people at once: the assignment problem, solved exactly (Jonker–Volgenant, in scipy).

A person takes more than one order by having several places, each dearer than the one before. An order that gets nobody
costs its penalty; penalties are so far apart that no number of less urgent orders outweighs one that is more urgent, and
no way is so long that it would leave an order lying. What is forbidden has no cost and is never chosen.

Only the API and the worker use this, and load scipy when they first do: seventy megabytes that a site without dispatch never needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Costs:
    """An assignment problem in whole points.

    ``pairs[order][person]`` is what it costs to give them this order as their first, `None` if they must not have it.
    ``rooms[person]`` is how many they can take, the n-th further one costing n times `further`. ``penalties[order]`` is
    what it costs if nobody gets it.
    """

    pairs: Sequence[Sequence[int | None]]
    rooms: Sequence[int]
    penalties: Sequence[int]
    further: int = 0

    def of(self, chosen: Sequence[int | None]) -> int:
        """The stated cost of giving each order to the person `chosen` for it. `ValueError` if that is forbidden or too much for somebody."""
        total, given = 0, [0] * len(self.rooms)
        for order, person in enumerate(chosen):
            if person is None:
                total += self.penalties[order]
                continue
            cost = self.pairs[order][person]
            if cost is None or given[person] >= self.rooms[person]:
                raise ValueError(f"the person {person} cannot take the order {order}")
            total += cost + self.further * given[person]
            given[person] += 1
        return total


def penalties(ranks: Sequence[int], tie: Sequence[int], dearest: int) -> tuple[int, ...]:
    """For orders of these priority `ranks` (0 the most urgent): one more order of a rank outweighs everything below it.

    `tie` (points) says who goes first within a rank; `dearest` is the most that any place costs. Exact as long as the sum stays below 2^53:
    see `tests/operations/dispatch`.
    """
    everything = len(ranks) * (dearest + max(tie, default=0))
    found: dict[int, int] = {}
    below = everything + 1
    for rank in sorted(set(ranks), reverse=True):
        found[rank] = below
        below += ranks.count(rank) * found[rank]
    return tuple(found[rank] + first for rank, first in zip(ranks, tie, strict=True))


def solve(costs: Costs) -> tuple[int | None, ...]:
    """The person for each order, `None` for those that get nobody; no other choice costs less.

    Among choices of the same cost the one taken depends on the order of rows and columns, so give them in a fixed order.
    """
    orders = len(costs.pairs)
    if orders == 0:
        return ()
    import numpy as np  # noqa: PLC0415  see above
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  see above

    owner = [person for person, room in enumerate(costs.rooms) for _ in range(min(room, orders))]
    extra = [costs.further * place for room in costs.rooms for place in range(min(room, orders))]
    table = np.full((orders, len(owner) + orders), np.inf)
    if owner:
        pairs = np.array([[np.inf if cost is None else cost for cost in row] for row in costs.pairs], dtype=np.float64)
        table[:, : len(owner)] = pairs[:, owner] + np.array(extra, dtype=np.float64)
    # Each order has a place of its own where it stays with nobody: there is always a solution.
    table[np.arange(orders), len(owner) + np.arange(orders)] = costs.penalties
    _, columns = linear_sum_assignment(table)
    return tuple(owner[column] if column < len(owner) else None for column in columns.tolist())


def greedy(costs: Costs) -> tuple[int | None, ...]:
    """Each order in turn takes who is cheapest then: what a dispatcher in a hurry does, and what `solve` is measured against."""
    given = [0] * len(costs.rooms)
    chosen: list[int | None] = []
    for row in costs.pairs:
        open_to = [
            (cost + costs.further * given[person], person) for person, cost in enumerate(row) if cost is not None and given[person] < costs.rooms[person]
        ]
        person = min(open_to)[1] if open_to else None
        if person is not None:
            given[person] += 1
        chosen.append(person)
    return tuple(chosen)
