"""The rota: plans, patterns and what was made of them, gaps, swaps, absences, calendar feeds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, literal_column

from storage.database.columns import Document, Phrase
from storage.database.tables.parts import NOT_ENDED, flag, identity, metadata, moment, number, optional_moment, optional_text, partial, text, words

SWAP_EXPECTED: ColumnElement[Any] = literal_column("next_at IS NOT NULL")
"""The predicate of a partial index: see `parts.NOT_ENDED`."""

rota_plans = Table("rota_plan", metadata, identity("site"), Column("content", Document, nullable=False), number("version"))

rota_watches = Table("rota_watch", metadata, identity("site"), moment("next_at"), optional_text("made_on"), Index("ix_rota_watch_next", "next_at"))
"""When the posts of a site are to be looked at next; `made_on` is the local day on which turns were last made ahead."""

rota_patterns = Table(
    "rota_pattern",
    metadata,
    identity(),
    *(text(name) for name in ("site", "name")),
    Column("content", Document, nullable=False),
    number("version"),
    Index("ix_rota_pattern_site", "site", "name", "id"),
)

rota_turns = Table(
    "rota_turn",
    metadata,
    Column("pattern_id", Phrase, ForeignKey("rota_pattern.id"), primary_key=True),
    *(identity(name) for name in ("day", "person", "shift", "post")),
    text("duty_id"),
)
"""The turns that were made of patterns, each once; `post` is empty for no fixed one. What became of the duty does not matter."""

post_gaps = Table(
    "post_gap",
    metadata,
    identity(),
    *(text(name) for name in ("site", "post", "shift", "day")),
    *(moment(name) for name in ("since", "until", "opened_at")),
    *(number(name) for name in ("needed", "found")),
    *(optional_moment(name) for name in ("again_at", "ended_at")),
    optional_text("work_order_id"),
    Index("ix_post_gap_opened", "opened_at", "id"),
    partial("ux_post_gap_open", "site", "post", "shift", "day", where=NOT_ENDED, unique=True),
)

shift_swaps = Table(
    "shift_swap",
    metadata,
    identity(),
    *(text(name) for name in ("site", "asker", "state", "note")),
    *(optional_text(name) for name in ("colleague", "taker", "decided_by")),
    *(words(name) for name in ("duties", "in_return", "hints")),
    *(moment(name) for name in ("since", "until", "asked_at")),
    *(optional_moment(name) for name in ("decided_at", "next_at")),
    number("version"),
    Index("ix_shift_swap_asked", "asked_at", "id"),
    partial("ix_shift_swap_next", "next_at", where=SWAP_EXPECTED),
)

absences = Table(
    "absence",
    metadata,
    identity(),
    *(text(name) for name in ("person", "site", "said_by")),
    *(moment(name) for name in ("since", "until", "said_at")),
    optional_moment("ended_at"),
    Index("ix_absence_person", "person", "until"),
)

calendar_feeds = Table(
    "calendar_feed",
    metadata,
    identity(),
    text("person"),
    optional_text("site"),
    flag("team"),
    text("digest"),
    moment("made_at"),
    *(optional_moment(name) for name in ("used_at", "revoked_at")),
    Index("ix_calendar_feed_person", "person"),
    Index("ux_calendar_feed_digest", "digest", unique=True),
)
