"""Reading one server, round after round, until cancelled."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bridges.modbus.connection import Connection, Lost
from bridges.modbus.points import ReadPoint, Source
from bridges.modbus.reporting import Reporter
from bridges.modbus.settings import ServerSettings
from bridges.modbus.telling import Told
from bridges.modbus.unit import Silent, Unit

log = logging.getLogger(__name__)

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 30.0


class Poller:
    """Reads the points of one server over one connection. Must be made where an event loop runs."""

    def __init__(self, name: str, settings: ServerSettings, points: Sequence[ReadPoint], reporter: Reporter, clock: Callable[[], datetime]) -> None:
        self._name = name
        self._where = f"{settings.host}:{settings.port}"
        self._reporter = reporter
        self._clock = clock
        self._connection = Connection(settings)
        self._told = Told(name)
        by_source: Mapping[Source, list[ReadPoint]] = defaultdict(list)
        for point in points:
            by_source[point.source].append(point)
        self._units = [Unit(source, of_unit, settings, self._connection, self._told, clock) for source, of_unit in by_source.items()]
        self._faulty = False
        self._pause_s: dict[Source | None, float] = {}
        """Of what does not answer (`None`: the server): how long it is left alone after the next failure."""

    async def run(self) -> None:
        """Read what is due, again and again."""
        try:
            while True:
                try:
                    await self._round()
                    self._faulty = False
                except Exception:
                    if not self._faulty:
                        self._faulty = True
                        log.exception("%s: reading it failed by our own fault; its devices are offline, and it is tried again", self._name)
                    self._leave_alone(None, self._units)
                await asyncio.sleep(max(0.0, min(unit.due() for unit in self._units) - time.monotonic()))
        finally:
            self._connection.close()

    async def _round(self) -> None:
        for unit in self._units:
            if unit.due() > time.monotonic():
                continue
            try:
                await self._read(unit)
            except Lost as error:
                self._told.trouble((None,), f"{self._where} {error}; its devices are offline, and it is tried again")
                self._leave_alone(None, self._units)
                return

    async def _read(self, unit: Unit) -> None:
        try:
            await unit.read()
        except Silent as error:
            self._publish(unit)
            self._told.trouble((unit.source,), f"{unit.source} {error}; its devices are offline, and it is asked again")
            self._leave_alone(unit.source, [unit])
        except Lost:
            self._publish(unit)
            raise
        else:
            self._pause_s.pop(unit.source, None)
            self._pause_s.pop(None, None)
            self._told.over((None,), f"{self._where} is there again")
            self._told.over((unit.source,), f"{unit.source} answers again")
            self._reporter.answers(unit.source, self._clock(), time.monotonic())
            self._publish(unit)

    def _publish(self, unit: Unit) -> None:
        for device, (values, at) in unit.take_values().items():
            self._reporter.values(device, values, at, time.monotonic(), unit.shortest_s / 2)

    def _leave_alone(self, what: Source | None, units: Sequence[Unit]) -> None:
        """For a pause that grows: `units` do not answer."""
        pause_s = self._pause_s.get(what, _FIRST_PAUSE_S)
        self._pause_s[what] = min(_LONGEST_PAUSE_S, pause_s * 2)
        now = time.monotonic()
        for unit in units:
            unit.leave_alone(now + pause_s)
            self._reporter.silent(unit.source, self._clock(), now)
