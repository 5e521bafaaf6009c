"""Reading ingest's live feed from outside: how much it has received, stored and acknowledged."""

from __future__ import annotations

import json
import socket
import threading
import time
from pathlib import Path


class FeedFigures:
    """The newest metrics of a site's ingest, kept by a thread of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._metrics: dict[str, float] = {}
        self._facts: dict[str, object] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    def __getitem__(self, name: str) -> float:
        return self._metrics.get(name, 0.0)

    def fact(self, name: str) -> object:
        """The newest of a fact; `None` before the first."""
        return self._facts.get(name)

    def wait(self, name: str, least: float, within_s: float) -> bool:
        """Wait until a metric has reached `least`; whether it did."""
        deadline = time.monotonic() + within_s
        while self[name] < least:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _listen(self) -> None:
        while True:
            try:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.connect(str(self._path))
                    for line in connection.makefile("rb"):
                        message = json.loads(line)
                        if message["kind"] == "health":
                            self._metrics, self._facts = message["metrics"], message["facts"]
            except OSError:
                time.sleep(0.1)
