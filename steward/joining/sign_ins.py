"""Which devices sign in at the broker by themselves, and where each may publish: for itself, and for what speaks through it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bridges.publisher import MEMORY
from devices.gateway import TYPE as GATEWAY
from domain.dialect import NATIVE, Dialect
from domain.site import Device, Site
from ingest.codecs import codecs, codecs_of, zigbee2mqtt
from ingest.codecs.codec import FollowingCodec
from ingest.codecs.native import KINDS, ROOT
from ingest.foreign.mapping_options import ADDRESS, Mapped, mapped
from ingest.foreign.shelly import GEN1, GEN2, speakers
from ingest.foreign.tasmota_topics import STAT, TELE, full_topic

_PLACE = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class SignIn:
    """A device that signs in as `user`. `rights` are (``write`` or ``readwrite``, topic), each with the device it is for."""

    device: str
    user: str
    rights: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class SignIns:
    """Those of a site, by device. `by_hand` says for whom nothing can be made, and why; `reads` is what Steward must be let read, `asks` where write."""

    of: Mapping[str, SignIn]
    by_hand: Mapping[str, str]
    reads: Sequence[str]
    notes: Sequence[str]
    asks: Sequence[str] = ()


def user_of(site: str, device: str) -> str:
    """As whom a device signs in: what ``%u`` of the ACL file stands for."""
    return f"{site}/{device}"


def sign_ins(site: Site) -> SignIns:
    """Everybody who signs in at `site`."""
    rights: dict[str, dict[tuple[str, str], str]] = {}
    by_hand: dict[str, str] = {}
    shared: dict[str, list[str]] = {}
    for device in site.devices.values():
        dialect = None if device.dialect == NATIVE else site.dialects[device.dialect]
        speaker = _speaker(site, device, dialect)
        if speaker is None:
            by_hand[device.id] = device.dialect
            continue
        own = rights.setdefault(speaker, {})
        for access, topic in _topics(site, device, dialect):
            own.setdefault((access, topic), device.id)
        if dialect is not None and _is_shared(dialect):
            shared.setdefault(dialect.id, []).append(device.id)
    reads = [filter_ for codec in codecs_of(site) if codec.name != NATIVE for filter_ in codec.subscriptions(site)]
    notes = [*_by_hand(site, by_hand), *(_shared(dialect, devices) for dialect, devices in shared.items())]
    # As in the site file: whoever has the rights of a device is one of its devices.
    found = {name: SignIn(name, user_of(site.id, name), rights[name]) for name in site.devices if name in rights}
    asks = [topic for codec in codecs_of(site) if isinstance(codec, FollowingCodec) for topic in codec.follower(site).topics]
    return SignIns(found, by_hand, tuple(dict.fromkeys(reads)), notes, asks)


def _speaker(site: Site, device: Device, dialect: Dialect | None) -> str | None:
    """The device that signs in when `device` says something; `None`: a program that is no device of the site."""
    if dialect is None or dialect.codec in {"tasmota", GEN1, GEN2, "mapping"}:
        return device.gateway or device.id
    if dialect.codec == zigbee2mqtt.NAME:
        bridge = site.devices.get(str(dialect.options.get("bridge", "")))
        return bridge.gateway or bridge.id if bridge is not None else device.gateway
    return None


def _topics(site: Site, device: Device, dialect: Dialect | None) -> Iterator[tuple[str, str]]:
    """Where `device` publishes, each with the right it needs."""
    if dialect is None:
        yield from (("write", f"{ROOT}/{site.id}/{device.id}/{kind}") for kind in KINDS)
        if device.type.key == GATEWAY.key:
            yield "readwrite", f"{ROOT}/{site.id}/{device.id}/{MEMORY}"  # what a bridge has the broker keep for it
    elif dialect.codec == zigbee2mqtt.NAME:
        yield "readwrite", f"{dialect.topic or zigbee2mqtt.NAME}/#"  # the bridge's own, in which it reads its commands too
    elif dialect.codec in {GEN1, GEN2}:
        yield from (("write", f"{speaker.prefix}/#") for speaker in speakers(site, dialect.codec) if speaker.device.id == device.id)
    elif dialect.codec == "tasmota" and (where := full_topic(dialect)) is not None:
        yield from (("write", where.of(prefix, device.name_on_wire, "#")) for prefix in (TELE, STAT))
    elif isinstance(found := mapped(dialect), Mapped):
        yield from (("write", _filled(pattern.text, device.name_on_wire)) for pattern in found.topics)


def _filled(pattern: str, address: str) -> str:
    return "/".join(_level(level, address) for level in pattern.split("/"))


def _level(level: str, address: str) -> str:
    place = f"{{{ADDRESS}}}"
    return level.replace(place, address) if place in level else "+" if _PLACE.search(level) else level


def _is_shared(dialect: Dialect) -> bool:
    """Whether all devices of `dialect` publish on the same topics, which then cannot tell them apart."""
    found = mapped(dialect) if dialect.codec == "mapping" else None
    return isinstance(found, Mapped) and ADDRESS not in found.topic.places


def _shared(dialect: str, devices: Sequence[str]) -> str:
    return f"the dialect `{dialect}` says in the payload who speaks: each of {', '.join(devices)} may publish where all of them do"


def _by_hand(site: Site, devices: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys(devices.values()):
        dialect = site.dialects[name]
        those = ", ".join(device for device, its in devices.items() if its == name)
        if dialect.codec == zigbee2mqtt.NAME:
            yield (
                f"{those}: it is Zigbee2MQTT that signs in for them, and the site file does not say which device that is. "
                f"Write `options: {{bridge: GATEWAY}}` in its dialect `{name}`, or by hand: user NAME, topic readwrite {dialect.topic or zigbee2mqtt.NAME}/#"
            )
        else:
            topics = ", ".join(f"topic write {topic}" for topic in codecs()[dialect.codec].subscriptions(site))
            yield f"{those}: it is the network server of `{name}` that signs in for them. Write by hand: user NAME, {topics}"
