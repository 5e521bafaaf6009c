"""What people asked for, the links that were given out, and the index by which orders are found by words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, Boolean, Column, ColumnElement, ForeignKey, Index, Integer, Table, Text, event, literal_column
from sqlalchemy.dialects.postgresql import TSVECTOR

from storage.database.columns import Phrase
from storage.database.tables.parts import identity, metadata, moment, number, optional_moment, optional_text, partial, position, search, text

NAMED: ColumnElement[Any] = literal_column("phone_tail <> ''")
ROOMED: ColumnElement[Any] = literal_column("room_key <> ''")
OF_TICKET: ColumnElement[Any] = literal_column("ticket_number IS NOT NULL")
UNVISITED: ColumnElement[Any] = literal_column("visit_id IS NOT NULL")
VALID: ColumnElement[Any] = literal_column("revoked_at IS NULL")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

requests = Table(
    "request",
    metadata,
    identity(),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    *(
        text(name)
        for name in ("site", "channel", "received_by", "words", "place", "language", "name", "phone", "phone_digits", "phone_tail", "room", "room_key")
    ),
    *(optional_text(name) for name in ("dwelling", "ticket_system", "ticket_number", "once", "rating_text", "rated_by", "rated_how", "visit_id")),
    moment("received_at"),
    *(optional_moment(name) for name in ("visit_from", "visit_until", "ticket_deadline", "rated_at")),
    Column("score", Integer),
    Column("solved", Boolean),
    number("version"),
    search(),
    partial("ux_request_ticket", "ticket_system", "ticket_number", where=OF_TICKET, unique=True),
    Index("ux_request_once", "once", unique=True),
    Index("ix_request_received", "received_at", "id"),
    partial("ix_request_phone_tail", "phone_tail", "received_at", where=NAMED),
    partial("ix_request_room_key", "room_key", "received_at", where=ROOMED),
    Index("ix_request_dwelling", "dwelling", "received_at"),
    partial("ix_request_visit", "received_at", "id", where=UNVISITED),
)

tracking_links = Table(
    "tracking_link",
    metadata,
    identity("digest"),
    Column("request_id", Phrase, ForeignKey("request.id"), nullable=False, index=True),
    moment("made_at"),
    text("made_by"),
    optional_moment("revoked_at"),
)

qr_links = Table(
    "qr_link",
    metadata,
    identity(),
    *(text(name) for name in ("digest", "site", "made_by")),
    *(optional_text(name) for name in ("asset", "space")),
    moment("made_at"),
    optional_moment("revoked_at"),
    Index("ux_qr_link_digest", "digest", unique=True),
    partial("ix_qr_link_valid", "made_at", "id", where=VALID),
)

order_texts = Table(
    "order_text",
    metadata,
    position(),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False),
    text("words"),
    # PostgreSQL keeps the pairs beside the words; SQLite's index lies in a table of its own.
    Column("pairs", Text().with_variant(TSVECTOR(), "postgresql")),
    Index("ux_order_text_order", "order_id", unique=True),
    Index("ix_order_text_pairs", "pairs", postgresql_using="gin").ddl_if(dialect="postgresql"),
)
"""What an order says, as it was when it was indexed. On SQLite the index is ``order_pair``, whose rowid is `position`."""

PAIRS_ON_SQLITE = "CREATE VIRTUAL TABLE order_pair USING fts5(pairs, content='', detail=none, columnsize=0, tokenize='ascii')"
event.listen(order_texts, "after_create", DDL(PAIRS_ON_SQLITE).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped

order_text_changes = Table("order_text_change", metadata, position(), text("order_id"))
"""Orders whose words are not indexed yet; triggers write it. No reference: an order may be forgotten meanwhile."""
