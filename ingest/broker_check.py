"""Finding out whether the broker keeps what it must keep for us.

A broker does not tell its settings. What can be seen is what it does: a session of our own is left, more messages are
published for it than Mosquitto queues in its stock settings, and what comes back is counted. And what it has dropped
it may say under ``$SYS``.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from ingest.metrics import Facts, Metrics
from ingest.scratch_connection import ScratchConnection, Unanswered
from ingest.session import SessionSettings

log = logging.getLogger(__name__)

PROBES = 1_100
"""Stock Mosquitto queues 1,000 and has 20 more in flight."""
VERSION_TOPIC = "$SYS/broker/version"
DROPPED_TOPIC = "$SYS/broker/publish/messages/dropped"
_LOOK_AGAIN_S = 300.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe found. `kept` of `sent` messages came back; `version` and `dropped` if the broker says them."""

    sent: int
    kept: int
    version: str | None = None
    dropped: int | None = None

    @property
    def warning(self) -> str:
        """What is wrong and what to do about it; empty if nothing was found wrong."""
        if not 0 < self.kept < self.sent:
            return ""
        broker = self.version or "the broker"
        return (
            f"{broker} kept only {self.kept} of {self.sent} messages for a session that was away: it would lose readings and alarms while Steward restarts. "
            "Mosquitto does this in its stock settings: use deploy/mosquitto.conf (max_queued_messages 0, a limit in bytes, persistence true)"
        )


class BrokerCheck:
    """Probes once, in a thread of its own, then looks now and then whether the broker says it dropped messages."""

    def __init__(self, site: str, settings: SessionSettings, metrics: Metrics, facts: Facts, *, probe: bool = True) -> None:
        self._site = site
        self._settings = settings
        self._metrics = metrics
        self._facts = facts
        self._probe = probe
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"broker check {site}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End soon; nothing waits for it."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(1)

    def _run(self) -> None:
        if self._probe:
            self._attempt(self._probe_once)
        while not self._stopping.wait(_LOOK_AGAIN_S):
            self._attempt(self._look)

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            action()
        except (OSError, Unanswered) as error:
            log.info("%s: the broker could not be checked (%s)", self._site, error)
        except Exception:
            log.exception("%s: the check of the broker failed", self._site)

    def _probe_once(self) -> None:
        finding = probe(self._settings, self._site, self._stopping)
        self._facts.broker_warning = finding.warning
        self._metrics.broker_dropped = finding.dropped or 0
        if finding.warning:
            log.warning("%s: %s", self._site, finding.warning)
        elif finding.kept == 0:
            log.info("%s: the broker could not be probed: we may not publish on steward/v1/%s/_probe", self._site, self._site)

    def _look(self) -> None:
        with ScratchConnection(self._settings, f"steward-look-{self._site}", clean=True, stopping=self._stopping) as scratch:
            dropped = scratch.retained(DROPPED_TOPIC)
        if dropped is None or not dropped.isdecimal():
            return
        if (more := int(dropped) - self._metrics.broker_dropped) > 0:
            self._facts.broker_warning = f"the broker has dropped {more} messages; see max_queued_messages and its byte limits in deploy/mosquitto.conf"
            log.warning("%s: %s", self._site, self._facts.broker_warning)
        self._metrics.broker_dropped = int(dropped)


def probe(settings: SessionSettings, site: str, stopping: threading.Event | None = None, probes: int = PROBES) -> Finding:
    """Leave a session of our own, publish `probes` messages for it, come back and count. Nothing is left behind.

    Raises `OSError` when the broker cannot be reached.
    """
    stopping = stopping or threading.Event()
    name, topic = f"steward-probe-{site}", f"steward/v1/{site}/_probe"
    try:
        with ScratchConnection(settings, name, clean=True, stopping=stopping) as scratch:
            version, dropped = scratch.retained(VERSION_TOPIC), scratch.retained(DROPPED_TOPIC)
        with ScratchConnection(settings, name, clean=False, stopping=stopping) as scratch:
            scratch.subscribe(topic)
        with ScratchConnection(settings, f"{name}-out", clean=True, stopping=stopping) as scratch:
            scratch.publish(topic, probes)
        with ScratchConnection(settings, name, clean=False, stopping=stopping) as scratch:
            kept = scratch.count(topic, probes)
    finally:
        with ScratchConnection(settings, name, clean=True, stopping=threading.Event()):
            pass  # a clean session in its place: the broker forgets it
    return Finding(probes, kept, version, int(dropped) if dropped is not None and dropped.isdecimal() else None)
