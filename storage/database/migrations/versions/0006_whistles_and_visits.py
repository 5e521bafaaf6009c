"""Whistles with their check-ins; visits of contractors and services; what being out of service spares."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("whistle_entry", "visit_entry", "service_record")


def upgrade() -> None:
    _whistles()
    _visits()
    _services()
    op.add_column("out_of_service", sa.Column("spares", sa.Text(), nullable=False, server_default="[]"))
    if op.get_context().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _columns(type_: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:  # noqa: ANN401  any column type
    return [sa.Column(name, type_, nullable=nullable) for name in names]


def _text(*names: str) -> list[sa.Column[Any]]:
    return _columns(sa.Text(), *names)


def _text_or_none(*names: str) -> list[sa.Column[Any]]:
    return _columns(sa.Text(), *names, nullable=True)


def _moment(*names: str) -> list[sa.Column[Any]]:
    return _columns(MOMENT, *names)


def _moment_or_none(*names: str) -> list[sa.Column[Any]]:
    return _columns(MOMENT, *names, nullable=True)


def _key(table: str, *names: str) -> list[Any]:
    return [*_text(*names), sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")]


def _position(table: str) -> list[Any]:
    return [sa.Column("position", COUNTING, sa.Identity(always=False), nullable=False), sa.PrimaryKeyConstraint("position", name=f"pk_{table}")]


def _refers(table: str, column: str, to: str) -> Any:  # noqa: ANN401  any constraint
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def _index(name: str, table: str, *columns: str, unique: bool = False, where: str | None = None) -> None:
    clause = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=clause, postgresql_where=clause)


def _whistles() -> None:
    op.create_table(
        "whistle",
        *_key("whistle", "id"),
        *_text("number", "site", "state", "severity", "matter", "bring", "blown_by", "outcome", "order_id"),
        *_text_or_none("space", "asset", "ended_by"),
        *_moment("blown_at"),
        *_moment_or_none("ended_at", "next_at"),
        *_columns(sa.Integer(), "version"),
    )
    _index("ux_whistle_number", "whistle", "site", "number", unique=True)
    _index("ix_whistle_order_id", "whistle", "order_id")
    _index("ix_whistle_blown", "whistle", "blown_at", "id")
    _index("ix_whistle_next", "whistle", "next_at", where="next_at IS NOT NULL")
    op.create_table(
        "whistle_call",
        *_key("whistle_call", "whistle_id", "department"),
        _refers("whistle_call", "whistle_id", "whistle"),
        *_moment("called_at", "check_in_by"),
        *_moment_or_none("checked_in_at"),
        *_text_or_none("checked_in_by"),
        *_text("note", "decided"),
    )
    op.create_table(
        "whistle_entry",
        *_position("whistle_entry"),
        *_text("whistle_id"),
        _refers("whistle_entry", "whistle_id", "whistle"),
        *_moment("at"),
        *_text("step", "actor", "note"),
        *_text_or_none("department"),
    )
    _index("ix_whistle_entry_whistle_id", "whistle_entry", "whistle_id")


def _visits() -> None:
    op.create_table(
        "visit",
        *_key("visit", "id"),
        *_text("number", "site", "asset", "state", "purpose", "firm", "name", "phone", "token_digest", "work", "decided"),
        *_text_or_none("order_number", "approved_by", "ended_by", "out_of_service"),
        *_moment("signed_in_at", "until"),
        *_moment_or_none("approved_at", "signed_out_at", "ended_at", "next_at"),
        *_columns(sa.Integer(), "version"),
    )
    _index("ux_visit_number", "visit", "site", "number", unique=True)
    _index("ux_visit_token_digest", "visit", "token_digest", unique=True)
    _index("ix_visit_signed_in", "visit", "signed_in_at", "id")
    _index("ix_visit_open", "visit", "site", "asset", where="state IN ('waiting', 'on_site', 'leaving')")
    _index("ix_visit_next", "visit", "next_at", where="next_at IS NOT NULL")
    op.create_table(
        "visit_entry",
        *_position("visit_entry"),
        *_text("visit_id"),
        _refers("visit_entry", "visit_id", "visit"),
        *_moment("at"),
        *_text("step", "state", "actor", "note"),
    )
    op.create_table(
        "visit_file",
        *_key("visit_file", "id"),
        *_text("visit_id"),
        _refers("visit_file", "visit_id", "visit"),
        *_text("kind", "name", "content_type", "sha256", "added_by"),
        *_columns(COUNTING, "size"),
        *_moment("added_at"),
    )
    for table in ("visit_entry", "visit_file"):
        _index(f"ix_{table}_visit_id", table, "visit_id")


def _services() -> None:
    op.create_table(
        "service_record",
        *_key("service_record", "id"),
        *_text("site", "asset", "purpose", "by"),
        *_moment("at"),
        *_text_or_none("visit_id"),
    )
    _index("ix_service_record_asset", "service_record", "site", "asset", "at")


def _guard_on_sqlite() -> None:
    for table in APPEND_ONLY:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        unless = "WHEN NOT EXISTS (SELECT 1 FROM forgetting)"
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {unless} {refuse}")


def _guard_on_postgresql() -> None:
    for table in APPEND_ONLY:
        op.execute(f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
