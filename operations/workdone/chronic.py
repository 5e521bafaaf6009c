"""Assets whose faults come again and again: how often, what it has cost, what was tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.records import Transaction
from domain.work_done import Cause, Remedy, RepeatFault, WorkDone

MOST = 5_000
"""So many repeats are looked through, the newest first."""
_LAST_REMEDIES = 3


@dataclass(frozen=True, slots=True)
class ChronicFault:
    """One fault of one asset that came again. `order_ids` are all of its orders, the newest first; `remedies` what was done in the last of them."""

    site: str
    asset: str
    cause: Cause | None
    rule: str | None
    order_ids: tuple[str, ...]
    last_at: datetime
    minutes: int
    cost_fen: int
    remedies: tuple[Remedy, ...]

    @property
    def count(self) -> int:
        """How often it was repaired."""
        return len(self.order_ids)

    @property
    def key(self) -> str:
        """Unique, and in the order of the list: the most often repaired first."""
        return f"{MOST - min(self.count, MOST):06d}|{self.site}|{self.asset}|{self.cause or ''}|{self.rule or ''}"


def chronic_faults(tx: Transaction, sites: tuple[str, ...], *, since: datetime) -> Sequence[ChronicFault]:
    """Faults at `sites` that have come again since then, the most often repaired first."""
    groups: dict[tuple[str, str, Cause | None, str | None], list[RepeatFault]] = {}
    for repeat in tx.work_done.repeats(sites, since=since, limit=MOST):
        groups.setdefault((repeat.site, repeat.asset, repeat.cause, repeat.rule), []).append(repeat)
    every = dict.fromkeys(order_id for repeats in groups.values() for order_id in _orders_of(repeats))
    works = {work.order_id: work for work in tx.work_done.of(tuple(every))}
    return sorted((_fault(repeats, works) for repeats in groups.values()), key=lambda fault: fault.key)


def _orders_of(repeats: Sequence[RepeatFault]) -> tuple[str, ...]:
    """A repeat names its forerunner, which may itself be a repeat: each order counts once."""
    return tuple(dict.fromkeys(order_id for repeat in repeats for order_id in (repeat.order_id, repeat.earlier_id)))


def _fault(repeats: Sequence[RepeatFault], works: Mapping[str, WorkDone]) -> ChronicFault:
    newest, order_ids = repeats[0], _orders_of(repeats)
    done = [works[order_id] for order_id in order_ids if order_id in works]
    return ChronicFault(
        site=newest.site,
        asset=newest.asset,
        cause=newest.cause,
        rule=newest.rule,
        order_ids=order_ids,
        last_at=newest.found_at,
        minutes=sum(work.minutes for work in done),
        cost_fen=sum(work.cost_fen for work in done),
        remedies=tuple(work.remedy for work in done if work.remedy is not None)[:_LAST_REMEDIES],
    )
