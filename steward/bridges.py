"""The bridges of an installation: checked with the rest of what is written down, opened by the role that runs one."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from bridges.bridge import Around, Bridge
from bridges.publisher import Broker
from bridges.registry import bridge_kinds
from configuration.document import Place
from devices.gateway import TYPE as GATEWAY
from domain.identity import is_slug
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from notify.registry import read_secret
from steward.settings import Settings, secret, with_absolute_paths

BLOCK = "bridges"


class BridgeBlock(BaseModel):
    """What every bridge has; its kind's own settings stand beside it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    kind: str = Field(description="Its kind")
    site: str = Field(description="The site whose devices speak through it")
    gateway: str = Field(description="The device of the site file, of type gateway, that the bridge itself is")
    username: str | None = Field(None, description="As whom it publishes; without it, as Steward itself")
    password_file: Path | None = Field(None, description="File with that user's password; or the variable STEWARD_BRIDGE_<NAME>_PASSWORD")


@dataclass(frozen=True)
class Opened:
    """A bridge, and as whom it publishes."""

    bridge: Bridge
    site: str
    gateway: str
    broker: Broker


def check_bridges(settings: Settings, sites: Mapping[str, Site]) -> None:
    """Raise `BadConfiguration` with everything that is wrong with any bridge; their secrets are not looked for."""
    problems: list[Problem] = []
    gateways: dict[tuple[str, str], str] = {}
    for name in settings.bridges:
        try:
            block, _ = _prepare(settings, sites, name, lambda _variable, _file: "")
        except BadConfiguration as error:
            problems += error.problems
            continue
        other = gateways.setdefault((block.site, block.gateway), name)
        if other != name:
            remedy = "Give each a device of its own, of type gateway"
            problems.append(settings.document.problem((BLOCK, name, "gateway"), f"the bridge `{other}` is this gateway already", remedy))
    if problems:
        raise BadConfiguration(problems)


def open_bridge(settings: Settings, sites: Mapping[str, Site], name: str) -> Opened:
    """The bridge called `name`. Raises `BadConfiguration`, also for a secret that is not there."""
    if name not in settings.bridges:
        known = ", ".join(sorted(settings.bridges)) or "none"
        raise BadConfiguration([settings.document.problem((BLOCK,), f"there is no bridge `{name}`", f"Written here: {known}")])
    base = settings.file.parent
    block, bridge = _prepare(settings, sites, name, lambda variable, file: read_secret(variable, None if file is None else base / file))
    mqtt = settings.mqtt
    if block.username is None:
        broker = Broker(mqtt.host, mqtt.port, mqtt.username, settings.mqtt_password(), mqtt.tls_ca, mqtt.protocol)
    else:
        file = None if block.password_file is None else base / block.password_file
        password = secret(f"STEWARD_BRIDGE_{name.upper().replace('-', '_')}_PASSWORD", file, settings.document, (BLOCK, name, "password_file"))
        broker = Broker(mqtt.host, mqtt.port, block.username, password, mqtt.tls_ca, mqtt.protocol)
    return Opened(bridge, block.site, block.gateway, broker)


def _prepare(settings: Settings, sites: Mapping[str, Site], name: str, read: Callable[[str, Path | None], str]) -> tuple[BridgeBlock, Bridge]:
    document = settings.document
    place: Place = (BLOCK, name)
    if not is_slug(name):
        raise BadConfiguration([document.problem(place, f"`{name}` cannot be the name of a bridge", "Use small letters, digits and hyphens")])
    block = document.model(BridgeBlock, place)
    kind = bridge_kinds().get(block.kind)
    if kind is None:
        raise BadConfiguration([document.problem((*place, "kind"), f"there is no kind of bridge `{block.kind}`", f"Use one of {', '.join(bridge_kinds())}")])
    missing = [module for module in kind.needs if importlib.util.find_spec(module) is None]
    if missing:
        remedy = f"Install it: pip install 'steward[{kind.key}]'"
        raise BadConfiguration([document.problem((*place, "kind"), f"a bridge of kind {kind.key} needs {', '.join(missing)}, not installed here", remedy)])
    site = sites.get(block.site)
    if site is None:
        raise BadConfiguration([document.problem((*place, "site"), f"there is no site `{block.site}`", f"Use one of {', '.join(sites)}")])
    gateway = site.devices.get(block.gateway)
    if gateway is None or gateway.type.key != GATEWAY.key:
        known = ", ".join(device.id for device in site.devices.values() if device.type.key == GATEWAY.key) or "none yet"
        remedy = f"Name a device of type gateway in the site file; {site.id} has {known}"
        raise BadConfiguration([document.problem((*place, "gateway"), f"`{block.gateway}` is no gateway of {site.id}", remedy)])
    own = replace(document, data={BLOCK: {name: block.model_extra or {}}}).model(kind.settings, place)
    problems: list[Problem] = []
    around = Around(name, site, gateway, read, lambda where, problem, remedy: problems.append(document.problem((*place, *where), problem, remedy)))
    bridge = kind.prepare(with_absolute_paths(own, settings.file.parent), around)
    if problems:
        raise BadConfiguration(problems)
    return block, bridge
