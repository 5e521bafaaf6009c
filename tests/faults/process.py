"""A process of our own that can be killed, paused and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import psutil

Found = TypeVar("Found")

_LOOK_EVERY_S = 0.05
_ENDS_WITHIN_S = 60.0


def eventually(look: Callable[[], Found | None], *, within_s: float = 60.0, what: str = "it") -> Found:
    """The first truthy answer of `look`; an assertion fails when there is none within a generous time."""
    deadline = time.monotonic() + within_s
    while True:
        if found := look():
            return found
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s:.0f} s"
        time.sleep(_LOOK_EVERY_S)


@dataclass
class Process:
    """A command that is run, ended in one way or another, and run again. What it says is appended to `log`.

    `environment` is added to ours; both it and `command` may be changed between two runs.
    """

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    running: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def start(self) -> None:
        """Run it; returns at once. It must not be running."""
        assert not self.alive, f"{self.name} runs already"
        self.starts += 1
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, user=self.user
            )

    @property
    def alive(self) -> bool:
        """Whether it runs (or is paused)."""
        return self.running is not None and self.running.poll() is None

    @property
    def pid(self) -> int:
        """Of the one that runs."""
        assert self.running is not None, f"{self.name} has not been started"
        return self.running.pid

    @property
    def rss(self) -> int:
        """Bytes of memory that it holds."""
        resident: int = psutil.Process(self.pid).memory_info().rss
        return resident

    @property
    def cpu_s(self) -> float:
        """Seconds of CPU that it has used."""
        times = psutil.Process(self.pid).cpu_times()
        return float(times.user + times.system)

    def kill(self) -> None:
        """End it as kill -9 does, and wait until it is gone."""
        self.kill_now()
        self.wait_killed()

    def kill_now(self) -> None:
        """As kill -9; returns at once, for another thread to wait with `wait_killed`."""
        self._send(signal.SIGKILL)

    def wait_killed(self) -> None:
        """Wait until it is gone."""
        assert self._wait() == -signal.SIGKILL, f"{self.name} had ended by itself: {self.said()[-2000:]}"

    def stop(self) -> int:
        """Ask it to end (SIGTERM); its exit code."""
        self._send(signal.SIGTERM)
        return self._wait()

    def pause(self) -> None:
        """SIGSTOP: it lives and does nothing."""
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        self._send(signal.SIGCONT)

    def ended(self) -> int | None:
        """Its exit code; `None` while it runs."""
        return None if self.running is None else self.running.poll()

    def said(self) -> str:
        """Everything that it has written in all its lives."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def lines(self, *words: str) -> list[str]:
        """The lines of its log that hold any of `words`."""
        return [line for line in self.said().splitlines() if any(word in line for word in words)]

    def end(self) -> None:
        """See that nothing of it is left, whatever state it is in."""
        if self.running is not None and self.running.poll() is None:
            with suppress(ProcessLookupError):
                self.running.kill()
            self.running.wait(_ENDS_WITHIN_S)

    def _send(self, number: signal.Signals) -> None:
        assert self.alive, f"{self.name} does not run: {self.said()[-2000:]}"
        assert self.running is not None
        self.running.send_signal(number)

    def _wait(self) -> int:
        assert self.running is not None
        return self.running.wait(_ENDS_WITHIN_S)
