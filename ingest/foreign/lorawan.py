"""What the network servers of LoRaWAN have in common: DevEUIs, applications in topics, and objects made by payload codecs.

A LoRaWAN device sends a few bytes. What they mean is known to a script in the network server (its payload codec or
formatter), which makes a JSON object of them: its fields, nested ones with dots, are the fields of the site file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.dialect import Dialect
from domain.reading import PointKind
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, Timestamp, Wrong
from ingest.foreign.fields import SWITCHES, Fieldwise
from ingest.foreign.picked_fields import Picker
from ingest.foreign.topics import unusable

EUI_DIGITS = 16
_HEX = frozenset("0123456789abcdef")
_SEPARATORS = str.maketrans("", "", "-:. ")
_CODED = (PointKind.ENUM, PointKind.FLAGS)
_UUID = [8, 4, 4, 4, 12]


def eui(text: str) -> str | None:
    """A DevEUI or gateway id in the one way in which we compare it; `None` if it is none."""
    digits = text.translate(_SEPARATORS).lower()
    return digits if len(digits) == EUI_DIGITS and _HEX.issuperset(digits) else None


@dataclass(frozen=True, slots=True)
class Applications:
    """Where devices publish: the topic up to the level before the application's, and which application (empty: every one)."""

    head: str
    application: str


def applications(dialect: Dialect, marker: str) -> Applications | None:
    """What `dialect.topic` says: ``{prefix}``, ``{marker}/{application}`` or ``{prefix}/{marker}/{application}``. `None`: it is none of these."""
    if _trouble(dialect.topic, marker) is not None:
        return None
    levels = dialect.topic.split("/") if dialect.topic else []
    if marker not in levels:
        return Applications("/".join([*levels, marker]), "")
    at = levels.index(marker) + 1
    return Applications("/".join(levels[:at]), "".join(levels[at:]))


def _trouble(topic: str, marker: str) -> str | None:
    if not topic:
        return None
    levels = topic.split("/")
    if marker not in levels:
        return unusable(topic) or ("that is an application, not a prefix" if _names_an_application(levels[-1]) else None)
    return unusable(topic) or ("it goes on after the application" if levels.index(marker) < len(levels) - 2 else None)


def _names_an_application(level: str) -> bool:
    """Whether it is a name with a tenant, or a UUID: nobody calls a prefix so."""
    return "@" in level or [len(part) for part in level.split("-")] == _UUID


def filters(dialects: Iterable[Dialect], marker: str) -> list[str]:
    """The beginnings of the topic filters that bring them: one application is not asked for again where all are."""
    found = dict.fromkeys(where for dialect in dialects if (where := applications(dialect, marker)) is not None)
    every = {where.head for where in found if not where.application}
    return [f"{where.head}/{where.application or '+'}" for where in found if not where.application or where.head not in every]


def unusable_topics(site: Site, codec: str, marker: str) -> Iterator[Wrong]:
    """Dialects of `codec` whose `topic` says nothing that can be listened to."""
    for dialect in site.dialects.values():
        if dialect.codec == codec and (why := _trouble(dialect.topic, marker)) is not None:
            yield Wrong(
                f"the dialect `{dialect.id}` cannot be at `{dialect.topic}`: {why}",
                f"Write no `topic` for all applications, `{marker}/{{application}}` for one, and a prefix before it if the broker adds one",
            )


def speakers(site: Site, codec: str) -> Iterator[tuple[Dialect, Device]]:
    """Every device of `site` that `codec` reads, also those of one name, with its dialect."""
    for device in site.devices.values():
        dialect = site.dialects.get(device.dialect)
        if dialect is not None and dialect.codec == codec:
            yield dialect, device


def twice_addressed(names: Sequence[tuple[str, Dialect, Device]]) -> Iterator[Wrong]:
    """Two devices that are the same on the wire (whatever the case of their DevEUIs), of (name, dialect, device)."""
    seen: dict[str, tuple[Dialect, Device]] = {}
    for name, dialect, device in names:
        other_dialect, other = seen.setdefault(name, (dialect, device))
        if other is not device:
            where = f"`{dialect.id}`" if dialect is other_dialect else f"`{other_dialect.id}` and `{dialect.id}`, which listen to the same topics"
            yield Wrong(f"`{other.id}` and `{device.id}` are both called `{name}` in {where}", "Give one of them its own `address`")


class EndDevice:
    """A device behind a network server, and how the objects that are made of its uplinks are read."""

    __slots__ = ("_coded", "_fieldwise", "_picker", "device")

    def __init__(self, device: Device, usual: Mapping[str, str]) -> None:
        """`usual` names fields beside the object (see `Fieldwise`). Of the object's own none is usual: `battery` may be volts."""
        self.device = device
        self._coded = [name for name, point in device.points.items() if point.type.kind in _CODED]
        self._fieldwise = Fieldwise(device, usual, SWITCHES, textual=True)
        picker = Picker(device.points)
        self._picker = picker if picker.nested or self._coded else None

    def said(self, made: dict[str, object], besides: dict[str, object], ts: Timestamp, id_: str | None) -> Decoded:
        """What the object `made` of an uplink says; `besides` are fields around it, and give way to its own."""
        if self._picker is None:  # which picks nothing that `Fieldwise` would not
            return self._fieldwise.telemetry(besides | made, ts, id_)
        fields = self._picker.of(made)
        for name in self._coded:
            if name in fields:
                fields[name] = _whole(fields[name])
        return self._fieldwise.telemetry(besides | fields, ts, id_)

    def there(self, besides: dict[str, object], ts: Timestamp, id_: str | None) -> Decoded:
        """It is there, and this is known about it."""
        return self._fieldwise.telemetry(besides, ts, id_)


def _whole(raw: object) -> object:
    """A code as a whole number: servers that keep numbers as floats write ``1.0`` for 1."""
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return [_whole(each) for each in raw] if isinstance(raw, list) else raw


def best_reception(receptions: object) -> Mapping[str, object] | None:
    """What the gateway says that heard it best, by its RSSI in dBm; several that heard it are one message all the same."""
    if not isinstance(receptions, list):
        return None
    found: Mapping[str, object] | None = None
    best: float | int | None = None
    for each in receptions:
        rssi = each.get("rssi") if isinstance(each, dict) else None
        if (rssi.__class__ is int or rssi.__class__ is float) and (best is None or rssi > best):
            best, found = rssi, each
    return found


def strongest(receptions: object) -> object:
    """The RSSI of the best reception; `None` if nobody told one."""
    found = best_reception(receptions)
    return None if found is None else found["rssi"]
