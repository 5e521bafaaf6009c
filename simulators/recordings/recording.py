"""A recording: real traffic of a broker as a file, newline-delimited JSON, gzip if wanted.

The first line is the header, every further line one message in the order in which it was heard, or a mark
(``disconnected``, ``connected``, ``end``). A payload stands as ``text`` when it is UTF-8, else as ``base64``::

    {"steward_recording":1,"began":"2026-01-31T08:00:00.000Z","broker":"127.0.0.1:1883","topics":["steward/#"],"protocol":"3.1.1"}
    {"t":1769846400000000,"topic":"steward/v1/riverside/t1-lift-1/status","qos":1,"retained":true,"text":"online"}
    {"t":1769846460000000,"mark":"end","why":"Ctrl-C"}

Whoever wrote it may have been killed: a last line that is torn, or a gzip stream without its end, is no mistake.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

import msgspec

from domain.problem import BadConfiguration, Problem

VERSION = 1
MOST_QOS = 2
_GZIP = b"\x1f\x8b"
_LONGEST_HEADER = 1 << 20
_LATEST_US = 253_402_300_799_999_999
"""The end of the year 9999: what no calendar can say is no time."""
_REMEDY = "Give a file that `steward record` has written"


class Header(msgspec.Struct, frozen=True):
    """What was recorded: `topics` are the filters, `began` is RFC 3339 in UTC, `protocol` the MQTT version."""

    steward_recording: int
    began: str
    broker: str
    topics: list[str]
    protocol: str


class Recorded(NamedTuple):
    """One message as it was heard at `at_us` (epoch µs). `retained`: the flag that it came with."""

    at_us: int
    topic: str
    payload: bytes
    qos: int = 0
    retained: bool = False


class Mark(NamedTuple):
    """Something that happened to the recording itself."""

    at_us: int
    what: str
    why: str = ""


class _MessageLine(msgspec.Struct, omit_defaults=True):
    t: int
    topic: str
    qos: int
    retained: bool
    text: str | None = None
    base64: bytes | None = None


class _MarkLine(msgspec.Struct, omit_defaults=True):
    t: int
    mark: str
    why: str = ""


class _AnyLine(msgspec.Struct):
    """A line as it is read: of either kind."""

    t: int
    topic: str | None = None
    qos: int = 0
    retained: bool = False
    text: str | None = None
    base64: bytes | None = None
    mark: str | None = None
    why: str = ""


class NoLine(ValueError):
    """Not a line of a recording; the text says why."""


_encoder = msgspec.json.Encoder()
_decode = msgspec.json.Decoder(_AnyLine).decode
_decode_header = msgspec.json.Decoder(Header).decode


def line_of(said: Header | Recorded | Mark) -> bytes:
    """The line that says it, with its end."""
    if isinstance(said, Header):
        return _encoder.encode(said) + b"\n"
    if isinstance(said, Mark):
        return _encoder.encode(_MarkLine(said.at_us, said.what, said.why)) + b"\n"
    try:
        line = _MessageLine(said.at_us, said.topic, said.qos, said.retained, text=said.payload.decode())
    except UnicodeDecodeError:
        line = _MessageLine(said.at_us, said.topic, said.qos, said.retained, base64=said.payload)
    return _encoder.encode(line) + b"\n"


def read_line(line: bytes) -> Recorded | Mark:
    """What a line says that is not the header. Raises `NoLine`."""
    try:
        found = _decode(line)
    except msgspec.DecodeError as error:
        raise NoLine(str(error)) from None
    if not 0 <= found.t <= _LATEST_US:
        raise NoLine(f"{found.t} is no time in microseconds since 1970")
    if found.mark is not None:
        return Mark(found.t, found.mark, found.why)
    if not found.topic or any(letter in found.topic for letter in "+#\0"):
        raise NoLine("it has no topic that could be published to")
    if not 0 <= found.qos <= MOST_QOS:
        raise NoLine(f"{found.qos} is no quality of service")
    if (found.text is None) == (found.base64 is None):
        raise NoLine("it has not just one of `text` and `base64`")
    payload = found.text.encode() if found.text is not None else found.base64
    return Recorded(found.t, found.topic, payload or b"", found.qos, found.retained)


@dataclass(frozen=True, slots=True)
class Survey:
    """A whole recording at a glance. `ended`: the recorder ended it itself; `torn`: its last line is not whole.

    The times (epoch µs) are those of the first and the last message, `None` without any.
    """

    messages: int
    first_us: int | None
    last_us: int | None
    gaps: int
    """How often the recorder lost the broker."""
    ended: bool
    torn: bool


class Recording:
    """The recording in the file `path`. Raises `BadConfiguration` if that is none; messages are read as they are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._opened() as file:
            line = self._line(file, 1, _LONGEST_HEADER)
        self.header = self._header(line or b"")

    def messages(self) -> Iterator[Recorded]:
        """Every message, in order. Raises `BadConfiguration` at a line that is none, and at one whose time lies before its forerunner's."""
        for said in self._lines():
            if isinstance(said, Recorded):
                yield said

    def survey(self) -> Survey:
        """Read it once through. Raises `BadConfiguration` as `messages` does."""
        count = gaps = 0
        first = last = None
        ended = torn = False
        for said in self._lines():
            if said is None:
                torn = True
            elif isinstance(said, Mark):
                gaps += said.what == "disconnected"
                ended = ended or said.what == "end"
            else:
                count += 1
                first = said.at_us if first is None else first
                last = said.at_us
        return Survey(count, first, last, gaps, ended, torn)

    def _lines(self) -> Iterator[Recorded | Mark | None]:
        """What stands below the header; `None` for a torn end."""
        before = 0
        with self._opened() as file:
            self._line(file, 1)
            number = 1
            while (line := self._line(file, number := number + 1)) != b"":
                if line is None:
                    yield None
                    return
                try:
                    said = read_line(line)
                except NoLine as error:
                    if not line.endswith(b"\n"):
                        yield None
                        return
                    raise self._bad(number, f"this is no line of a recording: {error}") from None
                if said.at_us < before:
                    raise self._bad(number, "its time lies before that of the line above it")
                before = said.at_us
                yield said

    def _header(self, line: bytes) -> Header:
        try:
            header = _decode_header(line)
        except msgspec.DecodeError as error:
            raise self._bad(1, f"this is no recording ({error})") from None
        if header.steward_recording != VERSION:
            version = f"this recording is of version {header.steward_recording}; this Steward reads version {VERSION}"
            raise BadConfiguration([Problem(str(self.path), 1, version, "Play it back with the Steward that has written it")])
        return header

    def _opened(self) -> BinaryIO:
        try:
            with self.path.open("rb") as file:
                packed = file.read(2) == _GZIP
            return cast("BinaryIO", gzip.open(self.path, "rb")) if packed else self.path.open("rb")
        except OSError as error:
            raise BadConfiguration([Problem(str(self.path), None, f"the file cannot be read ({error.strerror})", "Correct the path or its rights")]) from None

    def _line(self, file: BinaryIO, number: int, most: int = -1) -> bytes | None:
        """The next line; empty at the end; `None` when a gzip stream ends in the middle of it."""
        try:
            return file.readline(most)
        except EOFError:
            return None
        except (zlib.error, gzip.BadGzipFile) as error:
            raise self._bad(number, f"from here on the file is damaged ({error})") from None

    def _bad(self, line: int, problem: str) -> BadConfiguration:
        return BadConfiguration([Problem(str(self.path), line, problem, _REMEDY)])
