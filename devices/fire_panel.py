"""Fire alarm panels (火灾报警控制器)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Effect, Happening, SimulatedAsset, Surroundings
from devices.fire_component import PART_TYPE, SOURCE, STATUS_BITS
from domain.device_type import DeviceType, EventType, PointType
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
        PointType("silenced", Text("消音", "Silenced"), PointKind.BINARY, normal_value=False),
    ),
    events=(
        EventType("fire.guard_check", Text("查岗", "Guard check")),
        EventType("fire.guard_answered", Text("查岗应答", "Guard check answered")),
        EventType("fire.unmapped", Text("未登记部件报警", "Report of a component that is not in the point table")),
    ),
)


class FirePanelBehaviour(SimulatedAsset):
    """A panel that confirms a fire when two detectors sense smoke, and keeps saying so until somebody resets it."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (
        *SimulatedAsset.commands,
        "call_point",
        "reset",
        "silence",
        "lose_mains",
        "break_bus",
        "switch_to_manual",
        "isolate",
        "start_without_feedback",
        "check_guard",
        "answer_check",
    )

    CONFIRMING = 2

    def restore(self) -> None:
        """Reset, in operation, in automatic, nothing isolated."""
        super().restore()
        self.bits = {"normal"}
        self.isolated = 0
        self.heard = 0
        self.silenced = False
        self.pending: list[Happening] = []

    def call_point(self) -> None:
        """Somebody presses a manual call point."""
        self.bits.add("fire")

    def reset(self) -> None:
        """Somebody resets the panel; what still burns is seen again at once."""
        self.bits.discard("fire")
        self.silenced = False

    def silence(self) -> None:
        """Somebody silences the sounder; what burns goes on burning."""
        self.silenced = True

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

    def start_without_feedback(self) -> None:
        """The panel starts a fan or a pump that does not answer."""
        self.bits.add("started")

    def check_guard(self) -> None:
        """The monitoring centre asks whether somebody is there."""
        self.pending.append(Happening("fire.guard_check"))

    def answer_check(self) -> None:
        """Somebody presses the answer button."""
        self.pending.append(Happening("fire.guard_answered"))

    def effects(self) -> frozenset[Effect]:
        """Doors open and lifts go down when the fire is confirmed."""
        return frozenset({Effect.FIRE}) if "fire" in self.bits else frozenset()

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:  # noqa: ARG002  a panel does not age
        """Listen to the detectors."""
        if around.smoke >= self.CONFIRMING:
            self.bits.add("fire")
        happened, self.pending = self.pending, []
        return happened

    def values(self) -> Mapping[str, Value]:
        """What the panel says."""
        return {"part_type": "panel", "status_bits": frozenset(self.bits), "isolated_n": self.isolated, "silenced": self.silenced, **self.common()}


BEHAVIOUR = FirePanelBehaviour
