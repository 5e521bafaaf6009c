"""What can be wrong with a row of the point table: its place here, its property there, and how one becomes the other."""

from __future__ import annotations

from collections.abc import Iterator

from bridges.bacnet.catalogue import Property, find_property
from bridges.bacnet.meaning import ANY, IGNORED, flags_in
from bridges.bacnet.row import Row
from bridges.bridge import Around
from domain.device_type import PointType
from domain.reading import PointKind

Wrong = tuple[str, str]
"""A problem and its remedy."""
_NUMBERS = (PointKind.ANALOG, PointKind.COUNTER)


def what_is_wrong(row: Row, around: Around, interval_s: float) -> Iterator[Wrong]:
    """What is wrong with `row`. Only the first is sure: what comes after it may come of it, or raise."""
    yield from _place(row, around, interval_s)
    try:
        found = find_property(row.object_type, row.property)
    except LookupError as error:
        yield str(error), "Write the names of the standard (analog-input, life-safety-point, lift, present-value, car-door-status), or numbers"
        return
    what = f"{row.property} of {row.object_type}"
    if found.structure:
        yield f"{what} is a structure", "Only single values, and lists of them, can be points"
    if row.index is not None and not found.array:
        yield f"{what} is no array", "Leave the index empty"
    point = around.devices[row.device].points[row.key].type
    yield from _kind(row, found, point.kind, what)
    yield from _there(row, found, what)
    yield from _here(row, point)


def _place(row: Row, around: Around, interval_s: float) -> Iterator[Wrong]:
    device = around.site.devices.get(row.device)
    interval = row.interval_s or interval_s
    if device is None:
        yield f"{around.site.id} has no device `{row.device}`", "Correct it, or add the device to the site file"
    elif row.device not in around.devices:
        yield f"`{row.device}` does not speak through {around.gateway.id}", f"Give it `gateway: {around.gateway.id}` in the site file"
    elif row.key not in device.points:
        yield f"{row.device} publishes no `{row.key}`", f"It has {', '.join(sorted(device.points))}"
    elif interval > device.stale_after_s:
        remedy = f"Read it more often, or give {row.device} a longer `interval_s` in the site file"
        yield f"read every {interval:g} s, {row.device} would be stale after {device.stale_after_s:g} s", remedy


def _kind(row: Row, found: Property, kind: PointKind, what: str) -> Iterator[Wrong]:
    """A shape that cannot become the point's kind, or not without words."""
    several = found.bits or (found.many and row.index is None)
    if found.standard and kind is PointKind.FLAGS and not several and not row.words:
        yield f"`{row.key}` is a set of flags, and {what} a single value", "Say under Values what its values are: alarm=fire;…"
    if kind not in _NUMBERS and (row.scale, row.offset) != (1, 0):
        yield f"`{row.key}` is no number", "Leave scale and offset empty"
    if several and kind is PointKind.BINARY and not row.words:
        yield f"{what} has several bits or entries", f"Say under Values which of them makes `{row.key}` true: overridden=true"
    if several and kind not in (PointKind.FLAGS, PointKind.BINARY):
        yield f"{what} is not a single value", "Give an index, or name a point that is a set of flags" if found.array else "Name a point that is a set of flags"
    if found.number_type and kind in (PointKind.ENUM, PointKind.BINARY) and not row.words:
        yield f"{what} is a number", f"Say under Values what its numbers are for `{row.key}`: 1=…;2=…"
    if found.codes and not found.truth and kind in (PointKind.BINARY, *_NUMBERS) and not row.words:
        yield f"{what} is a word", f"Say under Values what its words are for `{row.key}`"


def _there(row: Row, found: Property, what: str) -> Iterator[Wrong]:
    """The left sides of Values."""
    known = {name.casefold() for name in (found.names or {}).values()}
    for there in row.words:
        if known and there != ANY and there not in known and not there.isdecimal():
            yield f"{what} is never `{there}`", f"It is one of {', '.join(sorted(known))}, or a number"


def _here(row: Row, point: PointType) -> Iterator[Wrong]:
    """The right sides of Values."""
    keys = [key for _, key, _ in point.codes]
    for here in row.words.values():
        problem = f"`{row.key}` cannot be `{here}`"
        match point.kind:
            case PointKind.BINARY if here.lower() not in ("true", "false"):
                yield problem, "It is true or false"
            case PointKind.ANALOG | PointKind.COUNTER if not _is_number(here):
                yield problem, "It is a number"
            case PointKind.ENUM if here not in keys:
                yield problem, f"It is one of {', '.join(keys)}"
            case PointKind.FLAGS if not {*keys, IGNORED}.issuperset(flags_in(here)):
                yield problem, f"It is one of {', '.join(keys)}, several with +, or {IGNORED} for none"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
