"""One bridge: a way in for machines that do not speak MQTT. It publishes to the broker as devices do, and nothing else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from bridges.publisher import Full, Publisher
from domain.time import utc_now
from steward.bridges import open_bridge
from steward.installation import load_installation
from steward.settings import Settings
from steward.stopping import stop_event

log = logging.getLogger(__name__)

TELL_EVERY_S = 60.0


def run(settings: Settings, name: str) -> int:
    """Run the bridge called `name` until told to stop."""
    stop = stop_event()
    installation = load_installation(settings.file)
    opened = open_bridge(settings, installation.sites, name)
    publisher = Publisher(opened.site, opened.gateway, opened.broker)
    publisher.start()
    teller = threading.Thread(target=_tell_of_itself, args=(publisher, opened.gateway, utc_now, stop), name="own telemetry", daemon=True)
    teller.start()
    log.info("the bridge %s is ready", name)
    try:
        opened.bridge.run(publisher, utc_now, stop)
    except OSError as error:
        # Not a matter of configuration alone, and what else Steward does is not to end with it: the supervisor tries again.
        log.error("the bridge %s cannot run: %s. Correct its settings (bridges.%s), or end what is in its way", name, error.strerror or error, name)
        return 1
    finally:
        stop.set()
        teller.join()
        publisher.stop()
    return 0


def _tell_of_itself(publisher: Publisher, gateway: str, clock: Callable[[], datetime], stop: threading.Event) -> None:
    """What every gateway says: how many of its devices are there, how long it runs, what waits."""
    begun = clock()
    while True:
        now = clock()
        values = {"children_online": publisher.online, "uptime": int((now - begun).total_seconds()), "queue": publisher.waiting}
        try:
            publisher.telemetry(gateway, values, now)
        except Full as error:
            log.warning("%s: %s", gateway, error)
        if stop.wait(TELL_EVERY_S):
            return
