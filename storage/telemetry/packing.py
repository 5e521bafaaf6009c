"""The values of one message as one JSON text, kinds intact, and how two messages of one device and time become one.

A number always has a decimal point, flags are a sorted list, a bad value is ``null``; uncertain ones are named beside.
When a key is said twice for one time, the later value stands, but a mark that it is not good stays on it until a later
mark takes its place: bad is never read as normal. Every engine keeps this rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from domain.identity import stable_id
from domain.reading import Quality, Value
from domain.telemetry import TelemetryMessage

_Packable = bool | float | str | frozenset[str] | None
_ALL_GOOD: Mapping[str, Quality] = MappingProxyType({})

Told = tuple[dict[str, Value], Mapping[str, Quality]]
"""Values by key, and the qualities of those that are not good: as in a `TelemetryMessage`."""


class Packed(msgspec.Struct, omit_defaults=True, rename={"values": "v", "uncertain": "u"}):
    """What a stored row holds: values by key, and the keys whose value is uncertain."""

    values: dict[str, _Packable]
    uncertain: frozenset[str] = frozenset()

    def quality(self, key: str) -> Quality:
        """How far the value of `key`, which must be there, can be trusted."""
        if self.values[key] is None:
            return Quality.BAD
        return Quality.UNCERTAIN if key in self.uncertain else Quality.GOOD


class Newest(msgspec.Struct, array_like=True, omit_defaults=True):
    """The newest value of one key of a device: epoch milliseconds, value (`None`: bad), whether uncertain."""

    ts: int
    value: _Packable
    uncertain: bool = False

    @property
    def quality(self) -> Quality:
        """How far it can be trusted."""
        if self.value is None:
            return Quality.BAD
        return Quality.UNCERTAIN if self.uncertain else Quality.GOOD


_encoder = msgspec.json.Encoder(order="deterministic")
_packed = msgspec.json.Decoder(Packed)
_newest = msgspec.json.Decoder(dict[str, Newest])


def pack(message: TelemetryMessage) -> Packed:
    """The values of `message`, numbers as floats, bad ones as `None`."""
    values = {key: float(value) if type(value) is int else value for key, value in message.values.items()}
    if not message.qualities:
        return Packed(values)
    bad = {key: None for key, quality in message.qualities.items() if quality is Quality.BAD and key in values}
    uncertain = frozenset(key for key, quality in message.qualities.items() if quality is Quality.UNCERTAIN and values.get(key) is not None)
    return Packed(values | bad, uncertain)


def to_text(packed: Packed) -> str:
    """As it is stored. The same values give the same text."""
    return _encoder.encode(packed).decode()


def from_text(text: str) -> Packed:
    """What `to_text` made."""
    return _packed.decode(text)


def reader(keys: Collection[str] | None = None) -> Callable[[str], Told]:
    """What reads a text of `to_text`: all of it or, in less time, only the values of `keys`."""
    if keys is None:
        return lambda text: told(_packed.decode(text))
    if any(not key.isidentifier() for key in keys):
        return lambda text: told(_only(_packed.decode(text), keys))
    fields = [(f"k{number}", key) for number, key in enumerate(keys)]
    some = msgspec.defstruct("Some", [(field, _Packable | msgspec.UnsetType, msgspec.UNSET) for field, _ in fields], rename=dict(fields))
    decode = msgspec.json.Decoder(msgspec.defstruct("PackedSome", [("v", some), ("u", frozenset[str], frozenset())])).decode

    def read(text: str) -> Told:
        found: Any = decode(text)
        values = {key: value for field, key in fields if (value := getattr(found.v, field)) is not msgspec.UNSET}
        if not found.u and None not in values.values():
            return values, _ALL_GOOD
        return told(Packed(values, found.u & values.keys()))

    def read_one(text: str) -> Told:
        found: Any = decode(text)
        value = found.v.k0
        if value is msgspec.UNSET:
            return {}, _ALL_GOOD
        return ({only: value}, _ALL_GOOD) if value is not None and not found.u else told(Packed({only: value}, found.u & {only}))

    only = fields[0][1] if len(fields) == 1 else ""
    return read_one if only else read


def told(packed: Packed) -> Told:
    """Values and qualities as a `TelemetryMessage` has them."""
    values = packed.values
    if not packed.uncertain and None not in values.values():
        return dict(values), _ALL_GOOD
    return dict(values), {key: packed.quality(key) for key in values if values[key] is None or key in packed.uncertain}


def _only(packed: Packed, keys: Collection[str]) -> Packed:
    values = {key: packed.values[key] for key in keys if key in packed.values}
    return Packed(values, packed.uncertain & values.keys())


def apart(message: TelemetryMessage) -> str:
    """What keeps an event from others of its device and millisecond: its id, or all that it says when it has none."""
    return message.id or stable_id(message.event or "", to_text(pack(message)))


def merge(old_text: str, new_text: str) -> str:
    """The text of two messages of one device and time, of which `new_text` was written later."""
    old, new = _packed.decode(old_text), _packed.decode(new_text)
    values, uncertain = dict(old.values), set(old.uncertain)
    for key, value in new.values.items():
        stays, is_uncertain = value, key in new.uncertain
        if key in values:
            stays, is_uncertain = _said_again(values[key], value, old_uncertain=key in uncertain, new_uncertain=is_uncertain)
        values[key] = stays
        (uncertain.add if is_uncertain else uncertain.discard)(key)
    return to_text(Packed(values, frozenset(uncertain)))


def newest_of(newest: dict[str, Newest], ts: int, packed: Packed) -> None:
    """Take what a message of time `ts` (epoch milliseconds) says into `newest`, where it is not older."""
    for key, value in packed.values.items():
        _take(newest, key, Newest(ts, value, key in packed.uncertain))


def newest_to_text(newest: Mapping[str, Newest]) -> str:
    """As it is stored."""
    return _encoder.encode(newest).decode()


def newest_from_text(text: str) -> dict[str, Newest]:
    """What `newest_to_text` made."""
    return _newest.decode(text)


def merge_newest(old_text: str, new_text: str) -> str:
    """The newest of both by key; of the same time, as `merge`."""
    newest = _newest.decode(old_text)
    for key, candidate in _newest.decode(new_text).items():
        _take(newest, key, candidate)
    return newest_to_text(newest)


def _take(newest: dict[str, Newest], key: str, candidate: Newest) -> None:
    held = newest.get(key)
    if held is None or candidate.ts > held.ts:
        newest[key] = candidate
    elif candidate.ts == held.ts:
        value, uncertain = _said_again(held.value, candidate.value, old_uncertain=held.uncertain, new_uncertain=candidate.uncertain)
        newest[key] = Newest(held.ts, value, uncertain)


def _said_again(old: Value, new: Value, *, old_uncertain: bool, new_uncertain: bool) -> tuple[Value, bool]:
    if new is None or new_uncertain:
        return new, new_uncertain
    if old is None:
        return None, False
    return new, old_uncertain
