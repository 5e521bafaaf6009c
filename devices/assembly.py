"""Putting a site together: which device speaks for which point of which asset, and what feeds what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from configuration.document import Place
from devices.block_reader import BlockReader
from devices.conversions import wrong_in
from domain.device_type import COMMON_POINTS, DeviceType, PointType
from domain.dialect import NATIVE, Conversion
from domain.site import Asset, Device, Point
from domain.text import Text


@dataclass(frozen=True, slots=True)
class DraftAsset:
    """An asset as written, its texts filled, what it refers to not yet looked up."""

    place: Place
    id: str
    type: DeviceType
    name: Text
    space: str
    fed_by: tuple[str, ...]
    attributes: Mapping[str, str]
    counts: Mapping[str, int]
    gateway: str | None
    interval_s: float | None
    dialect: str
    address: str


@dataclass(frozen=True, slots=True)
class DraftDevice:
    """A device as written. `assets` gives the prefix of each asset's keys on the wire; `points` maps single keys to ``asset.key``.

    `conversions` are by key on the wire. An empty `address`: its id.
    """

    place: Place
    id: str
    type: DeviceType | None
    assets: Mapping[str, str]
    points: Mapping[str, str]
    gateway: str | None
    interval_s: float | None
    dialect: str
    address: str = ""
    conversions: Mapping[str, Conversion] = field(default_factory=dict)


def assemble(reader: BlockReader, site: str, assets: Sequence[DraftAsset], devices: Sequence[DraftDevice]) -> tuple[dict[str, Asset], dict[str, Device]]:
    """The assets and devices of `site` by id. What does not fit together is noted with `reader`."""
    drafts = {draft.id: draft for draft in assets}
    every_device = _with_own_devices(reader, assets, devices)
    _check_feeders(reader, drafts)
    _check_gateways(reader, {device.id: device for device in every_device})
    point_types = {draft.id: dict(_point_types(reader, draft)) for draft in assets}
    speaks = _who_speaks(reader, every_device, drafts, point_types)
    points = {
        (asset, key): Point(f"{site}.{asset}.{key}", site, asset, key, point_type, *speaks[asset, key], name)
        for asset, keys in point_types.items()
        for key, (point_type, name) in keys.items()
        if (asset, key) in speaks
    }
    spoken: dict[str, list[Point]] = {device.id: [] for device in every_device}
    for point in points.values():
        spoken[point.device].append(point)
    made_devices = {device.id: made for device in every_device if (made := _device(reader, site, device, drafts, spoken[device.id])) is not None}
    served: dict[str, list[str]] = {asset: [] for asset in drafts}
    for device in made_devices.values():
        for asset in device.assets:
            served[asset].append(device.id)
    made_assets = {
        draft.id: Asset(
            draft.id,
            site,
            draft.space,
            draft.type,
            draft.name,
            tuple(served[draft.id]),
            tuple(points[draft.id, key] for key in point_types[draft.id] if (draft.id, key) in points),
            draft.fed_by,
            draft.attributes,
        )
        for draft in assets
    }
    return made_assets, made_devices


def _with_own_devices(reader: BlockReader, assets: Sequence[DraftAsset], devices: Iterable[DraftDevice]) -> list[DraftDevice]:
    """Those written, and one for each asset that none of them takes over."""
    written = list(devices)
    taken_over = {asset for device in written for asset in device.assets}
    ids = {device.id for device in written}
    own = []
    known = {asset.id for asset in assets}
    for device in written:
        for missing in [asset for asset in device.assets if asset not in known]:
            reader.unknown((*device.place, "assets"), "asset", missing, known)
    for asset in assets:
        if asset.id in taken_over:
            if asset.gateway is not None or asset.interval_s is not None:
                reader.wrong(
                    asset.place, f"`{asset.id}` has no device of its own that could have a gateway or interval", "Say it of the device under `devices`"
                )
            if asset.dialect != NATIVE or asset.address:
                reader.wrong(asset.place, f"`{asset.id}` has no device of its own that could speak a dialect", "Say it of the device under `devices`")
            continue
        if asset.id in ids:
            reader.wrong(asset.place, f"the device `{asset.id}` would be there twice", f"List `{asset.id}` among that device's `assets`, or rename one")
            continue
        own.append(DraftDevice(asset.place, asset.id, asset.type, {asset.id: ""}, {}, asset.gateway, asset.interval_s, asset.dialect, asset.address))
    return own + written


def _check_feeders(reader: BlockReader, assets: Mapping[str, DraftAsset]) -> None:
    feeds = {key: draft.fed_by for key, draft in assets.items()}
    for asset in assets.values():
        for feeder in asset.fed_by:
            if feeder not in assets:
                reader.unknown((*asset.place, "fed_by"), "asset", feeder, assets)
        if (ring := _ring(asset.id, feeds)) is not None:
            reader.wrong((*asset.place, "fed_by"), f"`fed_by` runs in a circle: {' → '.join(ring)}", "Nothing can feed itself: remove one of these")


def _check_gateways(reader: BlockReader, devices: Mapping[str, DraftDevice]) -> None:
    for device in devices.values():
        if device.gateway is None:
            continue
        place = (*device.place, "gateway")
        gateway = devices.get(device.gateway)
        if gateway is None:
            reader.unknown(place, "gateway", device.gateway, [key for key, one in devices.items() if _is_gateway(one)])
        elif not _is_gateway(gateway):
            reader.wrong(place, f"`{device.gateway}` is no gateway", "Name a device of type `gateway`")
        elif gateway.gateway is not None:
            reader.wrong(place, f"the gateway `{device.gateway}` speaks through a gateway itself", "A gateway speaks to the broker directly")


def _is_gateway(device: DraftDevice) -> bool:
    return device.type is not None and device.type.key == "gateway"


def _ring(start: str, feeds: Mapping[str, tuple[str, ...]]) -> list[str] | None:
    """A way from `start` back to itself, if there is one."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for feeder in feeds.get(way[-1], ()):
            if feeder == start:
                return [*way, start]
            if feeder not in seen:
                seen.add(feeder)
                ways.append([*way, feeder])
    return None


def _point_types(reader: BlockReader, asset: DraftAsset) -> Iterator[tuple[str, tuple[PointType, Text]]]:
    """Every point of `asset` by key, numbered ones counted out, with its name."""
    stems = {point_type.key.split("_{n}")[0] for point_type in asset.type.points if "{n}" in point_type.key}
    for stem in asset.counts:
        if stem not in stems:
            known = ", ".join(sorted(stems)) or "nothing"
            reader.wrong((*asset.place, "counts", stem), f"`{asset.type.key}` has no numbered `{stem}`", f"It counts: {known}")
    for point_type in (*asset.type.points, *COMMON_POINTS):
        if "{n}" not in point_type.key:
            yield point_type.key, (point_type, point_type.name)
            continue
        for n in range(1, asset.counts.get(point_type.key.split("_{n}")[0], 1) + 1):
            yield point_type.key.replace("{n}", str(n)), (point_type, point_type.name.filled(n=str(n)))


def _who_speaks(
    reader: BlockReader,
    devices: Iterable[DraftDevice],
    assets: Mapping[str, DraftAsset],
    point_types: Mapping[str, Mapping[str, tuple[PointType, Text]]],
) -> dict[tuple[str, str], tuple[str, str]]:
    """(asset, key) → (device, its key on the wire). What a device names point by point goes before whole assets."""
    speaks: dict[tuple[str, str], tuple[str, str]] = {}
    for device in devices:
        for raw, target in device.points.items():
            asset, _, key = target.partition(".")
            place = (*device.place, "points", raw)
            if asset not in assets:
                reader.unknown(place, "asset", asset, assets)
            elif key not in point_types[asset]:
                reader.unknown(place, "point", target, [f"{asset}.{known}" for known in point_types[asset]])
            elif (asset, key) in speaks:
                reader.wrong(place, f"`{target}` is published by `{speaks[asset, key][0]}` already", "A point has one device: remove one of the two")
            else:
                speaks[asset, key] = (device.id, raw)
                _check_conversion(reader, device, raw, point_types[asset][key][0])
    whole: dict[str, str] = {}
    for device in devices:
        for asset, prefix in device.assets.items():
            if asset in whole:
                reader.wrong((*device.place, "assets"), f"`{asset}` is served by `{whole[asset]}` already", "Name single points under `points` instead")
                continue
            whole[asset] = device.id
            for key in point_types.get(asset, {}):
                speaks.setdefault((asset, key), (device.id, f"{prefix}{key}"))
    return speaks


def _check_conversion(reader: BlockReader, device: DraftDevice, raw: str, point: PointType) -> None:
    if (conversion := device.conversions.get(raw)) is not None:
        for key, problem, remedy in wrong_in(conversion, point):
            reader.wrong((*device.place, "points", raw, key), f"points.{raw}: {problem}", remedy)


def _device(reader: BlockReader, site: str, draft: DraftDevice, assets: Mapping[str, DraftAsset], spoken: Iterable[Point]) -> Device | None:
    """The device that publishes the points `spoken`, or `None` when it serves nothing that exists (noted already)."""
    named = [target.partition(".")[0] for target in draft.points.values()]
    served = [asset for asset in dict.fromkeys([*draft.assets, *named]) if asset in assets]
    if not served:
        return None
    wire: dict[str, Point] = {}
    for point in spoken:
        other = wire.setdefault(point.raw_key, point)
        if other is not point:
            remedy = "Give each asset a prefix of its own: `assets: {one: a_, other: b_}`"
            reader.wrong((*draft.place, "assets"), f"`{point.raw_key}` of `{draft.id}` would mean {other.asset} and {point.asset}", remedy)
    # What concerns the hardware itself (its status, its clock) is said of the first asset it serves.
    own = {point.key: point for point in wire.values() if point.asset == served[0]}
    for common in COMMON_POINTS:
        if common.key in own:
            wire.setdefault(common.key, own[common.key])
    device_type = draft.type or assets[served[0]].type
    return Device(
        draft.id,
        site,
        device_type,
        tuple(served),
        draft.interval_s or device_type.interval_s,
        wire,
        draft.gateway,
        draft.dialect,
        draft.address,
        draft.conversions,
    )
