"""Deciding what is due: each decision is a transaction of its own, and one that cannot be made stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.records import Conflict, Records, RecordsUnavailable, Transaction
from domain.site import Site

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """A decision that may be due about `subject` (an id) at `site`.

    `decision` looks again, in its own transaction, whether there is still something to decide, and returns how much it
    decided; so it does not matter how often, how late and by how many it is called.
    """

    decision: Callable[[Transaction, str, Site, datetime], int]
    subject: str
    site: Site


def decide(records: Records, due: Sequence[Due], now: datetime) -> int:
    """Make the decisions one after the other; returns how many were made. Raises `RecordsUnavailable`, and nothing else.

    One that somebody else is making at this moment is left to him. One that fails is our own fault: it is logged, and
    tried again when it is next found due.
    """
    return sum(_decide(records, each, now) for each in due)


def _decide(records: Records, due: Due, now: datetime) -> int:
    try:
        with records.transaction() as tx:
            return due.decision(tx, due.subject, due.site, now)
    except Conflict:
        return 0
    except RecordsUnavailable:
        raise
    except Exception:
        log.exception("%s of %s could not be decided; it is tried again", due.decision.__name__.strip("_"), due.subject)
        return 0
