"""Forgetting hand-overs and what fire control rooms left behind; what is still in hand stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.database.forgetting_files import forget_files
from storage.database.tables.control_room import inspection_calls, room_checks, room_shortages, screen_touches
from storage.database.tables.hand_over import hand_over_entries, hand_over_files, hand_overs, thing_loans


def forget_hand_overs(connection: Connection, moment: datetime) -> int:
    """Sheets that were signed or cancelled before then, with their files; and loans that came back before then."""
    ids = connection.execute(select(hand_overs.c.id).where(hand_overs.c.ended_at < moment)).scalars().all()
    connection.execute(delete(hand_over_entries).where(hand_over_entries.c.hand_over_id.in_(ids)))
    forget_files(connection, hand_over_files, hand_over_files.c.hand_over_id.in_(ids))
    sheets = connection.execute(delete(hand_overs).where(hand_overs.c.id.in_(ids))).rowcount
    return sheets + connection.execute(delete(thing_loans).where(thing_loans.c.returned_at < moment)).rowcount


def forget_control_room(connection: Connection, moment: datetime) -> int:
    """Checks, calls and shortages that are over, and screens that nobody has touched since."""
    over = (
        (room_checks, (room_checks.c.due_at < moment) & room_checks.c.next_at.is_(None)),
        (inspection_calls, (inspection_calls.c.asked_at < moment) & inspection_calls.c.next_at.is_(None)),
        (room_shortages, room_shortages.c.ended_at < moment),
        (screen_touches, screen_touches.c.at < moment),
    )
    return sum(connection.execute(delete(table).where(where)).rowcount for table, where in over)
