"""Gates of car parks (道闸): arm, loop, help call, plates that are read."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Happening, SimulatedAsset, Surroundings, daily_curve
from domain.device_type import DeviceType, EventType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="parking_gate",
    name=Text("道闸", "Parking gate"),
    system="parking",
    icon="parking",
    source="GA/T 1742 (recognition >= 98 %, events kept 365 days, video 30 days)",
    interval_s=60,
    points=(
        PointType(
            "arm",
            Text("闸杆", "Arm"),
            PointKind.ENUM,
            codes=(
                ("0", "up", Text("抬起", "Up")),
                ("1", "down", Text("落下", "Down")),
                ("2", "moving", Text("动作中", "Moving")),
                ("3", "fault", Text("故障", "Fault")),
            ),
        ),
        PointType("hit", Text("撞杆", "Arm hit"), PointKind.BINARY, normal_value=False),
        PointType("loop", Text("地感", "Vehicle on the loop"), PointKind.BINARY),
        PointType("free_spaces", Text("空余车位", "Free spaces"), PointKind.ANALOG, low=0, high=100_000),
        PointType("help_call", Text("求助", "Help call"), PointKind.BINARY, normal_value=False),
        PointType("recognition_pct", Text("日识别率", "Plates recognised today"), PointKind.ANALOG, "%", low=0, high=100, normal=(98, None)),
    ),
    events=(EventType("parking.plate_read", Text("车牌识别", "Plate read")),),
)


class ParkingGateBehaviour(SimulatedAsset):
    """Cars come, are read, pass under the arm and are gone.

    Attributes of the asset: `direction`, in or out; `spaces`, how many the car park has.
    """

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "hit_arm", "jam", "leave_up", "call_for_help", "misread")

    PER_HOUR = ((0, 3), (5, 6), (7, 60), (8.5, 70), (10, 25), (12, 30), (15, 25), (18, 75), (20, 40), (23, 8))
    PASSING_S = 12.0
    MOVING_S = 1.5
    HELP_S = 20.0
    LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.spaces = int(asset.attributes.get("spaces", "400"))
        self.leads = "out" if asset.attributes.get("direction") == "out" else "in"
        self.free = rng.randrange(self.spaces // 4, self.spaces // 2 + 1)
        super().__init__(asset, rng)

    def restore(self) -> None:
        """The arm is whole and down, nobody asks for help."""
        super().restore()
        self.passing_s: float | None = None
        self.help_s = 0.0
        self.was_hit = self.jammed = self.left_up = False
        self.recognised_pct = 99.4

    def hit_arm(self) -> None:
        """A car drives into the arm."""
        self.was_hit = True

    def jam(self) -> None:
        """The arm moves neither up nor down."""
        self.jammed = True

    def leave_up(self) -> None:
        """Somebody leaves the arm up: whoever likes drives in."""
        self.left_up = True

    def call_for_help(self) -> None:
        """A driver presses the help button for twenty seconds."""
        self.help_s = self.HELP_S

    def misread(self) -> None:
        """The camera's lens is dirty: too many plates are not read."""
        self.recognised_pct = 95.0

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Let cars through."""
        self.help_s = max(0.0, self.help_s - dt_s)
        if self.passing_s is not None:
            self.passing_s += dt_s
            if self.passing_s >= self.PASSING_S:
                self.passing_s = None
                self.free = max(0, min(self.spaces, self.free + (1 if self.leads == "out" else -1)))
            return ()
        if self.jammed or self.left_up or self.was_hit or self.rng.random() >= daily_curve(around.hour, self.PER_HOUR) * dt_s / 3600:
            return ()
        self.passing_s = 0.0
        return (Happening("parking.plate_read", {"plate": self._plate(), "direction": self.leads}),)

    def values(self) -> Mapping[str, Value]:
        """What the gate says."""
        return {
            "arm": self._arm(),
            "hit": self.was_hit,
            "loop": self.passing_s is not None,
            "free_spaces": self.free,
            "help_call": self.help_s > 0,
            "recognition_pct": self.recognised_pct,
            **self.common(),
        }

    def _arm(self) -> str:
        if self.jammed:
            return "fault"
        if self.left_up:
            return "up"
        if self.passing_s is None:
            return "down"
        return "moving" if self.passing_s < self.MOVING_S or self.passing_s > self.PASSING_S - self.MOVING_S else "up"

    def _plate(self) -> str:
        """A made-up plate: no real one begins with 测."""
        return f"测{self.rng.choice(self.LETTERS)}{self.rng.randrange(100_000):05}"


BEHAVIOUR = ParkingGateBehaviour
