"""What Home Assistant is told of a site: its entities and their states, each a retained message.

MQTT discovery as https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery describes it (read November 2026): a JSON
object on ``<prefix>/<component>/<node_id>/<object_id>/config`` makes an entity, an empty message there takes it away.
``default_entity_id`` gives it an English id whatever its name is; older ones leave out what they do not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from domain.alarm import ACTIVE_STATES, Alarm
from domain.severity import SEVERITY_NAMES, Severity
from domain.site import Asset, Site
from domain.text import Text
from domain.time import rfc3339
from ingest.session import GONE, HERE

PREFIX = "homeassistant"
MOST_ASSETS = 500
"""So many assets of a site become entities; those that have an active alarm first, then those that have had one."""
_MOST_ALARMS = 20
"""Of one asset, the most urgent first: Home Assistant keeps attributes of 16 KiB at most."""
_ALL = "all"
_ACTIVE = Text("活动告警", "Active alarms")
_ALARM = Text("告警", "Alarm")


@dataclass(frozen=True, slots=True)
class HomeAssistant:
    """How Home Assistant is told. `prefix` is its discovery prefix, `public_url` where people open Steward (empty: no link)."""

    prefix: str = PREFIX
    language: Literal["zh", "en"] = "zh"
    public_url: str = ""

    def say(self, text: Text) -> str:
        """In its language."""
        return text.zh if self.language == "zh" else text.en


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one site."""

    prefix: str
    site: str

    @property
    def base(self) -> str:
        """Under it are the states."""
        return f"steward/v1/{self.site}/_out/home_assistant"

    @property
    def filters(self) -> tuple[str, str]:
        """What finds everything that was ever told of the site."""
        return f"{self.prefix}/+/{self.node}/+/config", f"{self.base}/#"

    @property
    def node(self) -> str:
        """The site, among all that speak to this Home Assistant."""
        return f"steward_{self.site}"

    @property
    def site_state(self) -> str:
        """How many alarms are active."""
        return f"{self.base}/site"

    def asset_state(self, asset: str) -> str:
        """Whether the asset has an active alarm, and which."""
        return f"{self.base}/assets/{asset}"

    def config(self, component: str, name: str) -> str:
        """Where an entity is described."""
        return f"{self.prefix}/{component}/{self.node}/{name}/config"

    def assets_in(self, topics: Iterable[str]) -> set[str]:
        """The assets that these topics speak of."""
        before = self.asset_state("")
        return {topic.removeprefix(before) for topic in topics if topic.startswith(before)}


def active(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Those that Home Assistant is told of: what ``state=active`` means everywhere; the most urgent first, then the oldest."""
    return sorted((each for each in alarms if each.state in ACTIVE_STATES), key=lambda each: (each.severity.rank, each.raised_at, each.id))


def shown_assets(site: Site, alarming: Sequence[Alarm], before: Collection[str]) -> list[str]:
    """Which assets are entities: with an active alarm, or one `before`; only such as the site has, and not too many."""
    wanted = dict.fromkeys([alarm.asset for alarm in alarming] + sorted(before))
    return [asset for asset in wanted if asset in site.assets][:MOST_ASSETS]


def retained(site: Site, alarming: Sequence[Alarm], before: Collection[str], how: HomeAssistant) -> Mapping[str, bytes]:
    """By topic, everything that is to stand with the broker: first the states, then the entities that show them.

    `alarming` as `active` gives it; `before` are assets that have had an alarm.
    """
    topics = Topics(how.prefix, site.id)
    assets = shown_assets(site, alarming, before)
    of_asset: dict[str, list[Alarm]] = {asset: [] for asset in assets}
    for alarm in alarming:
        of_asset.get(alarm.asset, []).append(alarm)
    states: dict[str, object] = {topics.site_state: _counts(alarming)}
    states |= {topics.asset_state(asset): _problem(alarms, how) for asset, alarms in of_asset.items()}
    entities: dict[str, object] = {topics.config("sensor", name): _counter(topics, site, name, how) for name in (_ALL, *Severity)}
    entities |= {topics.config("binary_sensor", asset): _asset_entity(topics, site, site.assets[asset], how) for asset in assets}
    return {topic: msgspec.json.encode(body) for topic, body in (states | entities).items()}


def _counts(alarming: Sequence[Alarm]) -> Mapping[str, int]:
    return {_ALL: len(alarming), **{severity.value: sum(alarm.severity is severity for alarm in alarming) for severity in Severity}}


def _problem(alarms: Sequence[Alarm], how: HomeAssistant) -> Mapping[str, object]:
    shown = [
        {
            "id": alarm.id,
            "severity": alarm.severity.value,
            "state": alarm.state.value,
            "message": how.say(alarm.message),
            "raised_at": rfc3339(alarm.raised_at),
        }
        for alarm in alarms[:_MOST_ALARMS]
    ]
    return {"problem": "ON" if alarms else "OFF", "active": len(alarms), "severity": alarms[0].severity.value if alarms else None, "alarms": shown}


def _counter(topics: Topics, site: Site, name: str, how: HomeAssistant) -> Mapping[str, object]:
    title = _ACTIVE if name == _ALL else Text(f"{_ACTIVE.zh}·{SEVERITY_NAMES[Severity(name)].zh}", f"{_ACTIVE.en}: {SEVERITY_NAMES[Severity(name)].en}")
    device: dict[str, object] = {"identifiers": [topics.node], "name": how.say(site.name), "manufacturer": "Steward", "model": how.say(Text("项目", "Site"))}
    return _entity(topics, f"active_{name}", device, how) | {
        "name": how.say(title),
        "default_entity_id": f"sensor.{_id(topics.node)}_active_{name}",
        "state_topic": topics.site_state,
        "value_template": "{{ value_json." + name + " }}",
        "state_class": "measurement",
        "icon": "mdi:alarm-light",
    }


def _asset_entity(topics: Topics, site: Site, asset: Asset, how: HomeAssistant) -> Mapping[str, object]:
    device: dict[str, object] = {
        "identifiers": [f"{topics.node}_{asset.id}"],
        "name": how.say(asset.name),
        "manufacturer": "Steward",
        "model": how.say(asset.type.name),
        "suggested_area": how.say(site.place(asset)),
        "via_device": topics.node,
    }
    return _entity(topics, f"asset_{asset.id}", device, how) | {
        "name": how.say(_ALARM),
        "default_entity_id": f"binary_sensor.{_id(topics.node)}_{_id(asset.id)}_alarm",
        "device_class": "problem",
        "state_topic": topics.asset_state(asset.id),
        "value_template": "{{ value_json.problem }}",
        "json_attributes_topic": topics.asset_state(asset.id),
    }


def _entity(topics: Topics, name: str, device: dict[str, object], how: HomeAssistant) -> dict[str, object]:
    if how.public_url:
        device["configuration_url"] = how.public_url
    return {
        "unique_id": f"{topics.node}_{name}",
        "device": device,
        "origin": {"name": "Steward"},
        # Steward's own word, and the broker's when Steward is gone.
        "availability_topic": f"steward/v1/{topics.site}/_status",
        "payload_available": HERE.decode(),
        "payload_not_available": GONE.decode(),
        "qos": 1,
    }


def _id(slug: str) -> str:
    return slug.replace("-", "_")
