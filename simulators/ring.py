"""A lane's packets, made once: a ring of places, each with its device and its packet identifier; only the time is filled in.

The message with number n lies at place n modulo the ring's length. As the ring is at least as long as the window, no
identifier is used twice at a time, and neither sending nor hearing an answer costs anything for each single message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from simulators.packets import DUP, puback

MOST_IDENTIFIERS = 65_535
_BLANK = b"\0" * 13
"""Stands for thirteen digits: never in JSON, and nowhere else so many in a row."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a device says, but for packet identifier (after `head`) and time, 13 digits (between `before` and `after`)."""

    device: str
    head: bytes
    before: bytes
    after: bytes


class Ring:
    """`parcels` in turn, as often as `window` places need. Raises `ValueError` for more parcels than there are identifiers."""

    def __init__(self, parcels: Sequence[Parcel], window: int) -> None:
        if len(parcels) > MOST_IDENTIFIERS:
            raise ValueError(f"{len(parcels)} devices on one connection; MQTT has only {MOST_IDENTIFIERS} packet identifiers")
        rounds = max(1, min(-(-window // len(parcels)), MOST_IDENTIFIERS // len(parcels)))
        self.places = rounds * len(parcels)
        packets = [
            b"".join((parcel.head, (place + 1).to_bytes(2, "big"), parcel.before, _BLANK, parcel.after)) for place, parcel in enumerate(list(parcels) * rounds)
        ]
        self._packets = b"".join(packets)
        self._starts = list(accumulate(map(len, packets), initial=0))
        self._answers = 2 * b"".join(puback(place + 1) for place in range(self.places))

    def run_from(self, number: int) -> int:
        """How many messages lie behind one another from `number` on."""
        return self.places - number % self.places

    def packets(self, number: int, count: int, ts_ms: int) -> bytes:
        """`count` messages from `number` on, all of the same time; no more than `run_from` says."""
        place = number % self.places
        return self._packets[self._starts[place] : self._starts[place + count]].replace(_BLANK, b"%013d" % ts_ms)

    def repeated(self, number: int, ts_ms: int) -> bytes:
        """One message again, marked so."""
        packet = self.packets(number, 1, ts_ms)
        return bytes((packet[0] | DUP,)) + packet[1:]

    def answers(self, number: int, length: int) -> bytes:
        """The next `length` bytes (at most the ring's) that a broker answers when all goes well, from `number` on."""
        start = number % self.places * 4
        return self._answers[start : start + length]

    def number_of(self, identifier: int, oldest: int) -> int:
        """Which message an acknowledgement means, if `oldest` is the oldest that waits for one."""
        return oldest + (identifier - 1 - oldest) % self.places
