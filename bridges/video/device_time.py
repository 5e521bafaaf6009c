"""The time in an answer to GetSystemDateAndTime: ``UTCDateTime``, whole seconds in UTC (schema of the ONVIF Core Specification)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from xml.parsers import expat

from bridges.video.answer import BadAnswer

_DEEPEST = 20
_MOST_ELEMENTS = 1_000
_WHERE: Mapping[tuple[str, ...], str] = {
    ("UTCDateTime", "Date", "Year"): "year",
    ("UTCDateTime", "Date", "Month"): "month",
    ("UTCDateTime", "Date", "Day"): "day",
    ("UTCDateTime", "Time", "Hour"): "hour",
    ("UTCDateTime", "Time", "Minute"): "minute",
    ("UTCDateTime", "Time", "Second"): "second",
}
_RESPONSE = "GetSystemDateAndTimeResponse"
_NUMBER = re.compile(r"\s*([0-9]{1,4})\s*")
_LEAP_SECOND = 60


def device_time(document: bytes) -> datetime:
    """The aware UTC time. Raises `BadAnswer` for what is no XML, declares a document type, is too deep or too much, or tells no time in UTC.

    Without a document type there are no entities, so none can be expanded or fetched.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise BadAnswer("asked for the time, it answers something that is no XML") from None
    return _moment(reader.texts)


def _moment(texts: Mapping[str, str]) -> datetime:
    numbers = {part: int(found[1]) for part, text in texts.items() if (found := _NUMBER.fullmatch(text))}
    if len(numbers) < len(_WHERE):
        raise BadAnswer("its answer tells no time in UTC")
    second = numbers.pop("second")
    if second > _LEAP_SECOND:
        raise BadAnswer("the time that it tells is none")
    try:
        return datetime(**numbers, tzinfo=UTC) + timedelta(seconds=second)
    except (ValueError, OverflowError):
        raise BadAnswer("the time that it tells is none") from None


class _Reader:
    """Keeps the texts at the known places, by what they mean; namespaces are left out, as devices do not agree about their versions."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._open: list[str] = []
        self._elements = 0

    def refuse(self, *_about: object) -> None:
        raise BadAnswer("its answer declares a document type")

    def begin(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._open.append(name.rpartition(" ")[2])
        self._elements += 1
        if len(self._open) > _DEEPEST or self._elements > _MOST_ELEMENTS:
            raise BadAnswer("its answer is too deep or too much")

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        part = _WHERE.get(tuple(self._open[-3:]))
        if part is not None and _RESPONSE in self._open:
            self.texts[part] = self.texts.get(part, "") + text
