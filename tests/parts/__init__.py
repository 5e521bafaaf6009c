"""Real parts for tests: each is taken from a given address first, then from a program on this machine."""

from __future__ import annotations

import contextlib
import os
import random
import socket
from collections import deque
from typing import NoReturn

import pytest

_RANDOM = random.SystemRandom()
"""Not the common one: hypothesis seeds that alike in every test."""
_PORTS = range(20_000, 32_000)
_SHARES = 4
_given: deque[int] = deque(maxlen=1_000)
"""What was given lately, of the 3,000 that are ours."""


def missing(part: str, how: str) -> NoReturn:
    """A real part is not here: with ``CI=true`` a failure, otherwise a skip that says how to get it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{part} is missing and CI=true: {how}")
    pytest.skip(f"{part} is missing: {how}")


def free_port() -> int:
    """A TCP port on loopback that nothing listens on now, and that nobody else in this test run has been given.

    Below the range from which the system takes ports for outgoing connections: one of those could take it before us. Each
    process of a test run has its own part of it, since a port is given long before its server listens there.
    """
    share = (_PORTS.stop - _PORTS.start) // _SHARES
    first = _PORTS.start + share * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _SHARES)
    while True:
        port = _RANDOM.randrange(first, first + share)
        if port in _given:
            continue
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _given.append(port)
            return port
