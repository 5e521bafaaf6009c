"""Alarms, work orders, event log, outbox, quarantine, people, ingests and the system's own small records."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("alarm_entry", "timeline_entry", "event_log", "audit_log")


def upgrade() -> None:
    _alarms()
    _work_orders()
    _events()
    _messages()
    _people()
    _system()
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


def _given(table: str, name: str = "position") -> list[Any]:
    """A key that the engine numbers."""
    return [sa.Column(name, COUNTING, sa.Identity(always=False), nullable=False), sa.PrimaryKeyConstraint(name, name=f"pk_{table}")]


def _refers(table: str, column: str, to: str, *, at_commit: bool = False) -> list[Any]:
    timing: dict[str, Any] = {"deferrable": True, "initially": "DEFERRED"} if at_commit else {}
    return [*_text(column), sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}", **timing)]


def _index(name: str, table: str, *columns: str, unique: bool = False, where: str | None = None) -> None:
    clause = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=clause, postgresql_where=clause)


def _alarms() -> None:
    op.create_table(
        "alarm",
        *_key("alarm", "id"),
        *_text("realm", "site", "asset", "rule", "episode", "condition_key", "severity", "department", "assist", "message_zh", "message_en"),
        *_text_or_none("point", "latch", "acknowledged_by", "sop", "incident_id", "hidden_kind", "hidden_reason", "hidden_by", "value"),
        *_moment("occurred_at", "raised_at"),
        *_moment_or_none("returned_at", "acknowledged_at", "cleared_at", "ended_at", "hidden_until"),
        *_columns(sa.Boolean(), "condition", "acknowledged", "late"),
        *_columns(sa.Integer(), "version"),
    )
    _index("ux_alarm_episode", "alarm", "episode", unique=True)
    _index("ux_alarm_open_condition", "alarm", "realm", "condition_key", unique=True, where="ended_at IS NULL")
    _index("ix_alarm_raised", "alarm", "realm", "raised_at", "id")
    _index("ix_alarm_not_ended", "alarm", "site", "realm", "raised_at", "id", where="ended_at IS NULL")
    op.create_table(
        "alarm_entry",
        *_given("alarm_entry"),
        *_refers("alarm_entry", "alarm_id", "alarm"),
        *_moment("at"),
        *_text("event", "state", "actor", "note"),
        *_text_or_none("value"),
    )
    _index("ix_alarm_entry_alarm_id", "alarm_entry", "alarm_id")


def _work_orders() -> None:
    op.create_table(
        "work_order",
        *_key("work_order", "id"),
        *_text("number", "realm", "kind", "site", "department", "priority", "state", "title_zh", "title_en", "skills", "overdue"),
        *_text_or_none("asset", "group_key", "assignee", "sop", "requested_by", "incident_id", "parent_id"),
        *_moment("opened_at"),
        *_moment_or_none("accept_by", "arrive_by", "resolve_by", "accepted_at", "arrived_at", "completed_at", "closed_at"),
        *_columns(sa.Integer(), "version"),
    )
    _index("ux_work_order_number", "work_order", "site", "number", unique=True)
    _index("ux_work_order_open_group", "work_order", "realm", "group_key", unique=True, where="state NOT IN ('closed', 'cancelled')")
    _index("ix_work_order_opened", "work_order", "realm", "opened_at", "id")
    _index("ix_work_order_open", "work_order", "realm", "opened_at", "id", where="state NOT IN ('closed', 'cancelled')")
    op.create_table(
        "order_alarm",
        *_given("order_alarm"),
        *_refers("order_alarm", "alarm_id", "alarm", at_commit=True),
        *_refers("order_alarm", "order_id", "work_order"),
    )
    _index("ux_order_alarm_alarm", "order_alarm", "alarm_id", unique=True)
    op.create_table(
        "task",
        *_key("task", "id"),
        *_refers("task", "order_id", "work_order"),
        *_columns(sa.Integer(), "place"),
        *_text("department", "title_zh", "title_en"),
        *_moment_or_none("due_by", "done_at"),
        *_text_or_none("done_by"),
        *_columns(sa.Boolean(), "required"),
    )
    op.create_table(
        "timeline_entry",
        *_given("timeline_entry"),
        *_text("id"),
        *_refers("timeline_entry", "order_id", "work_order"),
        *_moment("at", "occurred_at"),
        *_text("event", "state", "actor", "note"),
        *_text_or_none("device_id"),
    )
    _index("ux_timeline_entry_id", "timeline_entry", "id", unique=True)
    op.create_table(
        "attachment",
        *_key("attachment", "id"),
        *_refers("attachment", "order_id", "work_order"),
        *_text("name", "content_type", "sha256", "added_by"),
        *_columns(COUNTING, "size"),
        *_moment("added_at"),
    )
    for table in ("order_alarm", "task", "timeline_entry", "attachment"):
        _index(f"ix_{table}_order_id", table, "order_id")
    op.create_table("order_number", *_key("order_number", "site", "day"), *_columns(sa.Integer(), "last"))


def _events() -> None:
    op.create_table(
        "event_log",
        *_given("event_log", "sequence"),
        *_moment("at"),
        *_text("realm", "site", "type", "transition", "subject_id", "actor", "departments", "body"),
        *_text_or_none("asset"),
        sqlite_autoincrement=True,
    )
    _index("ix_event_log_at", "event_log", "at")


def _messages() -> None:
    op.create_table(
        "outbox",
        *_key("outbox", "id"),
        *_text("key", "realm", "site", "kind", "severity", "department", "title_zh", "title_en", "body_zh", "body_en", "state", "alarm_ids"),
        *_text_or_none("work_order_id", "error"),
        *_moment("created_at"),
        *_moment_or_none("next_at", "sent_at"),
        *_columns(sa.Integer(), "attempts"),
    )
    _index("ux_outbox_key", "outbox", "key", unique=True)
    _index("ix_outbox_created", "outbox", "created_at", "id")
    _index("ix_outbox_waiting", "outbox", "created_at", "id", where="state = 'waiting'")
    op.create_table(
        "quarantine",
        *_key("quarantine", "id"),
        *_text("likeness", "site", "topic", "reason", "detail"),
        *_text_or_none("device"),
        *_columns(sa.LargeBinary(), "payload"),
        *_columns(COUNTING, "times"),
        *_moment("received_at", "last_at"),
    )
    _index("ix_quarantine_received", "quarantine", "received_at", "id")
    _index("ix_quarantine_likeness", "quarantine", "likeness", "received_at")


def _people() -> None:
    op.create_table(
        "person",
        *_key("person", "id"),
        *_text("username", "name", "role", "password_hash", "sites"),
        *_text_or_none("department"),
        *_columns(sa.Boolean(), "active"),
        *_columns(sa.Integer(), "failed_logins"),
        *_moment_or_none("locked_until"),
    )
    _index("ux_person_username", "person", "username", unique=True)
    op.create_table(
        "refresh_token",
        *_key("refresh_token", "digest"),
        *_refers("refresh_token", "person_id", "person"),
        *_text("family"),
        *_moment("created_at", "expires_at"),
        *_moment_or_none("used_at"),
    )
    _index("ix_refresh_token_person_id", "refresh_token", "person_id")
    _index("ix_refresh_token_family", "refresh_token", "family")
    op.create_table("push_subscription", *_key("push_subscription", "id"), *_text("person_id", "endpoint", "keys"), *_moment("at"))
    _index("ix_push_subscription_person_id", "push_subscription", "person_id")


def _system() -> None:
    op.create_table(
        "ingest",
        *_key("ingest", "site"),
        *_columns(COUNTING, "epoch"),
        *_text_or_none("owner"),
        *_moment_or_none("expires_at"),
        *_columns(COUNTING, "journal_offset"),
    )
    op.create_table(
        "device_checkpoint", *_key("device_checkpoint", "site", "device"), *_columns(sa.Boolean(), "online", nullable=True), *_moment_or_none("last_seen")
    )
    op.create_table("follower", *_key("follower", "name"), *_columns(COUNTING, "position"))
    op.create_table("heartbeat", *_key("heartbeat", "role", "instance"), *_moment("at"), *_text("detail"))
    op.create_table("audit_log", *_given("audit_log"), *_moment("at"), *_text("actor", "action", "subject", "detail", "address"))
    _index("ix_audit_log_at", "audit_log", "at")
    op.create_table("retention", *_key("retention", "kind"), *_columns(COUNTING, "keep_s"), *_columns(sa.Boolean(), "personal"), *_text("why_zh", "why_en"))
    op.create_table("forgetting", *_key("forgetting", "kind"))
    op.create_table("answer", *_key("answer", "id"), *_text("person_id", "key", "digest", "body"), *_moment("at"), *_columns(sa.Integer(), "status"))
    _index("ix_answer_at", "answer", "at")


def _guard_on_sqlite() -> None:
    for table in APPEND_ONLY:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        unless = "WHEN NOT EXISTS (SELECT 1 FROM forgetting)"
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {unless} {refuse}")


def _guard_on_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM forgetting) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
