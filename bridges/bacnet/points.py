"""What is read of each machine, made from the point table: objects, their properties, and the points that these are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bridges.bacnet.catalogue import find_property
from bridges.bacnet.meaning import Meaning
from bridges.bacnet.quality import ABOUT_QUALITY, tells_faults
from bridges.bacnet.row import TABLE, Row
from bridges.bacnet.row_checks import what_is_wrong
from bridges.bridge import Around
from bridges.point_table import checked
from domain.site import Device


@dataclass(frozen=True)
class Spot:
    """A point: the key of a device, and the property that it is.

    `about_quality`: told whatever the object's state. `tells_faults`: told in spite of a fault, unless all is quiet.
    """

    device: str
    key: str
    property: int
    index: int | None
    many: bool
    about_quality: bool
    tells_faults: bool
    meaning: Meaning
    name: str
    """Of object and property, as a person finds it in the table."""


@dataclass(frozen=True, eq=False)
class Watched:
    """An object of a machine, itself and no other. It is read each `interval_s`; each `slow_s` while it tells of its changes itself."""

    type: int
    instance: int
    name: str
    interval_s: float
    slow_s: float
    spots: tuple[Spot, ...]


def read_points(path: Path, around: Around, machines: Sequence[str], interval_s: float) -> Mapping[str, Sequence[Watched]]:
    """What to watch of each of the `machines` of which the table at `path` speaks.

    Raises `BadConfiguration` with everything wrong.
    """
    rows = TABLE.read(path)
    seen: set[tuple[str, str]] = set()
    machine_of: dict[str, str] = {}

    def check(row: Row) -> tuple[str, str] | None:
        if row.machine not in machines:
            return f"there is no machine `{row.machine}`", f"The bridge's setting `devices` has {', '.join(machines) or 'none'}"
        if (wrong := next(what_is_wrong(row, around, interval_s), None)) is not None:
            return wrong
        if (row.device, row.key) in seen:
            return f"{row.device} has `{row.key}` in another row already", "Remove one of them"
        seen.add((row.device, row.key))
        if machine_of.setdefault(row.device, row.machine) != row.machine:
            return f"{row.device} is read from {machine_of[row.device]} already", "Make a device for each machine in the site file, by its `devices`"
        return None

    checked(path, rows, check)
    found: dict[str, dict[tuple[int, int], list[Row]]] = {}
    for _, row in rows:
        place = (find_property(row.object_type, row.property).object_type, row.instance)
        found.setdefault(row.machine, {}).setdefault(place, []).append(row)
    return {machine: [_watched(place, group, around.devices, interval_s) for place, group in objects.items()] for machine, objects in found.items()}


def devices_of(objects: Sequence[Watched]) -> Sequence[str]:
    """The devices whose points these are, each once."""
    return list(dict.fromkeys(spot.device for each in objects for spot in each.spots))


def _watched(place: tuple[int, int], rows: Sequence[Row], devices: Mapping[str, Device], interval_s: float) -> Watched:
    fast = min(row.interval_s or interval_s for row in rows)
    slow = max(fast, min(devices[row.device].interval_s for row in rows))
    spots = tuple(_spot(row, devices[row.device]) for row in rows)
    return Watched(*place, f"{rows[0].object_type} {rows[0].instance}", fast, slow, spots)


def _spot(row: Row, device: Device) -> Spot:
    found = find_property(row.object_type, row.property)
    meaning = Meaning(device.points[row.key].type, row.scale, row.offset, row.words, found.names, found.truth)
    many = found.many and row.index is None
    index = "" if row.index is None else f"[{row.index}]"
    name = f"{row.object_type} {row.instance} {row.property}{index}"
    return Spot(row.device, row.key, found.number, row.index, many, found.number in ABOUT_QUALITY, tells_faults(found.object_type, found.number), meaning, name)
