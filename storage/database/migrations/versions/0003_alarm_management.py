"""Alarm management (consequence, re-alarm, chattering, first-out), incidents, verification, permits, rule versions, backtests."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("permit_entry", "rule_version")
NOT_ENDED = "ended_at IS NULL"
DEADLINE = "({} IS NOT NULL AND ended_at IS NULL)"


def upgrade() -> None:
    _alarms()
    _incidents()
    _orders_and_messages()
    _permits()
    _rules()
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


def _refers(table: str, column: str, to: str) -> list[Any]:
    return [*_text(column), sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")]


def _index(name: str, table: str, *columns: str, unique: bool = False, where: str | None = None) -> None:
    clause = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=clause, postgresql_where=clause)


def _add(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, column)


def _alarms() -> None:
    _add(
        "alarm",
        *_text_or_none("consequence", "causes", "plan"),
        *_columns(sa.Integer(), "respond_within_s", "realarm_after_s", nullable=True),
        *_moment_or_none("realarm_at", "chattering_until"),
        sa.Column("first_out", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("explained_by", sa.Text(), nullable=False, server_default="[]"),
    )
    _index("ix_alarm_rule", "alarm", "rule", "raised_at", "id")
    _index("ix_alarm_condition", "alarm", "realm", "condition_key", "ended_at")
    _index("ix_alarm_incident", "alarm", "incident_id", "raised_at", "id", where="incident_id IS NOT NULL")
    _index("ix_alarm_hidden_by", "alarm", "hidden_by", "raised_at", "id", where="hidden_by IS NOT NULL")
    for deadline in ("hidden_until", "realarm_at", "chattering_until"):
        _index(f"ix_alarm_{deadline}", "alarm", deadline, where=DEADLINE.format(deadline))
    _index("ix_alarm_entry_at", "alarm_entry", "at")


def _incidents() -> None:
    op.create_table(
        "incident",
        *_key("incident", "id"),
        *_text("realm", "site", "cause", "cause_alarm_id", "first_alarm_id", "title_zh", "title_en", "severity"),
        *_moment("opened_at"),
        *_moment_or_none("release_at", "ended_at"),
        *_columns(sa.Integer(), "version"),
    )
    _index("ix_incident_cause_alarm", "incident", "cause_alarm_id", "opened_at")
    _index("ux_incident_open_cause_alarm", "incident", "cause_alarm_id", unique=True, where=NOT_ENDED)
    _index("ix_incident_opened", "incident", "realm", "opened_at", "id")
    _index("ix_incident_not_ended", "incident", "site", "realm", "opened_at", "id", where=NOT_ENDED)
    _index("ix_incident_release_at", "incident", "release_at", where=DEADLINE.format("release_at"))
    op.create_table(
        "verification",
        *_key("verification", "alarm_id"),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name="fk_verification_alarm_id", deferrable=True, initially="DEFERRED"),
        *_text("site", "zone", "state", "cause"),
        *_text_or_none("reason", "photo", "decided_by"),
        *_moment("started_at", "verify_by"),
        *_moment_or_none("decided_at"),
        *_columns(sa.Integer(), "version"),
    )
    _index("ix_verification_waiting", "verification", "site", "verify_by", where="state = 'waiting'")
    _index("ix_verification_false_alarm", "verification", "site", "decided_at", where="state = 'false_alarm'")


def _orders_and_messages() -> None:
    _add("work_order", *_text_or_none("outcome"))
    _add(
        "outbox",
        sa.Column("posts", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def _permits() -> None:
    op.create_table(
        "permit",
        *_key("permit", "id"),
        *_text("number", "site", "kind", "state", "place", "work", "applicant", "scope", "missing", "reported", "overdue"),
        *_text_or_none("approver", "watcher", "contractor"),
        *_columns(sa.Boolean(), "hides"),
        *_moment("starts_at", "until", "requested_at"),
        *_moment_or_none("begun_at", "ended_at", "recheck_at"),
        *_columns(sa.Integer(), "version"),
    )
    _index("ux_permit_number", "permit", "site", "number", unique=True)
    _index("ix_permit_requested", "permit", "requested_at", "id")
    _index("ix_permit_in_hand", "permit", "site", "until", where="state IN ('approved', 'active', 'recheck')")
    op.create_table(
        "permit_entry",
        sa.Column("position", COUNTING, sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_permit_entry"),
        *_refers("permit_entry", "permit_id", "permit"),
        *_moment("at"),
        *_text("step", "state", "actor", "note"),
    )
    op.create_table(
        "permit_attachment",
        *_key("permit_attachment", "id"),
        *_refers("permit_attachment", "permit_id", "permit"),
        *_text("name", "content_type", "sha256", "added_by"),
        *_columns(COUNTING, "size"),
        *_moment("added_at"),
    )
    for table in ("permit_entry", "permit_attachment"):
        _index(f"ix_{table}_permit_id", table, "permit_id")
    op.create_table(
        "out_of_service",
        *_key("out_of_service", "id"),
        *_text("site", "reason", "taken_by", "scope"),
        *_moment("taken_at", "until"),
        *_moment_or_none("ended_at"),
        *_text_or_none("ended_by"),
        *_columns(sa.Integer(), "version"),
    )
    _index("ix_out_of_service_open", "out_of_service", "site", "until", where=NOT_ENDED)


def _rules() -> None:
    op.create_table(
        "rule_version",
        sa.Column("sequence", COUNTING, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_rule_version"),
        *_text("site", "rule", "author", "reason"),
        *_columns(sa.Integer(), "number"),
        *_text_or_none("definition", "backtest_id"),
        *_moment("at"),
        *_columns(sa.Integer(), "restores", nullable=True),
    )
    _index("ux_rule_version_number", "rule_version", "site", "rule", "number", unique=True)
    op.create_table(
        "backtest",
        *_key("backtest", "id"),
        *_text("site", "rule", "digest", "asked_by", "state", "definition"),
        *_text_or_none("result", "error"),
        *_moment("since", "until", "asked_at"),
        *_moment_or_none("started_at", "finished_at", "progressed_at"),
        *_columns(sa.Float(), "progress"),
    )
    _index("ix_backtest_rule", "backtest", "site", "rule", "asked_at", "id")
    _index("ix_backtest_unfinished", "backtest", "asked_at", "id", where="state IN ('waiting', 'running')")


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
