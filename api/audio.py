"""Voice notes: what a browser's MediaRecorder writes, told by the container and by the kinds of its tracks, never by a name.

WebM (Matroska, RFC 9559) from Chromium and Firefox, MP4 (ISO/IEC 14496-12) from Safari. Sound alone is taken: whoever
wants to show something sends a photo.
"""

from __future__ import annotations

from collections.abc import Iterator

LARGEST_VOICE = 3 * 1024 * 1024
"""A minute at the 256 kbit/s of an old Safari, and half as much again."""

_EBML, _DOC_TYPE, _SEGMENT, _TRACKS, _ENTRY, _TRACK_TYPE = 0x1A45DFA3, 0x4282, 0x18538067, 0x1654AE6B, 0xAE, 0x83
_SOUND = 2
_MOST_ELEMENTS = 10_000
_HEADER = 8


def audio_kind(content: bytes) -> str | None:
    """The media type of a recording of sound; `None`: it is none, or shows pictures too."""
    if content.startswith(_EBML.to_bytes(4, "big")):
        return "audio/webm" if _is_webm(content) else None
    if content[4:8] == b"ftyp":
        return "audio/mp4" if _handlers(content) == {b"soun"} else None
    return None


def _is_webm(content: bytes) -> bool:
    header = _find(content, 0, len(content), _EBML)
    segment = _find(content, 0, len(content), _SEGMENT)
    if header is None or segment is None:
        return False
    kind = _find(content, *header, _DOC_TYPE)
    tracks = _find(content, *segment, _TRACKS)
    if kind is None or tracks is None or content[slice(*kind)].rstrip(b"\0") != b"webm":
        return False
    types = [_find(content, start, end, _TRACK_TYPE) for name, start, end in _elements(content, *tracks) if name == _ENTRY]
    return bool(types) and all(found is not None and int.from_bytes(content[slice(*found)], "big") == _SOUND for found in types)


def _find(content: bytes, start: int, end: int, wanted: int) -> tuple[int, int] | None:
    """Where the first element `wanted` among those from `start` to `end` has its content."""
    return next(((first, last) for name, first, last in _elements(content, start, end) if name == wanted), None)


def _elements(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The elements of one level: name, and where the content begins and ends. One of unknown length lasts to the end."""
    for _ in range(_MOST_ELEMENTS):
        name = _number(content, start, end, keep_marker=True)
        size = None if name is None else _number(content, name[1], end, keep_marker=False)
        if name is None or size is None:
            return
        first = size[1]
        unknown = size[0] == (1 << (7 * (first - name[1]))) - 1
        last = end if unknown else first + size[0]
        # The last cluster of a recording may be cut; what comes before it is whole.
        last = min(last, end)
        yield name[0], first, last
        start = last
        if start >= end:
            return


def _number(content: bytes, start: int, end: int, *, keep_marker: bool) -> tuple[int, int] | None:
    """A number of variable length, and where it ends."""
    if start >= end or content[start] == 0:
        return None
    length = 9 - content[start].bit_length()
    if start + length > end:
        return None
    value = int.from_bytes(content[start : start + length], "big")
    return (value if keep_marker else value & ((1 << (7 * length)) - 1)), start + length


def _handlers(content: bytes) -> set[bytes]:
    """What the tracks of an MP4 are for."""
    found: set[bytes] = set()
    for kind, first, last in _boxes(content, 0, len(content)):
        if kind != b"moov":
            continue
        for track, begin, finish in _boxes(content, first, last):
            media = [(a, b) for name, a, b in _boxes(content, begin, finish) if name == b"mdia"] if track == b"trak" else []
            found |= {content[a + 8 : a + 12] for start, stop in media for name, a, _ in _boxes(content, start, stop) if name == b"hdlr"}
    return found


def _boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of one level."""
    for _ in range(_MOST_ELEMENTS):
        if start + _HEADER > end:
            return
        size = int.from_bytes(content[start : start + 4], "big")
        if size == 0:
            size = end - start
        if size < _HEADER:
            return
        yield content[start + 4 : start + 8], start + _HEADER, min(start + size, end)
        start += size
