"""How scenarios and devices are told to whoever asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from domain.site import Device, Site
from domain.time import rfc3339
from simulators.control.running import Running
from simulators.scenario import Scenario, Step
from simulators.stage import Stage
from simulators.switchboard import lines


def scenario(story: Scenario, running: Running | None, stage: Stage) -> dict[str, object]:
    """A scenario with its steps and, when it runs, how far it is."""
    return {
        "id": story.id,
        "name": story.name.as_json(),
        "about": story.about.as_json(),
        "loop_s": story.loop_s,
        "began_at": None if running is None else rfc3339(running.began_at),
        "elapsed_s": None if running is None else round(running.elapsed_s(stage.now_s), 1),
        "running": running is not None,
        "steps": [_step(step, running, stage) for step in story.steps],
    }


def _step(step: Step, running: Running | None, stage: Stage) -> dict[str, object]:
    names = stage.site.assets
    what = step.command or step.link or (None if step.fault is None else step.fault.kind.value)
    return {
        "at_s": step.at_s,
        "ends_s": step.ends_s,
        "what": what,
        "device": step.device or (None if step.fault is None else step.fault.devices),
        "assets": [{"id": asset, "name": names[asset].name.as_json() if asset in names else None} for asset in step.assets],
        "state": None if running is None else running.state(step, stage.now_s),
    }


def devices(site: Site, faults: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Every device by id, with what it measures and what is broken."""
    broken = defaultdict(list)
    for fault in faults:
        broken[fault["device"]].append(fault)
    leads = {names[0] for names in lines(site).values()}
    return [_device(site, device, leads=device.id in leads) | {"faults": broken[device.id]} for _, device in sorted(site.devices.items())]


def _device(site: Site, device: Device, *, leads: bool) -> dict[str, object]:
    asset = site.assets[device.assets[0]]
    return {
        "id": device.id,
        "asset": asset.id,
        "name": asset.name.as_json(),
        "type": device.type.key,
        "gateway": device.gateway,
        "own_connection": leads,
        "points": [{"key": key, "name": point.name.as_json(), "kind": point.type.kind.value, "unit": point.type.unit} for key, point in device.points.items()],
    }
