"""Application data units of GB/T 26875.3-2011, clauses 7 and 8.3.1: the objects that a transmission device reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bridges.fire.codes import COMPONENT_BITS, DEVICE_BITS, SYSTEM_BITS, Kind, words

_TAG = 6
_BODIES: Mapping[int, int] = {
    Kind.SYSTEM_STATE: 4,
    Kind.COMPONENT_STATE: 40,
    Kind.MEASUREMENT: 10,
    Kind.OPERATION: 4,
    Kind.DEVICE_STATE: 1,
    Kind.DEVICE_OPERATION: 2,
}
"""How long an object is without its time, by type of the unit (8.2.1)."""
_NOTHING_TO_PUBLISH: frozenset[int] = frozenset(
    {
        Kind.SYSTEM_VERSION,
        Kind.SYSTEM_CONFIGURATION,
        Kind.COMPONENT_CONFIGURATION,
        Kind.SYSTEM_TIME,
        Kind.DEVICE_VERSION,
        Kind.DEVICE_CONFIGURATION,
        Kind.DEVICE_TIME,
    }
)
_CENTURY = 2000


class Unreadable(ValueError):
    """An application data unit that is not as the standard says; the text says why."""


@dataclass(frozen=True, slots=True)
class Object:
    """Something reported. `system` is type and address of the building's fire system, such as ``1-3``; `at` is aware, in UTC.

    `system` is empty for what concerns the transmission device itself; `at` is `None` if the time cannot be used.
    """

    system: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SystemState(Object):
    """Types 1 and 21: `flags` in the words of `devices.fire_component.STATUS_BITS`."""

    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class ComponentState(Object):
    """Type 2. `address` is the component's four bytes as they came; `reserved` are bits that the standard gives no meaning."""

    part: int
    address: bytes
    flags: frozenset[str]
    reserved: int
    text: str


@dataclass(frozen=True, slots=True)
class Measured(Object):
    """Type 3. `count` is in steps of the quantity."""

    part: int
    address: bytes
    quantity: int
    count: int


@dataclass(frozen=True, slots=True)
class Operation(Object):
    """Types 4 and 24: `bits` that are set, and who did it."""

    bits: frozenset[int]
    operator: int


@dataclass(frozen=True, slots=True)
class GuardCheck(Object):
    """Type 91: somebody is asked whether the control room is manned."""


@dataclass(frozen=True, slots=True)
class Times:
    """How a device writes its times: in the clocks of `zone`; `bcd`: as decimal digits, where the standard has binary numbers."""

    zone: ZoneInfo
    bcd: bool = False

    def read(self, tag: bytes) -> datetime | None:
        """Second, minute, hour, day, month and year (8.2.2) in UTC; `None` if that is no time."""
        try:
            second, minute, hour, day, month, year = (int(f"{byte:02x}") for byte in tag) if self.bcd else tag
            return datetime(_CENTURY + year, month, day, hour, minute, second, tzinfo=self.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            return None


def text_of(data: bytes) -> str:
    """GB 18030 up to its padding, which is spaces or noughts; what cannot be read is replaced."""
    whole = data.split(b"\0", 1)[0].decode("gb18030", "replace")
    return "".join(sign for sign in whole if sign.isprintable()).strip()


def read_unit(unit: bytes, times: Times) -> Sequence[Object]:
    """The objects of an application data unit, in order; none of a unit that is understood and reports nothing to publish.

    An object may come without its time (note a of figure 5). Raises `Unreadable`.
    """
    if not unit:
        return ()
    kind = unit[0]
    if kind in _NOTHING_TO_PUBLISH:
        return ()
    if kind == Kind.GUARD_CHECK:
        return (GuardCheck("", None),)
    size = _BODIES.get(kind)
    if size is None or len(unit) < 2:  # noqa: PLR2004  type and number of objects
        raise Unreadable("it is of no type that is known here" if size is None else "it ends after its type")
    number, rest = unit[1], unit[2:]
    if not number or len(rest) not in (number * size, number * (size + _TAG)):
        raise Unreadable(f"it says that it has {number} objects of {size} bytes (or {size + _TAG} with a time), and has {len(rest)} bytes")
    return tuple(_objects(kind, size, len(rest) // number, rest, times))


def _objects(kind: int, size: int, step: int, rest: bytes, times: Times) -> Iterator[Object]:
    for begin in range(0, len(rest), step):
        body, tag = rest[begin : begin + size], rest[begin + size : begin + step]
        yield _object(kind, body, times.read(tag) if tag else None)


def _object(kind: int, body: bytes, at: datetime | None) -> Object:
    if kind == Kind.DEVICE_STATE:
        return SystemState("", at, words(body[0], DEVICE_BITS))
    if kind == Kind.DEVICE_OPERATION:
        return Operation("", at, _bits(body[0]), body[1])
    system = f"{body[0]}-{body[1]}"
    if kind == Kind.SYSTEM_STATE:
        return SystemState(system, at, words(int.from_bytes(body[2:4], "little"), SYSTEM_BITS))
    if kind == Kind.OPERATION:
        return Operation(system, at, _bits(body[2]), body[3])
    part, address = body[2], body[3:7]
    if kind == Kind.MEASUREMENT:
        return Measured(system, at, part, address, body[7], int.from_bytes(body[8:10], "little", signed=True))
    state = int.from_bytes(body[7:9], "little")
    return ComponentState(system, at, part, address, words(state, COMPONENT_BITS), state >> len(COMPONENT_BITS), text_of(body[9:40]))


def _bits(byte: int) -> frozenset[int]:
    return frozenset(bit for bit in range(8) if byte >> bit & 1)
