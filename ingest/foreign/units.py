"""Units on the wire: a number that is not in the unit of its point must not be taken for one that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.quarantine import QuarantineReason
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, Telemetry, Timestamp, Wrong
from ingest.foreign.fields import Fieldwise
from ingest.troubles import unreadable


def other_units(device: Device, units: Mapping[str, str]) -> dict[str, str]:
    """The fields of `device` that come in another unit than their point's, and nothing says how to convert them: in which.

    `units` gives those of well-known fields; of a list (``ENERGY.Power.1``) the field's own name counts. Whoever knows that
    a device does otherwise writes a conversion that changes nothing: ``scale: 1``.
    """
    found: dict[str, str] = {}
    for raw, point in device.points.items():
        unit = units.get(raw.rstrip("0123456789").removesuffix(".")) or units.get(raw)
        if unit is not None and point.type.unit and unit != point.type.unit and raw not in device.conversions:
            found[raw] = unit
    return found


def unit_clashes(site: Site, codec: str, units: Mapping[str, str]) -> Iterator[Wrong]:
    """Fields that the site file maps to a point of another unit by name.

    A field that is called as its point is not among them: perhaps the device does not even have it. If it comes after all,
    `measured` refuses it.
    """
    for device in site.devices.values():
        dialect = site.dialects.get(device.dialect)
        if dialect is None or dialect.codec != codec:
            continue
        for raw, unit in other_units(device, units).items():
            point = device.points[raw]
            target = f"{point.asset}.{point.key}"
            if point.raw_key == raw != point.key:
                yield Wrong(
                    f"`{device.id}` says `{raw}` in {unit}, and {target} is in {point.type.unit}",
                    f"Write how to convert it: `points: {{{raw}: {{to: {target}, scale: …}}}}`; `scale: 1` if it is in {point.type.unit} after all",
                )


def measured(fieldwise: Fieldwise, fields: Mapping[str, object], wrong: Mapping[str, str], ts: Timestamp) -> Decoded:
    """A message of `fields`, of which those in `wrong` come in another unit than the site file takes them to (name → which).

    These could not be measured then, as far as anybody can tell.
    """
    there = [name for name in wrong if fields.get(name) is not None]
    if not there:
        return fieldwise.telemetry(fields, ts)
    found = fieldwise.read({**fields, **dict.fromkeys(there)})
    units = ", ".join(f"{name} is in {wrong[name]}" for name in there)
    found.troubles.append((QuarantineReason.WRONG_TYPE, f"{units}; the site file does not say how to convert that"))
    return Decoded((Telemetry(fieldwise.device, ts, None, found.values, found.qualities),), unreadable(found.troubles, fieldwise.device.id))
