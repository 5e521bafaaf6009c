"""Accounts and their tokens."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.database.columns import Phrase
from storage.database.tables.parts import flag, identity, metadata, moment, number, optional_moment, optional_text, text, words

people = Table(
    "person",
    metadata,
    identity(),
    *(text(name) for name in ("username", "name", "role", "password_hash")),
    optional_text("department"),
    words("sites"),
    flag("active"),
    number("failed_logins"),
    optional_moment("locked_until"),
    Index("ux_person_username", "username", unique=True),
)

refresh_tokens = Table(
    "refresh_token",
    metadata,
    identity("digest"),
    Column("person_id", Phrase, ForeignKey("person.id"), nullable=False, index=True),
    Column("family", Phrase, nullable=False, index=True),
    *(moment(name) for name in ("created_at", "expires_at")),
    optional_moment("used_at"),
)
