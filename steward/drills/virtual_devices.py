"""The virtual devices of one drill: the simulators' fleet, under the drill's own root, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from domain.drill import Drill
from domain.site import Site
from domain.time import Clock
from operations.drills.area import devices_in
from simulators.broker_address import BrokerAddress
from simulators.fleet import Fleet
from simulators.scenario_file import load_scenario

log = logging.getLogger(__name__)


class VirtualDevices:
    """They shadow the real devices of the drill's area. The physics are the whole site's; nobody else speaks.

    Begun again in the middle of a drill, they go on where they would be: the seed makes the same things happen.
    Raises `BadConfiguration` or `ValueError` if the scenario cannot be played at `site`.
    """

    def __init__(self, drill: Drill, site: Site, broker: BrokerAddress, protocol: int, clock: Clock, failed: Callable[[str], None]) -> None:
        began = drill.started_at or clock()
        self._failed = failed
        self._stop = threading.Event()
        self._fleet = Fleet(
            replace(site, realm=drill.id),
            broker,
            scenario=load_scenario(drill.scenario, site),
            seed=drill.seed,
            speed=drill.speed,
            protocol=protocol,
            farewell=False,
            clock=clock,
            only=devices_in(site, drill.area),
            ago_s=max(0.0, (clock() - began).total_seconds()),
        )
        self._thread = threading.Thread(target=self._run, name=f"virtual devices {site.id}", daemon=True)

    def start(self) -> None:
        """Let them speak."""
        self._thread.start()

    def silence(self) -> None:
        """They say nothing any more; returns at once."""
        self._stop.set()

    def join(self, timeout_s: float) -> None:
        """After `silence`: wait until their connections are closed."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            self._fleet.run(self._stop)
        except Exception as error:
            log.exception("the virtual devices of a drill failed")
            self._failed(str(error) or type(error).__name__)
