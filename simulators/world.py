"""A simulated site: the behaviour of every asset, and what they do to one another. Pure: no clock, no network."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import cos, pi

from devices.behaviour import Behaviour, Effect, Happening, Surroundings
from devices.catalogue import behaviours
from domain.reading import Value
from domain.site import Site

WARMEST_HOUR = 15
WARMEST_DAY = 205


class World:
    """All assets of `site`. The same `seed`, start and steps give the same values, whatever the other assets do.

    `local` is the site's local time in the simulation (aware); it moves with `step`. `clock` is what clocks there show,
    moved by whoever sets it; `None`: `local`. Raises `ValueError` naming the asset whose attributes a behaviour cannot use.
    """

    def __init__(self, site: Site, seed: int, local: datetime) -> None:
        self.site = site
        self.local = local
        self.clock: datetime | None = None
        self.rain_mm_h = 0.0
        self.behaviours: dict[str, Behaviour] = {}
        known = behaviours()
        for asset in site.assets.values():
            kind = known.get(asset.type.key)
            if kind is None:
                continue
            try:
                self.behaviours[asset.id] = kind(asset, random.Random(f"{seed}:{asset.id}"))
            except ValueError as error:
                raise ValueError(f"the attributes of `{asset.id}` cannot be simulated: {error}") from None
        self._children = Counter(device.gateway for device in site.devices.values() if device.gateway is not None)
        self._own_device = {asset: device.id for device in site.devices.values() for asset in device.assets[:1]}
        self._effects: dict[str, frozenset[Effect]] = {}

    def do(self, asset: str, command: str) -> None:
        """Make something happen to `asset`. Raises `KeyError` for an unknown asset, `UnknownCommand` for an unknown command."""
        self.behaviours[asset].do(command)

    def values(self, asset: str) -> Mapping[str, Value]:
        """What the sensors of `asset` say now, by key; nothing for a type that has no behaviour."""
        behaviour = self.behaviours.get(asset)
        return {} if behaviour is None else behaviour.values()

    def step(self, dt_s: float, silent: frozenset[str] = frozenset()) -> list[tuple[str, Happening]]:
        """Let `dt_s` seconds pass; returns (asset, what happened). Devices in `silent` do not count as a gateway's children."""
        self.local += timedelta(seconds=dt_s)
        outdoor_c = outdoors(self.local)
        smoke = sum(Effect.SMOKE in effects for effects in self._effects.values())
        fire = any(Effect.FIRE in effects for effects in self._effects.values())
        quiet = Counter(gateway for device in silent if (gateway := self.site.devices[device].gateway) is not None)
        happened = []
        for asset_id, behaviour in self.behaviours.items():
            own = self._own_device.get(asset_id, "")
            around = Surroundings(
                local=self.local,
                outdoor_c=outdoor_c,
                rain_mm_h=self.rain_mm_h,
                supply=not any(Effect.NO_SUPPLY in self._effects.get(feeder, ()) for feeder in self.site.assets[asset_id].fed_by),
                smoke=smoke,
                fire=fire,
                children=self._children[own] - quiet[own],
                clock=self.clock,
            )
            happened += [(asset_id, happening) for happening in behaviour.step(dt_s, around)]
        self._effects = {asset: effects for asset, behaviour in self.behaviours.items() if (effects := behaviour.effects())}
        return happened


def outdoors(local: datetime) -> float:
    """A plausible temperature outside in °C: warm in the afternoon, warm in July."""
    season = cos(2 * pi * (local.timetuple().tm_yday - WARMEST_DAY) / 365)
    day = cos(2 * pi * (local.hour + local.minute / 60 - WARMEST_HOUR) / 24)
    return 17 + 11 * season + 4 * day
