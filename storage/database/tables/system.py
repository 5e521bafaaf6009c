"""Small tables of the system itself."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, PrimaryKeyConstraint, Table

from storage.database.columns import Counting, Document
from storage.database.tables.parts import flag, identity, metadata, moment, number, optional_moment, optional_text, position, text

ingests = Table(
    "ingest",
    metadata,
    identity("site"),
    Column("epoch", Counting, nullable=False),
    optional_text("owner"),
    optional_moment("expires_at"),
    Column("journal_offset", Counting, nullable=False),
)

device_checkpoints = Table(
    "device_checkpoint",
    metadata,
    identity("site"),
    identity("device"),
    Column("online", Boolean),
    optional_moment("last_seen"),
    Column("clock_offset_s", Float),
    optional_moment("counted_since"),
    optional_moment("counted_until"),
    Column("messages", Counting),
    Column("messages_before", Counting),
    Column("told", Document),
)

followers = Table("follower", metadata, identity("name"), Column("position", Counting, nullable=False))

heartbeats = Table("heartbeat", metadata, identity("role"), identity("instance"), moment("at"), Column("detail", Document, nullable=False))

audit_log = Table(
    "audit_log",
    metadata,
    position(),
    moment("at"),
    *(text(name) for name in ("actor", "action", "subject", "detail", "address")),
    Index("ix_audit_log_at", "at"),
)

retention = Table("retention", metadata, identity("kind"), Column("keep_s", Counting, nullable=False), flag("personal"), text("why_zh"), text("why_en"))

forgetting = Table("forgetting", metadata, text("kind"), PrimaryKeyConstraint("kind"))
"""Holds a row only inside a transaction that applies the retention: without one, append-only tables refuse DELETE."""

forgotten_files = Table("forgotten_file", metadata, identity())
"""Files that retention has forgotten and whose bytes are still on the disk."""

answers = Table(
    "answer",
    metadata,
    identity(),
    *(text(name) for name in ("person_id", "key", "digest", "body")),
    moment("at"),
    number("status"),
    Index("ix_answer_at", "at"),
)
