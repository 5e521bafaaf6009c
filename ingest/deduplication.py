"""Knowing a message again: QoS 1 may bring it twice, and it counts once."""

from __future__ import annotations

import base64
import hashlib
import sys
from array import array

from ingest.codecs.codec import Item, Occurrence, Status
from ingest.journal_record import Record

CAPACITY = 20_000
"""At least so many items are remembered, at most twice as many: far more than any broker or device has in flight to us."""


def key_of(record: Record, item: Item, index: int) -> int | None:
    """What is the same when the same item comes again; `None` for items that cannot be told apart.

    An event is known by its id. Telemetry is known by id and time, or else by its bytes, if it says a time or an id
    at all: a device that sends one id for ever must not fall silent by it. Without either, the same bytes may well be
    a new measurement.
    """
    if isinstance(item, Status):
        return None
    if item.id is not None and (isinstance(item, Occurrence) or item.ts is not None):
        name = f"{record.topic}\0{item.id}" if isinstance(item, Occurrence) else f"{record.topic}\0{item.id}\0{item.ts}"
        return _digest(name.encode("utf-8", "surrogatepass"))  # JSON can say half of a character
    if item.id is None and item.ts is None:
        return None
    return _digest(record.topic.encode() + b"\0" + record.payload) ^ index


def _digest(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


class Deduplication:
    """Remembers the keys of the newest items; survives a restart as part of the snapshot.

    Two generations: when the younger one is full it becomes the older, and what was the older is forgotten. (One
    dictionary that always loses its first key gets slow: Python looks for that key past all that were there before.)
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._generation = capacity
        self._younger: dict[int, None] = {}
        self._older: dict[int, None] = {}

    def is_new(self, key: int) -> bool:
        """Whether `key` was not there yet; it is from now on."""
        if key in self._younger or key in self._older:
            return False
        self._younger[key] = None
        if len(self._younger) >= self._generation:
            self._older, self._younger = self._younger, {}
        return True

    def snapshot(self) -> str:
        """For `restore`: base64 of the keys, oldest first."""
        keys = array("Q", [*self._older, *self._younger])
        if sys.byteorder == "big":
            keys.byteswap()
        return base64.b64encode(keys.tobytes()).decode()

    def restore(self, data: str) -> None:
        """Take up a snapshot. `ValueError` if it is none."""
        keys = array("Q")
        keys.frombytes(base64.b64decode(data, validate=True))
        if sys.byteorder == "big":
            keys.byteswap()
        self._older, self._younger = {}, {}
        for key in keys:
            self.is_new(key)
