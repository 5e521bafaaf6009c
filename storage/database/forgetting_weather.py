"""Forgetting weather warnings, and supplies that were removed long ago."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.database.tables.before_the_rain import supplies, supply_entries, warning_entries, weather_warnings


def forget_weather(connection: Connection, moment: datetime) -> int:
    """Warnings that were over before then, supplies that were removed before then, and what older checks of the others counted."""
    warnings = connection.execute(select(weather_warnings.c.id).where(weather_warnings.c.ended_at < moment)).scalars().all()
    connection.execute(delete(warning_entries).where(warning_entries.c.warning_id.in_(warnings)))
    connection.execute(delete(weather_warnings).where(weather_warnings.c.id.in_(warnings)))
    removed = connection.execute(select(supplies.c.id).where(supplies.c.removed_at < moment)).scalars().all()
    lines = connection.execute(delete(supply_entries).where(supply_entries.c.supply_id.in_(removed) | (supply_entries.c.at < moment))).rowcount
    connection.execute(delete(supplies).where(supplies.c.id.in_(removed)))
    return len(warnings) + len(removed) + lines
