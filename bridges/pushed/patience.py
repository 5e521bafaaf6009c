"""Waiting for others, with an end: after some seconds, or at once when the server closes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Patience:
    """All waits of one server. Lives on one event loop."""

    def __init__(self) -> None:
        self._limits: set[asyncio.Timeout] = set()
        self._closed = False

    @contextlib.asynccontextmanager
    async def at_most(self, seconds: float) -> AsyncIterator[None]:
        """Raises `TimeoutError` out of the block after `seconds`, or when `close` is called."""
        async with asyncio.timeout(0 if self._closed else seconds) as limit:
            self._limits.add(limit)
            try:
                yield
            finally:
                self._limits.discard(limit)

    @property
    def closed(self) -> bool:
        """Whether the server closes."""
        return self._closed

    def close(self) -> None:
        """Nobody waits any longer."""
        self._closed = True
        now = asyncio.get_running_loop().time()
        for limit in list(self._limits):
            with contextlib.suppress(RuntimeError):  # it is over already
                limit.reschedule(now)
