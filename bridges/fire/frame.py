"""Frames of GB/T 26875.3-2011, 6.6: found in a stream of bytes, checked, and answered.

A frame is ``@@``, serial number (2 bytes), version (2), time it was sent (6), source (6), destination (6), length (2),
command (1), application data unit (at most 1024), sum (1), ``##``. Numbers come low byte first; the sum is that of
everything between ``@@`` and itself, modulo 256 (table 1 and 6.5.3 of the standard; the same in the public
implementations shootingfans/codec_gb26875_3_2011 and dgiot's dgiot_gb26875_decoder, whose captured frames are in our tests).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

START, END = b"@@", b"##"
LONGEST_UNIT = 1024
_HEAD = 27
"""Bytes before the application data unit."""
_TAIL = 3


class Command(IntEnum):
    """Table 2."""

    CONTROL = 1
    SEND = 2
    CONFIRM = 3
    REQUEST = 4
    ANSWER = 5
    DENY = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as it came. `unit` is the application data unit; it is empty in heartbeats and confirmations."""

    head: bytes
    unit: bytes

    @property
    def serial(self) -> int:
        """The sender's running number."""
        return int.from_bytes(self.head[2:4], "little")

    @property
    def source(self) -> str:
        """The sender's address: twelve hexadecimal digits, high byte first."""
        return self.head[12:18][::-1].hex()

    @property
    def command(self) -> int:
        """One of `Command`, or a number that the standard does not define."""
        return self.head[26]

    @property
    def length(self) -> int:
        """Of the whole frame, in bytes."""
        return _HEAD + len(self.unit) + _TAIL

    def reply(self, command: Command) -> bytes:
        """A frame without data that answers this one: its serial number, version and time, and its addresses exchanged."""
        return build(self.head[2:12], self.head[18:24], self.head[12:18], command)


@dataclass(frozen=True, slots=True)
class Damaged(Frame):
    """What began like a frame and is none; `why` in words. Its sender is told to repeat (6.3.2: it is denied).

    `ended`: it ends as a frame does, so that only its content is in doubt.
    """

    why: str
    ended: bool


def build(begin: bytes, source: bytes, destination: bytes, command: int, unit: bytes = b"") -> bytes:
    """A frame. `begin` is serial number, version and time as they stand in it (10 bytes); addresses have 6 bytes, low byte first."""
    inside = begin + source + destination + len(unit).to_bytes(2, "little") + bytes([command]) + unit
    return START + inside + bytes([sum(inside) & 0xFF]) + END


class FrameReader:
    """Finds frames in what comes over one connection, however it is cut.

    Nothing that comes raises. Bytes that belong to no frame are left out, and counted in `strange`. A frame whose sum is wrong
    is given as `Damaged`; of other bytes that only look like a beginning, the first in each piece that was read is.
    It keeps less than one frame.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.strange = 0

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that are complete with `data`, in order. A whole one is preferred to waiting for what began before and may never end."""
        self._bytes += data
        begun: int | None = None
        damaged: tuple[int, Damaged] | None = None
        told = False
        at = self._bytes.find(START)
        while at >= 0:
            found = self._at(at)
            after = at + 1
            if found is None:
                begun = at if begun is None else begun
            elif isinstance(found, Damaged) and not (found.ended and begun is None):
                damaged = damaged or (at, found)
            else:
                if damaged is not None and not told and not _false(damaged, at):
                    told = True
                    yield damaged[1]
                self._drop(at, found.length)
                begun, damaged, after = None, None, 0
                yield found
            at = self._bytes.find(START, after)
        if damaged is not None and not told and (begun is None or damaged[0] < begun) and not _false(damaged, begun):
            yield damaged[1]
        self._drop(len(self._bytes) - self._bytes.endswith(START[:1]) if begun is None else begun, 0)

    def _at(self, at: int) -> Frame | None:
        """What begins at `at`; `None`: it may still become a frame."""
        here, unit = self._bytes, at + _HEAD
        if len(here) < unit:
            return None
        length = here[at + 24] + (here[at + 25] << 8)
        if length > LONGEST_UNIT:
            return Damaged(bytes(here[at:unit]), b"", f"its length is {length}, and {LONGEST_UNIT} is the most", ended=False)
        end = unit + length
        if len(here) < end + _TAIL:
            return None
        if here[end + 1 : end + _TAIL] != END:
            return Damaged(bytes(here[at:unit]), b"", f"it ends with {here[end + 1 : end + _TAIL].hex(' ')}, not with ##", ended=False)
        right = sum(here[at + 2 : end]) & 0xFF
        if here[end] != right:
            return Damaged(bytes(here[at:unit]), bytes(here[unit:end]), f"its sum is {here[end]:02x}, and {right:02x} would be right", ended=True)
        return Frame(bytes(here[at:unit]), bytes(here[unit:end]))

    def _drop(self, strange: int, frame: int) -> None:
        """Take away bytes that belong to no frame, and those of the frame after them."""
        del self._bytes[: strange + frame]
        self.strange += strange


def _false(damaged: tuple[int, Damaged], next_at: int | None) -> bool:
    """Whether what looked like a beginning holds another one where its own serial number or source would stand."""
    at, frame = damaged
    return not frame.ended and next_at is not None and next_at - at < _HEAD
