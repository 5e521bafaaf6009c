"""Who may be told anything of a drill, and by what: those named for it, or whoever is on duty; outside only if it was chosen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.drill import DrillState
from domain.outbox import Notification, NotificationKind
from domain.people import Department, Person
from domain.records import Transaction
from domain.site import Site


def among(tx: Transaction, realm: str, usernames: Collection[str]) -> frozenset[str]:
    """Those of `usernames` who take part in the drill of this realm: all of them, if nobody was named."""
    drill = tx.drills.get(realm)
    return frozenset(usernames) if drill is None or not drill.people else frozenset(usernames) & frozenset(drill.people)


def stand_ins(tx: Transaction, site: Site, realm: str, department: Department) -> Sequence[Person]:
    """Those named for the drill who are of `department`; nobody, if nobody was named."""
    drill = tx.drills.get(realm)
    accounts = (tx.people.by_username(name) for name in (() if drill is None else drill.people))
    return [each.person for each in accounts if each is not None and each.person.department is department and each.person.works_at(site.id)]


def goes_outside(tx: Transaction, realm: str) -> bool:
    """Whether messages of the drill of this realm may go where others than its people read them: robots of groups, the company's line."""
    drill = tx.drills.get(realm)
    return drill is not None and drill.outside


def is_too_late(tx: Transaction, notification: Notification) -> bool:
    """Whether the drill that `notification` is of is over: nobody is called for it any more, but that it is over may be told."""
    drill = tx.drills.get(notification.realm)
    return drill is not None and drill.state not in (DrillState.PLANNED, DrillState.RUNNING) and notification.kind is not NotificationKind.DRILL
