"""Modbus TCP: controllers, meters and gateways are asked in turn, and what they say is published. Nothing is ever written to them.

Modbus Application Protocol Specification V1.1b3 and Messaging on TCP/IP Implementation Guide V1.0b, modbus.org. Only the
function codes 1 to 4 are used (read coils, discrete inputs, holding and input registers).
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bridges.bridge import Around, Bridge, BridgeKind
from bridges.modbus.points import ReadPoint, read_points
from bridges.modbus.reporting import Reporter
from bridges.modbus.settings import ModbusSettings
from bridges.publisher import Publisher
from domain.text import Text

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.2


class ModbusBridge(Bridge):
    """Reads every server by itself, so that none waits for another."""

    def __init__(self, settings: ModbusSettings, points: Sequence[ReadPoint], every_s: Mapping[str, float]) -> None:
        self._settings = settings
        self._points = points
        self._every_s = every_s

    def run(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        """See `Bridge.run`."""
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(_quiet)
        try:
            loop.run_until_complete(self._read(publisher, clock, stop))
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            loop.close()  # unlike asyncio.run it waits for no name that is still being looked up

    async def _read(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        from bridges.modbus.polling import Poller  # noqa: PLC0415  pymodbus is optional, and the registry loads without it

        reporter = Reporter(publisher, self._points, self._every_s)
        pollers = [
            Poller(name, server, points, reporter, clock)
            for name, server in self._settings.servers.items()
            if (points := [point for point in self._points if point.source.server == name])
        ]
        tasks = [asyncio.ensure_future(poller.run()) for poller in pollers]
        try:
            while not stop.is_set():
                await asyncio.sleep(_LOOK_EVERY_S)
                reporter.again(time.monotonic())
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0)  # connections that were closed just now are told so


def _quiet(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """What a server sends that is no Modbus ends its connection, of which the poller tells."""
    if isinstance(context.get("exception"), Exception) and "data_received" in str(context.get("message")):
        log.debug("not understood: %s", context["exception"])
    else:
        loop.default_exception_handler(context)


def _prepare(settings: ModbusSettings, around: Around) -> Bridge:
    points = read_points(settings, around)
    every_s = {point.device: settings.every_s or around.devices[point.device].interval_s for point in points}
    for device, seconds in every_s.items():
        if seconds > (silent := around.devices[device].stale_after_s):
            remedy = "Make it shorter, or give the device a longer interval_s in the site file"
            around.wrong(("every_s",), f"what stays the same is said every {seconds:g} s, and {device} counts as silent after {silent:g} s", remedy)
    for name in settings.servers:
        if not any(point.source.server == name for point in points):
            around.wrong(("servers", name), f"no row reads the server `{name}`", "Remove it, or add its rows to the table")
    return ModbusBridge(settings, points, every_s)


BRIDGE = BridgeKind(
    "modbus",
    Text("Modbus TCP", "Modbus TCP"),
    "Modbus Application Protocol Specification V1.1b3; Modbus Messaging on TCP/IP Implementation Guide V1.0b",
    ModbusSettings,
    _prepare,
    needs=("pymodbus",),
)
