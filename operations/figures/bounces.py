"""How often departments sent orders back (退单) or on to others (转单): where work bounces, somebody has to say whose it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.people import Department
from domain.records import Transaction
from domain.work_order import OrderEvent

_BOUNCES = frozenset({OrderEvent.DECLINED, OrderEvent.TRANSFERRED})


@dataclass(frozen=True, slots=True)
class Bounces:
    """Of one department's people; `None`: of people who belong to none."""

    department: Department | None
    declined: int
    transferred: int


def bounces(tx: Transaction, site: str, since: datetime, until: datetime) -> Sequence[Bounces]:
    """By the department of whoever did it, most bounces first; departments without any are left out.

    What was done with ``since <= at < until`` at `site`, drills aside, counts, whenever the order was opened.
    """
    departments = {person.username: person.department for person in tx.people.list()}
    counted = Counter((departments.get(line.actor), line.event) for line in tx.orders.lines_between(site, since, until, _BOUNCES))
    there = {department for department, _ in counted}
    found = [Bounces(each, counted[each, OrderEvent.DECLINED], counted[each, OrderEvent.TRANSFERRED]) for each in there]
    return sorted(found, key=lambda one: (-one.declined - one.transferred, one.department or ""))


def added(several: Sequence[Bounces]) -> Sequence[Bounces]:
    """The bounces of several sites together, as `bounces` sorts them."""
    there = dict.fromkeys(one.department for one in several)
    sums = [
        Bounces(
            each,
            sum(one.declined for one in several if one.department == each),
            sum(one.transferred for one in several if one.department == each),
        )
        for each in there
    ]
    return sorted(sums, key=lambda one: (-one.declined - one.transferred, one.department or ""))
