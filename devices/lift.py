"""Lifts (电梯), with the codes of GB/T 24476-2017; regional variants differ: map per model."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import copysign, sqrt
from typing import ClassVar

from devices.behaviour import Happening, SimulatedAsset, Surroundings, clamp, daily_curve
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="lift",
    name=Text("电梯", "Lift"),
    system="lifts",
    icon="lift",
    brick="Elevator",
    source="GB/T 24476-2017 (codes), BACnet Lift (ASHRAE 135), EN 81-28 (alarm self-test every 72 h)",
    interval_s=60,
    points=(
        PointType(
            "mode",
            Text("服务模式", "Service mode"),
            PointKind.ENUM,
            codes=(
                ("0", "stopped", Text("停止服务", "Out of service")),
                ("1", "normal", Text("正常运行", "Normal")),
                ("2", "inspection", Text("检修", "Inspection")),
                ("3", "fire_recall", Text("消防返回", "Fire recall")),
                ("4", "firefighter", Text("消防员运行", "Firefighter service")),
                ("5", "emergency_power", Text("应急电源运行", "Emergency power")),
                ("6", "earthquake", Text("地震模式", "Earthquake")),
                ("7", "unknown", Text("未知", "Unknown")),
            ),
            normal_value="normal",
        ),
        PointType("moving", Text("运行", "Moving"), PointKind.BINARY),
        PointType(
            "direction",
            Text("方向", "Direction"),
            PointKind.ENUM,
            codes=(("0", "none", Text("无", "None")), ("1", "up", Text("上行", "Up")), ("2", "down", Text("下行", "Down"))),
        ),
        PointType("floor", Text("楼层", "Floor"), PointKind.ANALOG, low=-20, high=200),
        PointType("door_zone", Text("门区", "In door zone"), PointKind.BINARY),
        PointType("door_closed", Text("关门到位", "Door closed"), PointKind.BINARY),
        PointType("occupied", Text("轿内有人", "Occupied"), PointKind.BINARY),
        PointType("load_pct", Text("载重", "Load"), PointKind.ANALOG, "%", low=0, high=200, normal=(0, 100)),
        PointType("trapped", Text("困人信号", "Entrapment signal"), PointKind.BINARY, normal_value=False),
        PointType("alarm_button", Text("报警按钮", "Alarm button"), PointKind.BINARY, normal_value=False),
        PointType(
            "fault_code",
            Text("故障码", "Fault code"),
            PointKind.ENUM,
            codes=(
                ("00", "none", Text("无故障", "None")),
                ("01", "safety_circuit", Text("安全回路断开", "Safety circuit open")),
                ("02", "door_close", Text("关门故障", "Door will not close")),
                ("03", "door_open", Text("开门故障", "Door will not open")),
                ("04", "stopped_off_zone", Text("非门区停梯", "Stopped off the door zone")),
                ("05", "unintended_movement", Text("轿厢意外移动", "Unintended car movement")),
                ("06", "run_limiter", Text("电动机运转时间限制器动作", "Run-time limiter tripped")),
                ("07", "position_lost", Text("楼层位置丢失", "Position lost")),
                ("08", "anti_restart", Text("防止再运行", "Restart prevented")),
            ),
            normal_value="none",
        ),
        PointType("door_open_running", Text("开门走梯", "Moved with its door open"), PointKind.BINARY, normal_value=False),
        PointType("over_travel", Text("冲顶/蹲底", "Over-travel"), PointKind.BINARY, normal_value=False),
        PointType("overspeed", Text("超速", "Overspeed"), PointKind.BINARY, normal_value=False),
        PointType("ebike", Text("电动车入梯", "E-bike in the car"), PointKind.BINARY, normal_value=False),
        PointType("reopenings", Text("重开门次数", "Door reopenings"), PointKind.COUNTER, low=0),
        PointType("run_hours", Text("运行时间", "Run time"), PointKind.COUNTER, "h", low=0),
        PointType("trips", Text("运行次数", "Trips"), PointKind.COUNTER, low=0),
        PointType("room_temp", Text("机房温度", "Machine room temperature"), PointKind.ANALOG, "°C", low=-40, high=100, normal=(5, 40)),
        PointType("alarm_test_age", Text("距上次报警自检", "Time since alarm self-test"), PointKind.ANALOG, "h", low=0, normal=(0, 72)),
    ),
)


class _Phase(Enum):
    """What the car is doing."""

    IDLE = auto()
    TRAVEL = auto()
    OPENING = auto()
    OPEN = auto()
    CLOSING = auto()
    STUCK = auto()


@dataclass(frozen=True, slots=True)
class _Ride:
    """People who want from one floor to another (indexes into the floors)."""

    start: int
    end: int
    people: int


class LiftBehaviour(SimulatedAsset):
    """A lift that serves calls one after the other: people come, doors open and close, the car travels.

    Attributes of the asset: `lowest` and `highest` floor (there is no floor 0), `speed_m_s`. In a fire it returns to
    the ground floor and stays open; without supply it goes to the nearest floor and stays open.
    """

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (
        *SimulatedAsset.commands,
        "trap",
        "press_alarm",
        "block_door",
        "stop_service",
        "inspect",
        "run_open",
        "overrun",
        "run_away",
        "reopen_door",
        "carry_ebike",
        "overheat",
    )

    STEP_S = 0.5
    FLOOR_M = 3.0
    ACCELERATION = 0.33  # floors/s², about 1 m/s²
    DOOR_S = 2.5
    DWELL_S = 5.0
    DOOR_ZONE = 0.06  # of a floor, about 20 cm
    SELF_TEST_H = 24.0
    MOST_WAITING = 4
    NOON = 12
    CALLS_PER_MINUTE = ((0, 0.05), (5, 0.1), (6.5, 0.8), (7.5, 2.0), (8.5, 1.8), (9.5, 0.8), (12, 1.0), (15, 0.6), (17.5, 1.7), (19, 1.4), (22, 0.5))

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        lowest, highest = int(asset.attributes.get("lowest", "1")), int(asset.attributes.get("highest", "20"))
        self.floors = [floor for floor in range(lowest, highest + 1) if floor != 0]
        self.ground = self.floors.index(1) if 1 in self.floors else 0
        self.top_speed = float(asset.attributes.get("speed_m_s", "1.75")) / self.FLOOR_M
        self.position = float(rng.randrange(len(self.floors)))
        self.calls: deque[_Ride] = deque()
        self.run_h = rng.uniform(5_000, 20_000)
        self.trips = rng.randrange(200_000, 900_000)
        self.reopenings = rng.randrange(2_000, 20_000)
        self.room_c = rng.uniform(24, 28)
        self.test_age_h = rng.uniform(0, self.SELF_TEST_H)
        super().__init__(asset, rng)

    def restore(self) -> None:
        """It works again: whoever was inside gets out at the nearest floor."""
        super().restore()
        self.mode, self.fault_code = "normal", "none"
        self.trapped = self.blocked = self.running_open = self.hot = False
        self.overran = self.too_fast = self.ebike = False
        self.alarm_s = self.speed = 0.0
        self._level()
        self.target = round(self.position)
        self.ride: _Ride | None = None
        self.people = 0
        self.phase, self.timer_s = _Phase.OPENING, self.DOOR_S

    def trap(self) -> None:
        """The car stops between two floors with people in it, and the controller says so."""
        self.position = clamp(float(int(self.position)), 0, len(self.floors) - 2) + 0.45
        self.people = max(1, self.people)
        self.speed, self.phase = 0.0, _Phase.STUCK
        self.mode, self.fault_code, self.trapped = "stopped", "safety_circuit", True

    def press_alarm(self) -> None:
        """Somebody inside holds the alarm button for ten seconds."""
        self.alarm_s = 10.0

    def block_door(self) -> None:
        """Something keeps the door from closing."""
        self._level()
        self.phase, self.blocked, self.fault_code = _Phase.OPEN, True, "door_close"

    def stop_service(self) -> None:
        """It is taken out of service, empty, doors closed."""
        self._level()
        self.people, self.ride = 0, None
        self.phase, self.mode = _Phase.STUCK, "stopped"

    def inspect(self) -> None:
        """Somebody works on it in inspection mode."""
        self.stop_service()
        self.mode = "inspection"

    def run_open(self) -> None:
        """The car moves with its door open: what must never be."""
        self._level()
        self.phase, self.running_open, self.fault_code = _Phase.STUCK, True, "unintended_movement"

    def overrun(self) -> None:
        """The car runs over the top floor onto its buffer."""
        self.position = float(len(self.floors) - 1)
        self.stop_service()
        self.overran, self.fault_code = True, "safety_circuit"

    def run_away(self) -> None:
        """The car runs too fast and its safety gear stops it."""
        self.stop_service()
        self.too_fast, self.fault_code = True, "safety_circuit"

    def reopen_door(self) -> None:
        """Somebody in the way makes the door open again four times."""
        self.reopenings += 4

    def carry_ebike(self) -> None:
        """Somebody pushes an e-bike into the car."""
        self.ebike = True

    def overheat(self) -> None:
        """The machine room gets hot."""
        self.hot = True

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Let time pass, in small steps: doors and floors are a matter of seconds."""
        self._heed(around)
        left = dt_s
        while left > 0:
            part = min(self.STEP_S, left)
            self._call(part, around)
            self._act(part)
            left -= part
        self.room_c = self.toward(self.room_c, 47.0 if self.hot else 21 + 0.3 * around.outdoor_c, dt_s, tau_s=30 if self.hot else 1_200, noise=0.2)
        self.test_age_h = (self.test_age_h + dt_s / 3600) % self.SELF_TEST_H
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the controller says."""
        moving = self.phase is _Phase.TRAVEL or self.running_open
        return {
            "mode": self.mode,
            "moving": moving,
            "direction": "none" if not moving else "down" if self.speed < 0 else "up",
            "floor": self.floors[round(self.position)],
            "door_zone": abs(self.position - round(self.position)) < self.DOOR_ZONE,
            "door_closed": not (self.running_open or self.phase in {_Phase.OPENING, _Phase.OPEN, _Phase.CLOSING}),
            "occupied": self.people > 0,
            "load_pct": round(self.people * 75 / 1050 * 100, 1),
            "trapped": self.trapped,
            "alarm_button": self.alarm_s > 0,
            "fault_code": self.fault_code,
            "door_open_running": self.running_open,
            "over_travel": self.overran,
            "overspeed": self.too_fast,
            "ebike": self.ebike,
            "reopenings": self.reopenings,
            "run_hours": round(self.run_h, 2),
            "trips": self.trips,
            "room_temp": round(self.room_c, 1),
            "alarm_test_age": round(self.test_age_h, 1),
            **self.common(),
        }

    def _level(self) -> None:
        self.position, self.speed = float(round(self.position)), 0.0

    def _heed(self, around: Surroundings) -> None:
        """Fire and loss of supply change the mode, and the end of both changes it back."""
        wanted = "fire_recall" if around.fire else "normal" if around.supply else "emergency_power"
        if wanted == self.mode or self.mode not in {"normal", "fire_recall", "emergency_power"}:
            return
        self.mode = wanted
        self.calls.clear()
        if self.phase is _Phase.TRAVEL and wanted != "normal":
            self.target, self.speed = self._refuge(), 0.0

    def _refuge(self) -> int:
        return self.ground if self.mode == "fire_recall" else round(self.position)

    def _call(self, dt_s: float, around: Surroundings) -> None:
        """People come and call: mostly down in the morning, mostly up afterwards."""
        if self.mode != "normal" or len(self.calls) >= self.MOST_WAITING:
            return
        if self.rng.random() >= daily_curve(around.hour, self.CALLS_PER_MINUTE) / 60 * dt_s:
            return
        home = self.rng.randrange(len(self.floors))
        entrance = self.rng.choice((self.ground, self.ground, self.rng.randrange(self.ground + 1)))
        leaving = self.rng.random() < (0.85 if around.hour < self.NOON else 0.3)
        if home != entrance:
            start, end = (home, entrance) if leaving else (entrance, home)
            self.calls.append(_Ride(start, end, self.rng.choice((1, 1, 1, 2, 2, 3, 5))))

    def _act(self, dt_s: float) -> None:
        self.alarm_s = max(0.0, self.alarm_s - dt_s)
        self.timer_s = max(0.0, self.timer_s - dt_s)
        if self.phase is _Phase.IDLE:
            self._depart()
        elif self.phase is _Phase.TRAVEL:
            self._travel(dt_s)
        elif self.timer_s > 0 or self.phase is _Phase.STUCK:
            return
        elif self.phase is _Phase.OPENING:
            self._exchange()
            self.phase, self.timer_s = _Phase.OPEN, self.DWELL_S
        elif self.phase is _Phase.CLOSING:
            self.phase = _Phase.IDLE
        elif not self.blocked and (self.mode == "normal" or self._refuge() != round(self.position)):
            self.phase, self.timer_s = _Phase.CLOSING, self.DOOR_S

    def _depart(self) -> None:
        """Choose where to go next, if anywhere."""
        if self.mode != "normal":
            self.target = self._refuge()
        else:
            if self.ride is None and self.calls:
                self.ride = self.calls.popleft()
            if self.ride is None:
                return
            self.target = self.ride.end if self.people else self.ride.start
        if self.target == round(self.position):
            self.phase, self.timer_s = _Phase.OPENING, self.DOOR_S
        else:
            self.phase, self.trips = _Phase.TRAVEL, self.trips + 1

    def _travel(self, dt_s: float) -> None:
        self.run_h += dt_s / 3600
        distance = self.target - self.position
        if abs(distance) <= max(0.03, abs(self.speed) * dt_s):
            self.position, self.speed = float(self.target), 0.0
            self.phase, self.timer_s = _Phase.OPENING, self.DOOR_S
            return
        braking = sqrt(2 * self.ACCELERATION * abs(distance))
        self.speed = copysign(min(self.top_speed, braking, abs(self.speed) + self.ACCELERATION * dt_s), distance)
        self.position += self.speed * dt_s

    def _exchange(self) -> None:
        """The door is open: people get in where the ride starts, and out where it ends or where all must leave."""
        if self.ride is None or self.mode != "normal" or self.people:
            self.people, self.ride = 0, None
        else:
            self.people = self.ride.people


BEHAVIOUR = LiftBehaviour
