"""Intrusion alarm systems (入侵/周界): zones that are set and unset, hold-up buttons, perimeter fences."""

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
    key="intrusion",
    name=Text("入侵报警", "Intrusion alarm"),
    system="security",
    icon="intrusion",
    brick="Intrusion_Detection_Equipment",
    source="GB 50394-2007, GB 51348-2019 (response <= 5 s, zone <= 200 m), EN 50131-1",
    interval_s=60,
    points=(
        PointType(
            "set_state",
            Text("布撤防", "Set state"),
            PointKind.ENUM,
            codes=(("0", "unset", Text("撤防", "Unset")), ("1", "part_set", Text("部分布防", "Part set")), ("2", "set", Text("布防", "Set"))),
        ),
        PointType(
            "zone_{n}",
            Text("{n}号防区", "Zone {n}"),
            PointKind.ENUM,
            codes=(
                ("0", "normal", Text("正常", "Normal")),
                ("1", "alarm", Text("报警", "Alarm")),
                ("2", "tamper", Text("防拆报警", "Tamper")),
                ("3", "fault", Text("故障", "Fault")),
                ("4", "bypassed", Text("旁路", "Bypassed")),
            ),
            normal_value="normal",
        ),
        PointType("hold_up", Text("紧急按钮", "Hold-up button"), PointKind.BINARY, normal_value=False),
        PointType("mains_lost", Text("市电中断", "Mains lost"), PointKind.BINARY, normal_value=False),
    ),
)


class IntrusionBehaviour(SimulatedAsset):
    """A panel whose zones are quiet; what a zone sees stays until somebody resets it.

    Attribute of the asset: `armed`, ``always`` for a perimeter that is never unset; else it is set from 22:00 to 06:00.
    """

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "intrude", "hold_up", "cut_zone", "bypass", "unset", "set_now")

    SET_FROM_H, SET_TO_H = 22, 6

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.count = sum(1 for point in asset.points if point.type.key == "zone_{n}")
        self.always = asset.attributes.get("armed") == "always"
        self.due = self.always
        self.unpowered = False
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Reset by hand: zones quiet, button pulled out, set as it should be."""
        super().restore()
        self.zones = ["normal"] * self.count
        self.pressed = False
        self.forced: str | None = None

    def intrude(self) -> None:
        """Somebody climbs over a zone of the perimeter."""
        self._mark("alarm")

    def hold_up(self) -> None:
        """Somebody presses the silent button."""
        self.pressed = True

    def cut_zone(self) -> None:
        """The cable of a zone is cut."""
        self._mark("tamper")

    def bypass(self) -> None:
        """Somebody bypasses a zone."""
        self._mark("bypassed")

    def unset(self) -> None:
        """Somebody unsets it, or forgets to set it."""
        self.forced = "unset"

    def set_now(self) -> None:
        """Somebody sets it by hand."""
        self.forced = "set"

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:  # noqa: ARG002  it follows the clock, not the time that passes
        """Set in the evening, unset in the morning."""
        self.due = self.always or around.clock_hour >= self.SET_FROM_H or around.clock_hour < self.SET_TO_H
        self.unpowered = not around.supply
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the panel says."""
        zones: dict[str, Value] = {f"zone_{zone + 1}": state for zone, state in enumerate(self.zones)}
        return {
            "set_state": self.forced or ("set" if self.due else "unset"),
            **zones,
            "hold_up": self.pressed,
            "mains_lost": self.unpowered,
            **self.common(),
        }

    def _mark(self, state: str) -> None:
        if self.zones:
            self.zones[self.rng.randrange(len(self.zones))] = state


BEHAVIOUR = IntrusionBehaviour
