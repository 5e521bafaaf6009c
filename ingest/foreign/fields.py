"""What all dialects but the native one have in common: who is who on the wire, and from its fields to points.

A foreign device says many things that nobody here asks for (its firmware, its uptime, the colour of its lamp): what the
site file gives no meaning is passed over. What it does give a meaning is read as strictly as the native dialect reads it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from domain.dialect import Conversion, Dialect
from domain.quarantine import QuarantineReason
from domain.reading import PointKind, Quality, Value
from domain.site import Device, Point, Site
from ingest.codecs.codec import Decoded, Item, Telemetry, Timestamp, Wrong
from ingest.json_payload import NotJson, parse
from ingest.point_values import BadValue, Take, shown, taker
from ingest.troubles import refused, unreadable

_DEEPEST = 8
_MOST_FIELDS = 2_000
_NUMBERS = (PointKind.ANALOG, PointKind.COUNTER)
_NAMED = 10
"""How many of the known values a reason names."""
SWITCHES: Mapping[str, bool] = {"ON": True, "OFF": False, "on": True, "off": False, "true": True, "false": False}
"""How foreign devices write a binary value as a text."""


def dialects_of(site: Site, codec: str) -> Iterator[tuple[Dialect, dict[str, Device]]]:
    """Each dialect of `site` that `codec` reads, with its devices by their names on the wire."""
    for dialect in site.dialects.values():
        if dialect.codec == codec:
            yield dialect, {device.name_on_wire: device for device in site.devices.values() if device.dialect == dialect.id}


def twice_named(site: Site, codec: str) -> Iterator[Wrong]:
    """Two devices of one dialect that have one name on the wire: only one of them would ever be heard."""
    for dialect in site.dialects.values():
        if dialect.codec != codec:
            continue
        names: dict[str, str] = {}
        for device in site.devices.values():
            if device.dialect != dialect.id:
                continue
            other = names.setdefault(device.name_on_wire, device.id)
            if other != device.id:
                yield Wrong(
                    f"`{other}` and `{device.id}` are both called `{device.name_on_wire}` in `{dialect.id}`", "Give one of them its own `address`", device.id
                )


def unknown_options(site: Site, codec: str, known: Iterable[str]) -> Iterator[Wrong]:
    """Options of the site's dialects that `codec` does not have."""
    there = sorted(known)
    for dialect in site.dialects.values():
        for name in dialect.options if dialect.codec == codec else ():
            if name not in there:
                yield Wrong(f"the dialect `{dialect.id}` has no option `{name}`", f"It has: {', '.join(there) or 'none'}", dialect.id)


def flattened(data: object, separator: str = ".") -> dict[str, object]:
    """The leaves of nested objects and lists, by the way to them: ``{"a": {"b": [1]}}`` → ``{"a.b.0": 1}``.

    What is nested more than eight deep, or beyond 2,000 fields, is left out; so is an empty object. A list of plain values
    is there whole besides, an empty one too: it may be what a point of flags is at.
    """
    if not isinstance(data, dict | list):
        return {"": data}
    found: dict[str, object] = {}
    _flatten(data, "", separator, found, 1)
    return found


def _flatten(data: Mapping[str, object] | Sequence[object], way: str, separator: str, found: dict[str, object], depth: int) -> None:
    parts: Iterable[tuple[object, object]] = data.items() if isinstance(data, Mapping) else enumerate(data)
    for key, value in parts:
        if len(found) >= _MOST_FIELDS:
            return
        name = f"{way}{key}"
        if value.__class__ is not dict and value.__class__ is not list:  # as JSON gives them: the quickest way to know
            found[name] = value
            continue
        inner = cast("Mapping[str, object] | Sequence[object]", value)
        if value.__class__ is list and not any(isinstance(part, dict | list) for part in inner):
            found[name] = value
        if depth < _DEEPEST:
            _flatten(inner, f"{name}{separator}", separator, found, depth + 1)


@dataclass(slots=True)
class Fields:
    """What was read of a message's fields. `troubles` are (reason, detail)."""

    values: dict[str, Value] = field(default_factory=dict)
    qualities: dict[str, Quality] = field(default_factory=dict)
    troubles: list[tuple[QuarantineReason, str]] = field(default_factory=list)


class Fieldwise:
    """One device's fields on the wire, and the points that they mean."""

    def __init__(self, device: Device, usual: Mapping[str, str] | None = None, words: Mapping[str, bool] | None = None, *, textual: bool = False) -> None:
        """`usual` gives fields the keys of points that they mean when the site file does not say (``battery`` → ``battery_pct``).

        `words` are texts that stand for a binary value; with `textual`, numbers may come as texts.
        """
        self.device = device
        self._takers: dict[str, tuple[str, Take]] = {}
        for raw_key, point in device.points.items():
            if not point.raw_key.endswith(raw_key):
                continue  # the device's own `tamper`, of which the site file says that another field means it
            self._takers[raw_key] = raw_key, _taker(point, device.conversions.get(raw_key), words or {}, textual=textual)
        for name, raw_key in (usual or {}).items():
            if name not in self._takers and raw_key in self._takers:
                self._takers[name] = self._takers[raw_key]

    def means(self, name: str) -> bool:
        """Whether the field `name` is given a meaning."""
        return name in self._takers

    def read(self, fields: Mapping[str, object]) -> Fields:
        """The values of those of `fields` that have a meaning, by the device's own keys. `null` could not be measured."""
        found = Fields()
        takers = self._takers
        for name, raw in fields.items():
            known = takers.get(name)
            if known is None:
                continue
            key, take = known
            try:
                value = None if raw is None else take(raw)
            except BadValue as error:
                found.troubles.append((error.reason, f"{name}: {error.detail}"))
                if error.kept is not None:
                    found.values[key], found.qualities[key] = error.kept, Quality.UNCERTAIN
                continue
            found.values[key] = value
            if value is None:
                found.qualities[key] = Quality.BAD
        return found

    def telemetry(self, fields: Mapping[str, object], ts: Timestamp = None, id_: str | None = None, more: Sequence[Item] = ()) -> Decoded:
        """A message of these fields; `more` is what it says besides. Without a field that means anything it still shows that the device is there."""
        found = self.read(fields)
        return Decoded((Telemetry(self.device, ts, id_, found.values, found.qualities), *more), unreadable(found.troubles, self.device.id))


def json_object(payload: bytes, device: str | None = None) -> dict[str, object] | Decoded:
    """The object in `payload`, or why there is none."""
    try:
        data = parse(payload)
    except NotJson as error:
        return refused(QuarantineReason.NOT_JSON, str(error), device)
    if not isinstance(data, dict):
        return refused(QuarantineReason.BAD_SHAPE, f"expected an object, found {shown(data)}", device)
    return data


def _taker(point: Point, conversion: Conversion | None, words: Mapping[str, bool], *, textual: bool) -> Take:
    take = taker(point.type)
    kind = point.type.kind
    if textual and kind in _NUMBERS:
        take = _from_text(take)
    if words and kind is PointKind.BINARY:
        take = _by_words(take, words)
    if conversion is None:
        return take
    if (conversion.scale, conversion.offset) != (1.0, 0.0):
        take = _scaled(take, conversion, textual=textual)
    return looked_up(take, conversion.values) if conversion.values else take


def _from_text(take: Take) -> Take:
    def numbered(raw: object) -> Value:
        return take(_number(raw) if isinstance(raw, str) else raw)

    return numbered


def _by_words(take: Take, words: Mapping[str, bool]) -> Take:
    def known(raw: object) -> Value:
        return take(words.get(raw, raw) if isinstance(raw, str) else raw)

    return known


def _scaled(take: Take, conversion: Conversion, *, textual: bool) -> Take:
    def scaled(raw: object) -> Value:
        number = _number(raw) if textual and isinstance(raw, str) else raw
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise BadValue(QuarantineReason.WRONG_TYPE, f"expected a number, found {shown(raw)}")
        try:
            return take(number * conversion.scale + conversion.offset)
        except OverflowError:
            raise BadValue(QuarantineReason.NOT_FINITE, f"{shown(raw)} is beyond any number we can keep") from None

    return scaled


def looked_up(take: Take, values: Mapping[str, Value]) -> Take:
    """`take` of what `values` names, by what is written in the site file: a text as it stands, a number by its value, a truth value by its word."""
    numbers: dict[float, Value] = {}
    truths: dict[bool, Value] = {}
    for written, value in values.items():
        if isinstance(number := _number(written), float) and math.isfinite(number):
            numbers.setdefault(number, value)
        if (truth := _TRUTHS.get(written.lower())) is not None:
            truths.setdefault(truth, value)
    known = ", ".join(list(values)[:_NAMED]) + (" …" if len(values) > _NAMED else "")

    def found(raw: object) -> Value:
        if isinstance(raw, str):
            there: Mapping[Any, Value] = values
        elif isinstance(raw, bool):
            there = truths
        elif isinstance(raw, int | float):
            there = numbers
        else:
            raise BadValue(QuarantineReason.WRONG_TYPE, f"expected one of {known}; found {shown(raw)}")
        if raw not in there:
            raise BadValue(QuarantineReason.UNKNOWN_VALUE, f"{shown(raw)} is not among {known}")
        return take(there[raw])

    return found


_TRUTHS = {"true": True, "false": False}


def _number(text: str) -> float | str:
    """The number that stands in `text`; `text` if none does."""
    if "_" in text:  # which Python would read, and nobody writes
        return text
    try:
        return float(text)
    except ValueError:
        return text
