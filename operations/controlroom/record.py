"""Telling the event log of the fire control room: open pages read anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.event_log import EventType, NewEvent
from domain.identity import LIVE
from domain.people import Department
from domain.records import Transaction


def tell(tx: Transaction, site: str, what: str, subject: str, body: Mapping[str, object], *, at: datetime, actor: str) -> None:
    """Something happened in the control room of `site`; `what` is ``check``, ``call``, ``operators`` or ``touch``."""
    tx.events.append(
        NewEvent(
            at=at,
            realm=LIVE,
            site=site,
            asset=None,
            type=EventType.SYSTEM,
            transition="control-room",
            subject_id=subject,
            departments=frozenset({Department.SECURITY, Department.MANAGEMENT}),
            body={"site": site, "what": what, "id": subject, **body},
            actor=actor,
        )
    )
