"""The site file: what a managed property has, as people write it, made into a `Site` (``docs/site-file.md``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from configuration import escalation
from configuration.document import Place, read
from configuration.service_levels import ServiceLevelsBlock, load, service_levels
from devices.assembly import DraftAsset, DraftDevice, assemble
from devices.block_reader import SLUG_REMEDY, BlockReader
from devices.catalogue import device_types
from devices.repetition import Names
from devices.site_blocks import AssetBlock, DeviceBlock, DialectBlock, SiteBlock, SpaceBlock, WireBlock
from devices.site_calendars import calendars_in, days_in
from domain.device_type import DeviceType
from domain.dialect import NATIVE, Conversion, Dialect
from domain.identity import is_slug
from domain.problem import BadConfiguration
from domain.site import Site, Space


def load_site(path: Path, types: dict[str, DeviceType] | None = None, codecs: Collection[str] | None = None) -> Site:
    """The site written in `path`. Raises `BadConfiguration` with every problem found; touches no network.

    `types` is the catalogue to use; `None` means every device type there is. `codecs` are the payload dialects that can be
    read; `None`: nobody is going to read any.
    """
    document = read(path)
    reader = BlockReader(document)
    written = document.model(SiteBlock)
    if not is_slug(written.id):
        reader.wrong(("id",), f"`{written.id}` cannot be the id of a site", SLUG_REMEDY)
    zone = _zone(reader, written.time_zone)
    spaces = {space.id: space for space in _spaces(reader, written.spaces, ("spaces",), None, {}, set())}
    drafts = list(_assets(reader, len(written.assets), spaces, device_types() if types is None else types))
    device_drafts = list(_devices(reader, len(written.devices), device_types() if types is None else types))
    assets, devices = assemble(reader, written.id, drafts, device_drafts)
    dialects = _dialects(reader, written.dialects, (*drafts, *device_drafts), codecs)
    days = days_in(reader, written)
    calendars = calendars_in(reader, written, zone, days)
    promised = service_levels(written.service_levels or ServiceLevelsBlock(), ("service_levels",), reader.wrong, calendars, load())
    called = escalation.ladders(written.escalation or escalation.EscalationBlock(), ("escalation",), reader.wrong, calendars, escalation.load())
    if reader.problems:
        raise BadConfiguration(reader.problems)
    return Site(
        written.id, reader.named(written.name, {}, ("name",)), zone, spaces, assets, devices, written.settings, calendars, days, dialects, promised, called
    )


def line_of(path: Path, id_: str) -> int | None:
    """The line where the site file `path` says this dialect, device or asset; `None` for one that is not written by itself."""
    document = read(path)
    written = document.data if isinstance(document.data, dict) else {}
    for part in ("dialects", "devices", "assets"):
        for index, block in enumerate(written.get(part) or ()):
            if isinstance(block, dict) and block.get("id") == id_:
                return document.line((part, index, "id"))
    return None


def _zone(reader: BlockReader, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        reader.wrong(("time_zone",), f"`{name}` is no time zone", "Use a name of the IANA database, such as Asia/Shanghai")
        return ZoneInfo("UTC")


def _spaces(reader: BlockReader, written: list[object], place: Place, parent: str | None, around: Names, seen: set[str]) -> Iterator[Space]:
    for at, block, names in reader.blocks(SpaceBlock, len(written), place, around):
        space = reader.filled(block.id, names, (*at, "id"))
        if reader.fresh(space, seen, (*at, "id"), "space"):
            yield Space(space, block.kind, reader.named(block.name, names, (*at, "name")), parent)
            yield from _spaces(reader, block.spaces, (*at, "spaces"), space, names, seen)


def _assets(reader: BlockReader, count: int, spaces: Mapping[str, Space], types: Mapping[str, DeviceType]) -> Iterator[DraftAsset]:
    seen: set[str] = set()
    for at, block, names in reader.blocks(AssetBlock, count, ("assets",), {}):
        asset = reader.filled(block.id, names, (*at, "id"))
        space = reader.filled(block.space, names, (*at, "space"))
        if space not in spaces:
            reader.unknown((*at, "space"), "space", space, spaces)
        device_type = _type(reader, (*at, "type"), block.type, types)
        if device_type is None or not reader.fresh(asset, seen, (*at, "id"), "asset"):
            continue
        yield DraftAsset(
            at,
            asset,
            device_type,
            reader.named(block.name, names, (*at, "name")),
            space,
            tuple(reader.filled(feeder, names, (*at, "fed_by", index)) for index, feeder in enumerate(block.fed_by)),
            {key: reader.filled(value, names, (*at, "attributes", key)) for key, value in block.attributes.items()},
            block.counts,
            None if block.gateway is None else reader.filled(block.gateway, names, (*at, "gateway")),
            block.interval_s,
            reader.filled(block.dialect, names, (*at, "dialect")),
            "" if block.address is None else reader.filled(block.address, names, (*at, "address")),
        )


def _devices(reader: BlockReader, count: int, types: Mapping[str, DeviceType]) -> Iterator[DraftDevice]:
    seen: set[str] = set()
    for at, block, names in reader.blocks(DeviceBlock, count, ("devices",), {}):
        device = reader.filled(block.id, names, (*at, "id"))
        if not block.assets and not block.points:
            reader.wrong(at, f"the device `{device}` serves nothing", "Name its assets under `assets`, or single points under `points`")
        if not reader.fresh(device, seen, (*at, "id"), "device"):
            continue
        prefixes = block.assets if isinstance(block.assets, dict) else dict.fromkeys(block.assets, "")
        yield DraftDevice(
            at,
            device,
            None if block.type is None else _type(reader, (*at, "type"), block.type, types),
            {reader.filled(asset, names, (*at, "assets")): reader.filled(prefix, names, (*at, "assets")) for asset, prefix in prefixes.items()},
            {reader.filled(raw, names, (*at, "points", raw)): reader.filled(point.to, names, (*at, "points", raw)) for raw, point in block.points.items()},
            None if block.gateway is None else reader.filled(block.gateway, names, (*at, "gateway")),
            block.interval_s,
            reader.filled(block.dialect, names, (*at, "dialect")),
            "" if block.address is None else reader.filled(block.address, names, (*at, "address")),
            {
                reader.filled(raw, names, (*at, "points", raw)): conversion
                for raw, point in block.points.items()
                if (conversion := _conversion(point)) is not None
            },
        )


def _conversion(point: WireBlock) -> Conversion | None:
    """What is written of it. A `scale: 1` that is written says that the unit is the point's, whatever one might think."""
    return Conversion(point.scale, point.offset, point.values) if point.model_fields_set & {"scale", "offset", "values"} else None


def _dialects(
    reader: BlockReader, written: Sequence[DialectBlock], spoken: Iterable[DraftAsset | DraftDevice], codecs: Collection[str] | None
) -> dict[str, Dialect]:
    """Those written, and those that devices speak as they come."""
    found: dict[str, Dialect] = {}
    seen: set[str] = set()
    for index, block in enumerate(written):
        at: Place = ("dialects", index)
        codec = block.codec or block.id
        if NATIVE in {codec, block.id}:
            reader.wrong((*at, "codec" if block.codec else "id"), "the native dialect is always there", "Leave this entry out")
            continue
        if codecs is not None and codec not in codecs:
            reader.unknown((*at, "codec" if block.codec else "id"), "payload dialect", codec, codecs)
        if reader.fresh(block.id, seen, (*at, "id"), "dialect"):
            found[block.id] = Dialect(block.id, codec, block.topic, block.options)
    for draft in spoken:
        name = draft.dialect
        if name == NATIVE:
            if draft.address:
                place = (*draft.place, "address")
                reader.wrong(place, f"`{draft.id}` speaks the native dialect, in which it is called by its id", "Leave `address` out, or say its `dialect`")
            if isinstance(draft, DraftDevice) and draft.conversions:
                place = (*draft.place, "points")
                reader.wrong(place, f"`{draft.id}` speaks the native dialect, in which values are the points' own", "Leave out scale, offset and values")
        elif codecs is not None and name not in codecs and name not in found:
            reader.unknown((*draft.place, "dialect"), "payload dialect", name, {*codecs, *found})
        else:
            found.setdefault(name, Dialect(name, name))
    return found


def _type(reader: BlockReader, place: Place, key: str, types: Mapping[str, DeviceType]) -> DeviceType | None:
    found = types.get(key)
    if found is None:
        reader.unknown(place, "device type", key, types)
    return found
