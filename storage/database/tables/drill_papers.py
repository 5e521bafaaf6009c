"""Signatures of drills, and reminders of the yearly calendar."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table

from storage.database.columns import Counting, Phrase
from storage.database.tables.parts import identity, metadata, moment, text

drill_signatures = Table(
    "drill_signature",
    metadata,
    identity(),
    Column("drill_id", Phrase, ForeignKey("drill.id"), nullable=False, index=True),
    *(text(name) for name in ("name", "content_type", "sha256", "added_by", "signed_by", "signed_as")),
    Column("size", Counting, nullable=False),
    moment("added_at"),
)

drill_reminders = Table(
    "drill_reminder",
    metadata,
    *(identity(name) for name in ("site", "plan_key", "period", "step")),
    moment("at"),
)
