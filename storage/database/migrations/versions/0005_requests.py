"""Requests from people: who asked, over which channel, tracking links, satisfaction, QR codes; orders are found by words."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PAIRS = "CREATE VIRTUAL TABLE order_pair USING fts5(pairs, content='', detail=none, columnsize=0, tokenize='ascii')"
BATCH = 1000


def upgrade() -> None:
    _requests()
    _links()
    _texts()
    _fill()
    if op.get_context().dialect.name == "postgresql":
        op.create_index("ix_order_text_pairs", "order_text", ["pairs"], postgresql_using="gin")
        _watch_on_postgresql()
    else:
        _watch_on_sqlite()


def _columns(type_: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:  # noqa: ANN401  any column type
    return [sa.Column(name, type_, nullable=nullable) for name in names]


def _index(name: str, table: str, *columns: str, unique: bool = False, where: str | None = None) -> None:
    clause = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=clause, postgresql_where=clause)


def _requests() -> None:
    texts = ("site", "channel", "received_by", "words", "place", "language", "name", "phone", "phone_digits", "phone_tail", "room", "room_key")
    optional = ("dwelling", "ticket_system", "ticket_number", "once", "rating_text", "rated_by", "rated_how", "visit_id")
    op.create_table(
        "request",
        *_columns(sa.Text(), "id", "order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_request"),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name="fk_request_order_id"),
        *_columns(sa.Text(), *texts),
        *_columns(sa.Text(), *optional, nullable=True),
        *_columns(MOMENT, "received_at"),
        *_columns(MOMENT, "visit_from", "visit_until", "ticket_deadline", "rated_at", nullable=True),
        *_columns(sa.Integer(), "score", nullable=True),
        *_columns(sa.Boolean(), "solved", nullable=True),
        *_columns(sa.Integer(), "version"),
        sa.Column("search", sa.Text(), nullable=False, server_default=""),
    )
    _index("ix_request_order_id", "request", "order_id")
    _index("ux_request_ticket", "request", "ticket_system", "ticket_number", unique=True, where="ticket_number IS NOT NULL")
    _index("ux_request_once", "request", "once", unique=True)
    _index("ix_request_received", "request", "received_at", "id")
    _index("ix_request_phone_tail", "request", "phone_tail", "received_at", where="phone_tail <> ''")
    _index("ix_request_room_key", "request", "room_key", "received_at", where="room_key <> ''")
    _index("ix_request_dwelling", "request", "dwelling", "received_at")
    _index("ix_request_visit", "request", "received_at", "id", where="visit_id IS NOT NULL")


def _links() -> None:
    op.create_table(
        "tracking_link",
        *_columns(sa.Text(), "digest", "request_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_tracking_link"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_tracking_link_request_id"),
        *_columns(MOMENT, "made_at"),
        *_columns(sa.Text(), "made_by"),
        *_columns(MOMENT, "revoked_at", nullable=True),
    )
    _index("ix_tracking_link_request_id", "tracking_link", "request_id")
    op.create_table(
        "qr_link",
        *_columns(sa.Text(), "id"),
        sa.PrimaryKeyConstraint("id", name="pk_qr_link"),
        *_columns(sa.Text(), "digest", "site", "made_by"),
        *_columns(sa.Text(), "asset", "space", nullable=True),
        *_columns(MOMENT, "made_at"),
        *_columns(MOMENT, "revoked_at", nullable=True),
    )
    _index("ux_qr_link_digest", "qr_link", "digest", unique=True)
    _index("ix_qr_link_valid", "qr_link", "made_at", "id", where="revoked_at IS NULL")


def _texts() -> None:
    op.create_table(
        "order_text",
        sa.Column("position", COUNTING, sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_order_text"),
        *_columns(sa.Text(), "order_id"),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name="fk_order_text_order_id"),
        *_columns(sa.Text(), "words"),
        sa.Column("pairs", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=True),
    )
    _index("ux_order_text_order", "order_text", "order_id", unique=True)
    op.create_table(
        "order_text_change",
        sa.Column("position", COUNTING, sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_order_text_change"),
        *_columns(sa.Text(), "order_id"),
    )
    if op.get_context().dialect.name == "sqlite":
        op.execute(PAIRS)


def _fill() -> None:
    """Index the orders that are there: many thousand a second, and nothing is left for the worker."""
    connection = op.get_bind()
    orders = sa.table("work_order", sa.column("id", sa.Text()), sa.column("search", sa.Text()))
    last = ""
    while rows := connection.execute(sa.select(orders).where(orders.c.id > last).order_by(orders.c.id).limit(BATCH)).all():
        found = [{"order_id": row.id, "words": row.search, "pairs": _pairs(row.search)} for row in rows]
        if connection.dialect.name == "postgresql":
            insert = "INSERT INTO order_text (order_id, words, pairs) VALUES (:order_id, :words, array_to_tsvector(string_to_array(:pairs, ' ')))"
            connection.execute(sa.text(insert), found)
        else:
            connection.execute(sa.text("INSERT INTO order_text (order_id, words) VALUES (:order_id, :words)"), found)
            pair = "INSERT INTO order_pair (rowid, pairs) SELECT position, :pairs FROM order_text WHERE order_id = :order_id"
            connection.execute(sa.text(pair), found)
        last = rows[-1].id


def _pairs(text: str) -> str:
    """The neighbouring characters of `text`, each pair once, as the code points in hexadecimal."""
    return " ".join({f"{ord(one):x}{ord(other):x}": None for one, other in pairwise(text) if "\n" not in (one, other)})


def _watch_on_sqlite() -> None:
    tell = "BEGIN INSERT INTO order_text_change (order_id) VALUES ({}); END"
    for table, column in (("work_order", "new.id"), ("request", "new.order_id")):
        op.execute(f"CREATE TRIGGER {table}_text_added AFTER INSERT ON {table} {tell.format(column)}")
        op.execute(f"CREATE TRIGGER {table}_text_changed AFTER UPDATE OF search ON {table} WHEN new.search <> old.search {tell.format(column)}")


def _watch_on_postgresql() -> None:
    for table, column in (("work_order", "id"), ("request", "order_id")):
        op.execute(
            f"CREATE FUNCTION tell_{table}_text() RETURNS trigger LANGUAGE plpgsql AS"  # noqa: S608  names of our own
            f" $$ BEGIN INSERT INTO order_text_change (order_id) VALUES (new.{column}); RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {table}_text_added AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION tell_{table}_text()")
        op.execute(
            f"CREATE TRIGGER {table}_text_changed AFTER UPDATE OF search ON {table} FOR EACH ROW"
            f" WHEN (new.search <> old.search) EXECUTE FUNCTION tell_{table}_text()"
        )
