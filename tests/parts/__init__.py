"""Real parts for tests: each is taken from a given address first, then from a program on this machine."""

from __future__ import annotations

import contextlib
import os
import random
import socket
from typing import NoReturn

import pytest

_RANDOM = random.SystemRandom()
"""Not the common one: hypothesis seeds that alike in every test."""


def missing(part: str, how: str) -> NoReturn:
    """A real part is not here: with ``CI=true`` a failure, otherwise a skip that says how to get it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{part} is missing and CI=true: {how}")
    pytest.skip(f"{part} is missing: {how}")


def free_port() -> int:
    """A TCP port on loopback that nothing listens on now.

    Below the range from which the system takes ports for outgoing connections: one of those could take it before us.
    """
    while True:
        port = _RANDOM.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
