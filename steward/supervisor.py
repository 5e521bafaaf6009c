"""Keeps the roles of one machine running: starts each as a process of its own and restarts what dies.

A role that ends with 2 (bad configuration) is not started again: nothing would have changed. One that ends with `START_AGAIN`
does so at once. A role that dies again and again is started again after 1, 2, 4 … 30 seconds.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from steward.command_line import main
from steward.role_process import START_METHOD, Main, RoleCommand, RoleProcess
from steward.site_watch import START_AGAIN

log = logging.getLogger(__name__)

BAD_CONFIGURATION = 2
_CALM_AFTER_S = 60.0
_LONGEST_PAUSE_S = 30.0
_STOP_WITHIN_S = 15.0


@dataclass
class _Role:
    """A role and what became of its process."""

    name: str
    command: RoleCommand
    process: RoleProcess | None = None
    started_at: float = 0.0
    pause_s: float = 1.0
    start_again_at: float = 0.0


@dataclass
class Supervisor:
    """Runs `roles`, in the order given; stops them in the reverse order. `main` is the command line that each is given to.

    Belongs into a process that does nothing else: see `steward.role_process`.
    """

    roles: Mapping[str, RoleCommand]
    environment: Mapping[str, str] = field(default_factory=dict)
    main: Main = main
    method: str = START_METHOD

    def __post_init__(self) -> None:
        self._roles = [_Role(name, command) for name, command in self.roles.items()]
        self._stop = threading.Event()
        self._lifeline = multiprocessing.Pipe(duplex=False)

    def run(self) -> int:
        """Until told to stop (SIGINT, SIGTERM) or until a role says that its configuration is bad; returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stop.set())
        exit_code = 0
        try:
            for role in self._roles:
                if not self._stop.is_set():
                    self._start(role)
            while not self._stop.wait(0.2):
                if (found := self._look_after()) is not None:
                    exit_code = found
                    break
        finally:
            self._stop_all()
        return exit_code

    def _start(self, role: _Role) -> None:
        role.process = RoleProcess(role.command, self.main, self.environment, self._lifeline, self.method)
        role.started_at = time.monotonic()
        log.debug("role %s runs as process %d", role.name, role.process.pid)

    def _look_after(self) -> int | None:
        now = time.monotonic()
        for role in self._roles:
            if role.process is None:
                if now >= role.start_again_at:
                    self._start(role)
                continue
            code = role.process.ended()
            if code is None:
                continue
            if code == BAD_CONFIGURATION:
                return BAD_CONFIGURATION
            if code == START_AGAIN:
                log.info("role %s starts again with the changed site files", role.name)
                self._start(role)
                continue
            if now - role.started_at > _CALM_AFTER_S:
                role.pause_s = 1.0
            log.warning("role %s ended (%s); it starts again in %.0f s", role.name, _ended(code), role.pause_s)
            role.process = None
            role.start_again_at = now + role.pause_s
            role.pause_s = min(role.pause_s * 2, _LONGEST_PAUSE_S)
        return None

    def _stop_all(self) -> None:
        for role in reversed(self._roles):
            if role.process is None or role.process.ended() is not None:
                continue
            if not role.process.stop(_STOP_WITHIN_S):
                log.warning("role %s did not stop within %.0f s and is ended", role.name, _STOP_WITHIN_S)
        for end in self._lifeline:
            end.close()


def _ended(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"
