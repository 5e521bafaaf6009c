"""Skills, duty, last places, dispatch policies, and how far automatic dispatch is with each order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Table, literal_column

from storage.database.columns import Document
from storage.database.tables.orders import work_orders
from storage.database.tables.parts import added_number, identity, metadata, moment, number, optional_moment, optional_text, text

UNASSIGNED: ColumnElement[Any] = literal_column("assignee IS NULL AND state IN ('requested', 'triaged', 'dispatched')")
IN_HAND: ColumnElement[Any] = literal_column("assignee IS NOT NULL AND state IN ('dispatched', 'accepted', 'in_progress')")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

held_skills = Table(
    "held_skill",
    metadata,
    *(identity(name) for name in ("person", "skill")),
    text("certificate"),
    optional_text("valid_until"),
)
"""`valid_until` is a day as ISO 8601 writes it."""

duties = Table(
    "duty",
    metadata,
    identity(),
    *(text(name) for name in ("person", "site", "source", "added_by")),
    optional_text("post"),
    *(moment(name) for name in ("since", "until")),
    *(optional_text(name) for name in ("shift", "day")),
    added_number("version"),
    Index("ix_duty_site", "site", "until"),
    Index("ix_duty_person", "person", "until"),
)

last_places = Table("last_place", metadata, identity("person"), *(text(name) for name in ("site", "space")), moment("at"))

dispatch_policies = Table("dispatch_policy", metadata, identity("site"), Column("modes", Document, nullable=False), number("capacity"), number("version"))

dispatch_looks = Table(
    "dispatch_look",
    metadata,
    identity("order_id"),
    number("refusals"),
    text("department"),
    moment("at"),
    optional_text("assignee"),
    optional_moment("again_at"),
)

Index(
    "ix_work_order_unassigned",
    work_orders.c.realm,
    work_orders.c.site,
    work_orders.c.opened_at,
    work_orders.c.id,
    sqlite_where=UNASSIGNED,
    postgresql_where=UNASSIGNED,
)
Index("ix_work_order_in_hand", work_orders.c.realm, work_orders.c.assignee, sqlite_where=IN_HAND, postgresql_where=IN_HAND)
Index("ix_work_order_accepted", work_orders.c.site, work_orders.c.accepted_at)
