"""Escalators and moving walks (自动扶梯), with the words and codes of BACnet's Escalator."""

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
    key="escalator",
    name=Text("自动扶梯", "Escalator"),
    system="lifts",
    icon="escalator",
    source="BACnet Escalator (ASHRAE 135), GB 16899-2011 (handrail 0 to +2 %, monitored beyond 15 %)",
    interval_s=60,
    points=(
        PointType(
            "mode",
            Text("运行模式", "Mode"),
            PointKind.ENUM,
            codes=(
                ("0", "unknown", Text("未知", "Unknown")),
                ("1", "stop", Text("停止", "Stopped")),
                ("2", "up", Text("上行", "Up")),
                ("3", "down", Text("下行", "Down")),
                ("4", "inspection", Text("检修", "Inspection")),
                ("5", "out_of_service", Text("停止服务", "Out of service")),
            ),
        ),
        PointType(
            "escalator_fault",
            Text("扶梯故障", "Escalator fault"),
            PointKind.ENUM,
            codes=(
                ("none", "none", Text("无故障", "None")),
                ("0", "controller", Text("控制器故障", "Controller")),
                ("1", "drive", Text("驱动与电动机故障", "Drive and motor")),
                ("2", "mechanical", Text("机械部件故障", "Mechanical component")),
                ("3", "overspeed", Text("超速", "Overspeed")),
                ("4", "power", Text("供电故障", "Power supply")),
                ("5", "safety_device", Text("安全装置动作", "Safety device")),
                ("6", "supply", Text("控制电源故障", "Controller supply")),
                ("7", "drive_temp", Text("驱动超温", "Drive too hot")),
                ("8", "comb_plate", Text("梳齿板故障", "Comb plate")),
            ),
            normal_value="none",
        ),
        PointType("e_stop", Text("急停", "Emergency stop"), PointKind.BINARY, normal_value=False),
        PointType("reversal", Text("逆转", "Unintended reversal"), PointKind.BINARY, normal_value=False),
        PointType("overspeed", Text("超速", "Overspeed"), PointKind.BINARY, normal_value=False),
        PointType("handrail_dev", Text("扶手带速度偏差", "Handrail speed deviation"), PointKind.ANALOG, "%", low=-100, high=100, normal=(0, 2)),
        PointType("run_hours", Text("运行时间", "Run time"), PointKind.COUNTER, "h", low=0),
    ),
)


class EscalatorBehaviour(SimulatedAsset):
    """A staircase that runs while people are about and stops at night.

    Attributes of the asset: `direction`, up or down; `opens` and `closes`, the hours between which it runs.
    """

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (
        *SimulatedAsset.commands,
        "press_stop",
        "reverse",
        "run_away",
        "slip_handrail",
        "break_comb",
        "stop_service",
        "inspect",
    )

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.direction = "down" if asset.attributes.get("direction") == "down" else "up"
        self.opens, self.closes = float(asset.attributes.get("opens", "6.5")), float(asset.attributes.get("closes", "23"))
        self.run_h = rng.uniform(4_000, 15_000)
        self.running = False
        self.handrail_pct = 1.0
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Reset by the maintainer: it runs again in its hours."""
        super().restore()
        self.held: str | None = None
        self.trouble = "none"
        self.stopped = self.reversed = self.too_fast = self.slipping = False

    def press_stop(self) -> None:
        """Somebody presses the red button at the landing."""
        self.stopped, self.held = True, "stop"

    def reverse(self) -> None:
        """A loaded staircase rolls back: what must never be."""
        self.reversed, self.trouble, self.held = True, "safety_device", "stop"

    def run_away(self) -> None:
        """It runs faster than it may."""
        self.too_fast, self.trouble = True, "overspeed"

    def slip_handrail(self) -> None:
        """The handrail slips behind the steps."""
        self.slipping = True

    def break_comb(self) -> None:
        """Something is caught at the comb plate."""
        self.trouble, self.held = "comb_plate", "stop"

    def stop_service(self) -> None:
        """It stands still in its service hours."""
        self.held = "stop"

    def inspect(self) -> None:
        """Somebody works on it."""
        self.held = "inspection"

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Run in the service hours while there is power."""
        self.running = self.held is None and around.supply and self.opens <= around.clock_hour < self.closes
        if self.running:
            self.run_h += dt_s / 3600
        target = -22.0 if self.slipping else 1.0
        self.handrail_pct = self.toward(self.handrail_pct, target, dt_s, tau_s=4 if self.slipping else 20, noise=0.2)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the controller says."""
        return {
            "mode": self.held or (self.direction if self.running else "stop"),
            "escalator_fault": self.trouble,
            "e_stop": self.stopped,
            "reversal": self.reversed,
            "overspeed": self.too_fast,
            "handrail_dev": round(self.handrail_pct, 1) if self.running else 0.0,
            "run_hours": round(self.run_h, 2),
            **self.common(),
        }


BEHAVIOUR = EscalatorBehaviour
