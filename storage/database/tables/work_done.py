"""What work took, and which faults came again."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.database.columns import Counting, Phrase
from storage.database.tables.parts import flag, metadata, moment, number, optional_moment, optional_text, position, text

work_done = Table(
    "work_done",
    metadata,
    Column("order_id", Phrase, ForeignKey("work_order.id"), primary_key=True),
    *(optional_text(name) for name in ("problem", "cause", "remedy")),
    *(text(name) for name in ("what", "recorded_by")),
    moment("recorded_at"),
    number("version"),
)

labour_lines = Table(
    "labour_line",
    metadata,
    position(),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    *(text(name) for name in ("person", "hours")),
    number("minutes"),
    *(optional_moment(name) for name in ("started_at", "ended_at")),
)

part_lines = Table(
    "part_line",
    metadata,
    position(),
    Column("order_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    *(text(name) for name in ("name", "code", "unit")),
    # Thousandths of the unit, so that both engines keep exactly what was said.
    *(Column(name, Counting, nullable=False) for name in ("quantity_milli", "unit_cost_fen")),
    flag("owner_pays"),
)

repeat_faults = Table(
    "repeat_fault",
    metadata,
    Column("order_id", Phrase, ForeignKey("work_order.id"), primary_key=True),
    Column("earlier_id", Phrase, ForeignKey("work_order.id"), nullable=False, index=True),
    *(text(name) for name in ("site", "asset")),
    *(optional_text(name) for name in ("cause", "rule")),
    moment("found_at"),
    Index("ix_repeat_fault_found", "found_at", "order_id"),
)
