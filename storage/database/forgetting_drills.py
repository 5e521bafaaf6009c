"""Forgetting drills: long after, with their logs. Their alarms, orders and runs are forgotten with those of the live realm."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from domain.drill import DrillState
from storage.database.forgetting_files import forget_files
from storage.database.tables.drill_papers import drill_reminders, drill_signatures
from storage.database.tables.drills import drill_entries, drills
from storage.database.tables.system import ingests

_OVER = sorted({DrillState.FINISHED, DrillState.STOPPED, DrillState.INTERRUPTED, DrillState.CANCELLED})


def forget_drills(connection: Connection, moment: datetime) -> int:
    """Those that were over before then, with their signatures; and reminders of the calendar that were given before then."""
    ids = connection.execute(select(drills.c.id).where(drills.c.state.in_(_OVER), drills.c.ended_at < moment)).scalars().all()
    forget_files(connection, drill_signatures, drill_signatures.c.drill_id.in_(ids))
    connection.execute(delete(drill_reminders).where(drill_reminders.c.at < moment))
    connection.execute(delete(ingests).where(ingests.c.site.in_(ids)))  # each had one of its own
    connection.execute(delete(drill_entries).where(drill_entries.c.drill_id.in_(ids)))
    return connection.execute(delete(drills).where(drills.c.id.in_(ids))).rowcount
