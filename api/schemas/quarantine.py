"""Messages that could not be read."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Moment, PageOf, Schema
from domain.quarantine import QuarantineReason


class QuarantineEntry(Schema):
    """A message, or a part of one, that was put aside. Personal fields are masked; see `reveal`."""

    id: str
    received_at: Moment
    topic: str
    reason: QuarantineReason
    detail: str = Field(description="What is wrong and where.")
    reason_name: LocalText
    site: str
    device: str | None
    payload: str = Field(description="Its first 4 KiB as text, personal fields masked.")
    count: int = Field(description="How many like ones are folded into it.")
    last_at: Moment


class QuarantinePage(PageOf[QuarantineEntry]):
    """Newest first."""

    total: int = Field(description="How many messages or parts there are at your sites, the folded ones included.")


class Reveal(Schema):
    """Why somebody wants to see personal data; it goes into the audit log."""

    reason: str = Field(min_length=3, max_length=500)


class Revealed(Schema):
    """The payload as it came."""

    id: str
    detail: str
    payload: str
