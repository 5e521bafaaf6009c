"""The live feed: the present of a site, pushed to servers over a unix socket (the format is in `domain.live`).

A point is told at once (within 200 ms, on a very busy site within a second) when it has been quiet, and at most once
a second. Readers never hold ingest
up: the pipeline leaves what was said in the `Present`, and a thread of its own looks there and sends.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from domain.live import COMMITTED, HEALTH, SNAPSHOT, UPDATE
from domain.sparing import Sparing
from ingest.feed_reader import FeedReader
from ingest.present import Present

log = logging.getLogger(__name__)

FLUSH_S = 0.2
POINT_INTERVAL_S = 1.0
BUSY_POINTS = 1_000
"""When so many points change in a flush, all are told once a second: most would have to wait for their second anyway."""
HEALTH_INTERVAL_S = 1.0

Health = Callable[[], tuple[Mapping[str, object], Mapping[str, bool | str]]]
"""Metrics and facts, as `domain.live` has them; asked once a second."""


class Feed:
    """Listens at `path` (removed and made anew) for any number of readers."""

    def __init__(self, path: Path, site: str, health: Health, present: Present) -> None:
        self._path = path
        self._site = site
        self._health = health
        self._present = present
        self._odd = Sparing(log)
        self._changed_points: set[str] = set()
        self._changed_devices: set[str] = set()
        self._told_at: dict[str, float] = {}
        self._committed = False
        self._readers: dict[int, FeedReader] = {}
        self._stopping = threading.Event()
        self._listener = _listen(path)
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name=f"feed {site}", daemon=True)

    def start(self) -> None:
        """Begin to take readers."""
        self._thread.start()

    def committed(self) -> None:
        """The event log has grown: readers are told now."""
        self._committed = True
        self._wake()

    def stop(self) -> None:
        """Hang up and take the socket away."""
        self._stopping.set()
        self._wake()
        if self._thread.ident is not None:
            self._thread.join(5)
        self._listener.close()
        os.close(self._wake_write)
        os.close(self._wake_read)
        self._path.unlink(missing_ok=True)

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake_write, b"\0")

    def _run(self) -> None:
        next_flush = next_health = 0.0
        while not self._stopping.is_set():
            try:
                self._wait(max(0.0, min(next_flush, next_health) - time.monotonic()))
                if self._committed:
                    self._committed = False
                    self._tell({"kind": COMMITTED})
                now = time.monotonic()
                if now >= next_flush:
                    next_flush = now + (POINT_INTERVAL_S if self._flush(now) > BUSY_POINTS else FLUSH_S)
                if now >= next_health:
                    next_health = now + HEALTH_INTERVAL_S
                    metrics, facts = self._health()
                    self._tell({"kind": HEALTH, "site": self._site, "metrics": metrics, "facts": facts})
            except Exception:  # noqa: BLE001  it is said below, sparingly
                self._odd.say(logging.ERROR, "%s: the live feed stumbled", self._site, exc_info=True)
                self._stopping.wait(1)
        for reader in list(self._readers.values()):
            self._drop(reader)

    def _wait(self, timeout_s: float) -> None:
        """Until something happens at a socket, we are woken, or the time is over."""
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        poll.register(self._wake_read, select.POLLIN)
        for descriptor, each in self._readers.items():
            poll.register(descriptor, select.POLLIN | (select.POLLOUT if each.behind else 0))
        for descriptor, events in poll.poll(timeout_s * 1000):
            if descriptor == self._listener.fileno():
                self._welcome()
            elif descriptor == self._wake_read:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake_read, 4096)
            elif descriptor in self._readers:
                reader = self._readers[descriptor]
                hung_up = events & ~select.POLLOUT and reader.closed_by_peer()
                if hung_up or (events & select.POLLOUT and not reader.flush()):
                    self._drop(reader)

    def _welcome(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        reader = FeedReader(connection)
        self._readers[connection.fileno()] = reader
        self._look()
        snapshot = {"kind": SNAPSHOT, "site": self._site, "points": self._present.points, "devices": self._present.devices}
        if not reader.send(_line(snapshot)):
            self._drop(reader)

    def _flush(self, now: float) -> int:
        """Tell what has changed, but no point twice within a second: that one waits for its time. How many had changed."""
        self._look()
        changed = len(self._changed_points)
        due = [point for point in self._changed_points if now - self._told_at.get(point, -POINT_INTERVAL_S) >= POINT_INTERVAL_S]
        self._changed_points.difference_update(due)
        points = {point: self._present.points[point] for point in due}
        devices = {device: self._present.devices[device] for device in self._changed_devices}
        self._changed_devices.clear()
        if self._readers and (points or devices):
            self._told_at.update(dict.fromkeys(due, now))
            self._tell({"kind": UPDATE, "site": self._site, "points": points, "devices": devices})
        return changed

    def _look(self) -> None:
        points, devices = self._present.look()
        self._changed_points |= points
        self._changed_devices |= devices

    def _tell(self, message: Mapping[str, object]) -> None:
        if self._readers:
            line = _line(message)
            for reader in list(self._readers.values()):
                if not reader.send(line):
                    self._drop(reader)

    def _drop(self, reader: FeedReader) -> None:
        self._readers.pop(reader.connection.fileno(), None)
        reader.close()


def _line(message: Mapping[str, object]) -> bytes:
    return msgspec.json.encode(message) + b"\n"


def _listen(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        # Only our own user may listen to a site's life.
        mask = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(mask)
        listener.listen(16)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener
