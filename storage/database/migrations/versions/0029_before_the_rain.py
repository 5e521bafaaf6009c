"""Weather warnings and emergency supplies."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("weather_warning_entry", "supply_entry")


def upgrade() -> None:
    _warnings()
    _supplies()
    for table in APPEND_ONLY:
        if op.get_context().dialect.name == "postgresql":
            op.execute(f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
            op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
        else:
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
            unless = "WHEN NOT EXISTS (SELECT 1 FROM forgetting)"
            op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {unless} {refuse}")


def _columns(type_: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:  # noqa: ANN401  any column type
    return [sa.Column(name, type_, nullable=nullable) for name in names]


def _position(table: str) -> list[Any]:
    return [sa.Column("position", COUNTING, sa.Identity(always=False), nullable=False), sa.PrimaryKeyConstraint("position", name=f"pk_{table}")]


def _partial(name: str, table: str, *columns: str, where: str, unique: bool = False) -> None:
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _warnings() -> None:
    op.create_table(
        "weather_warning",
        *_columns(sa.Text(), "id", "site", "kind", "level", "state", "words", "source", "given_by"),
        *_columns(sa.Text(), "outside_id", "ended_by", nullable=True),
        *_columns(MOMENT, "issued_at", "given_at", "until"),
        *_columns(MOMENT, "ended_at", nullable=True),
        *_columns(sa.Integer(), "version"),
        sa.PrimaryKeyConstraint("id", name="pk_weather_warning"),
    )
    _partial("ux_weather_warning_in_force", "weather_warning", "site", "kind", where="state = 'in_force'", unique=True)
    _partial("ix_weather_warning_until", "weather_warning", "until", where="state = 'in_force'")
    op.create_index("ix_weather_warning_given", "weather_warning", ["given_at", "id"])
    op.create_index("ix_weather_warning_outside", "weather_warning", ["site", "source", "outside_id"])
    op.create_table(
        "weather_warning_entry",
        *_position("weather_warning_entry"),
        *_columns(sa.Text(), "warning_id"),
        *_columns(MOMENT, "at", "until"),
        *_columns(sa.Text(), "step", "actor", "level", "note"),
        sa.ForeignKeyConstraint(["warning_id"], ["weather_warning.id"], name="fk_weather_warning_entry_warning_id"),
    )
    op.create_index("ix_weather_warning_entry_warning_id", "weather_warning_entry", ["warning_id"])


def _supplies() -> None:
    op.create_table(
        "supply",
        *_columns(sa.Text(), "id", "site", "name", "unit", "post", "spot", "note"),
        *_columns(sa.Text(), "space", "expires_on", "checked_by", nullable=True),
        *_columns(sa.Integer(), "count", "wanted", "check_every_days", "version"),
        *_columns(MOMENT, "check_by"),
        *_columns(MOMENT, "checked_at", "told_at", "removed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_supply"),
    )
    op.create_index("ix_supply_check_by", "supply", ["site", "check_by", "id"])
    _partial("ix_supply_expected", "supply", "check_by", where="removed_at IS NULL AND told_at IS NULL")
    op.create_table(
        "supply_entry",
        *_position("supply_entry"),
        *_columns(sa.Text(), "supply_id"),
        *_columns(MOMENT, "at"),
        *_columns(sa.Text(), "step", "actor", "note"),
        *_columns(sa.Integer(), "count"),
        sa.ForeignKeyConstraint(["supply_id"], ["supply.id"], name="fk_supply_entry_supply_id"),
    )
    op.create_index("ix_supply_entry_supply_id", "supply_entry", ["supply_id"])
