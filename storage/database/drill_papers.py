"""Signatures of drills, and reminders of the yearly calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from domain.attachment import Attachment, AttachmentKind
from domain.drill_paper import DrillSignature, DrillSigner, Reminder, ReminderStep
from domain.records import Conflict
from storage.database.tables.drill_papers import drill_reminders, drill_signatures
from storage.database.writing import add_unless_there

_SAME = ("id", "name", "content_type", "size", "sha256", "added_at", "added_by")


class DatabaseDrillPapers:
    """`domain.drill_paper.DrillPapers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_signature(self, signature: DrillSignature) -> None:
        """A new one. `Conflict` if its file is there already."""
        file = signature.file
        row = {"drill_id": file.order_id, **{name: getattr(file, name) for name in _SAME}, "signed_by": signature.name, "signed_as": signature.signed_as}
        if not add_unless_there(self._connection, drill_signatures, row):
            raise Conflict(f"the signature {file.id} is there already")

    def signatures(self, drill_id: str) -> Sequence[DrillSignature]:
        """Those of a drill, oldest first."""
        query = select(drill_signatures).where(drill_signatures.c.drill_id == drill_id).order_by(drill_signatures.c.added_at, drill_signatures.c.id)
        return [
            DrillSignature(
                Attachment(order_id=drill_id, kind=AttachmentKind.SIGNATURE, **{name: getattr(row, name) for name in _SAME}),
                row.signed_by,
                DrillSigner(row.signed_as),
            )
            for row in self._connection.execute(query)
        ]

    def add_reminder(self, site: str, reminder: Reminder, at: datetime) -> bool:
        """Remember it; whether nobody had decided it before."""
        row = {"site": site, "plan_key": reminder.plan_key, "period": reminder.period, "step": reminder.step, "at": at}
        return add_unless_there(self._connection, drill_reminders, row)

    def reminders(self, site: str, since: datetime) -> frozenset[Reminder]:
        """Those that were decided from `since` on."""
        query = select(drill_reminders).where(drill_reminders.c.site == site, drill_reminders.c.at >= since)
        return frozenset(Reminder(row.plan_key, row.period, ReminderStep(row.step)) for row in self._connection.execute(query))
