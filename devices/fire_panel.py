"""Fire alarm panels (火灾报警控制器)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Effect, Happening, SimulatedAsset, Surroundings
from devices.fire_component import PART_TYPE, SOURCE, STATUS_BITS
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.text import Text

TYPE = DeviceType(
    key="fire_panel",
    name=Text("火灾报警控制器", "Fire alarm panel"),
    system="fire",
    icon="fire-panel",
    brick="Fire_Alarm_Control_Panel",
    source=SOURCE,
    interval_s=60,
    points=(
        PART_TYPE,
        STATUS_BITS,
        PointType("isolated_n", Text("屏蔽数", "Isolated components"), PointKind.ANALOG, low=0, normal=(0, 0)),
    ),
)


class FirePanelBehaviour(SimulatedAsset):
    """A panel that confirms a fire when two detectors sense smoke, and keeps saying so until somebody resets it."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "call_point", "reset", "lose_mains", "break_bus", "switch_to_manual", "isolate")

    CONFIRMING = 2

    def restore(self) -> None:
        """Reset, in operation, in automatic, nothing isolated."""
        super().restore()
        self.bits = {"normal"}
        self.isolated = 0
        self.heard = 0

    def call_point(self) -> None:
        """Somebody presses a manual call point."""
        self.bits.add("fire")

    def reset(self) -> None:
        """Somebody resets the panel; what still burns is seen again at once."""
        self.bits.discard("fire")

    def lose_mains(self) -> None:
        """The panel runs on its battery."""
        self.bits.add("mains")

    def break_bus(self) -> None:
        """A loop is broken."""
        self.bits |= {"bus", "fault"}

    def switch_to_manual(self) -> None:
        """Somebody switches the panel to manual."""
        self.bits.add("manual")

    def isolate(self) -> None:
        """Somebody isolates a component."""
        self.isolated += 1
        self.bits.add("isolated")

    def effects(self) -> frozenset[Effect]:
        """Doors open and lifts go down when the fire is confirmed."""
        return frozenset({Effect.FIRE}) if "fire" in self.bits else frozenset()

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:  # noqa: ARG002  a panel does not age
        """Listen to the detectors."""
        if around.smoke >= self.CONFIRMING:
            self.bits.add("fire")
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the panel says."""
        return {"part_type": "panel", "status_bits": frozenset(self.bits), "isolated_n": self.isolated, **self.common()}


BEHAVIOUR = FirePanelBehaviour
