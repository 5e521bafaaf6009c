"""Runs of emergency plans with their steps, alarms, photos and logs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, literal_column

from storage.database.columns import Counting, Document, Measured, Phrase
from storage.database.tables.parts import flag, identity, metadata, moment, number, optional_moment, optional_text, partial, position, text, words

RUN_EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
RUN_UNDER_WAY: ColumnElement[Any] = literal_column("state IN ('proposed', 'running')")
RUN_WATCHING: ColumnElement[Any] = literal_column("watching AND state = 'running'")
RUN_NEWEST: ColumnElement[Any] = literal_column("newest")
"""Predicates of partial indexes: see `parts.NOT_ENDED`."""

plan_runs = Table(
    "plan_run",
    metadata,
    identity(),
    *(text(name) for name in ("number", "realm", "site", "plan_key", "plan", "kind", "stage", "state", "severity", "place")),
    *(text(name) for name in ("reason_zh", "reason_en", "outcome")),
    *(optional_text(name) for name in ("asset", "space", "commander", "started_by", "ended_by")),
    *(optional_text(name) for name in ("whistle_id", "order_id", "incident_id", "warning_id")),
    moment("begun_at"),
    *(optional_moment(name) for name in ("started_at", "ended_at", "until", "next_at")),
    number("plan_version"),
    flag("watching"),
    number("version"),
    Index("ux_plan_run_number", "site", "number", unique=True),
    Index("ix_plan_run_begun", "begun_at", "id"),
    Index("ix_plan_run_whistle_id", "whistle_id"),
    partial("ux_plan_run_under_way", "realm", "site", "plan_key", "stage", "place", where=RUN_UNDER_WAY, unique=True),
    partial("ix_plan_run_under_way", "site", "realm", "begun_at", where=RUN_UNDER_WAY),
    partial("ix_plan_run_next", "next_at", where=RUN_EXPECTED),
    partial("ix_plan_run_watching", "site", where=RUN_WATCHING),
)

plan_run_steps = Table(
    "plan_run_step",
    metadata,
    Column("run_id", Phrase, ForeignKey("plan_run.id"), primary_key=True),
    identity("key"),
    number("place"),
    *(text(name) for name in ("post", "state", "note")),
    *(optional_moment(name) for name in ("opened_at", "due_at", "settled_at", "late_at", "escalated_at", "seen_at")),
    optional_text("by"),
    Column("value", Measured),
    words("files"),
    flag("by_hand"),
)

plan_run_alarms = Table(
    "plan_run_alarm",
    metadata,
    Column("run_id", Phrase, ForeignKey("plan_run.id"), primary_key=True),
    identity("alarm_id"),
    number("place"),
    flag("newest"),
    partial("ux_plan_run_alarm", "alarm_id", where=RUN_NEWEST, unique=True),
)

plan_run_files = Table(
    "plan_run_file",
    metadata,
    identity(),
    Column("run_id", Phrase, ForeignKey("plan_run.id"), nullable=False, index=True),
    *(text(name) for name in ("name", "content_type", "sha256", "added_by")),
    Column("size", Counting, nullable=False),
    moment("added_at"),
)

plan_run_entries = Table(
    "plan_run_entry",
    metadata,
    position(),
    Column("run_id", Phrase, ForeignKey("plan_run.id"), nullable=False, index=True),
    *(moment(name) for name in ("at", "occurred_at")),
    *(text(name) for name in ("event", "actor", "note")),
    *(optional_text(name) for name in ("step", "device_id")),
    Column("data", Document, nullable=False),
)
