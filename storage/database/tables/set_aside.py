"""Devices that were put aside as not ours."""

from __future__ import annotations

from sqlalchemy import Table

from storage.database.tables.parts import identity, metadata, moment, text

set_aside = Table(
    "set_aside_device",
    metadata,
    *(identity(name) for name in ("site", "dialect", "name")),
    *(text(name) for name in ("by", "reason")),
    moment("at"),
)
