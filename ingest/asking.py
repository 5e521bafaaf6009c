"""Publishing what followed dialects ask of devices, over a connection of its own: nothing of ingest ever waits for it.

The newest request of each topic waits; what the broker does not take while it is away is asked again by who needs it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from ingest.codecs.codec import Publish
from ingest.outlet import NotPublished, Outlet
from ingest.outlets import new_outlet
from ingest.patience import Complaint, delays
from ingest.session import SessionSettings
from ingest.wake import Wake

log = logging.getLogger(__name__)

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 15.0
_TURN_S = 0.5
_STOP_WITHIN_S = 7.0


class Asking:
    """One thread that publishes one site's requests, with QoS 1."""

    def __init__(self, site: str, settings: SessionSettings) -> None:
        self._site = site
        self._settings = settings
        self._stopping = threading.Event()
        self._wake = Wake()
        self._waiting: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._under_way: dict[int, Publish] = {}
        self._complaint = Complaint(f"{site}: devices cannot be asked")
        self._refused = Complaint(f"{site}: devices cannot be asked")
        self._thread = threading.Thread(target=self._run, name=f"asking {site}", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def publish(self, requests: Sequence[Publish]) -> None:
        """Publish `requests` soon; returns at once, for any thread."""
        with self._lock:
            self._waiting.update((request.topic, request.payload) for request in requests)
        self._wake.call()

    def stop(self) -> None:
        """End; what waits is dropped."""
        self._stopping.set()
        self._wake.call()
        if self._thread.ident is not None:
            self._thread.join(_STOP_WITHIN_S)
        if not self._thread.is_alive():
            self._wake.close()

    def _run(self) -> None:
        waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
        while not self._stopping.is_set():
            outlet = None
            try:
                outlet = new_outlet(self._settings, f"steward-ask-{self._site}", self._wake)
                self._complaint.settle()
                waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
                self._publish_on(outlet)
            except NotPublished as error:
                self._complaint.raise_(error)
            except Exception as error:
                log.exception("%s: asking devices failed", self._site)
                self._complaint.raise_(error)
            finally:
                if outlet is not None:
                    outlet.close()
                self._take_back()
            self._stopping.wait(next(waits))

    def _publish_on(self, outlet: Outlet) -> None:
        while not self._stopping.is_set():
            with self._lock:
                topics = list(self._waiting)[: outlet.room]
                requests = [Publish(topic, self._waiting.pop(topic)) for topic in topics]
            for request in requests:
                self._under_way[outlet.publish(request.topic, request.payload)] = request
            for number, refused in outlet.turn(_TURN_S):
                request = self._under_way.pop(number)
                if refused:
                    user = self._settings.username or "us"
                    self._refused.raise_(f"the broker refuses {request.topic} ({refused}); its access rules must let {user} write there")
                else:
                    self._refused.settle()
                    log.info("%s: asked on %s", self._site, request.topic)

    def _take_back(self) -> None:
        """What a connection that is over has not been told to be taken waits again, unless something newer does."""
        with self._lock:
            for request in self._under_way.values():
                self._waiting.setdefault(request.topic, request.payload)
            self._under_way.clear()
