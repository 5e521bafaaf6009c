"""What both generations of Shelly payloads have in common: devices by what their topics begin with, and whether they are there.

A device publishes below ``{topic of its dialect}/{its address}``. The option ``sleeping`` of a dialect lists devices (by
their ids) that sleep between messages: of those the broker says all the time that they are gone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.dialect import Dialect
from domain.quarantine import QuarantineReason
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, Status, Telemetry, Timestamp, Wrong
from ingest.foreign.fields import Fields, unknown_options
from ingest.foreign.topic_owners import TopicOwners
from ingest.foreign.topics import unusable
from ingest.point_values import shown
from ingest.troubles import refused, unreadable

GEN1, GEN2 = "shelly-gen1", "shelly"
SLEEPING = "sleeping"
_USUAL_TOPICS = {GEN1: "shellies", GEN2: ""}
_SLEEPERS = ("shellyht", "shellyplusht", "shellyflood", "shellysmoke", "shellyplussmoke", "shellydw", "shellybutton")
"""How the factory's names of devices begin that live on a battery and only wake to say something."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A device, and what all its topics begin with. `sleeps`: that it is gone means nothing."""

    device: Device
    prefix: str
    sleeps: bool

    def status(self, payload: bytes) -> Decoded:
        """What is said on its topic ``online``, by itself or as its last will."""
        if payload == b"true":
            return Decoded((Status(self.device, online=True),))
        if payload == b"false":
            return Decoded() if self.sleeps else Decoded((Status(self.device, online=False),))
        if not payload:
            return Decoded()  # that is how a retained status is taken back
        return refused(QuarantineReason.UNKNOWN_VALUE, f"expected `true` or `false`, found {shown(payload)}", self.device.id)


def base(dialect: Dialect) -> str:
    """What the topics of all devices of `dialect` begin with; empty: they have nothing in common."""
    return dialect.topic or _USUAL_TOPICS[dialect.codec]


def dialects(site: Site, codec: str) -> list[Dialect]:
    """The dialects of `site` that `codec` reads, those with the longest topics first."""
    return sorted((dialect for dialect in site.dialects.values() if dialect.codec == codec), key=lambda dialect: -len(base(dialect)))


def speakers(site: Site, codec: str) -> Iterator[Speaker]:
    """Every device of `site` that `codec` reads."""
    for dialect in dialects(site, codec):
        listed = dialect.options.get(SLEEPING)
        sleeping = listed if isinstance(listed, list) else []
        begins = f"{base(dialect)}/" if base(dialect) else ""
        for device in site.devices.values():
            if device.dialect == dialect.id:
                name = device.name_on_wire
                sleeps = device.id in sleeping or name.rpartition("/")[2].lower().startswith(_SLEEPERS)
                yield Speaker(device, f"{begins}{name}", sleeps)


def other_prefixes(site: Site, codec: str) -> frozenset[str]:
    """What the topics of the other generation's devices begin with: both may publish below one topic."""
    return frozenset(speaker.prefix for speaker in speakers(site, GEN2 if codec == GEN1 else GEN1))


def wrong(site: Site, codec: str) -> Iterator[Wrong]:
    """What a site file says that neither generation can do."""
    yield from unknown_options(site, codec, [SLEEPING])
    bad = set()
    for dialect in dialects(site, codec):
        if dialect.topic and (why := unusable(dialect.topic)) is not None:
            bad.add(dialect.id)
            yield Wrong(f"nothing can be heard below the topic `{dialect.topic}` of `{dialect.id}`: {why}", "Write what all its devices' topics begin with")
        yield from _wrong_sleepers(site, dialect)
    known: dict[str, str] = {}
    for speaker in speakers(site, codec):
        device = speaker.device
        if device.dialect not in bad and (why := unusable(speaker.prefix)) is not None:
            yield Wrong(f"nothing can be heard of `{device.id}` below `{speaker.prefix}`: {why}", "Write its `address` as it stands in its topics")
        other = known.setdefault(speaker.prefix, device.id)
        if other != device.id:
            yield Wrong(f"`{other}` and `{device.id}` both publish below `{speaker.prefix}`", "Give one of them its own `address`")


def _wrong_sleepers(site: Site, dialect: Dialect) -> Iterator[Wrong]:
    listed = dialect.options.get(SLEEPING, [])
    if not isinstance(listed, list):
        yield Wrong(f"`{SLEEPING}` of the dialect `{dialect.id}` is no list", "Write the ids of devices: [leak-b1-7, leak-b1-8]")
        return
    for name in listed:
        device = site.devices.get(name) if isinstance(name, str) else None
        if device is None or device.dialect != dialect.id:
            yield Wrong(f"`{SLEEPING}` of the dialect `{dialect.id}` names {shown(name)}, which is none of its devices", "Write the ids of its devices")


def telemetry(device: Device, found: Fields, ts: Timestamp = None) -> Decoded:
    """A message of which this was read. Without any value it still shows that the device is there."""
    return Decoded((Telemetry(device, ts, None, found.values, found.qualities),), unreadable(found.troubles, device.id))


Read = Callable[[bytes], Decoded]
"""What reads the payloads of one topic."""


class BoundGeneration(ABC):
    """The dialect of one generation at one site: what is read of a topic, or whose it is."""

    def __init__(self, site: Site, codec: str) -> None:
        self._speakers = {speaker.prefix: speaker for speaker in speakers(site, codec)}
        self._owners = TopicOwners(self._speakers)
        self._others = TopicOwners(dict.fromkeys(other_prefixes(site, codec), True))
        self._dialects = [(f"{base(dialect)}/", dialect.id) for dialect in dialects(site, codec) if base(dialect)]
        self._reads: dict[str, Read] = {}
        for prefix, speaker in self._speakers.items():
            self._reads |= {f"{prefix}/{rest}": read for rest, read in self._reads_of(speaker)}

    def decode(self, topic: str, payload: bytes) -> Decoded | None:
        """See `BoundCodec.decode`."""
        read = self._reads.get(topic)
        if read is not None:
            return read(payload)
        owned = self._owners.of(topic)
        if owned is not None:
            speaker, rest = owned
            return telemetry(speaker.device, Fields()) if payload and self._shows(rest) else Decoded()
        for begins, dialect in self._dialects:
            if topic.startswith(begins):
                return None if self._others.of(topic) is not None else self._unknown(topic.removeprefix(begins), dialect)
        return None

    @abstractmethod
    def _reads_of(self, speaker: Speaker) -> Iterator[tuple[str, Read]]:
        """How to read each topic of a device that says something, by its rest."""

    @abstractmethod
    def _shows(self, rest: str) -> bool:
        """Whether a topic that means nothing here still shows that its device is there."""

    @abstractmethod
    def _unknown(self, rest: str, dialect: str) -> Decoded:
        """What no known device has said, or somebody to one."""
