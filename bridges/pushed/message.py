"""What a push becomes: messages for the broker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bridges.publisher import Sent


@dataclass(frozen=True, slots=True)
class Message:
    """Native telemetry of `device`, measured `at` (`None`: as it arrives). With an `id` it may be published again, and counts once."""

    device: str
    values: Mapping[str, Sent]
    at: datetime | None = None
    id: str | None = None
