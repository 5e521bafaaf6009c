"""Wall screens that are watched."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storage.database.tables.parts import identity, metadata, moment, number, optional_moment, optional_text, text

watched_walls = Table(
    "watched_wall",
    metadata,
    *(identity(name) for name in ("site", "name")),
    text("post"),
    *(moment(name) for name in ("watched_since", "seen_at", "next_at")),
    optional_text("absence"),
    *(optional_moment(name) for name in ("absent_since", "told_at")),
    number("version"),
    Index("ix_watched_wall_next", "next_at"),
)
