"""What tests need of any broker: where it is, a login, and ends that are not peaceful."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable
from typing import Protocol

USERNAME = "steward"
PASSWORD = "made-up-for-tests"


class Broker(Protocol):
    """A running broker on this machine (or the one that was given)."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def username(self) -> str: ...
    @property
    def password(self) -> str: ...

    def kill(self) -> None:
        """As kill -9."""

    def restart(self) -> None:
        """Start it again (after `kill` or while it runs), with what it has kept on disk."""


def wait_for_port(host: str, port: int, process: subprocess.Popen[bytes] | None = None, within_s: float = 20) -> None:
    """Until somebody listens there. `RuntimeError` if `process` has ended, or nobody does within the time."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"the broker ended with {process.returncode}")
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"nothing listens at {host}:{port} after {within_s} s")


def end(process: subprocess.Popen[bytes], how: Callable[[], None]) -> None:
    """End our own process and wait for it."""
    if process.poll() is None:
        how()
    process.wait(10)
