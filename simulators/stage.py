"""What a simulated site says over time: physics, scenario, faults. Pure: the same seed gives the same messages."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

from domain.reading import Value
from domain.site import Device, Site
from simulators.faults import Fault, FaultLine
from simulators.message import Channel, Message, wire_value
from simulators.scenario import Scenario
from simulators.script import Action, Script
from simulators.speaker import FIRST_REPORT_WITHIN_S, Speaker
from simulators.world import World

TICK_S = 0.5
"""Wall seconds between two looks at the world."""

LONGEST_STEP_S = 20.0
"""Of the physics, however fast it runs."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one tick brought: `messages` in the order of `due_s`, and `actions` of the scenario."""

    messages: Sequence[Message]
    actions: Sequence[Action]


class Stage:
    """A site that plays `scenario`. `speed` is how much faster than the wall clock its physics run.

    `local` is its local time at the start (aware), which clocks there show; a scenario may play at another time of day.
    `rate`, if given, is the least number of messages a second, reached by full reports in turn.
    """

    def __init__(
        self,
        site: Site,
        *,
        scenario: Scenario | None,
        seed: int,
        speed: float,
        local: datetime,
        rate: float | None = None,
        faults: Sequence[Fault] = (),
    ) -> None:
        self._began = local
        if scenario is not None and scenario.local_time is not None:
            local = local.replace(hour=int(scenario.local_time), minute=round(scenario.local_time % 1 * 60) % 60, second=0)
        self.site = site
        self.world = World(site, seed, local)
        self._seed = seed
        self._scripts = [Script(scenario, seed)]
        self._asked: list[Action] = []
        self._flapped: set[str] = set()
        self.now_s = 0.0
        self.speed = speed
        self._rate = rate
        self._owed = 0.0
        self._line = FaultLine(faults, seed)
        rngs = {device: random.Random(f"{seed}:device:{device}") for device in site.devices}
        self._offsets = {device: rng.uniform(0, TICK_S) for device, rng in rngs.items()}
        self._speakers = {device.id: Speaker(device, rngs[device.id]) for device in site.devices.values()}
        self._rngs = rngs
        self._in_turn = cycle(site.devices.values())
        self._numbers: Counter[str] = Counter()
        self._lost: set[str] = set()
        self._silent: set[str] = set()

    def tick(self) -> Turn:
        """Let `TICK_S` pass."""
        self.now_s = round(self.now_s + TICK_S, 6)
        self.world.clock = self._began + timedelta(seconds=self.now_s)
        actions = self._due()
        for action in actions:
            self._act(action)
        statuses = list(self._statuses())
        said = [*self._events(self._advance()), *self._telemetry()]
        said += self._more(len(said))
        messages = statuses + [passed for message in said for passed in self._line.pass_on(message)]
        return Turn(sorted(messages, key=lambda message: (message.due_s, message.device, message.number)), actions)

    def play(self, scenario: Scenario) -> Script:
        """Let `scenario` begin beside whatever else is going on; its time of day is not set: there is one clock for all."""
        script = Script(scenario, self._seed, self.now_s)
        self._scripts.append(script)
        return script

    def first_script(self) -> Script:
        """The script with which the stage began."""
        return self._scripts[0]

    def do(self, action: Action) -> None:
        """Let `action` happen at the next tick, as if a scenario had it."""
        self._asked.append(action)

    def mend(self, fault: Fault) -> None:
        """Take `fault` away."""
        self._line.faults = [each for each in self._line.faults if each is not fault]

    @property
    def faults(self) -> Sequence[Fault]:
        """Those in force now."""
        return [fault for fault in self._line.faults if fault.from_s <= self.now_s < fault.until_s]

    def line_of(self, device: Device) -> str:
        """The id of the device over whose connection `device` speaks."""
        return device.gateway or device.id

    def _due(self) -> list[Action]:
        actions, self._asked = self._asked, []
        for script in self._scripts:
            actions += script.due(self.now_s)
        # The first stays, for whoever asks after it.
        self._scripts[1:] = [script for script in self._scripts[1:] if not script.finished]
        return actions

    def _statuses(self) -> Iterator[Message]:
        """What devices that flap between offline and online have said of themselves. Whoever comes back reports in full."""
        for device in self.site.devices.values():
            if self._line.online(device.id, self.now_s) is (device.id not in self._flapped):
                continue
            self._flapped ^= {device.id}
            away = device.id in self._flapped
            if not away:
                self._speakers[device.id].report_at(self.now_s + self._rngs[device.id].uniform(0.5, FIRST_REPORT_WITHIN_S))
            if device.id not in self._silent and self.line_of(device) not in self._lost:
                yield Message(device.id, Channel.STATUS, self.now_s, 0, raw=b"offline" if away else b"online", due_s=self.now_s)

    def _act(self, action: Action) -> None:
        if action.fault is not None:
            self._line.faults = [fault for fault in self._line.faults if fault.until_s > self.now_s] + [action.fault]
        elif action.asset is not None and action.command is not None:
            self.world.do(action.asset, action.command)
        elif action.device is not None:
            match action.link:
                case "lose_connection":
                    self._lost.add(action.device)
                case "go_silent":
                    self._silent.add(action.device)
                case _:
                    self._come_back(action.device)

    def _come_back(self, device_id: str) -> None:
        """It, and what speaks through it, reports in full: not all at once."""
        self._lost.discard(device_id)
        self._silent.discard(device_id)
        self._report(device for device in self.site.devices.values() if device_id in {device.id, device.gateway})

    def report_anew(self) -> None:
        """Every device reports in full soon: nobody has heard what they said until now."""
        self._report(self.site.devices.values())

    def _report(self, devices: Iterable[Device]) -> None:
        for device in devices:
            self._speakers[device.id].report_at(self.now_s + self._rngs[device.id].uniform(0.5, FIRST_REPORT_WITHIN_S))

    def _advance(self) -> list[tuple[str, Mapping[str, object], str]]:
        """Let the physics run; returns (asset, data, name) of the events."""
        left = TICK_S * self.speed
        happened: list[tuple[str, Mapping[str, object], str]] = []
        while left > 0:
            part = min(LONGEST_STEP_S, left)
            happened += [(asset, happening.data, happening.name) for asset, happening in self.world.step(part, frozenset(self._silent))]
            left -= part
        return happened

    def _speaks(self, device: Device) -> bool:
        return device.id not in self._silent | self._flapped and self.line_of(device) not in self._lost

    def _events(self, happened: Sequence[tuple[str, Mapping[str, object], str]]) -> Iterator[Message]:
        for asset, data, name in happened:
            device = self.site.devices[self.site.assets[asset].devices[0]]
            if self._speaks(device):
                yield self._message(device, Channel.EVENT, data, event=name)

    def _telemetry(self) -> Iterator[Message]:
        for device in self.site.devices.values():
            if not self._speaks(device):
                continue
            values = self._speakers[device.id].says(self.now_s, self._measured(device))
            if values:
                yield self._message(device, Channel.TELEMETRY, values)

    def _more(self, said: int) -> Iterator[Message]:
        """Full reports in turn, until the wanted rate is reached."""
        if self._rate is None:
            return
        self._owed = max(0.0, self._owed + self._rate * TICK_S - said)
        wanted, self._owed = int(self._owed), self._owed % 1
        for index in range(wanted):
            device = next(self._in_turn)
            values = self._measured(device)
            if values and self._speaks(device):
                yield self._message(device, Channel.TELEMETRY, values, offset_s=TICK_S * (index + 1) / (wanted + 1))

    def _measured(self, device: Device) -> dict[str, Value]:
        """What `device` measures now, by key on the wire."""
        by_asset = {asset: self.world.values(asset) for asset in device.assets}
        measured = {raw: by_asset[point.asset][point.key] for raw, point in device.points.items() if point.key in by_asset.get(point.asset, ())}
        return self._line.measured(device, measured, self.now_s)

    def _message(self, device: Device, channel: Channel, values: Mapping[str, object], *, event: str | None = None, offset_s: float | None = None) -> Message:
        self._numbers[device.id] += 1
        at_s = round(self.now_s + (self._offsets[device.id] if offset_s is None else offset_s), 3)
        wired = {key: wire_value(value) for key, value in values.items()}
        return Message(device.id, channel, at_s, self._numbers[device.id], wired, event, due_s=at_s)
