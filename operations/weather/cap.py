"""Weather warnings as CAP 1.2 messages (OASIS Common Alerting Protocol; China's profile of it is GB/T 35965.1-2018).

A document may be one ``alert`` or hold several, as an Atom feed does. What is not of the weather, a test, or of another area is
passed over; what cannot be read is a `NotCap` and changes nothing: no warning is lifted because a feed is broken.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from xml.parsers import expat

from domain.plan import WARNED_NAMES, WARNING_LEVEL_NAMES, Warned, WarningLevel

_USUAL_LENGTH = timedelta(hours=24)
_DEEPEST = 30
_MOST_ALERTS = 500
_CAP_SEVERITY = {"extreme": WarningLevel.RED, "severe": WarningLevel.ORANGE, "moderate": WarningLevel.YELLOW, "minor": WarningLevel.BLUE}


class NotCap(ValueError):
    """What came is no CAP document; the text says why."""


@dataclass(frozen=True, slots=True)
class Announced:
    """One message. `over`: it takes back, or ends, what `refers_to` names. Times are UTC."""

    outside_id: str
    refers_to: tuple[str, ...]
    kind: Warned | None
    level: WarningLevel | None
    words: str
    issued_at: datetime
    until: datetime
    over: bool


def read_cap(document: bytes, areas: Collection[str] = ()) -> Sequence[Announced]:
    """The messages in `document` for one of `areas` (the beginning of a geocode, or words of an area's name; none: any), oldest first.

    Raises `NotCap` for what is no XML, declares a document type (so no entity is ever expanded), or has no ``alert`` in it.
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
    except (expat.ExpatError, LookupError) as error:
        raise NotCap(f"it is no XML: {error}") from None
    if not reader.alerts and not reader.is_feed:
        raise NotCap("there is no alert in it")
    found = (_announced(alert, areas) for alert in reader.alerts)
    return sorted((each for each in found if each is not None), key=lambda each: each.issued_at)


@dataclass
class _Part:
    texts: dict[str, list[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        return next(iter(self.texts.get(name, ())), "")


@dataclass
class _Alert(_Part):
    infos: list[_Part] = field(default_factory=list)


class _Reader:
    def __init__(self) -> None:
        self.alerts: list[_Alert] = []
        self.is_feed = False
        self._open: list[str] = []
        self._part: _Part | None = None
        self._alert_depth = 0
        self._text = ""

    def refuse(self, *_about: object) -> None:
        raise NotCap("it declares a document type")

    def begin(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rsplit(" ", 1)[-1]
        self.is_feed = self.is_feed or (not self._open and local in ("feed", "rss"))
        self._open.append(local)
        self._text = ""
        if len(self._open) > _DEEPEST or len(self.alerts) > _MOST_ALERTS:
            raise NotCap("it is too deep or too much")
        if local == "alert":
            self._part, self._alert_depth = _Alert(), len(self._open)
            self.alerts.append(self._part)
        elif local == "info" and self.alerts and self._alert_depth:
            self._part = _Part()
            self.alerts[-1].infos.append(self._part)

    def end(self, _name: str) -> None:
        local = self._open.pop()
        if self._part is not None and self._text.strip():
            self._part.texts.setdefault(local, []).append(self._text.strip())
        self._text = ""
        if local == "info" and self._alert_depth:
            self._part = self.alerts[-1]
        elif local == "alert":
            self._part, self._alert_depth = None, 0

    def text(self, data: str) -> None:
        self._text += data


def _announced(alert: _Alert, areas: Collection[str]) -> Announced | None:
    if alert.one("status").lower() not in ("", "actual") or not alert.one("identifier"):
        return None
    info = next((info for info in alert.infos if info.one("language").lower().startswith("zh")), next(iter(alert.infos), _Part()))
    over = alert.one("msgType").lower() == "cancel" or "allclear" in info.one("responseType").lower()
    issued_at = _moment(alert.one("sent"))
    if issued_at is None or (not over and not _concerns(info, areas)):
        return None
    words = info.one("headline") or info.one("description")
    kind, level = _kind(info), _level(info)
    if not over and (kind is None or level is None):
        return None
    until = _moment(info.one("expires")) or issued_at + _USUAL_LENGTH
    return Announced(alert.one("identifier"), _referred(alert.one("references")), kind, level, words[:500], issued_at, until, over)


def _concerns(info: _Part, areas: Collection[str]) -> bool:
    told = [*info.texts.get("value", ()), *info.texts.get("areaDesc", ())]
    return not areas or any(text.startswith(area) or (not area.isdecimal() and area in text) for area in areas for text in told)


def _kind(info: _Part) -> Warned | None:
    text = f"{info.one('event')} {info.one('headline')}"
    return next((kind for kind, name in WARNED_NAMES.items() if name.zh in text or name.en.lower() in text.lower()), None)


def _level(info: _Part) -> WarningLevel | None:
    said = f"{info.one('severity')} {info.one('headline')} {info.one('event')}".lower()
    named = (level for level, name in WARNING_LEVEL_NAMES.items() if name.zh in said or re.search(rf"\b{name.en.lower()}\b", said))
    return next(named, _CAP_SEVERITY.get(info.one("severity").lower()))


def _referred(references: str) -> tuple[str, ...]:
    """``sender,identifier,sent`` each, with spaces between."""
    parts = (reference.split(",") for reference in references.split())
    return tuple(part[1] for part in parts if len(part) > 1)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.astimezone(UTC)
