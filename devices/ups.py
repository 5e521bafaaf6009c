"""Uninterruptible power supplies (不间断电源), with the words and codes of RFC 1628."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Happening, SimulatedAsset, Surroundings
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="ups",
    name=Text("不间断电源", "UPS"),
    system="power",
    icon="ups",
    brick="Battery",
    source="RFC 1628 (UPS MIB: upsOutputSource, upsBatteryStatus)",
    interval_s=60,
    points=(
        PointType(
            "ups_source",
            Text("输出来源", "Output source"),
            PointKind.ENUM,
            codes=(
                ("1", "other", Text("其他", "Other")),
                ("2", "none", Text("无输出", "None")),
                ("3", "normal", Text("市电", "Mains")),
                ("4", "bypass", Text("旁路", "Bypass")),
                ("5", "battery", Text("电池", "Battery")),
                ("6", "booster", Text("升压", "Booster")),
                ("7", "reducer", Text("降压", "Reducer")),
            ),
            normal_value="normal",
        ),
        PointType(
            "battery_status",
            Text("电池状态", "Battery status"),
            PointKind.ENUM,
            codes=(
                ("1", "unknown", Text("未知", "Unknown")),
                ("2", "normal", Text("正常", "Normal")),
                ("3", "low", Text("电量低", "Low")),
                ("4", "depleted", Text("耗尽", "Depleted")),
            ),
            normal_value="normal",
        ),
        PointType("runtime", Text("后备时间", "Time left on battery"), PointKind.ANALOG, "min", low=0, high=10_000, normal=(10, None)),
        PointType("load", Text("负载率", "Load"), PointKind.ANALOG, "%", low=0, high=200, normal=(0, 80)),
    ),
)


class UpsBehaviour(SimulatedAsset):
    """A full battery behind an even load; it takes over the moment the mains is gone."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "lose_mains", "bypass", "overload", "wear_out")

    FULL_MIN = 45.0
    LOW_MIN, DEPLETED_MIN = 8.0, 1.0

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.runtime_min = self.FULL_MIN
        self.usual_pct = rng.uniform(30, 55)
        self.load_pct = self.usual_pct
        self.on_battery = False
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Mains back, battery whole, load as usual."""
        super().restore()
        self.lost = self.bypassed = self.overloaded = self.worn = False
        self.runtime_min = max(self.runtime_min, self.LOW_MIN + 1)

    def lose_mains(self) -> None:
        """No voltage at its input."""
        self.lost = True

    def bypass(self) -> None:
        """Somebody switches it to bypass: what it feeds is without a net."""
        self.bypassed = True

    def overload(self) -> None:
        """More is plugged in than it should carry."""
        self.overloaded = True

    def wear_out(self) -> None:
        """Its battery holds next to nothing any more."""
        self.worn = True

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Discharge without mains, charge with it."""
        self.on_battery = (self.lost or not around.supply) and not self.bypassed
        if self.on_battery:
            self.runtime_min = max(0.0, self.runtime_min - dt_s / 60)
        else:
            self.runtime_min = min(self.FULL_MIN, self.runtime_min + 0.2 * dt_s / 60)
        if self.worn:
            self.runtime_min = min(self.runtime_min, 5.0)
        self.load_pct = self.toward(self.load_pct, 93.0 if self.overloaded else self.usual_pct, dt_s, tau_s=15, noise=0.8)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the UPS says."""
        status = "depleted" if self.runtime_min <= self.DEPLETED_MIN else "low" if self.runtime_min <= self.LOW_MIN else "normal"
        return {
            "ups_source": "bypass" if self.bypassed else "battery" if self.on_battery else "normal",
            "battery_status": status,
            "runtime": round(self.runtime_min, 1),
            "load": round(max(0.0, self.load_pct), 1),
            **self.common(),
        }


BEHAVIOUR = UpsBehaviour
