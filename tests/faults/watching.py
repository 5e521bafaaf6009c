"""What is measured while a fault stands: how long nothing was acknowledged, and how much memory ingest held at most."""

from __future__ import annotations

import os
import threading
import time
from types import TracebackType
from typing import Self

import psutil

from tests.faults.installation import Installation

_LOOK_EVERY_S = 0.1


class Watching:
    """As a context manager: looks ten times a second while the block lasts."""

    def __init__(self, installed: Installation) -> None:
        self._installed = installed
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watching", daemon=True)
        self.longest_pause_s = 0.0
        """How long ingest acknowledged nothing."""
        self.most_rss = 0
        """Bytes that ingest held at most."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._enough.set()
        self._thread.join(10)

    def __str__(self) -> str:
        return f"longest pause {self.longest_pause_s:.1f} s, at most {self.most_rss / 1e6:.0f} MB"

    def _watch(self) -> None:
        before, since_s = len(self._installed.tap.acknowledged), time.monotonic()
        while not self._enough.wait(_LOOK_EVERY_S):
            now, now_s = len(self._installed.tap.acknowledged), time.monotonic()
            self.longest_pause_s = max(self.longest_pause_s, now_s - since_s)
            if now != before:
                before, since_s = now, now_s
            try:
                self.most_rss = max(self.most_rss, self._installed.ingest.rss)
            except psutil.Error:
                continue  # just killed


def seconds(variable: str, default: float) -> float:
    """How long something lasts: short by default, as long as the environment says in a soak."""
    return float(os.environ.get(variable, default))
