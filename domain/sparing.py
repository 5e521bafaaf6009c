"""Lines of the log that may be due for every message: one line a fault, however often it strikes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

INTERVAL_S = 60.0


class Sparing:
    """Says a kind of thing at once when it has been quiet, then at most once a minute with how many there were since."""

    def __init__(self, log: logging.Logger, steady: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._steady = steady
        self._said_s: float | None = None
        self._unsaid = 0

    def say(self, level: int, text: str, *values: object, exc_info: bool | BaseException = False, extra: Mapping[str, object] | None = None) -> None:
        """Log `text` with `values`, as a logger does, or count it."""
        now = self._steady()
        if self._said_s is not None and now - self._said_s < INTERVAL_S:
            self._unsaid += 1
            return
        self._said_s = now
        more = f" (and {self._unsaid} like it since the last such line)" if self._unsaid else ""
        self._unsaid = 0
        self._log.log(level, text + more, *values, exc_info=exc_info, extra=extra)


class SparingEach:
    """A `Sparing` for each of a few things that do not hide one another: the sites, the channels."""

    def __init__(self, log: logging.Logger, steady: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._steady = steady
        self._each: dict[str, Sparing] = {}

    def of(self, name: str) -> Sparing:
        """That of `name`."""
        return self._each.setdefault(name, Sparing(self._log, self._steady))
