"""A fleet: all devices of a site, alive on a real broker."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from heapq import heappop, heappush

from domain.site import Site
from domain.time import Clock, to_ms, utc_now
from simulators.broker_address import BrokerAddress
from simulators.control.desk import Desk
from simulators.faults import Fault
from simulators.message import Message
from simulators.progress import Progress
from simulators.scenario import LINK_COMMANDS, Scenario
from simulators.script import Action
from simulators.stage import TICK_S, Stage
from simulators.switchboard import Switchboard

LONGEST_WAIT_S = 0.2
MOST_BEHIND_S = 5.0
"""A machine that slept or was busy for longer goes on from now, instead of hurrying through what it missed."""

CLOCK_STEP_MS = 500
"""The wall clock may drift so far from ours before timestamps follow it."""


class Fleet:
    """The devices of `site` on `broker`. `speed` scales physics only: timestamps are wall time, and so are a scenario's steps.

    `rate` is the least number of messages a second. `report` hears of the progress every second. `protocol` is 4 for
    MQTT 3.1.1 or 5. With `farewell` every device says ``offline`` at the end; without, they just fall silent, as is
    right when the whole system stops with them. `control` is called several times a second with the desk that rules the
    stage (`simulators.control`). `only` these devices speak, with the gateways that they speak through among them; the
    physics are the whole site's. It goes on as if it had begun `ago_s` seconds ago: nothing of before is said again.
    Raises `ValueError` for attributes that cannot be simulated.
    """

    def __init__(
        self,
        site: Site,
        broker: BrokerAddress,
        *,
        scenario: Scenario | None = None,
        seed: int = 1,
        speed: float = 1.0,
        rate: float | None = None,
        report: Callable[[Progress], None] | None = None,
        faults: Sequence[Fault] = (),
        protocol: int = 4,
        farewell: bool = True,
        clock: Clock = utc_now,
        control: Callable[[Desk], None] | None = None,
        only: Collection[str] | None = None,
        ago_s: float = 0.0,
    ) -> None:
        local = (clock() - timedelta(seconds=ago_s)).astimezone(site.time_zone)
        self._stage = Stage(site, scenario=scenario, seed=seed, speed=speed, local=local, rate=rate, faults=faults)
        self._control = control
        self._desk = Desk(self._stage, scenario, clock)
        spoken = site if only is None else replace(site, devices={device.id: device for device in site.devices.values() if device.id in only})
        self._switchboard = Switchboard(spoken, broker, protocol=protocol)
        self._only = None if only is None else frozenset(only)
        self._site = site
        self._ago_s = ago_s
        self._report = report
        self._farewell = farewell
        self._clock = clock
        self._run = secrets.token_hex(4)
        self._waiting: list[tuple[float, int, Message]] = []
        self._sent = 0
        self._doing: str | None = None

    def run(self, stop: threading.Event) -> None:
        """Live until `stop` is set. A broker that is away is waited for."""
        self._catch_up(stop)
        started = time.monotonic() - self._stage.now_s
        start_ms = to_ms(self._clock()) - round(self._stage.now_s * 1000)
        next_report_s, reported = self._stage.now_s + 1.0, 0
        try:
            while not stop.is_set():
                elapsed = time.monotonic() - started
                if elapsed - self._stage.now_s > MOST_BEHIND_S:
                    started = time.monotonic() - self._stage.now_s
                    continue
                drifted_ms = to_ms(self._clock()) - (start_ms + round(elapsed * 1000))
                if abs(drifted_ms) > CLOCK_STEP_MS:
                    start_ms += drifted_ms
                self._desk.tend()
                if self._control is not None:
                    self._control(self._desk)
                self._perform(elapsed)
                self._send(elapsed, start_ms)
                next_s = min(self._stage.now_s + TICK_S, self._waiting[0][0] if self._waiting else float("inf"))
                self._switchboard.turn(elapsed, min(max(0.0, next_s - elapsed), LONGEST_WAIT_S))
                if elapsed >= next_report_s:
                    next_report_s = elapsed + 1.0
                    reported = self._tell(elapsed, reported)
        finally:
            self._switchboard.close(farewell=self._farewell)

    def _catch_up(self, stop: threading.Event) -> None:
        """Play what is over without a word; connections that are down by now stay so. Then everybody reports in full."""
        if self._ago_s < TICK_S:
            return
        while self._stage.now_s + TICK_S <= self._ago_s and not stop.is_set():
            for action in self._stage.tick().actions:
                self._link(action)
        self._stage.report_anew()

    def _perform(self, elapsed: float) -> None:
        """Let the stage catch up with the wall."""
        while self._stage.now_s + TICK_S <= elapsed:
            turn = self._stage.tick()
            for action in turn.actions:
                self._doing = str(action)
                self._link(action)
            for message in turn.messages:
                if self._only is not None and message.device not in self._only:
                    continue
                self._sent += 1
                heappush(self._waiting, (message.due_s, self._sent, message))

    def _link(self, action: Action) -> None:
        if action.device is None or (self._only is not None and action.device not in self._only):
            return
        if action.link == "lose_connection":
            self._switchboard.lose(action.device)
        elif action.link == LINK_COMMANDS["lose_connection"]:
            self._switchboard.regain(action.device)

    def _send(self, elapsed: float, start_ms: int) -> None:
        while self._waiting and self._waiting[0][0] <= elapsed:
            message = heappop(self._waiting)[2]
            self._switchboard.publish(
                message.device, message.topic(self._site.id, self._site.topic_root), message.payload(start_ms, self._run), retain=message.retained
            )

    def _tell(self, elapsed: float, before: int) -> int:
        connections = self._switchboard.connections
        published = sum(connection.published for connection in connections)
        if self._report is not None:
            progress = Progress(
                elapsed_s=elapsed,
                published=published,
                acknowledged=sum(connection.acknowledged for connection in connections),
                dropped=sum(connection.dropped for connection in connections),
                per_s=float(published - before),
                connections_up=sum(connection.up for connection in connections),
                connections=len(connections),
                doing=self._doing,
                refused=next((connection.refused for connection in connections if connection.refused), None),
            )
            self._report(progress)
        return published
