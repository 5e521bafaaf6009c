"""Topics of dialects that Steward speaks itself: Zigbee2MQTT, Tasmota and Shelly, told by where the entity's topics lie."""

from __future__ import annotations

import re
from dataclasses import dataclass

from steward.discovery.announcement import Entity
from steward.discovery.value_template import ByHand, Picked

_LWT = re.compile(r"(?:tele/([^/]+)|([^/]+)/tele)/LWT")
_TASMOTA = re.compile(r"(?:(?:tele|stat)/([^/]+)|([^/]+)/(?:tele|stat))/([A-Z0-9_]+)")
_GEN1 = re.compile(r"shellies/([^/]+)/(.+)")
_GEN2 = re.compile(r"(.+)/status/([a-z0-9_]+:[0-9]+)")
_BRIDGE = "/bridge/state"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A dialect of `codec` at `topic` (as its page means it; empty: by default), the device's `address` in it, and the `field`."""

    codec: str
    topic: str
    address: str
    field: str


def spoken(entity: Entity, found: Picked) -> Spoken | None:
    """What `entity` speaks; `None`: none of these dialects. Raises `ByHand` if it does, but not in a way that the dialect reads."""
    for each in entity.availability:
        if each.topic.endswith(_BRIDGE):
            return _zigbee2mqtt(entity, found, each.topic.removesuffix(_BRIDGE))
    lwt = next((match for each in entity.availability if (match := _LWT.fullmatch(each.topic)) is not None), None)
    if lwt is not None and (match := _TASMOTA.fullmatch(entity.state_topic)) is not None and (match[1], match[2]) == (lwt[1], lwt[2]):
        return Spoken("tasmota", "" if match[1] else "%topic%/%prefix%/", match[1] or match[2], _plain(found, "Tasmota") or match[3])
    if (match := _GEN1.fullmatch(entity.state_topic)) is not None:
        path = _plain(found, "Shelly")
        return Spoken("shelly-gen1", "", match[1], f"{match[2]}.{path}" if path else match[2])
    if (match := _GEN2.fullmatch(entity.state_topic)) is not None and found.is_json and any(each.topic == f"{match[1]}/online" for each in entity.availability):
        return Spoken("shelly", "", match[1], f"{match[2]}.{_plain(found, 'Shelly')}")
    return None


def _zigbee2mqtt(entity: Entity, found: Picked, base: str) -> Spoken:
    name = entity.state_topic.removeprefix(f"{base}/")
    if name == entity.state_topic or name.startswith("bridge/"):
        raise ByHand("it is of the Zigbee bridge itself: name that as the dialect's `bridge`")
    field = _plain(found, "Zigbee2MQTT")
    if not field:
        raise ByHand("it takes the whole message of a Zigbee device")
    return Spoken("zigbee2mqtt", "" if base == "zigbee2mqtt" else base, name, field)


def _plain(found: Picked, whose: str) -> str:
    if found.equals is not None:
        raise ByHand(f"its template compares, which the dialect of {whose} does not")
    return found.dotted
