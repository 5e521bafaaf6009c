"""Alarms, the incidents that they are parts of, and the verification of first signals of fire."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Integer, Table, literal_column

from storage.database.columns import Measured, Phrase
from storage.database.tables.parts import (
    NOT_ENDED,
    WAITING,
    added_flag,
    added_words,
    flag,
    identity,
    metadata,
    moment,
    number,
    optional_moment,
    optional_text,
    partial,
    position,
    search,
    text,
    words,
)

ABNORMAL: ColumnElement[Any] = literal_column("(condition OR (NOT acknowledged AND ended_at IS NULL))")
FALSE_ALARM: ColumnElement[Any] = literal_column("state = 'false_alarm'")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

alarms = Table(
    "alarm",
    metadata,
    identity(),
    *(text(name) for name in ("realm", "site", "asset", "rule", "episode", "condition_key", "severity", "department", "message_zh", "message_en")),
    *(optional_text(name) for name in ("point", "latch", "acknowledged_by", "sop", "incident_id", "hidden_kind", "hidden_reason", "hidden_by")),
    words("assist"),
    Column("value", Measured),
    *(moment(name) for name in ("occurred_at", "raised_at")),
    *(optional_moment(name) for name in ("returned_at", "acknowledged_at", "cleared_at", "ended_at", "hidden_until")),
    *(flag(name) for name in ("condition", "acknowledged", "late")),
    number("version"),
    search(),
    *(optional_text(name) for name in ("consequence", "causes", "plan")),
    *(Column(name, Integer) for name in ("respond_within_s", "realarm_after_s")),
    *(optional_moment(name) for name in ("realarm_at", "chattering_until")),
    added_flag("first_out"),
    added_words("explained_by"),
    Index("ux_alarm_episode", "episode", unique=True),
    partial("ux_alarm_open_condition", "realm", "condition_key", where=NOT_ENDED, unique=True),
    Index("ix_alarm_raised", "realm", "raised_at", "id"),
    Index("ix_alarm_asset", "asset", "raised_at", "id"),
    partial("ix_alarm_not_ended", "site", "realm", "raised_at", "id", where=NOT_ENDED),
    partial("ix_alarm_abnormal", "realm", "raised_at", "id", where=ABNORMAL),
    Index("ix_alarm_rule", "rule", "raised_at", "id"),
    Index("ix_alarm_condition", "realm", "condition_key", "ended_at"),
    partial("ix_alarm_incident", "incident_id", "raised_at", "id", where=literal_column("incident_id IS NOT NULL")),
    partial("ix_alarm_hidden_by", "hidden_by", "raised_at", "id", where=literal_column("hidden_by IS NOT NULL")),
    # What the sweeps look for every second. A deadline that is not there is never due, so its row need not be in the index.
    *(
        partial(f"ix_alarm_{deadline}", deadline, where=literal_column(f"({deadline} IS NOT NULL AND ended_at IS NULL)"))
        for deadline in ("hidden_until", "realarm_at", "chattering_until")
    ),
)

alarm_entries = Table(
    "alarm_entry",
    metadata,
    position(),
    Column("alarm_id", Phrase, ForeignKey("alarm.id"), nullable=False, index=True),
    moment("at"),
    *(text(name) for name in ("event", "state", "actor", "note")),
    Column("value", Measured),
    Index("ix_alarm_entry_at", "at"),
)

incidents = Table(
    "incident",
    metadata,
    identity(),
    *(text(name) for name in ("realm", "site", "cause", "cause_alarm_id", "first_alarm_id", "title_zh", "title_en", "severity")),
    moment("opened_at"),
    *(optional_moment(name) for name in ("release_at", "ended_at")),
    number("version"),
    Index("ix_incident_cause_alarm", "cause_alarm_id", "opened_at"),
    partial("ux_incident_open_cause_alarm", "cause_alarm_id", where=NOT_ENDED, unique=True),
    Index("ix_incident_opened", "realm", "opened_at", "id"),
    partial("ix_incident_not_ended", "site", "realm", "opened_at", "id", where=NOT_ENDED),
    partial("ix_incident_release_at", "release_at", where=literal_column("(release_at IS NOT NULL AND ended_at IS NULL)")),
)

verifications = Table(
    "verification",
    metadata,
    # Checked at commit: an alarm and its verification may be added in either order.
    Column("alarm_id", Phrase, ForeignKey("alarm.id", deferrable=True, initially="DEFERRED"), primary_key=True),
    *(text(name) for name in ("site", "zone", "state", "cause")),
    *(optional_text(name) for name in ("reason", "photo", "decided_by")),
    *(moment(name) for name in ("started_at", "verify_by")),
    optional_moment("decided_at"),
    number("version"),
    partial("ix_verification_waiting", "site", "verify_by", where=WAITING),
    partial("ix_verification_false_alarm", "site", "decided_at", where=FALSE_ALARM),
)
