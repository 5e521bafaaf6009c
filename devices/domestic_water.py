"""Domestic water (生活给水): the tank, the pumps behind it and the water's quality."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Effect, Happening, SimulatedAsset, Surroundings, clamp, daily_curve
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="domestic_water",
    name=Text("生活给水", "Domestic water"),
    system="water",
    icon="tank",
    brick="Water_Storage_Tank",
    source="GB 50015-2019 (zone static pressure <= 0.45 MPa), GB 5749-2022 (chlorine >= 0.05 mg/L, turbidity <= 1 NTU)",
    interval_s=60,
    points=(
        PointType("outlet_pressure", Text("出水压力", "Outlet pressure"), PointKind.ANALOG, "MPa", low=0, high=2.5, normal=(0.35, 0.55)),
        PointType("tank_level", Text("水箱水位", "Tank level"), PointKind.ANALOG, "%", low=0, high=110, normal=(40, 90)),
        PointType("pump_{n}_run", Text("{n}号泵运行", "Pump {n} running"), PointKind.BINARY),
        PointType("pump_{n}_fault", Text("{n}号泵故障", "Pump {n} fault"), PointKind.BINARY, normal_value=False),
        PointType("vfd", Text("变频频率", "Drive frequency"), PointKind.ANALOG, "Hz", low=0, high=60, normal=(0, 50)),
        PointType("chlorine", Text("余氯", "Residual chlorine"), PointKind.ANALOG, "mg/L", low=0, high=5, normal=(0.05, 2)),
        PointType("turbidity", Text("浊度", "Turbidity"), PointKind.ANALOG, "NTU", low=0, high=20, normal=(0, 1)),
        PointType("hatch_open", Text("人孔盖开启", "Hatch open"), PointKind.BINARY, normal_value=False),
        PointType("flow", Text("累计流量", "Water drawn"), PointKind.COUNTER, "m³", low=0),
    ),
)


class DomesticWaterBehaviour(SimulatedAsset):
    """A tank that fills from the city and drains into the tower; pumps share the demand and hold the pressure.

    `counts: {pump: n}` says how many pumps; with none it is a tank alone, from which others draw. Pressure falls when
    the pumps that work cannot meet the demand; what an empty tank feeds gets nothing.
    """

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (
        *SimulatedAsset.commands,
        "fail_pump",
        "fail_all_pumps",
        "cut_inflow",
        "overfill",
        "open_hatch",
        "cloud",
    )

    DEMAND_M3_H = ((0, 2), (2.5, 0), (3.5, 0), (4.5, 1), (6, 8), (7.5, 22), (9, 12), (12, 14), (14, 8), (18, 18), (20.5, 20), (23, 6))
    PUMP_M3_H = 12.0
    TANK_M3 = 40.0
    INFLOW_M3_H = 34.0
    FILL_BELOW_PCT = 62.0
    FILL_UNTIL_PCT = 84.0
    SET_MPA = 0.45
    STILL_MPA = 0.06
    FULL_PCT = 100.0
    DRY_PCT = 1.0
    ROTATE_S = 6 * 3600.0

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.count = sum(1 for point in asset.points if point.type.key == "pump_{n}_run")
        self.level_pct = rng.uniform(self.FILL_BELOW_PCT, self.FILL_UNTIL_PCT)
        self.pressure = self.SET_MPA
        self.frequency = 30.0
        self.drawn_m3 = rng.uniform(20_000, 90_000)
        self.filling = False
        self.chlorine, self.turbidity = rng.uniform(0.25, 0.4), rng.uniform(0.2, 0.4)
        self.lead, self.lead_s = 0, 0.0
        self.running: list[bool] = [False] * self.count
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Pumps repaired, valves as they should be, hatch closed."""
        super().restore()
        self.faulty = [False] * self.count
        self.cut = self.overfilling = self.hatch = self.cloudy = False

    def fail_pump(self) -> None:
        """The leading pump trips; another takes over."""
        if self.count:
            self.faulty[self.lead] = True

    def fail_all_pumps(self) -> None:
        """Every pump trips."""
        self.faulty = [True] * self.count

    def cut_inflow(self) -> None:
        """The city's supply fails and a pipe drains the tank."""
        self.cut = True

    def overfill(self) -> None:
        """The filling valve does not close."""
        self.overfilling = True

    def open_hatch(self) -> None:
        """Somebody opens the manhole of the tank."""
        self.hatch = True

    def cloud(self) -> None:
        """The water turns cloudy and loses its chlorine."""
        self.cloudy = True

    def effects(self) -> frozenset[Effect]:
        """A dry tank feeds nobody."""
        return frozenset({Effect.NO_SUPPLY}) if self.level_pct <= self.DRY_PCT else frozenset()

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Draw, pump and fill."""
        demand = daily_curve(around.hour, self.DEMAND_M3_H) * (1 + 0.1 * self.rng.gauss(0, 1))
        able = [pump for pump in self._order() if not self.faulty[pump]] if around.supply else []
        needed = min(self.count, max(1, int(demand / self.PUMP_M3_H) + 1))
        working = able[:needed] if self.level_pct > self.DRY_PCT else []
        self.running = [pump in working for pump in range(self.count)]
        delivered = clamp(demand, 0, len(working) * self.PUMP_M3_H) if self.count else demand
        met = 1.0 if demand <= 0 else delivered / demand
        self.pressure = self.toward(self.pressure, self.STILL_MPA + (self.SET_MPA - self.STILL_MPA) * met, dt_s, tau_s=6, noise=0.003)
        self.frequency = self.toward(self.frequency, 25 + 25 * clamp(delivered / (self.PUMP_M3_H * len(working)), 0, 1) if working else 0.0, dt_s, tau_s=4)
        self.drawn_m3 += delivered * dt_s / 3600
        self._fill(delivered, dt_s)
        self.chlorine = self.toward(self.chlorine, 0.02 if self.cloudy else 0.32, dt_s, tau_s=40 if self.cloudy else 600, noise=0.01)
        self.turbidity = self.toward(self.turbidity, 2.4 if self.cloudy else 0.3, dt_s, tau_s=40 if self.cloudy else 600, noise=0.01)
        self.lead_s += dt_s
        if self.count and self.lead_s >= self.ROTATE_S:
            self.lead, self.lead_s = (self.lead + 1) % self.count, 0.0
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the pump controller says."""
        pumps: dict[str, Value] = {}
        for pump in range(self.count):
            pumps[f"pump_{pump + 1}_run"] = self.running[pump]
            pumps[f"pump_{pump + 1}_fault"] = self.faulty[pump]
        said: dict[str, Value] = {
            "tank_level": round(self.level_pct, 1),
            "chlorine": round(max(0.0, self.chlorine), 2),
            "turbidity": round(max(0.0, self.turbidity), 2),
            "hatch_open": self.hatch,
            **self.common(),
        }
        if not self.count:
            return said
        return {**said, "outlet_pressure": round(max(0.0, self.pressure), 3), **pumps, "vfd": round(self.frequency, 1), "flow": round(self.drawn_m3, 2)}

    def _order(self) -> list[int]:
        """The pumps, the leading one first."""
        return [(self.lead + offset) % self.count for offset in range(self.count)]

    def _fill(self, delivered_m3_h: float, dt_s: float) -> None:
        if self.level_pct <= self.FILL_BELOW_PCT:
            self.filling = True
        elif self.level_pct >= self.FILL_UNTIL_PCT:
            self.filling = False
        inflow = 0.0 if self.cut else self.INFLOW_M3_H if self.filling or self.overfilling else 0.0
        if self.cut:
            delivered_m3_h += 40 * self.INFLOW_M3_H
        elif self.overfilling:
            inflow *= 40
        change = (inflow - delivered_m3_h) * dt_s / 3600 / self.TANK_M3 * 100
        self.level_pct = clamp(self.level_pct + change, 0.0, self.FULL_PCT)


BEHAVIOUR = DomesticWaterBehaviour
