"""What orders say is indexed by the worker, a moment after it was stored: opening an order must cost nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.records import Records
from domain.site import Site


def sweep(records: Records, _sites: Mapping[str, Site], _now: datetime) -> int:
    """Index what was stored or changed since; 0, for nothing was decided about anything. Until then it is found all the same."""
    with records.reading() as tx:
        waiting = tx.order_texts.waiting()
    while waiting:
        with records.transaction() as tx:
            waiting = tx.order_texts.index_waiting()
    return 0
