"""Gateways (网关): what other devices speak through; `online` is their will."""

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
    key="gateway",
    name=Text("网关", "Gateway"),
    system="network",
    icon="gateway",
    brick="Gateway",
    source="MQTT 3.1.1 and 5.0: the last will says offline",
    interval_s=60,
    points=(
        PointType("children_online", Text("在线子设备", "Devices online"), PointKind.ANALOG, low=0),
        PointType("uptime", Text("运行时间", "Uptime"), PointKind.COUNTER, "s", low=0),
        PointType("clock_error", Text("时差", "Clock error"), PointKind.ANALOG, "s", low=-1e9, high=1e9, normal=(-120, 120)),
        PointType("queue", Text("积压报文", "Queued messages"), PointKind.ANALOG, low=0, normal=(0, 100)),
    ),
)


class GatewayBehaviour(SimulatedAsset):
    """A gateway that counts its children and its uptime. Losing its connection is the fleet's business, not its own."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "reboot", "drift")

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.up_s = rng.uniform(3_600, 60 * 86_400)
        self.children = 0
        self.clock_s = 0.0
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Its clock is right again."""
        super().restore()
        self.drifting = False

    def reboot(self) -> None:
        """It restarts."""
        self.up_s = 0.0

    def drift(self) -> None:
        """It loses its time server."""
        self.drifting = True

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Count."""
        self.up_s += dt_s
        self.children = around.children
        self.clock_s = self.toward(self.clock_s, 300.0 if self.drifting else 0.0, dt_s, tau_s=20, noise=0.05)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the gateway says of itself."""
        return {"children_online": self.children, "uptime": float(int(self.up_s)), "clock_error": round(self.clock_s, 1), "queue": 0, **self.common()}


BEHAVIOUR = GatewayBehaviour
