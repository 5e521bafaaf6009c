"""A day on which nothing goes wrong: one of each kind of equipment lives through it, and the whole library says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from devices.catalogue import device_types
from domain.reading import DeviceEvent, Reading, Value
from domain.site import Site
from domain.transition import Transition
from rules import library_path
from rules.engine import Engine
from rules.rule_file import load_rules
from rules.ruleset import bind
from simulators.world import World
from tests.devices.riverside import SITE

MIDNIGHT = datetime(2026, 3, 2, tzinfo=SITE.time_zone)
STEP = timedelta(seconds=30)


def one_of_each() -> Site:
    """The first of every type, and the gateways."""
    chosen = [next(iter(SITE.assets_of_type(key))) for key in sorted(device_types())]
    wanted = {asset.id for asset in (*chosen, *SITE.assets_of_type("gateway"))}
    devices = {key: device for key, device in SITE.devices.items() if set(device.assets) <= wanted}
    return replace(SITE, assets={asset: SITE.assets[asset] for asset in SITE.assets if asset in wanted}, devices=devices)


def lived(site: Site, hours: float, *commands: tuple[str, str]) -> Iterator[Transition]:
    """What the library says of `site` while it lives for so long from midnight on; `commands`: (asset, what is done to it)."""
    world = World(site, 1, MIDNIGHT)
    for struck, command in commands:
        world.do(struck, command)
    engine = Engine(site, bind(load_rules([library_path()]), site), started_at=MIDNIGHT, settle_s=0)
    told: dict[str, Value] = {}
    now = MIDNIGHT
    while now < MIDNIGHT + timedelta(hours=hours):
        now += STEP
        for source, happening in world.step(STEP.total_seconds()):
            yield from engine.event(DeviceEvent(site.id, source, source, happening.name, now, now, dict(happening.data)))
        for asset_id, asset in site.assets.items():
            yield from engine.seen(asset.devices[0], now)
            said: Mapping[str, Value] = {**world.values(asset_id), "online": True}
            for key, value in said.items():
                point = asset.point(key)
                assert point is not None
                if told.get(point.id, "") != value:
                    told[point.id] = value
                    yield from engine.reading(Reading(point.id, now, now, value))
        yield from engine.tick(now)


def test_on_a_day_on_which_nothing_goes_wrong_nothing_alarms() -> None:
    assert [(each.rule, each.asset, each.known_at.isoformat()) for each in lived(one_of_each(), 24)] == []


def test_and_what_goes_wrong_would_have_been_heard() -> None:
    commands = (("gas-canteen", "burst"), ("perimeter", "intrude"), ("t1-corridor-lighting", "stay_dark"), ("escalator-b1", "reverse"))
    heard = {each.rule for each in lived(one_of_each(), 0.5, *commands)}
    assert {"gas_detector.level_2", "intrusion.intruder", "lighting.dark", "escalator.reversal"} <= heard
