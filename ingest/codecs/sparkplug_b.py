"""Sparkplug B: edge nodes with devices, whose births say what their metrics are and whose data says only aliases.

Follows *Eclipse Sparkplug 3.0*. Decoding remembers nothing: what a message means by those before it is added to it before it
is journalled (`ingest.sparkplug.follower`). What comes without that is read as far as it says names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from domain.dialect import Dialect
from domain.quarantine import QuarantineReason
from domain.reading import Quality
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, Follower, Item, Status, Telemetry, Wrong
from ingest.foreign.fields import Fieldwise, dialects_of, twice_named, unknown_options
from ingest.foreign.topics import stranger, unusable
from ingest.point_values import BadValue, shown
from ingest.sparkplug.follower import SparkplugFollower
from ingest.sparkplug.node import unknown_aliases
from ingest.sparkplug.payload import EXTRA, BadPayload, Followed, Metric, Payload, followed_of, missing, parse
from ingest.sparkplug.topics import NAME, NAMESPACE, OF_DEVICES, OF_NODES, node_of, speakers, spoken, topics_of
from ingest.sparkplug.values import quality_of, value_of
from ingest.troubles import Trouble, refused, unreadable

_REBIRTH_S = "rebirth_s"
_USUAL_S = 30
_BIRTHS = frozenset({"NBIRTH", "DBIRTH"})
_DEATHS = frozenset({"NDEATH", "DDEATH"})
_NONE_KNOWN: Mapping[int, tuple[str, int]] = {}
_OURS = f"{NAMESPACE}/"


class SparkplugB:
    """The dialect. Its `topic` is a group, or empty for all; its option `rebirth_s` how often at most a node is asked for a birth (0: never)."""

    name = NAME

    def subscriptions(self, site: Site) -> Sequence[str]:
        """Births, data and deaths of the groups; no commands, ours neither."""
        groups = {dialect.topic or "+": None for dialect, _ in dialects_of(site, NAME)}
        these = ["+"] if "+" in groups else list(groups)
        nodes = [f"{NAMESPACE}/{group}/{kind}/+" for group in these for kind in OF_NODES]
        return [*nodes, *(f"{NAMESPACE}/{group}/{kind}/+/+" for group in these for kind in OF_DEVICES)]

    def bind(self, site: Site) -> BoundSparkplugB:
        """With every device by its address."""
        return BoundSparkplugB(site)

    def follower(self, site: Site) -> Follower:
        """Follows the nodes of the devices of `site`."""
        wanted = {address: device.points.keys() for address, device in speakers(site).items()}
        every = {
            node: timedelta(seconds=seconds)
            for dialect, devices in dialects_of(site, NAME)
            if (seconds := _rebirth_s(dialect))
            for node in dict.fromkeys(map(node_of, devices))
            if node is not None
        }
        return SparkplugFollower(wanted, every)

    def check(self, site: Site) -> Sequence[Wrong]:
        """The runtime, if it is missing; options, groups and addresses that cannot be."""
        return [*_missing(site), *unknown_options(site, NAME, [_REBIRTH_S]), *twice_named(site, NAME), *_wrong_dialects(site), *_wrong_addresses(site)]


CODEC = SparkplugB()


def _missing(site: Site) -> Iterator[Wrong]:
    dialect = next(dialects_of(site, NAME), None)
    if dialect is not None and missing():
        yield Wrong(
            f"the dialect `{dialect[0].id}` needs the package protobuf, not installed here", f"Install it: pip install 'steward[{EXTRA}]'", dialect[0].id
        )


def _rebirth_s(dialect: Dialect) -> float | None:
    seconds = dialect.options.get(_REBIRTH_S, _USUAL_S)
    return seconds if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds <= timedelta.max.days else None


def _wrong_group(dialect: Dialect) -> str | None:
    if not dialect.topic:
        return None
    return unusable(f"{NAMESPACE}/{dialect.topic}") or ("a group is one level" if "/" in dialect.topic else None)


def _wrong_dialects(site: Site) -> Iterator[Wrong]:
    for dialect, _ in dialects_of(site, NAME):
        trouble = _wrong_group(dialect)
        if trouble is not None:
            remedy = "Write its group as `topic`, or none for all groups"
            yield Wrong(f"the dialect `{dialect.id}` cannot be at `{dialect.topic}`: {trouble}", remedy, dialect.id)
        if _rebirth_s(dialect) is None:
            yield Wrong(
                f"the option `{_REBIRTH_S}` of `{dialect.id}` cannot be {shown(dialect.options[_REBIRTH_S])}",
                "Write how many seconds lie between two requests for a birth at least; 0 if nodes are never to be asked",
                dialect.id,
            )


def _wrong_addresses(site: Site) -> Iterator[Wrong]:
    seen: dict[str, str] = {}
    for dialect, devices in dialects_of(site, NAME):
        for address, device in devices.items():
            trouble = unusable(f"{NAMESPACE}/{address}")
            if node_of(address) is None:
                trouble = trouble or "it has two or three levels"
            elif dialect.topic and _wrong_group(dialect) is None and address.split("/")[0] != dialect.topic:
                trouble = trouble or f"the group of `{dialect.id}` is `{dialect.topic}`"
            if trouble is not None:
                remedy = "Write `group/edge node` or `group/edge node/device` as its `address`"
                yield Wrong(f"`{device.id}` cannot be called `{address}` in `{dialect.id}`: {trouble}", remedy, device.id)
            other = seen.setdefault(address, device.id)
            if other != device.id:
                yield Wrong(f"`{other}` and `{device.id}` are both called `{address}`, in two dialects", "Give one of them its own `address`", device.id)


class BoundSparkplugB:
    """The dialect at one site."""

    def __init__(self, site: Site) -> None:
        there = speakers(site)
        self._dialects: dict[str, str] = {dialect.topic: dialect.id for dialect, _ in dialects_of(site, NAME)}
        self._nodes: dict[str, list[Device]] = {}
        """Everybody who is gone when a node is: it, if it is a device, and its devices."""
        self._routes: dict[str, tuple[str, str, _Speaker | None]] = {}
        """Of each topic on which somebody known speaks: the kind, the node and the device; `None`: a node that is none."""
        for address, device in there.items():
            if (node := node_of(address)) is not None:
                self._nodes.setdefault(node, []).append(device)
                for each in (node, address):
                    speaker = _Speaker(there[each]) if each in there else None
                    self._routes.update((topic, (kind, node, speaker)) for kind, topic in topics_of(each))

    def decode(self, topic: str, payload: bytes) -> Decoded | None:
        """See `BoundCodec.decode`."""
        route = self._routes.get(topic)
        if route is not None:
            kind, node, speaker = route
            return self._said(kind, node, speaker, payload)
        if not topic.startswith(_OURS):
            return None
        said = spoken(topic)
        if said is None:
            return Decoded()  # commands, and whether host applications are there
        dialect = self._dialects.get(said.node.partition("/")[0]) or self._dialects.get("")
        return None if dialect is None else stranger(said.speaker, dialect)

    def _said(self, kind: str, node: str, speaker: _Speaker | None, payload: bytes) -> Decoded:
        owner = None if speaker is None else speaker.device.id
        try:
            message = parse(payload)
        except BadPayload as error:
            return refused(QuarantineReason.BAD_SHAPE, str(error), owner)
        followed = followed_of(message)
        troubles: list[Trouble] = list(followed.troubles) if followed is not None else []
        void = followed is not None and followed.void
        items: list[Item] = []
        if kind in _DEATHS:
            gone = () if void else self._nodes[node] if speaker is None or kind == "NDEATH" else (speaker.device,)
            items += [Status(device, online=False) for device in gone]
        elif speaker is not None:
            if kind in _BIRTHS and not void:
                items.append(Status(speaker.device, online=True))
            items += speaker.read(message, followed, troubles)
        return Decoded(items, unreadable(troubles, owner))


class _Speaker:
    """One node or device, and how its metrics are read."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self._fieldwise = Fieldwise(device)
        self._names = {name.encode(): name for name in device.points if self._fieldwise.means(name)}

    def read(self, message: Payload, followed: Followed | None, troubles: list[Trouble]) -> list[Item]:
        """What `message` says, an item for each time; adds to `troubles` what of it cannot be read."""
        known = {index: (name, datatype) for index, name, datatype in followed.metrics} if followed is not None else _NONE_KNOWN
        sent = message.timestamp or None
        fields: dict[int | None, tuple[dict[str, object], dict[str, Quality]]] = {}
        unknown: list[int] = []
        for index, metric in enumerate(message.metrics):
            raw = metric.name
            name, datatype = known.get(index) or (self._names.get(raw), metric.datatype)
            if name is None:
                if not raw and not metric.HasField("alias"):
                    troubles.append((QuarantineReason.BAD_SHAPE, f"metric {index} has neither name nor alias"))
                elif not raw and followed is None:
                    unknown.append(metric.alias)
                continue
            own = metric.timestamp
            try:
                value = _value(metric, datatype, own)
            except BadValue as error:
                troubles.append((error.reason, f"{name}: {error.detail}"))
                continue
            values, qualities = fields.setdefault(own or sent, ({}, {}))
            values[name] = value
            if metric.HasField("properties") and (quality := quality_of(metric)) is not Quality.GOOD:
                qualities[name] = quality
                values[name] = None if quality is Quality.BAD else value
        if unknown:
            troubles.append((QuarantineReason.UNKNOWN_POINT, unknown_aliases(unknown)))
        id_ = f"{sent}/{message.seq}" if sent is not None and message.HasField("seq") else None
        return [self._telemetry(at, id_, *found, troubles) for at, found in fields.items()] or [Telemetry(self.device, sent, id_, {}, {})]

    def _telemetry(self, at: int | None, id_: str | None, fields: Mapping[str, object], qualities: Mapping[str, Quality], troubles: list[Trouble]) -> Telemetry:
        found = self._fieldwise.read(fields)
        troubles += found.troubles
        for name, quality in qualities.items():
            if name in found.values:
                found.qualities.setdefault(name, quality)
        return Telemetry(self.device, at, id_, found.values, found.qualities)


def _value(metric: Metric, datatype: int, own: int) -> object:
    if metric.is_historical and not own:
        raise BadValue(QuarantineReason.BAD_SHAPE, "a historical value that does not say when")
    return value_of(metric, datatype)
