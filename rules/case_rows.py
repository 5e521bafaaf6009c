"""What the devices of a case say, message by message: rows that repeat are written out, in the order of receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from rules.case_file import CaseValue, Ramp, Row

_DIGITS = 9
"""Of what a ramp has come to: as exact as anybody writes, without the dust of floating point."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. Times after the beginning; `row` is the number of the row that says it."""

    row: int
    at: timedelta
    known: timedelta
    asset: str
    values: Mapping[str, CaseValue]
    event: str | None
    data: Mapping[str, object]


def messages(rows: Sequence[Row], tested: str) -> list[Message]:
    """All of them by when they are received; those of one moment as they are written."""
    said = [message for number, row in enumerate(rows) for message in _messages(number, row, tested)]
    return sorted(said, key=lambda message: message.known)


def _messages(number: int, row: Row, tested: str) -> Iterator[Message]:
    lag = row.known - row.at
    times = [row.at] if row.every is None or row.until is None else [row.at + turn * row.every for turn in range((row.until - row.at) // row.every + 1)]
    length = times[-1] - times[0]
    for at in times:
        share = (at - row.at) / length if length else 0.0
        values = {key: _at(value, share) if isinstance(value, Ramp) else value for key, value in row.values.items()}
        yield Message(number, at, at + lag, row.asset or tested, values, row.event, row.data)


def _at(ramp: Ramp, share: float) -> float:
    return round(ramp.begin + (ramp.to - ramp.begin) * share, _DIGITS)
