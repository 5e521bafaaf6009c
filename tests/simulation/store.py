"""A telemetry store in memory, with the contract of `TelemetryStore.write`: twice is once, and poison is refused for ever."""

from __future__ import annotations

from collections.abc import Sequence

from domain.telemetry import Refused, TelemetryMessage
from domain.time import to_ms
from storage.telemetry.acceptance import why_never
from storage.telemetry.packing import Packed, apart, from_text, merge, pack, to_text

Row = tuple[str, str, int, str]
"""Device, its type, epoch milliseconds, and what keeps an event apart from others of that time (empty for readings)."""


class MemoryStore:
    """Of one site."""

    def __init__(self) -> None:
        self._rows: dict[Row, str] = {}

    def write(self, messages: Sequence[TelemetryMessage]) -> Sequence[Refused]:
        """See `TelemetryStore.write`."""
        refused: list[Refused] = []
        for message in messages:
            if (why := why_never(message)) is not None:
                refused.append(Refused(message, why))
                continue
            row = (message.device, message.device_type, to_ms(message.occurred_at), "" if message.event is None else apart(message))
            body = to_text(pack(message))
            self._rows[row] = merge(self._rows[row], body) if row in self._rows else body
        return refused

    def rows(self) -> dict[Row, Packed]:
        """Everything that is there."""
        return {row: from_text(body) for row, body in self._rows.items()}
