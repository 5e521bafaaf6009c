"""What a discovery message says: entities with their topics, and the device that they belong to.

Follows Home Assistant's documentation of MQTT discovery (read November 2026): ``<prefix>/<component>/[<node_id>/]<object_id>/config``
with one entity, and ``<prefix>/device/[<node_id>/]<object_id>/config`` with several under ``components``. Nothing in a message is executed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.json_payload import NotJson, parse
from steward.discovery.abbreviations import DEVICE, spelt_out, with_base

LONGEST = 300
"""Characters of a name or topic that we take over."""
LONGEST_TEMPLATE = 2_000
MOST_COMPONENTS = 500
_TOPICS = ("state_topic", "availability_topic")
_SHARED = ("availability", "availability_topic", "availability_template", "payload_available", "payload_not_available", "state_topic")
OURS = "Steward"


@dataclass(frozen=True, slots=True)
class Availability:
    """Where it is said that a device is there (`on`) or gone (`off`)."""

    topic: str
    template: str | None = None
    on: str = "online"
    off: str = "offline"


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """The device block. `key` says which entities belong together; `names` are words that may stand for it in topics."""

    key: str
    name: str
    area: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity. `said` is its configuration with long names; `where` is the topic of the message, with the component's name if it had several."""

    where: str
    component: str
    name: str
    state_topic: str
    template: str | None
    device_class: str
    unit: str
    availability: tuple[Availability, ...]
    device: DeviceFacts
    said: Mapping[str, object]

    @property
    def expire_after_s(self) -> float | None:
        """After how many seconds without a word Home Assistant takes its value for unknown."""
        number = self.said.get("expire_after")
        return float(number) if isinstance(number, int | float) and not isinstance(number, bool) and 0 < number < 31 * 86_400 else None


@dataclass(frozen=True, slots=True)
class Strange:
    """Something that could not be read, or is not read: `where` and why."""

    where: str
    why: str


class Own(Exception):
    """Steward's own announcement."""


def read(topic: str, payload: bytes, prefix: str) -> Iterator[Entity | Strange]:
    """The entities of one message. Raises `Own`; everything else that is wrong is a `Strange`."""
    where = _shown(topic)
    words = topic.removeprefix(f"{prefix}/").split("/")
    if not topic.startswith(f"{prefix}/") or len(words) not in {3, 4} or words[-1] != "config":
        yield Strange(where, f"no topic like {prefix}/sensor/room_1/config")
        return
    said = _object(payload) if payload else ""
    if isinstance(said, str):
        if said:
            yield Strange(where, said)
        return
    if _is_ours(said):
        raise Own
    device = _device(said, words)
    if words[0] == "device":
        yield from _components(where, said, device)
    else:
        yield _entity(where, words[0], said, device)


def _object(payload: bytes) -> dict[str, object] | str:
    """With long names and its ``~`` filled in; else what is wrong."""
    try:
        data = parse(payload)
    except NotJson as error:
        return f"no JSON: {error}"
    return _based(spelt_out(data)) if isinstance(data, dict) else "no JSON object"


def _components(where: str, said: Mapping[str, object], device: DeviceFacts) -> Iterator[Entity | Strange]:
    parts = said.get("components")
    if not isinstance(parts, dict) or not parts:
        yield Strange(where, "a device without `components`")
        return
    shared = {key: said[key] for key in _SHARED if key in said}
    for name, part in list(parts.items())[:MOST_COMPONENTS]:
        inside = f"{where} {_shown(name)}"
        if not isinstance(part, dict):
            yield Strange(inside, "no JSON object")
            continue
        own = {"object_id": name} | shared | _based(spelt_out({"~": said.get("~", ""), **part}))
        platform = own.get("platform")
        yield _entity(inside, platform, own, device) if isinstance(platform, str) else Strange(inside, "it does not say its `platform`")
    if len(parts) > MOST_COMPONENTS:
        yield Strange(where, f"more than {MOST_COMPONENTS} components; the rest is left out")


def _is_ours(said: Mapping[str, object]) -> bool:
    origin = said.get("origin")
    state = said.get("state_topic")
    return (isinstance(origin, dict) and origin.get("name") == OURS) or (isinstance(state, str) and state.startswith("steward/v1/"))


def _based(said: dict[str, object]) -> dict[str, object]:
    base = said.get("~")
    if not isinstance(base, str):
        return said
    return {key: with_base(value, base) if key in _TOPICS or key == "availability" else value for key, value in _list_based(said, base).items()}


def _list_based(said: dict[str, object], base: str) -> dict[str, object]:
    listed = said.get("availability")
    if not isinstance(listed, list):
        return said
    return said | {"availability": [{**spelt_out(each), "topic": with_base(spelt_out(each).get("topic"), base)} for each in listed if isinstance(each, dict)]}


def _entity(where: str, component: str, said: Mapping[str, object], device: DeviceFacts) -> Entity | Strange:
    topic = said.get("state_topic")
    if topic is None:
        return Strange(where, f"`{_shown(component)}` without a `state_topic`: it says nothing")
    if not _is_topic(topic):
        return Strange(where, f"`state_topic` is no topic: {_shown(topic)}")
    template = said.get("state_value_template" if component == "light" else "value_template")
    if template is not None and (not isinstance(template, str) or len(template) > LONGEST_TEMPLATE):
        return Strange(where, "`value_template` is no text, or far too long")
    name = _text(said.get("name")) or _text(said.get("object_id")) or where.removesuffix("/config").rpartition("/")[2]
    return Entity(
        where,
        _shown(component),
        name,
        str(topic),
        template,
        _text(said.get("device_class")),
        _text(said.get("unit_of_measurement")),
        tuple(_availability(said)),
        device,
        said,
    )


def _availability(said: Mapping[str, object]) -> Iterator[Availability]:
    listed = said.get("availability")
    entries = [spelt_out(each) for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    if "availability_topic" in said:
        entries.append({**said, "topic": said["availability_topic"], "value_template": said.get("availability_template")})
    for each in entries:
        topic, template = each.get("topic"), each.get("value_template")
        if _is_topic(topic) and (template is None or isinstance(template, str)):
            on, off = each.get("payload_available", "online"), each.get("payload_not_available", "offline")
            yield Availability(str(topic), template, _text(on) or "online", _text(off) or "offline")


def _device(said: Mapping[str, object], words: list[str]) -> DeviceFacts:
    block = said.get("device")
    data = spelt_out(block, DEVICE) if isinstance(block, dict) else {}
    listed = data.get("identifiers")
    identifiers = [_text(each) for each in (listed if isinstance(listed, list) else [listed]) if _text(each)]
    connections = data.get("connections")
    macs = [_text(each[1]) for each in connections if isinstance(each, list) and len(each) == 2] if isinstance(connections, list) else []  # noqa: PLR2004
    own = words[-2] if words[0] == "device" or len(words) == 3 else words[1]  # noqa: PLR2004  prefix removed: component, object, config
    keys = [*identifiers, *filter(None, macs)]
    name = _text(data.get("name")) or (_text(said.get("name")) if not block else "") or (keys[0] if keys else own)
    facts = {key: text for key in ("manufacturer", "model", "sw_version", "via_device") if (text := _text(data.get(key)))}
    return DeviceFacts(min(keys) if keys else f"{words[0]}/{own}", name, _text(data.get("suggested_area")), facts, (*keys, own, name))


def _is_topic(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable() and not set(value) & set("+#")


def _text(value: object) -> str:
    """As a printable text of bounded length; empty for whatever is none."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)[:LONGEST]
    if not isinstance(value, str):
        return ""
    return "".join(sign if sign.isprintable() else " " for sign in value[:LONGEST]).strip()


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else type(value).__name__
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:LONGEST])
