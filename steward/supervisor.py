"""Keeps the roles of one machine running: starts each as a process of its own and restarts what dies.

A role that ends with 2 (bad configuration) is not started again: nothing would have changed. A role that dies again and
again is started again after 1, 2, 4 … 30 seconds.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steward.lifeline import VARIABLE

log = logging.getLogger(__name__)

BAD_CONFIGURATION = 2
_CALM_AFTER_S = 60.0
_LONGEST_PAUSE_S = 30.0
_STOP_WITHIN_S = 15.0


@dataclass
class RoleProcess:
    """A role and what became of its process."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause_s: float = 1.0
    start_again_at: float = 0.0
    restarts: int = 0


@dataclass
class Supervisor:
    """Runs `roles`, in the order given; stops them in the reverse order.

    `roles` maps a name to the arguments that `program` is given.
    """

    roles: Mapping[str, Sequence[str]]
    environment: Mapping[str, str] = field(default_factory=dict)
    program: Sequence[str] = (sys.executable, "-m", "steward")

    def __post_init__(self) -> None:
        self._roles = [RoleProcess(name, arguments) for name, arguments in self.roles.items()]
        self._stop = threading.Event()
        self._lifeline = os.pipe()

    def run(self) -> int:
        """Until told to stop (SIGINT, SIGTERM) or until a role says that its configuration is bad; returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stop.set())
        exit_code = 0
        try:
            for role in self._roles:
                self._start(role)
            while not self._stop.wait(0.2):
                if (found := self._look_after()) is not None:
                    exit_code = found
                    break
        finally:
            self._stop_all()
        return exit_code

    def stop(self) -> None:
        """Ask `run` to come to its end."""
        self._stop.set()

    def _start(self, role: RoleProcess) -> None:
        environment = {**os.environ, **self.environment, VARIABLE: str(self._lifeline[0])}
        command = [*self.program, *role.arguments]
        role.process = subprocess.Popen(  # noqa: S603  our own program
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            pass_fds=[self._lifeline[0]],
            start_new_session=True,  # a Ctrl-C in the terminal is the supervisor's to hear; it stops the roles in order
        )
        role.started_at = time.monotonic()
        log.debug("role %s runs as process %d", role.name, role.process.pid)

    def _look_after(self) -> int | None:
        now = time.monotonic()
        for role in self._roles:
            if role.process is None:
                if now >= role.start_again_at:
                    role.restarts += 1
                    self._start(role)
                continue
            code = role.process.poll()
            if code is None:
                continue
            if code == BAD_CONFIGURATION:
                return BAD_CONFIGURATION
            if now - role.started_at > _CALM_AFTER_S:
                role.pause_s = 1.0
            log.warning("role %s ended (%s); it starts again in %.0f s", role.name, _ended(code), role.pause_s)
            role.process = None
            role.start_again_at = now + role.pause_s
            role.pause_s = min(role.pause_s * 2, _LONGEST_PAUSE_S)
        return None

    def _stop_all(self) -> None:
        for role in reversed(self._roles):
            if role.process is None or role.process.poll() is not None:
                continue
            with contextlib.suppress(ProcessLookupError):
                role.process.terminate()
            try:
                role.process.wait(_STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                log.warning("role %s did not stop within %.0f s and is ended", role.name, _STOP_WITHIN_S)
                role.process.kill()
                role.process.wait()
        for end in self._lifeline:
            with contextlib.suppress(OSError):
                os.close(end)


def _ended(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"
