"""Retention of duty: shifts that are over, and with them gaps, swaps, absences and what was made of patterns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete

from storage.database.tables.dispatch import duties
from storage.database.tables.rota import absences, post_gaps, rota_turns, shift_swaps


def forget_duty(connection: Connection, moment: datetime) -> int:
    """Delete what was over before `moment`; returns how many duties. What has not ended or is not settled stays."""
    connection.execute(delete(post_gaps).where(post_gaps.c.ended_at < moment))
    connection.execute(delete(shift_swaps).where(shift_swaps.c.until < moment, shift_swaps.c.next_at.is_(None)))
    connection.execute(delete(absences).where(absences.c.until < moment))
    connection.execute(delete(rota_turns).where(rota_turns.c.day < moment.date().isoformat()))
    return connection.execute(delete(duties).where(duties.c.until < moment)).rowcount
