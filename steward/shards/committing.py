"""What follows from readings, into the records: alarms, orders, outbox, events, quarantine and the journal offset together."""

from __future__ import annotations

from collections.abc import Sequence

from domain.quarantine import Quarantined
from domain.records import Conflict, Records
from domain.site import Site
from domain.time import Clock, utc_now
from domain.transition import Transition
from operations.response import respond

_CONFLICTS = 20
"""So many times in a row somebody else may be faster."""


def commit(
    records: Records, site: Site, epoch: int, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int, *, clock: Clock = utc_now
) -> None:
    """All in one transaction, which counts only if the site is ours at `epoch` (else `LeaseLost`).

    A person may change the same order at the same moment; then what they did is read anew and ours is done upon it.
    """
    for attempt in range(_CONFLICTS):
        try:
            with records.transaction() as tx:
                respond(tx, transitions, site, clock())
                for item in quarantined:
                    tx.quarantine.add(item)
                tx.ingests.advance(site.id, epoch, offset)
        except Conflict:
            if attempt == _CONFLICTS - 1:
                raise
        else:
            return
