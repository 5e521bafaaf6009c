"""Drills and their logs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "drill",
        *_columns(sa.Text(), "id"),
        sa.PrimaryKeyConstraint("id", name="pk_drill"),
        *_columns(sa.Text(), "number", "site", "plan_key", "scenario", "title", "planned_by", "state", "reason"),
        *_columns(sa.Text(), "area", "started_by", "ended_by", "interrupted_by", "run_id", nullable=True),
        *_columns(sa.Text(), "people"),
        *_columns(sa.Boolean(), "announced", "outside"),
        *_columns(sa.Float(), "lasts_s", "speed"),
        *_columns(MOMENT, "planned_at", "begins_at"),
        *_columns(MOMENT, "started_at", "ends_by", "ended_at", "reminded_at", "next_at", nullable=True),
        *_columns(sa.Integer(), "seed", "version"),
    )
    op.create_index("ux_drill_number", "drill", ["site", "number"], unique=True)
    op.create_index("ix_drill_begins", "drill", ["begins_at", "id"])
    _partial("ux_drill_running", "site", where="state = 'running'", unique=True)
    _partial("ix_drill_next", "next_at", where="next_at IS NOT NULL")
    op.create_table(
        "drill_entry",
        sa.Column("position", COUNTING, sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_drill_entry"),
        *_columns(sa.Text(), "drill_id"),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name="fk_drill_entry_drill_id"),
        *_columns(MOMENT, "at"),
        *_columns(sa.Text(), "event", "actor", "note"),
    )
    op.create_index("ix_drill_entry_drill_id", "drill_entry", ["drill_id"])
    _papers()
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE TRIGGER drill_entry_no_change BEFORE UPDATE OR DELETE ON drill_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute("CREATE TRIGGER drill_entry_no_truncate BEFORE TRUNCATE ON drill_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    else:
        refuse = "BEGIN SELECT RAISE(ABORT, 'drill_entry is append-only'); END"
        op.execute(f"CREATE TRIGGER drill_entry_no_update BEFORE UPDATE ON drill_entry {refuse}")
        unless = "WHEN NOT EXISTS (SELECT 1 FROM forgetting)"
        op.execute(f"CREATE TRIGGER drill_entry_no_delete BEFORE DELETE ON drill_entry {unless} {refuse}")


def _papers() -> None:
    op.create_table(
        "drill_signature",
        *_columns(sa.Text(), "id"),
        sa.PrimaryKeyConstraint("id", name="pk_drill_signature"),
        *_columns(sa.Text(), "drill_id"),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name="fk_drill_signature_drill_id"),
        *_columns(sa.Text(), "name", "content_type", "sha256", "added_by", "signed_by", "signed_as"),
        *_columns(COUNTING, "size"),
        *_columns(MOMENT, "added_at"),
    )
    op.create_index("ix_drill_signature_drill_id", "drill_signature", ["drill_id"])
    op.create_table(
        "drill_reminder",
        *_columns(sa.Text(), "site", "plan_key", "period", "step"),
        sa.PrimaryKeyConstraint("site", "plan_key", "period", "step", name="pk_drill_reminder"),
        *_columns(MOMENT, "at"),
    )


def _columns(type_: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:  # noqa: ANN401  any column type
    return [sa.Column(name, type_, nullable=nullable) for name in names]


def _partial(name: str, column: str, *, where: str, unique: bool = False) -> None:
    op.create_index(name, "drill", [column], unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
