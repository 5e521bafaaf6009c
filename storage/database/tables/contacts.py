"""How people are reached, and what was sent to try it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Index, Table, literal_column

from storage.database.tables.parts import NOT_ENDED, identity, metadata, moment, number, optional_moment, optional_text, partial, text

TO_SEND: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
AWAITED: ColumnElement[Any] = literal_column("due_at IS NOT NULL")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

contacts = Table(
    "contact",
    metadata,
    identity(),
    *(text(name) for name in ("person", "channel", "label", "hint", "sealed", "digest", "added_by")),
    moment("added_at"),
    *(optional_moment(name) for name in ("verified_at", "checked_at", "used_at", "failing_since", "ended_at")),
    *(optional_text(name) for name in ("failure", "ended")),
    *(number(name) for name in ("position", "version")),
    Index("ux_contact_address", "person", "channel", "digest", unique=True),
    Index("ix_contact_digest", "channel", "digest"),
    partial("ix_contact_active", "person", where=NOT_ENDED),
)

contact_checks = Table(
    "contact_check",
    metadata,
    identity(),
    *(text(name) for name in ("contact_id", "person", "kind", "sealed", "digest", "proof")),
    *(moment(name) for name in ("asked_at", "expires_at")),
    *(optional_moment(name) for name in ("next_at", "due_at", "sent_at", "received_at", "opened_at", "ended_at")),
    *(number(name) for name in ("attempts", "guesses", "version")),
    optional_text("error"),
    Index("ix_contact_check_contact", "contact_id", "asked_at"),
    Index("ix_contact_check_person", "person", "asked_at"),
    Index("ix_contact_check_digest", "digest"),
    partial("ix_contact_check_to_send", "next_at", where=TO_SEND),
    partial("ix_contact_check_awaited", "due_at", where=AWAITED),
)
