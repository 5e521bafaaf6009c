"""A store that is away, as all the duties of a process meet it: one line when it begins, one when it is over."""

from __future__ import annotations

import logging
import threading

log = logging.getLogger(__name__)


class Absence:
    """Of one store; `what` names it in the log. For any thread.

    It begins with the first duty that meets it and is over when every duty that waited goes on. That its reason changes
    meanwhile (a server that starts up says so, too) is no news.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._lock = threading.Lock()
        self._waiting: set[str] = set()

    def met(self, duty: str, error: Exception) -> None:
        """`duty` has to wait, because of `error`."""
        with self._lock:
            if not self._waiting:
                log.error("%s cannot be used: %s; %s and whatever else needs them wait until they can", self._what, error, duty)
            self._waiting.add(duty)

    def over(self, duty: str) -> None:
        """`duty` went well."""
        with self._lock:
            if duty in self._waiting:
                self._waiting.discard(duty)
                if not self._waiting:
                    log.info("%s can be used again; everything that waited goes on", self._what)
