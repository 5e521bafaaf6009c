"""Power distribution (配电): incomers, feeders, meters, transformers."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Effect, Happening, SimulatedAsset, Surroundings, daily_curve
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="power",
    name=Text("配电", "Power"),
    system="power",
    icon="power",
    brick="Electrical_Meter",
    source="GB/T 12325-2008 (220 V +7/-10 %), GB/T 15945-2008 (50 Hz ±0.5)",
    interval_s=60,
    points=(
        *(PointType(f"voltage_l{n}", Text(f"L{n}相电压", f"Voltage L{n}"), PointKind.ANALOG, "V", low=0, high=500, normal=(198, 235.4)) for n in (1, 2, 3)),
        *(PointType(f"current_l{n}", Text(f"L{n}相电流", f"Current L{n}"), PointKind.ANALOG, "A", low=0, high=6300) for n in (1, 2, 3)),
        PointType("load_pct", Text("负载率", "Load, share of its rating"), PointKind.ANALOG, "%", low=0, high=500, normal=(0, 90)),
        PointType("power", Text("有功功率", "Active power"), PointKind.ANALOG, "kW", low=-5000, high=5000),
        PointType("power_factor", Text("功率因数", "Power factor"), PointKind.ANALOG, low=-1, high=1, normal=(0.9, 1)),
        PointType("frequency", Text("频率", "Frequency"), PointKind.ANALOG, "Hz", low=0, high=100, normal=(49.5, 50.5)),
        PointType("energy", Text("有功电能", "Energy"), PointKind.COUNTER, "kWh", low=0),
        PointType(
            "breaker",
            Text("断路器", "Breaker"),
            PointKind.ENUM,
            codes=(("0", "open", Text("分闸", "Open")), ("1", "closed", Text("合闸", "Closed")), ("2", "tripped", Text("跳闸", "Tripped"))),
            normal_value="closed",
        ),
        PointType("transformer_temp", Text("变压器温度", "Transformer temperature"), PointKind.ANALOG, "°C", low=-40, high=250, normal=(None, 110)),
        PointType("cabinet_door", Text("柜门开启", "Cabinet door open"), PointKind.BINARY, normal_value=False),
    ),
)


class PowerBehaviour(SimulatedAsset):
    """A feeder or incomer: three phases, a load that follows the day, energy that only grows.

    Attributes of the asset: `rated_a`; `transformer: "yes"` for one with a temperature.
    """

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (
        *SimulatedAsset.commands,
        "trip",
        "open_breaker",
        "lose_mains",
        "lose_phase",
        "sag",
        "overload",
        "overheat",
        "open_cabinet",
    )

    LOAD = ((0, 0.22), (4, 0.16), (7, 0.42), (9, 0.5), (13, 0.45), (17, 0.5), (19.5, 0.68), (22, 0.45))
    NOMINAL_V = 230.0
    LIVE_V = 100.0

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.rated_a = float(asset.attributes.get("rated_a", "100"))
        self.transformer = asset.attributes.get("transformer") == "yes"
        self.energy_kwh = rng.uniform(50_000, 900_000)
        self.share = [rng.uniform(0.93, 1.07) for _ in range(3)]
        self.load = 0.3
        self.volts = [self.NOMINAL_V] * 3
        self.amps = [0.0] * 3
        self.factor, self.hertz, self.oil_c = 0.95, 50.0, 55.0
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Closed, three good phases, an ordinary load."""
        super().restore()
        self.breaker = "closed"
        self.mains_lost = self.sagging = self.overloaded = self.hot = self.cabinet = False
        self.lost_phase: int | None = None

    def trip(self) -> None:
        """The breaker trips."""
        self.breaker = "tripped"

    def open_breaker(self) -> None:
        """Somebody opens the breaker."""
        self.breaker = "open"

    def lose_mains(self) -> None:
        """No voltage arrives."""
        self.mains_lost = True

    def lose_phase(self) -> None:
        """A fuse of one phase blows."""
        self.lost_phase = self.rng.randrange(3)

    def sag(self) -> None:
        """The voltage sags below what is allowed."""
        self.sagging = True

    def overload(self) -> None:
        """More is drawn than the feeder is rated for."""
        self.overloaded = True

    def overheat(self) -> None:
        """The transformer gets hot."""
        self.hot = True

    def open_cabinet(self) -> None:
        """Somebody opens the cabinet."""
        self.cabinet = True

    def effects(self) -> frozenset[Effect]:
        """What it feeds is dark when it is open or dead."""
        dead = self.breaker != "closed" or max(self.volts) < self.LIVE_V
        return frozenset({Effect.NO_SUPPLY}) if dead else frozenset()

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Follow the day's load."""
        target = 1.15 if self.overloaded else daily_curve(around.hour, self.LOAD)
        self.load = max(0.0, self.toward(self.load, target, dt_s, tau_s=8 if self.overloaded else 90, noise=0.01))
        fed = around.supply and not self.mains_lost
        level = 190.0 if self.sagging else self.NOMINAL_V - 8 * self.load
        for phase in range(3):
            alive = fed and phase != self.lost_phase
            before = self.volts[phase] if self.volts[phase] > self.LIVE_V else level
            self.volts[phase] = self.toward(before, level, dt_s, tau_s=5, noise=0.4) if alive else 0.0
            drawn = self.load * self.rated_a * self.share[phase]
            self.amps[phase] = drawn if alive and self.breaker == "closed" else 0.0
        self.factor = self.toward(self.factor, 0.95 - 0.04 * self.load, dt_s, tau_s=60, noise=0.003)
        self.hertz = self.toward(self.hertz, 50.0, dt_s, tau_s=20, noise=0.015) if fed else 0.0
        self.oil_c = self.toward(self.oil_c, 138.0 if self.hot else 35 + 0.5 * around.outdoor_c + 25 * self.load, dt_s, tau_s=30 if self.hot else 1_800)
        self.energy_kwh += self._kilowatts() * dt_s / 3600
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the meter says."""
        phases: dict[str, Value] = {}
        for phase in range(3):
            phases[f"voltage_l{phase + 1}"] = round(self.volts[phase], 1)
            phases[f"current_l{phase + 1}"] = round(self.amps[phase], 1)
        said: dict[str, Value] = {
            **phases,
            "load_pct": round(100 * max(self.amps) / self.rated_a, 1),
            "power": round(self._kilowatts(), 2),
            "power_factor": round(self.factor, 3),
            "frequency": round(self.hertz, 2),
            "energy": round(self.energy_kwh, 1),
            "breaker": self.breaker,
            "cabinet_door": self.cabinet,
            **self.common(),
        }
        if self.transformer:
            said["transformer_temp"] = round(self.oil_c, 1)
        return said

    def _kilowatts(self) -> float:
        return sum(volts * amps for volts, amps in zip(self.volts, self.amps, strict=True)) * self.factor / 1000


BEHAVIOUR = PowerBehaviour
