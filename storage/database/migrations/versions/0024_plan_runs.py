"""Runs of emergency plans with their steps and logs; whistles of drills, and what each department brings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("whistle", sa.Column("realm", sa.Text(), nullable=False, server_default="live"))
    op.add_column("whistle_call", sa.Column("bring", sa.Text(), nullable=False, server_default=""))
    _runs()
    _parts()
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE TRIGGER plan_run_entry_no_change BEFORE UPDATE OR DELETE ON plan_run_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute("CREATE TRIGGER plan_run_entry_no_truncate BEFORE TRUNCATE ON plan_run_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    else:
        refuse = "BEGIN SELECT RAISE(ABORT, 'plan_run_entry is append-only'); END"
        op.execute(f"CREATE TRIGGER plan_run_entry_no_update BEFORE UPDATE ON plan_run_entry {refuse}")
        unless = "WHEN NOT EXISTS (SELECT 1 FROM forgetting)"
        op.execute(f"CREATE TRIGGER plan_run_entry_no_delete BEFORE DELETE ON plan_run_entry {unless} {refuse}")


def _runs() -> None:
    op.create_table(
        "plan_run",
        *_text("id", "number", "realm", "site", "plan_key", "plan", "kind", "stage", "state", "severity", "place", "reason_zh", "reason_en", "outcome"),
        *_text("asset", "space", "commander", "started_by", "ended_by", "whistle_id", "order_id", "incident_id", "warning_id", nullable=True),
        *_moment("begun_at"),
        *_moment("started_at", "ended_at", "until", "next_at", nullable=True),
        *_number("plan_version", "version"),
        sa.Column("watching", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_run"),
    )
    _index("ux_plan_run_number", "plan_run", "site", "number", unique=True)
    _index("ix_plan_run_begun", "plan_run", "begun_at", "id")
    _index("ix_plan_run_whistle_id", "plan_run", "whistle_id")
    under_way = "state IN ('proposed', 'running')"
    _index("ux_plan_run_under_way", "plan_run", "realm", "site", "plan_key", "stage", "place", unique=True, where=under_way)
    _index("ix_plan_run_under_way", "plan_run", "site", "realm", "begun_at", where=under_way)
    _index("ix_plan_run_next", "plan_run", "next_at", where="next_at IS NOT NULL")
    _index("ix_plan_run_watching", "plan_run", "site", where="watching AND state = 'running'")


def _parts() -> None:
    op.create_table(
        "plan_run_step",
        *_text("run_id", "key", "post", "state", "note", "files"),
        *_number("place"),
        *_moment("opened_at", "due_at", "settled_at", "late_at", "escalated_at", "seen_at", nullable=True),
        *_text("by", "value", nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "key", name="pk_plan_run_step"),
        _of_run("plan_run_step"),
    )
    op.create_table(
        "plan_run_alarm",
        *_text("run_id", "alarm_id"),
        *_number("place"),
        sa.Column("newest", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "alarm_id", name="pk_plan_run_alarm"),
        _of_run("plan_run_alarm"),
    )
    _index("ux_plan_run_alarm", "plan_run_alarm", "alarm_id", unique=True, where="newest")
    op.create_table(
        "plan_run_file",
        *_text("id", "run_id", "name", "content_type", "sha256", "added_by"),
        sa.Column("size", COUNTING, nullable=False),
        *_moment("added_at"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_run_file"),
        _of_run("plan_run_file"),
    )
    op.create_table(
        "plan_run_entry",
        sa.Column("position", COUNTING, sa.Identity(always=False), nullable=False),
        *_text("run_id", "event", "actor", "note", "data"),
        *_moment("at", "occurred_at"),
        *_text("step", "device_id", nullable=True),
        sa.PrimaryKeyConstraint("position", name="pk_plan_run_entry"),
        _of_run("plan_run_entry"),
    )
    for table in ("plan_run_file", "plan_run_entry"):
        _index(f"ix_{table}_run_id", table, "run_id")


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _moment(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, MOMENT, nullable=nullable) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _of_run(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["run_id"], ["plan_run.id"], name=f"fk_{table}_run_id")


def _index(name: str, table: str, *columns: str, unique: bool = False, where: str | None = None) -> None:
    clause = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=clause, postgresql_where=clause)
