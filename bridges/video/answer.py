"""One connection to a camera, and one answer on it, bounded: RTSP 1.0 (RFC 2326) and HTTP/1.1 (RFC 9112) are written alike.

Whoever calls bounds the time; here the bytes are bounded, whatever the other side sends.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

LONGEST_LINE = 8 * 1024
MOST_LINES = 100
LARGEST_BODY = 64 * 1024
_MOST_INTERIM = 3
_FIRST_FINAL = 200
_STATUS = re.compile(r"(RTSP|HTTP)/[0-9]\.[0-9] ([1-9][0-9]{2})(?: .*)?")
_LENGTH = re.compile(r"[0-9]{1,9}")
_CHUNK = re.compile(r"([0-9A-Fa-f]{1,8})(?:;.*)?")


class BadAnswer(Exception):
    """What came is no answer of the protocol, or is too large. Its words hold nothing that the other side sent."""


@dataclass(frozen=True)
class Answer:
    """`headers` in the order in which they came, their names in small letters."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """The first with this name (in small letters); empty if there is none."""
        return next((value for key, value in self.headers if key == name), "")

    def every(self, name: str) -> Sequence[str]:
        """All with this name."""
        return [value for key, value in self.headers if key == name]

    @property
    def closes(self) -> bool:
        """Whether nothing more will be answered on this connection."""
        return self.header("connection").lower() == "close"


@dataclass(frozen=True)
class Connection:
    """An open connection to a camera."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def ended(self) -> bool:
        """Whether the other side has closed it."""
        return self.reader.at_eof() or self.writer.is_closing()

    async def send(self, start: str, headers: Mapping[str, str], body: bytes = b"") -> None:
        """A request: its first line, its headers, and its body, whose length is added."""
        lines = [start, *(f"{name}: {value}" for name, value in headers.items())]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await self.writer.drain()


@asynccontextmanager
async def connected(host: str, port: int) -> AsyncIterator[Connection]:
    """A TCP connection; closed at the end without waiting for the other side. Raises `OSError`, or `UnicodeError` for a name that is none."""
    reader, writer = await asyncio.open_connection(host, port, limit=LONGEST_LINE)
    try:
        yield Connection(reader, writer)
    finally:
        writer.close()


async def read_answer(reader: asyncio.StreamReader, protocol: str, begun: bytes = b"") -> Answer:
    """The next answer of `protocol` (``RTSP``, ``HTTP``) that is not an interim one; `begun` was read already.

    Raises `BadAnswer`, or `EOFError` when the connection ends before the answer does.
    """
    for _ in range(_MOST_INTERIM + 1):
        status, headers = await _head(reader, protocol, begun)
        begun = b""
        if status >= _FIRST_FINAL:
            answer = Answer(status, headers)
            return Answer(status, headers, await _body(reader, protocol, answer))
    raise BadAnswer("it answers without end that it will answer")


async def _head(reader: asyncio.StreamReader, protocol: str, begun: bytes) -> tuple[int, Sequence[tuple[str, str]]]:
    first = (begun.decode("latin-1") + await _line(reader)).strip("\r\n")
    if not first:
        first = await _line(reader)
    found = _STATUS.fullmatch(first)
    if found is None or found[1] != protocol:
        raise BadAnswer(f"what it answers is not {protocol}")
    headers: list[tuple[str, str]] = []
    for _ in range(MOST_LINES):
        line = await _line(reader)
        if not line:
            return int(found[2]), headers
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip().lower(), value.strip()))
    raise BadAnswer(f"its answer has more than {MOST_LINES} lines before the body")


async def _line(reader: asyncio.StreamReader) -> str:
    try:
        line = await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError:
        raise BadAnswer(f"a line of its answer is longer than {LONGEST_LINE} bytes") from None
    return line.rstrip(b"\r\n").decode("latin-1")


async def _body(reader: asyncio.StreamReader, protocol: str, answer: Answer) -> bytes:
    """What the headers promise. RTSP without a length has no body (RFC 2326, 4.4); HTTP without one lasts until the connection ends."""
    if protocol == "HTTP" and answer.header("transfer-encoding").lower() == "chunked":
        return await _chunks(reader)
    length = answer.header("content-length")
    if length:
        if not _LENGTH.fullmatch(length):
            raise BadAnswer("the length that it gives is no number")
        return await _exactly(reader, int(length))
    return await _until_the_end(reader) if protocol == "HTTP" else b""


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    for _ in range(LARGEST_BODY):
        found = _CHUNK.fullmatch(await _line(reader))
        if found is None:
            raise BadAnswer("a part of its answer does not say how long it is")
        size = int(found[1], 16)
        if size == 0:
            return bytes(body)
        body += await _exactly(reader, size, already=len(body))
        if await _line(reader):
            raise BadAnswer("a part of its answer is longer than it says")
    raise BadAnswer("its answer has too many parts")


async def _exactly(reader: asyncio.StreamReader, size: int, already: int = 0) -> bytes:
    if already + size > LARGEST_BODY:
        raise BadAnswer(f"its answer is larger than {LARGEST_BODY} bytes")
    return await reader.readexactly(size)


async def _until_the_end(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while part := await reader.read(LONGEST_LINE):
        body += part
        if len(body) > LARGEST_BODY:
            raise BadAnswer(f"its answer is larger than {LARGEST_BODY} bytes")
    return bytes(body)
