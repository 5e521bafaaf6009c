"""Notices to residents."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _notices()
    _recipients()
    _deliveries()
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE TRIGGER notice_entry_no_change BEFORE UPDATE OR DELETE ON notice_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute("CREATE TRIGGER notice_entry_no_truncate BEFORE TRUNCATE ON notice_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    else:
        refuse = "BEGIN SELECT RAISE(ABORT, 'notice_entry is append-only'); END"
        op.execute(f"CREATE TRIGGER notice_entry_no_update BEFORE UPDATE ON notice_entry {refuse}")
        unless = "WHEN NOT EXISTS (SELECT 1 FROM forgetting)"
        op.execute(f"CREATE TRIGGER notice_entry_no_delete BEFORE DELETE ON notice_entry {unless} {refuse}")


def _notices() -> None:
    op.create_table(
        "notice",
        *_key("notice", "id"),
        *_text("number", "site", "realm", "kind", "state", "title_zh", "title_en", "text_zh", "text_en", "cause_zh", "cause_en"),
        *_text("phone", "written_by", "digest", "words", "channels", "units", "updates"),
        *_text("asset", "incident_id", "order_id", "alarm_id", "plan_run_id", "approved_by", "ended_by", nullable=True),
        *_moment("written_at"),
        *_moment("since", "until", "approve_by", "approved_at", "published_at", "ended_at", "matter_over_at", "next_at", nullable=True),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("approval_late", "overdue", "waits")),
        *_number("opened", "version"),
    )
    _index("ux_notice_number", "notice", "site", "number", unique=True)
    _index("ux_notice_digest", "notice", "digest", unique=True)
    _index("ix_notice_written", "notice", "written_at", "id")
    _index("ix_notice_next", "notice", "next_at", where="next_at IS NOT NULL")
    _index("ix_notice_follows", "notice", "id", where="ended_at IS NULL AND matter_over_at IS NULL")
    op.create_table(
        "notice_entry",
        sa.Column("position", COUNTING, sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_notice_entry"),
        *_text("notice_id"),
        _of_a_notice("notice_entry"),
        *_moment("at"),
        *_text("step", "actor", "note"),
    )
    _index("ix_notice_entry_notice_id", "notice_entry", "notice_id")


def _recipients() -> None:
    op.create_table(
        "notice_recipient",
        *_key("notice_recipient", "id"),
        *_text("site", "unit", "by", "sealed", "hint", "digest", "off_digest", "language", "added_by"),
        *_moment("consented_at", "added_at"),
        *_moment("ended_at", nullable=True),
        *_text("ended", nullable=True),
    )
    _index("ux_notice_recipient_off", "notice_recipient", "off_digest", unique=True)
    _index("ix_notice_recipient_digest", "notice_recipient", "digest")
    _index("ix_notice_recipient_added", "notice_recipient", "added_at", "id")
    _index("ix_notice_recipient_of", "notice_recipient", "site", "by", where="ended_at IS NULL")


def _deliveries() -> None:
    op.create_table(
        "notice_delivery",
        *_key("notice_delivery", "id"),
        *_text("key", "notice_id"),
        _of_a_notice("notice_delivery"),
        *_text("site", "realm", "channel", "state"),
        *_text("update_id", "recipient_id", "error", nullable=True),
        *_moment("queued_at"),
        *_moment("next_at", "sent_at", nullable=True),
        *_number("attempts"),
    )
    _index("ux_notice_delivery_key", "notice_delivery", "key", unique=True)
    _index("ix_notice_delivery_notice", "notice_delivery", "notice_id", "queued_at", "id")
    _index("ix_notice_delivery_recipient", "notice_delivery", "recipient_id")
    _index("ix_notice_delivery_due", "notice_delivery", "next_at", where="state = 'queued'")


def _key(table: str, *names: str) -> list[Any]:
    return [*_text(*names), sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")]


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _moment(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, MOMENT, nullable=nullable) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _of_a_notice(table: str) -> Any:  # noqa: ANN401  any constraint
    return sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=f"fk_{table}_notice_id")


def _index(name: str, table: str, *columns: str, unique: bool = False, where: str | None = None) -> None:
    clause = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=clause, postgresql_where=clause)
