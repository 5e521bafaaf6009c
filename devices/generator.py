"""Standby generators (发电机)."""

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
    key="generator",
    name=Text("柴油发电机", "Generator"),
    system="power",
    icon="generator",
    source="XF 503, JGJ 312 (supplies 30 s after the mains is lost, hospitals 15 s; fuel for 3 to 8 h)",
    interval_s=60,
    points=(
        PointType(
            "state",
            Text("机组状态", "State"),
            PointKind.ENUM,
            codes=(
                ("0", "stopped", Text("停机", "Stopped")),
                ("1", "starting", Text("启动中", "Starting")),
                ("2", "running", Text("运行", "Running")),
                ("3", "fault", Text("故障", "Fault")),
            ),
            normal_value="stopped",
        ),
        PointType(
            "mode",
            Text("控制方式", "Mode"),
            PointKind.ENUM,
            codes=(("0", "auto", Text("自动", "Automatic")), ("1", "manual", Text("手动", "Manual")), ("2", "off", Text("停止", "Off"))),
            normal_value="auto",
        ),
        PointType("mains_lost", Text("市电中断", "Mains lost"), PointKind.BINARY, normal_value=False),
        PointType("fuel", Text("油位", "Fuel level"), PointKind.ANALOG, "%", low=0, high=100, normal=(50, None)),
        PointType("start_battery", Text("启动电池电压", "Start battery voltage"), PointKind.ANALOG, "V", low=0, high=60, normal=(24, 28)),
        PointType("coolant_temp", Text("水温", "Coolant temperature"), PointKind.ANALOG, "°C", low=-40, high=150, normal=(None, 95)),
        PointType("load", Text("负载率", "Load"), PointKind.ANALOG, "%", low=0, high=150, normal=(0, 80)),
    ),
)


class GeneratorBehaviour(SimulatedAsset):
    """A machine that stands warm and ready, and starts when what feeds it has no voltage."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "lose_mains", "refuse", "switch_to_manual", "drain_fuel", "drain_start_battery")

    START_S = 9.0
    IDLE_C, WORKING_C = 40.0, 82.0

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.fuel_pct = rng.uniform(78, 96)
        self.battery_v = rng.uniform(26.4, 27.2)
        self.coolant_c = self.IDLE_C
        self.load_pct = 0.0
        self.since_lost_s: float | None = None
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Mains back, automatic, tank full, battery charged."""
        super().restore()
        self.mode = "auto"
        self.lost = self.refusing = self.draining = self.flat = False
        self.fuel_pct = max(self.fuel_pct, 80.0)

    def lose_mains(self) -> None:
        """Its own transfer switch sees no mains."""
        self.lost = True

    def refuse(self) -> None:
        """It will crank, and not start."""
        self.refusing = True

    def switch_to_manual(self) -> None:
        """Somebody leaves it in manual after a test."""
        self.mode = "manual"

    def drain_fuel(self) -> None:
        """The tank is all but empty."""
        self.draining = True

    def drain_start_battery(self) -> None:
        """The charger has failed and the start battery is flat."""
        self.flat = True

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Start when the mains is gone, stop when it is back."""
        dark = self.lost or not around.supply
        self.since_lost_s = ((self.since_lost_s or 0.0) + dt_s) if dark else None
        running = self.state() == "running"
        if self.draining:
            self.fuel_pct = self.toward(self.fuel_pct, 12.0, dt_s, tau_s=15)
        if running:
            self.fuel_pct = max(0.0, self.fuel_pct - 100 * dt_s / (6 * 3600))
        self.battery_v = self.toward(self.battery_v, 22.5 if self.flat else 26.8, dt_s, tau_s=20, noise=0.03)
        self.coolant_c = self.toward(self.coolant_c, self.WORKING_C if running else self.IDLE_C, dt_s, tau_s=240, noise=0.2)
        self.load_pct = self.toward(self.load_pct, 55.0, dt_s, tau_s=10, noise=1.0) if running else 0.0
        return ()

    def state(self) -> str:
        """What the engine does."""
        if self.since_lost_s is None or self.mode != "auto":
            return "stopped"
        if self.refusing or self.flat:
            return "fault" if self.since_lost_s > 2 * self.START_S else "starting"
        return "running" if self.since_lost_s >= self.START_S else "starting"

    def values(self) -> Mapping[str, Value]:
        """What the generator's controller says."""
        return {
            "state": self.state(),
            "mode": self.mode,
            "mains_lost": self.since_lost_s is not None,
            "fuel": round(self.fuel_pct, 1),
            "start_battery": round(self.battery_v, 2),
            "coolant_temp": round(self.coolant_c, 1),
            "load": round(max(0.0, self.load_pct), 1),
            **self.common(),
        }


BEHAVIOUR = GeneratorBehaviour
