"""Ways to open a telemetry store in another process, good and bad. They are found by name there, so they stand in a module."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from domain.telemetry import StoreUnavailable, TelemetryMessage, TelemetryStore
from storage.telemetry.sqlite import SqliteTelemetry

OpenStore = Callable[[], TelemetryStore]


class Slow(SqliteTelemetry):
    """History takes its time."""

    def replay(
        self, site: str, devices: Mapping[str, str], start: datetime, end: datetime, *, keys: Collection[str] | None = None
    ) -> Iterator[TelemetryMessage]:
        """A hundred times the same."""
        every = list(super().replay(site, devices, start, end, keys=keys))
        for _ in range(100):
            for message in every:
                time.sleep(0.001)
                yield message


class Hungry(SqliteTelemetry):
    """Wants more memory than anybody has."""

    def replay(
        self, site: str, devices: Mapping[str, str], start: datetime, end: datetime, *, keys: Collection[str] | None = None
    ) -> Iterator[TelemetryMessage]:
        """Never gets so far."""
        hoard = [bytearray(64 << 20) for _ in range(1_000)]
        del hoard[0]
        return super().replay(site, devices, start, end, keys=keys)


def good(folder: Path) -> OpenStore:
    """Opens the store."""
    return partial(SqliteTelemetry, folder)


def slow(folder: Path) -> OpenStore:
    """Opens one whose history takes minutes."""
    return partial(Slow, folder)


def hungry(folder: Path) -> OpenStore:
    """Opens one that eats all memory."""
    return partial(Hungry, folder)


def away() -> TelemetryStore:
    """Cannot be opened."""
    raise StoreUnavailable("nobody answers")


def broken() -> TelemetryStore:
    """Is our own fault."""
    raise ZeroDivisionError("divided by nothing")


def killed() -> TelemetryStore:
    """The process is gone without a word."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def ended() -> TelemetryStore:
    """The process ends by itself."""
    os._exit(3)
