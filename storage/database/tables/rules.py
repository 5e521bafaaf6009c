"""Versions of rules and backtests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Float, Index, Integer, Table, literal_column

from storage.database.columns import Counting, Document
from storage.database.tables.parts import identity, metadata, moment, number, optional_moment, optional_text, partial, text

UNFINISHED: ColumnElement[Any] = literal_column("state IN ('waiting', 'running')")
"""The predicate of a partial index: see `parts.NOT_ENDED`."""

rule_versions = Table(
    "rule_version",
    metadata,
    Column("sequence", Counting, primary_key=True, autoincrement=False),
    *(text(name) for name in ("site", "rule", "author", "reason")),
    number("number"),
    Column("definition", Document),
    moment("at"),
    optional_text("backtest_id"),
    Column("restores", Integer),
    Index("ux_rule_version_number", "site", "rule", "number", unique=True),
)

backtests = Table(
    "backtest",
    metadata,
    identity(),
    *(text(name) for name in ("site", "rule", "digest", "asked_by", "state")),
    *(Column(name, Document, nullable=name == "result") for name in ("definition", "result")),
    *(moment(name) for name in ("since", "until", "asked_at")),
    *(optional_moment(name) for name in ("started_at", "finished_at", "progressed_at")),
    Column("progress", Float, nullable=False),
    optional_text("error"),
    Index("ix_backtest_rule", "site", "rule", "asked_at", "id"),
    partial("ix_backtest_unfinished", "asked_at", "id", where=UNFINISHED),
)
