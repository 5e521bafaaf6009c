"""Zigbee2MQTT: ``{base}/{friendly name}`` with a device's state, and what belongs to it.

Follows the project's documentation of version 2 (zigbee2mqtt.io: *MQTT topics and messages*, *Device availability*,
*MQTT*, *Health*), and reads what version 1 said otherwise: plain ``online`` and ``offline``. Fields that are published
one by one (``output: attribute``) are read as well; there, nested ones are joined by hyphens and ``null`` is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain

from domain.device_info import Fact, FactValue
from domain.dialect import Dialect
from domain.quarantine import QuarantineReason
from domain.reading import PointKind
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, DeviceInfo, Status, Wrong
from ingest.device_facts import facts_of
from ingest.foreign.fields import SWITCHES, Fieldwise, dialects_of, json_object, twice_named, unknown_options
from ingest.foreign.picked_fields import Picker
from ingest.foreign.times import told_ms
from ingest.foreign.topics import stranger, unusable, unusable_names, without_covered
from ingest.foreign.units import measured, other_units, unit_clashes
from ingest.json_payload import NotJson, parse
from ingest.point_values import shown
from ingest.troubles import refused

NAME = "zigbee2mqtt"
_USUAL: Mapping[str, str] = {"battery": "battery_pct"}
"""Not ``linkquality``: that is no signal strength."""
_OF_BRIDGE: Mapping[str, str] = {"process.uptime_sec": "uptime", "mqtt.queued": "queue"}
_UNITS: Mapping[str, str] = {
    "power": "W",
    "energy": "kWh",
    "current": "A",
    "temperature": "°C",
    "humidity": "%",
    "co": "ppm",
    "co2": "ppm",
    "pm25": "µg/m³",
    "illuminance": "lx",
    "noise": "dB",
}
"""As the project documents its generic fields."""
_COMMANDS = frozenset({"set", "get"})
_ONLINE: Mapping[object, bool] = {"online": True, "offline": False}

_Read = Callable[[bytes], Decoded]


class Zigbee2Mqtt:
    """The dialect. Its `topic` is the bridge's base topic; its option `bridge` names the device that the bridge itself is."""

    name = NAME

    def subscriptions(self, site: Site) -> Sequence[str]:
        """Everything below each base topic: friendly names may have any number of levels."""
        return without_covered(f"{_base(dialect)}/#" for dialect, _ in dialects_of(site, NAME))

    def bind(self, site: Site) -> BoundZigbee2Mqtt:
        """With a route for every topic that can say something."""
        return BoundZigbee2Mqtt(site)

    def check(self, site: Site) -> Sequence[Wrong]:
        """Base topics, names and options that cannot be; units that differ."""
        return [
            *unknown_options(site, NAME, ("bridge",)),
            *twice_named(site, NAME),
            *unusable_names(site, NAME),
            *_wrong_bases(site),
            *_wrong_bridges(site),
            *unit_clashes(site, NAME, _UNITS),
        ]


CODEC = Zigbee2Mqtt()


class BoundZigbee2Mqtt:
    """The dialect at one site."""

    def __init__(self, site: Site) -> None:
        self._routes: dict[str, _Read] = {}
        networks = [_Network(site, dialect, devices) for dialect, devices in dialects_of(site, NAME)]
        # Whatever a bridge keeps for itself goes first, then devices' states: a device may be called as another's attribute.
        for routes in (_Network.bridge, _Network.states, _Network.availabilities, _Network.attributes):
            for topic, read in chain.from_iterable(map(routes, networks)):
                self._routes.setdefault(topic, read)
        self._networks = sorted(networks, key=lambda network: len(network.prefix), reverse=True)

    def decode(self, topic: str, payload: bytes) -> Decoded | None:
        """See `BoundCodec.decode`."""
        read = self._routes.get(topic)
        if read is not None:
            return read(payload)
        for network in self._networks:
            if topic.startswith(network.prefix):
                return network.other(topic[len(network.prefix) :], payload)
        return None


class _Network:
    """One bridge with its devices."""

    def __init__(self, site: Site, dialect: Dialect, devices: Mapping[str, Device]) -> None:
        self.prefix = f"{_base(dialect)}/"
        self._dialect = dialect.id
        self._devices = {name: _Speaker(device, _USUAL) for name, device in devices.items()}
        self._bridge: _Speaker | None = None
        bridge = site.devices.get(str(dialect.options.get("bridge", "")))
        if bridge is not None:
            # A gateway that also says these of itself, in another dialect, need not hear them from its bridge.
            self._bridge = _Speaker(bridge, _OF_BRIDGE if bridge.dialect == dialect.id else {}, "response_time")

    def bridge(self) -> Iterable[tuple[str, _Read]]:
        """What the bridge says of itself."""
        if self._bridge is not None:
            yield f"{self.prefix}bridge/state", self._bridge.availability
            yield f"{self.prefix}bridge/health", self._bridge.state
            yield f"{self.prefix}bridge/info", self._bridge.version
        yield f"{self.prefix}bridge/devices", self.described

    def described(self, payload: bytes) -> Decoded:
        """What the bridge knows of its devices: ``[{"friendly_name": …, "software_build_id": …, "model_id": …, "power_source": …}, …]``."""
        try:
            entries = parse(payload) if payload else []
        except NotJson:
            entries = []  # not ours to judge: nothing that is measured comes this way
        told: list[DeviceInfo] = []
        for entry in entries if isinstance(entries, list) else ():
            name = entry.get("friendly_name") if isinstance(entry, dict) else None
            speaker = self._devices.get(name) if isinstance(name, str) else None
            if speaker is not None and (facts := _described(entry)):
                told.append(DeviceInfo(speaker.device, facts))
        return Decoded(told=told) if told else Decoded()

    def states(self) -> Iterable[tuple[str, _Read]]:
        """Where devices say all their fields at once."""
        return ((f"{self.prefix}{name}", speaker.state) for name, speaker in self._devices.items())

    def availabilities(self) -> Iterable[tuple[str, _Read]]:
        """Where the bridge says whether they are there."""
        return ((f"{self.prefix}{name}/availability", speaker.availability) for name, speaker in self._devices.items())

    def attributes(self) -> Iterable[tuple[str, _Read]]:
        """Where they say single fields."""
        for name, speaker in self._devices.items():
            for field in speaker.fields:
                yield f"{self.prefix}{name}/{field.replace('.', '-')}", partial(speaker.attribute, field)

    def other(self, rest: str, payload: bytes) -> Decoded:
        """What has no route: the bridge's affairs, commands, fields that mean nothing here, and devices that nobody knows."""
        first, *levels = rest.split("/")
        if first == "bridge" or not payload or not _COMMANDS.isdisjoint(levels):
            return Decoded()  # nothing at all: that is how what was retained is taken back
        if rest.endswith("/availability"):
            return stranger(rest.removesuffix("/availability"), self._dialect)
        if _is_object(payload):
            return stranger(rest, self._dialect)
        owner, name = self._owner(rest)
        return stranger(name, self._dialect) if owner is None else owner.presence()

    def _owner(self, rest: str) -> tuple[_Speaker | None, str]:
        """Whose attribute it is (or would be), and what that one is called: fields have no levels, names may."""
        name = rest.rpartition("/")[0] or rest
        return self._devices.get(name), name


class _Speaker:
    """One device, and how what it says is read. `usual` and the time's field depend on whether it is a bridge."""

    def __init__(self, device: Device, usual: Mapping[str, str], time_field: str = "last_seen") -> None:
        self.device = self._device = device
        self._time_field = time_field
        self.fields = tuple(dict.fromkeys([*device.points, *usual]))
        self._strict = Fieldwise(device, usual, SWITCHES)
        self._texts = Fieldwise(device, usual, SWITCHES, textual=True)
        self._lists = frozenset(name for name, point in device.points.items() if point.type.kind is PointKind.FLAGS)
        self._other_units = other_units(device, _UNITS)
        picker = Picker(self.fields)
        self._picker = picker if picker.nested else None

    def state(self, payload: bytes) -> Decoded:
        """``{"water_leak": false, "battery": 97, "last_seen": …}``."""
        if not payload:
            return Decoded()
        data = json_object(payload, self._device.id)
        if isinstance(data, Decoded):
            return data
        fields = data if self._picker is None else self._picker.of(data)
        decoded = measured(self._strict, fields, self._other_units, told_ms(data.get(self._time_field)))
        if (quality := data.get("linkquality")) is not None and (facts := facts_of({Fact.LQI: quality})):
            decoded.told = (DeviceInfo(self._device, facts),)
        return decoded

    def version(self, payload: bytes) -> Decoded:
        """What the bridge runs on: ``{"version": "2.1.3", …}``."""
        try:
            data = parse(payload) if payload else None
        except NotJson:
            data = None
        facts = facts_of({Fact.FIRMWARE: data.get("version")}) if isinstance(data, dict) else {}
        return Decoded(told=(DeviceInfo(self._device, facts),) if facts else ())

    def availability(self, payload: bytes) -> Decoded:
        """``{"state": "online"}``, or only ``online``."""
        if not payload:
            return Decoded()
        try:
            data = parse(payload) if _is_object(payload) else payload.decode()
        except (NotJson, UnicodeDecodeError):
            data = None
        said = data.get("state") if isinstance(data, dict) else data
        online = _ONLINE.get(said) if isinstance(said, str) else None
        if online is None:
            return refused(QuarantineReason.UNKNOWN_VALUE, f"expected `online` or `offline`, found {shown(payload)}", self._device.id)
        return Decoded((Status(self._device, online),))

    def attribute(self, field: str, payload: bytes) -> Decoded:
        """The bare value of one field."""
        try:
            text = payload.decode()
        except UnicodeDecodeError:
            return refused(QuarantineReason.WRONG_TYPE, f"{field}: expected a text, found {shown(payload)}", self._device.id)
        value = (text.split(",") if field in self._lists else text) if text else None
        return measured(self._texts, {field: value}, self._other_units, None)

    def presence(self) -> Decoded:
        """It said something that means nothing here."""
        return self._strict.telemetry({})


def _described(entry: Mapping[str, object]) -> dict[Fact, FactValue]:
    definition = entry.get("definition")
    model = definition.get("model") if isinstance(definition, dict) else None
    supply = entry.get("power_source")
    mains = None if not isinstance(supply, str) or supply == "Unknown" else supply != "Battery"
    return facts_of({Fact.FIRMWARE: entry.get("software_build_id"), Fact.MODEL: model or entry.get("model_id"), Fact.MAINS: mains})


def _is_object(payload: bytes) -> bool:
    return payload[:1] == b"{"


def _base(dialect: Dialect) -> str:
    return dialect.topic or NAME


def _wrong_bases(site: Site) -> Iterable[Wrong]:
    seen: dict[str, str] = {}
    for dialect, _ in dialects_of(site, NAME):
        base = _base(dialect)
        trouble = unusable(base)
        if trouble is not None:
            yield Wrong(f"the dialect `{dialect.id}` cannot be at `{base}`: {trouble}", "Write the bridge's `base_topic` as its `topic`")
        other = seen.setdefault(base, dialect.id)
        if other != dialect.id:
            yield Wrong(f"the dialects `{other}` and `{dialect.id}` are both at `{base}`", "Every bridge has a base topic of its own: write it as `topic`")


def _wrong_bridges(site: Site) -> Iterable[Wrong]:
    for dialect, _ in dialects_of(site, NAME):
        bridge = dialect.options.get("bridge")
        if bridge is not None and not (isinstance(bridge, str) and bridge in site.devices):
            gateways = ", ".join(sorted(device.id for device in site.devices.values() if device.type.key == "gateway"))
            yield Wrong(
                f"the dialect `{dialect.id}` names {shown(bridge)} as its bridge, and there is no such device", f"Gateways of the site: {gateways or 'none'}"
            )
