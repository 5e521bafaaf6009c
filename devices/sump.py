"""Sump pits (集水井): water rises, floats call pumps, pumps lift it out."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Happening, SimulatedAsset, Surroundings, clamp
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="sump",
    name=Text("集水井", "Sump pit"),
    system="water",
    icon="sump",
    source="Practice of pump manufacturers: each float adds a pump, the lead rotates, the standby takes over",
    interval_s=60,
    points=(
        PointType("level", Text("液位", "Level"), PointKind.ANALOG, "m", low=0, high=5, normal=(0, 1.4)),
        PointType("float_high", Text("高水位浮球", "High float"), PointKind.BINARY, normal_value=False),
        PointType("float_overflow", Text("溢流浮球", "Overflow float"), PointKind.BINARY, normal_value=False),
        PointType("pump_{n}_run", Text("{n}号泵运行", "Pump {n} running"), PointKind.BINARY),
        PointType("pump_{n}_fault", Text("{n}号泵故障", "Pump {n} fault"), PointKind.BINARY, normal_value=False),
        PointType(
            "pump_mode",
            Text("控制方式", "Pump mode"),
            PointKind.ENUM,
            codes=(("0", "auto", Text("自动", "Automatic")), ("1", "manual", Text("手动", "Manual")), ("2", "off", Text("停止", "Off"))),
            normal_value="auto",
        ),
        PointType("starts", Text("启动次数", "Pump starts"), PointKind.COUNTER, low=0),
    ),
)


class SumpBehaviour(SimulatedAsset):
    """A pit that fills by seepage and rain; one float starts the leading pump, the next one both, the last means overflow."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "downpour", "flood", "fail_pump", "fail_all_pumps", "switch_to_manual")

    AREA_M2 = 2.0
    DEPTH_M = 2.2
    STOP_M, START_M, HIGH_M, OVERFLOW_M = 0.4, 1.0, 1.4, 1.8
    PUMP_M3_MIN = 0.3
    DOWNPOUR_M3_MIN = 1.2
    FLOOD_M3_MIN = 3.2
    RAIN_M3_MIN_PER_MM_H = 0.01
    MOBILE_PUMP_M3_MIN = 4.0

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.count = sum(1 for point in asset.points if point.type.key == "pump_{n}_run")
        self.level_m = rng.uniform(self.STOP_M, self.START_M)
        self.seepage_m3_min = rng.uniform(0.01, 0.05)
        self.starts = rng.randrange(1_000, 9_000)
        self.lead = 0
        self.running = [False] * self.count
        self.bailing = False
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Pumps repaired, automatic; a mobile pump takes away what is above the floats."""
        super().restore()
        self.bailing = self.level_m > self.START_M
        self.faulty = [False] * self.count
        self.pouring_m3_min = 0.0
        self.mode = "auto"

    def downpour(self) -> None:
        """A gutter empties into the pit: both pumps are needed, and it takes them a while."""
        self.pouring_m3_min, self.bailing = self.DOWNPOUR_M3_MIN, False

    def flood(self) -> None:
        """Water pours in faster than the pumps can ever take it."""
        self.pouring_m3_min, self.bailing = self.FLOOD_M3_MIN, False

    def fail_pump(self) -> None:
        """The leading pump trips."""
        if self.count:
            self.faulty[self.lead] = True

    def fail_all_pumps(self) -> None:
        """Every pump trips."""
        self.faulty = [True] * self.count

    def switch_to_manual(self) -> None:
        """Somebody leaves the controller in manual: no pump starts."""
        self.mode = "manual"

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Rise and pump, in steps short enough for the floats."""
        left = dt_s
        while left > 0:
            part = min(5.0, left)
            self._switch(supply=around.supply)
            inflow = self.seepage_m3_min + self.RAIN_M3_MIN_PER_MM_H * around.rain_mm_h + self.pouring_m3_min
            outflow = self.PUMP_M3_MIN * sum(self.running) + (self.MOBILE_PUMP_M3_MIN if self.bailing else 0.0)
            self.level_m = clamp(self.level_m + (inflow - outflow) / self.AREA_M2 * part / 60, 0.0, self.DEPTH_M)
            left -= part
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the pump controller says."""
        pumps: dict[str, Value] = {}
        for pump in range(self.count):
            pumps[f"pump_{pump + 1}_run"] = self.running[pump]
            pumps[f"pump_{pump + 1}_fault"] = self.faulty[pump]
        return {
            "level": round(self.level_m, 2),
            "float_high": self.level_m >= self.HIGH_M,
            "float_overflow": self.level_m >= self.OVERFLOW_M,
            **pumps,
            "pump_mode": self.mode,
            "starts": self.starts,
            **self.common(),
        }

    def _switch(self, *, supply: bool) -> None:
        """Floats switch pumps; the lead changes after every run."""
        if self.level_m <= self.START_M:
            self.bailing = False
        able = [pump for pump in range(self.count) if not self.faulty[pump]] if supply and self.mode == "auto" else []
        before = self.running
        if self.level_m <= self.STOP_M:
            wanted = 0
            if any(before) and self.count:
                self.lead = (self.lead + 1) % self.count
        elif self.level_m >= self.HIGH_M:
            wanted = self.count
        elif self.level_m >= self.START_M:
            wanted = max(1, sum(before))
        else:
            wanted = sum(before)
        able.sort(key=lambda pump: (not before[pump], (pump - self.lead) % self.count))
        self.running = [pump in able[:wanted] for pump in range(self.count)]
        self.starts += sum(now and not then for now, then in zip(self.running, before, strict=True))


BEHAVIOUR = SumpBehaviour
