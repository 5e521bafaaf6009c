"""Environment sensors (环境): temperature, humidity, gases and noise of rooms."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from devices.behaviour import Happening, SimulatedAsset, Surroundings, clamp, daily_curve
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="environment",
    name=Text("环境传感器", "Environment sensor"),
    system="environment",
    icon="environment",
    source="GB/T 18883 (CO 10 mg/m³ over 1 h, CO₂ 1000 ppm over a day), GB 3095 (PM2.5)",
    interval_s=300,
    points=(
        PointType("temp", Text("温度", "Temperature"), PointKind.ANALOG, "°C", low=-40, high=85, normal=(4, 35)),
        PointType("humidity", Text("湿度", "Humidity"), PointKind.ANALOG, "%", low=0, high=100, normal=(30, 80)),
        PointType("co", Text("一氧化碳", "Carbon monoxide"), PointKind.ANALOG, "mg/m³", low=0, high=1200, normal=(0, 10)),
        PointType("co2", Text("二氧化碳", "Carbon dioxide"), PointKind.ANALOG, "ppm", low=0, high=10_000, normal=(None, 1000)),
        PointType("pm25", Text("细颗粒物", "PM2.5"), PointKind.ANALOG, "µg/m³", low=0, high=1000, normal=(0, 75)),
        PointType("noise", Text("噪声", "Noise"), PointKind.ANALOG, "dB", low=0, high=140),
    ),
)


@dataclass(frozen=True, slots=True)
class _Room:
    """What is usual in a kind of room, and what is measured there."""

    temp_c: float
    follows_outdoors: float
    humidity_pct: float
    noise_db: float
    measures: tuple[str, ...]


_ROOMS = {
    "plant": _Room(24.0, 0.25, 55.0, 68.0, ("temp", "humidity", "noise")),
    "server": _Room(22.5, 0.02, 48.0, 62.0, ("temp", "humidity", "noise")),
    "office": _Room(23.0, 0.1, 48.0, 45.0, ("temp", "humidity", "co2", "pm25", "noise")),
    "car-park": _Room(17.0, 0.4, 65.0, 58.0, ("temp", "humidity", "co", "pm25")),
}


class EnvironmentBehaviour(SimulatedAsset):
    """The air of a room. Attribute of the asset: `room`, one of plant, office, car-park, server."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "overheat", "freeze", "fumes", "crowd")

    PEOPLE = ((0, 0.3), (7, 0.4), (9, 1.0), (12, 0.8), (18, 0.9), (22, 0.4))
    CARS = ((0, 0.1), (6, 0.3), (8, 1.0), (10, 0.4), (17, 0.6), (18.5, 1.0), (21, 0.4))
    MILD_C = 20.0

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.room = _ROOMS.get(asset.attributes.get("room", "plant"), _ROOMS["plant"])
        self.air = {
            "temp": self.room.temp_c + rng.uniform(-1, 1),
            "humidity": self.room.humidity_pct + rng.uniform(-5, 5),
            "co": 1.0,
            "co2": 600.0,
            "pm25": rng.uniform(15, 40),
            "noise": self.room.noise_db,
        }
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Ordinary air."""
        super().restore()
        self.forced: dict[str, float] = {}

    def overheat(self) -> None:
        """The cooling fails."""
        self.forced["temp"] = 43.0

    def freeze(self) -> None:
        """The heating fails in a frost."""
        self.forced["temp"] = 1.0

    def fumes(self) -> None:
        """Exhaust gas gathers."""
        self.forced["co"] = 45.0

    def crowd(self) -> None:
        """Too many people, too little fresh air."""
        self.forced["co2"] = 1_900.0

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Mix."""
        usual = {
            "temp": self.room.temp_c + self.room.follows_outdoors * (around.outdoor_c - self.MILD_C),
            "humidity": self.room.humidity_pct + (15 if around.rain_mm_h > 0 else 0),
            "co": 0.8 + 4.5 * daily_curve(around.hour, self.CARS),
            "co2": 450 + 380 * daily_curve(around.hour, self.PEOPLE),
            "pm25": 30.0,
            "noise": self.room.noise_db,
        }
        scale = {"temp": 0.15, "humidity": 1.0, "co": 0.3, "co2": 15.0, "pm25": 3.0, "noise": 2.0}
        for key, target in usual.items():
            forced = self.forced.get(key)
            # Slow while all is usual; somebody opens a window, or a machine blows, when it is not.
            tau_s = 900.0 if abs(self.air[key] - target) < 10 * scale[key] and forced is None else 25.0
            mixed = self.toward(self.air[key], target if forced is None else forced, dt_s, tau_s=tau_s, noise=scale[key])
            self.air[key] = mixed if key == "temp" else max(0.0, mixed)
        self.air["humidity"] = clamp(self.air["humidity"], 5, 99)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the sensor says; only what is measured in such a room."""
        return {**{key: round(self.air[key], 1) for key in self.room.measures}, **self.common()}


BEHAVIOUR = EnvironmentBehaviour
