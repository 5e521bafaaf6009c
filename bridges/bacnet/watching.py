"""The bridge itself: its place in the network, and a task for each machine."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bacpypes3.apdu import APDU
from bacpypes3.pdu import Address

from bridges.bacnet.interface import Interface
from bridges.bacnet.machine import Machine, Subscriptions
from bridges.bacnet.network import Network
from bridges.bacnet.points import Watched, devices_of
from bridges.bacnet.telling import Telling
from bridges.bridge import Bridge
from bridges.publisher import Publisher

_LOOKED_EVERY_S = 0.1
_LEAVE_WITHIN_S = 2.0


@dataclass(frozen=True)
class Watching(Bridge):
    """Watches `machines`: where each is (host and port, or its device's instance) and what is read of it."""

    name: str
    interface: Interface
    instance: int
    bbmd: tuple[str, int] | None
    machines: Mapping[str, tuple[tuple[str, int] | int, Sequence[Watched]]]
    subscriptions: Subscriptions | None
    timeout_s: float

    def run(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        """See `Bridge.run`."""
        # Its tracebacks about what strangers send would fill the log; what matters is said by ours.
        logging.getLogger("bacpypes3").setLevel(logging.CRITICAL)
        asyncio.run(self._run(publisher, clock, stop))

    async def _run(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        machines = [
            Machine(name, where, objects, number, self.subscriptions, self.timeout_s, Telling(name, publisher, devices_of(objects)), clock)
            for number, (name, (where, objects)) in enumerate(self.machines.items(), start=1)
        ]
        by_process = {machine.process: machine for machine in machines}

        def notified(source: Address, notification: APDU) -> asyncio.Future[bool] | None:
            machine = by_process.get(int(notification.subscriberProcessIdentifier))
            return None if machine is None else machine.heard(source, notification)

        network = Network(self.name, self.instance, self.interface, self.timeout_s, self.bbmd, notified)
        tasks = [asyncio.create_task(machine.run(network), name=machine.name) for machine in machines]
        try:
            while not stop.is_set():  # noqa: ASYNC110  the event is of threads
                await asyncio.sleep(_LOOKED_EVERY_S)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LEAVE_WITHIN_S):
                    await asyncio.gather(*(machine.leave(network) for machine in machines))
            await network.leave()
