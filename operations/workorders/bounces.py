"""How often departments send matters away (推诿): refusals and transfers, counted from the timelines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from domain.people import Department
from domain.records import Transaction
from domain.work_order import OrderEvent

_SENT_AWAY = frozenset({OrderEvent.DECLINED, OrderEvent.TRANSFERRED})


def bounces(tx: Transaction, site: str, since: datetime, until: datetime) -> Mapping[Department, int]:
    """How many orders each department declined or handed on with ``since <= at < until``; those that sent none away are left out.

    What somebody of no department did (a dispatcher) is not counted: nobody refused.
    """
    found: Counter[Department] = Counter()
    for entry in tx.orders.lines_between(site, since, until, _SENT_AWAY):
        account = tx.people.by_username(entry.actor)
        department = None if account is None else account.person.department
        if department is not None:
            found[department] += 1
    return found
