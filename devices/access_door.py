"""Access-controlled doors (门禁), with the words and codes of BACnet's Access Door."""

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
    key="access_door",
    name=Text("门禁", "Access door"),
    system="access",
    icon="door",
    brick="Access_Control_Equipment",
    source="BACnet Access Door (ASHRAE 135), GB 51348-2019, GB 50396-2007, IEC 60839-11-1",
    interval_s=300,
    points=(
        PointType(
            "door",
            Text("门磁", "Door"),
            PointKind.ENUM,
            codes=(
                ("0", "closed", Text("关", "Closed")),
                ("1", "open", Text("开", "Open")),
                ("2", "unknown", Text("未知", "Unknown")),
                ("3", "fault", Text("故障", "Fault")),
            ),
            normal_value="closed",
        ),
        PointType(
            "lock",
            Text("锁", "Lock"),
            PointKind.ENUM,
            codes=(
                ("0", "locked", Text("锁闭", "Locked")),
                ("1", "unlocked", Text("开启", "Unlocked")),
                ("2", "fault", Text("故障", "Fault")),
                ("4", "unknown", Text("未知", "Unknown")),
            ),
            normal_value="locked",
        ),
        PointType(
            "door_alarm",
            Text("门状态", "Door alarm state"),
            PointKind.ENUM,
            codes=(
                ("0", "normal", Text("正常", "Normal")),
                ("1", "alarm", Text("报警", "Alarm")),
                ("2", "open_too_long", Text("开门超时", "Open too long")),
                ("3", "forced_open", Text("强行开门", "Forced open")),
                ("4", "tamper", Text("防拆报警", "Tamper")),
                ("5", "fault", Text("故障", "Fault")),
                ("6", "lock_down", Text("封锁", "Lock-down")),
                ("7", "free_access", Text("常开", "Free access")),
                ("8", "egress_open", Text("出门开启", "Opened for egress")),
            ),
            normal_value="normal",
        ),
        PointType("fire_release", Text("消防释放", "Fire release"), PointKind.BINARY, normal_value=False),
    ),
    events=(
        EventType("access.granted", Text("通行", "Access granted")),
        EventType("access.denied", Text("拒绝通行", "Access denied")),
        EventType("access.duress", Text("胁迫开门", "Duress")),
        EventType("access.passback", Text("反潜回", "Passback violation")),
    ),
)


class AccessDoorBehaviour(SimulatedAsset):
    """A door that people pass with cards: unlocked for a moment, open for a moment, closed and locked again.

    Attribute of the asset: `use`; doors of lobbies and gates are passed often, others seldom. A fire sets it free.
    """

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "force_open", "hold_open", "deny", "guess", "duress", "passback")

    PER_HOUR = ((0, 2), (5, 3), (6.5, 25), (7.5, 60), (8.5, 55), (10, 20), (12, 28), (15, 18), (17.5, 55), (19, 40), (22, 12))
    SELDOM = 0.03
    PASSING_S = 6.0
    HELD_S = 60.0
    DENIED_SHARE = 0.01
    CARDS = 900
    GUESS_S = 3.0

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        use = asset.attributes.get("use", "")
        self.busy = 1.0 if "lobby" in use or "gate" in use else self.SELDOM
        self.pending: list[Happening] = []
        super().__init__(asset, rng)

    def restore(self) -> None:
        """The door is closed and locked."""
        super().restore()
        self.door, self.lock, self.door_alarm = "closed", "locked", "normal"
        self.open_s: float | None = None
        self.permitted_s = self.PASSING_S
        self.released = False
        self.guesses, self.next_guess_s = 0, 0.0

    def force_open(self) -> None:
        """The door opens although it is locked."""
        self.door, self.lock, self.door_alarm = "open", "locked", "forced_open"
        self.open_s = None

    def hold_open(self) -> None:
        """Somebody passes and wedges the door."""
        self.pending.append(self._granted())
        self.door, self.lock, self.door_alarm = "open", "unlocked", "normal"
        self.open_s, self.permitted_s = 0.0, float("inf")

    def deny(self) -> None:
        """A card is refused."""
        self.pending.append(Happening("access.denied", {"card": self._card(), "reason": self.rng.choice(("unknown_credential", "expired", "wrong_time"))}))

    def guess(self) -> None:
        """Somebody tries five wrong codes in a row, every few seconds one."""
        self.guesses = 5

    def duress(self) -> None:
        """Somebody opens with the code that means: I am being threatened."""
        self.pending.append(Happening("access.duress", {"credential": "code"}))

    def passback(self) -> None:
        """A card goes in twice without having gone out."""
        self.pending.append(Happening("access.passback", {"card": self._card()}))

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Let people pass."""
        happened, self.pending = [*self.pending, *self._guessed(dt_s)], []
        if around.fire != self.released and self.door_alarm in {"normal", "free_access"}:
            self.released = around.fire
            self.lock, self.door_alarm = ("unlocked", "free_access") if around.fire else ("locked", "normal")
        if self.open_s is not None:
            self._stand_open(dt_s)
        elif self.door_alarm == "normal" and self.rng.random() < daily_curve(around.hour, self.PER_HOUR) * self.busy * dt_s / 3600:
            if self.rng.random() < self.DENIED_SHARE:
                self.deny()
            else:
                happened = [*happened, self._granted()]
                self.door, self.lock = "open", "unlocked"
                self.open_s, self.permitted_s = 0.0, self.PASSING_S + self.rng.uniform(-3, 6)
        return happened

    def values(self) -> Mapping[str, Value]:
        """What the door controller says."""
        return {"door": self.door, "lock": self.lock, "door_alarm": self.door_alarm, "fire_release": self.released, **self.common()}

    def _stand_open(self, dt_s: float) -> None:
        self.open_s = (self.open_s or 0.0) + dt_s
        if self.open_s >= self.permitted_s:
            self.door, self.lock, self.open_s = "closed", "unlocked" if self.released else "locked", None
        elif self.open_s >= self.HELD_S and self.door_alarm == "normal":
            self.door_alarm = "open_too_long"

    def _guessed(self, dt_s: float) -> list[Happening]:
        """A wrong code, if it is time for one."""
        self.next_guess_s = max(0.0, self.next_guess_s - dt_s)
        if not self.guesses or self.next_guess_s > 0:
            return []
        self.guesses, self.next_guess_s = self.guesses - 1, self.GUESS_S
        return [Happening("access.denied", {"credential": "code", "reason": "incorrect_code"})]

    def _granted(self) -> Happening:
        return Happening("access.granted", {"card": self._card(), "direction": self.rng.choice(("in", "out"))})

    def _card(self) -> str:
        return f"R-{self.rng.randrange(self.CARDS):04}"


BEHAVIOUR = AccessDoorBehaviour
