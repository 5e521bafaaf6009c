"""How a simulated asset behaves. Pure: given a seeded generator, the local time and a step, it gives the same values every time."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import exp
from typing import ClassVar, Protocol

from domain.reading import Value
from domain.site import Asset


class Effect(StrEnum):
    """What an asset does to others around it."""

    SMOKE = "smoke"
    """It senses smoke."""
    FIRE = "fire"
    """It says that the fire is confirmed."""
    NO_SUPPLY = "no_supply"
    """What it feeds gets nothing."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The world around one asset during one step.

    `local` is the site's local time (aware). `supply` is whether everything that feeds the asset delivers; `smoke`
    counts the detectors of the site that sense smoke; `children` counts the devices that speak through a gateway.
    `clock` is what clocks at the site show, when a scenario plays at another time of day (`None`: as `local`): people
    and weather follow `local`, what is switched by a clock follows `clock`.
    """

    local: datetime
    outdoor_c: float = 20.0
    rain_mm_h: float = 0.0
    supply: bool = True
    smoke: int = 0
    fire: bool = False
    children: int = 0
    clock: datetime | None = None

    @property
    def hour(self) -> float:
        """The local time of day in hours, 0 to 24."""
        return _hour(self.local)

    @property
    def clock_hour(self) -> float:
        """The time of day that clocks show, in hours, 0 to 24."""
        return _hour(self.local if self.clock is None else self.clock)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that the asset reports: a name of its type's events, and what it says about it."""

    name: str
    data: Mapping[str, object] = field(default_factory=dict)


class UnknownCommand(Exception):
    """The behaviour has no such command; the words name those it has."""


class Behaviour(Protocol):
    """What a device type's file offers as ``BEHAVIOUR``: a class of these, made with an asset and a generator."""

    of: ClassVar[str]
    """The key of the device type."""
    commands: ClassVar[tuple[str, ...]]
    """What `do` understands, for scenarios."""

    def __init__(self, asset: Asset, rng: random.Random) -> None: ...

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Let `dt_s` seconds pass; returns what happened in them."""

    def values(self) -> Mapping[str, Value]:
        """What the sensors say now, by key of the type. Whole numbers are counts: every change of them matters."""

    def effects(self) -> frozenset[Effect]:
        """What it does to others now."""

    def do(self, command: str) -> None:
        """Make something happen. Raises `UnknownCommand`."""


class SimulatedAsset:
    """What behaviours have in common: the points of every device, commands by name, and gentle noise."""

    commands: ClassVar[tuple[str, ...]] = ("restore", "fail", "tamper", "start_test", "drain_battery")

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.asset = asset
        self.rng = rng
        self._common: dict[str, Value] = {}
        self.restore()

    def do(self, command: str) -> None:
        """Make something happen. Raises `UnknownCommand`."""
        if command not in self.commands:
            raise UnknownCommand(f"`{self.asset.type.key}` cannot `{command}`; it can: {', '.join(self.commands)}")
        getattr(self, command)()

    def effects(self) -> frozenset[Effect]:
        """What it does to others now: nothing, unless a behaviour says otherwise."""
        return frozenset()

    def common(self) -> Mapping[str, Value]:
        """The points of every device that this one has something to say about."""
        return self._common

    def restore(self) -> None:
        """Everything abnormal ends."""
        self._common = {"fault": False, "tamper": False}

    def fail(self) -> None:
        """It reports a fault of its own."""
        self._common["fault"] = True

    def tamper(self) -> None:
        """Somebody opens its housing."""
        self._common["tamper"] = True

    def start_test(self) -> None:
        """Somebody puts it into test mode."""
        self._common["test_mode"] = True

    def drain_battery(self) -> None:
        """Its battery is nearly empty."""
        self._common["battery_pct"] = 6.0

    def toward(self, value: float, target: float, dt_s: float, *, tau_s: float, noise: float = 0.0) -> float:
        """`value` after `dt_s` of following `target` with time constant `tau_s`, with random noise of that size."""
        following = target + (value - target) * exp(-dt_s / tau_s)
        return following + (self.rng.gauss(0, noise) * (1 - exp(-2 * dt_s / tau_s)) ** 0.5 if noise else 0.0)


def _hour(moment: datetime) -> float:
    return moment.hour + moment.minute / 60 + moment.second / 3600


def daily_curve(hour: float, points: Sequence[tuple[float, float]]) -> float:
    """The value at `hour` (0 to 24) of a curve through `points` (hour, value), straight between them and round midnight."""
    before = max((point for point in points if point[0] <= hour), default=(points[-1][0] - 24, points[-1][1]))
    after = min((point for point in points if point[0] > hour), default=(points[0][0] + 24, points[0][1]))
    return before[1] + (after[1] - before[1]) * (hour - before[0]) / (after[0] - before[0])


def clamp(value: float, low: float, high: float) -> float:
    """`value`, not outside `low` to `high`."""
    return min(max(value, low), high)
