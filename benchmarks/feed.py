"""Reading ingest's live feed from outside: how much it has received, stored and acknowledged."""

from __future__ import annotations

import json
import socket
import threading
import time
from pathlib import Path

_HEALTH = b'{"kind":"health"'
"""How a line begins that we read; the others cost us only their way."""


class FeedFigures:
    """The newest metrics of a site's ingest, kept by a thread of its own. They come once a second."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._closed = threading.Event()
        self._news = threading.Condition()
        self._told_at = 0.0
        self._metrics: dict[str, float] = {}
        self._facts: dict[str, object] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    def __getitem__(self, name: str) -> float:
        return self._metrics.get(name, 0.0)

    def fact(self, name: str) -> object:
        """The newest of a fact; `None` before the first."""
        return self._facts.get(name)

    def close(self) -> None:
        """Listen no more."""
        self._closed.set()

    def wait(self, name: str, least: float, within_s: float) -> float | None:
        """Wait until a metric has reached `least`. When it did (epoch seconds), `None` if it did not within the time.

        Between two tellings it is taken to have gone on as fast as between the two before.
        """
        deadline = time.monotonic() + within_s
        slow_at, slow, speed = 0.0, 0.0, 0.0
        with self._news:
            while True:
                at, now = self._told_at, self[name]
                if now >= least:
                    return min(at, slow_at + (least - slow) / speed) if speed > 0 else at
                if slow_at and at > slow_at:
                    speed = (now - slow) / (at - slow_at)
                slow_at, slow = at, now
                if not self._news.wait(max(0.0, deadline - time.monotonic())):
                    return None

    def _listen(self) -> None:
        while not self._closed.is_set():
            try:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.connect(str(self._path))
                    for line in connection.makefile("rb"):
                        if self._closed.is_set():
                            return
                        if line.startswith(_HEALTH):
                            self._take(json.loads(line))
            except OSError:
                time.sleep(0.05)

    def _take(self, message: dict[str, dict[str, float]]) -> None:
        with self._news:
            self._told_at = time.time()
            self._metrics, self._facts = message["metrics"], dict(message["facts"])
            self._news.notify_all()
