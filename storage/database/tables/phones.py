"""Phones of posts, PINs, what keys on phones are derived from, steps that came late, and links to one job."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storage.database.tables.parts import flag, identity, metadata, moment, number, optional_moment, optional_text, text, words

phones = Table(
    "post_phone",
    metadata,
    identity(),
    *(text(name) for name in ("site", "post", "name", "digest", "registered_by")),
    moment("registered_at"),
    *(optional_moment(name) for name in ("seen_at", "revoked_at")),
    optional_text("revoked_by"),
    Index("ux_post_phone_digest", "digest", unique=True),
    Index("ix_post_phone_site", "site", "name"),
)

pins = Table("pin", metadata, identity("person_id"), text("hash"), moment("set_at"))

pin_tries = Table("pin_tries", metadata, identity("person_id"), identity("phone_id"), number("failures"), optional_moment("locked_until"))

phone_sessions = Table(
    "phone_session",
    metadata,
    identity("family"),
    *(text(name) for name in ("phone_id", "person_id")),
    *(moment(name) for name in ("opened_at", "ends_at")),
    Index("ix_phone_session_ends_at", "ends_at"),
)

phone_seals = Table("phone_seal", metadata, identity("person_id"), identity("device_id"), text("salt"), moment("made_at"))

late_steps = Table(
    "late_step",
    metadata,
    identity(),
    *(text(name) for name in ("person", "subject", "what", "asked", "outcome", "why_zh", "why_en")),
    *(moment(name) for name in ("claimed_at", "occurred_at", "received_at")),
    *(optional_text(name) for name in ("reason", "device_id")),
    Index("ix_late_step_received_at", "received_at"),
)

job_links = Table(
    "job_link",
    metadata,
    identity(),
    *(text(name) for name in ("order_id", "site", "digest", "name", "phone", "made_by", "note")),
    *(moment(name) for name in ("made_at", "expires_at")),
    flag("personal"),
    *(optional_moment(name) for name in ("opened_at", "revoked_at")),
    words("steps"),
    optional_text("revoked_by"),
    Index("ux_job_link_digest", "digest", unique=True),
    Index("ix_job_link_order_id", "order_id"),
)
