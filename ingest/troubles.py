"""What could not be read of a message, as every dialect tells it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.quarantine import QuarantineReason
from ingest.codecs.codec import Decoded, Unreadable

Trouble = tuple[QuarantineReason, str]
"""Why something could not be read, and what and where it is."""

_LISTED = 10
"""How many of a message's troubles of one reason are named."""


def unreadable(troubles: Sequence[Trouble], device: str | None) -> list[Unreadable]:
    """One entry for each reason."""
    if not troubles:  # almost every message
        return []
    by_reason: dict[QuarantineReason, list[str]] = {}
    for reason, detail in troubles:
        by_reason.setdefault(reason, []).append(detail)
    return [Unreadable(reason, _listed(details), device) for reason, details in by_reason.items()]


def refused(reason: QuarantineReason, detail: str, device: str | None = None) -> Decoded:
    """A message of which nothing could be read."""
    return Decoded(unreadable=[Unreadable(reason, detail, device)])


def _listed(details: Sequence[str]) -> str:
    more = len(details) - _LISTED
    return "; ".join(details[:_LISTED]) + (f"; and {more} more" if more > 0 else "")
