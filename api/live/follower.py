"""Follows the event log once for all streams of this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from domain.event_log import LoggedEvent
from domain.records import Records, RecordsUnavailable

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

POLL_S = 0.2
_AT_ONCE = 500
_PAUSE_S = 1.0


class Follower:
    """Reads the event log as it grows and hands every entry to `tell`, in order, each once.

    It is woken by ``committed`` of the live feed and by our own writes, and looks by itself every `POLL_S`, because
    other processes write too. It reads in a thread of its own: a slow database holds up no stream.
    """

    def __init__(self, records: Records, tell: Callable[[LoggedEvent], None]) -> None:
        self.position = 0
        self._records = records
        self._tell = tell
        self._wake = asyncio.Event()
        self._started = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="event-log")

    async def started(self) -> None:
        """Return once it knows where the log ends; before, nobody can subscribe without missing something."""
        await self._started.wait()

    def wake(self) -> None:
        """The log has grown: look now. From any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def run(self) -> None:
        """Follow until cancelled. While the records are away it waits for them and then goes on where it was."""
        self._loop = asyncio.get_running_loop()
        try:
            while True:
                try:
                    await self._follow()
                except Exception:
                    logger.exception("following the event log stumbled; it goes on after what it stumbled over")
                    await asyncio.sleep(_PAUSE_S)
        finally:
            self._thread.shutdown(wait=False, cancel_futures=True)

    async def _follow(self) -> None:
        if not self._started.is_set():
            _, self.position = await self._patiently(self._bounds)
            self._started.set()
        while True:
            self._wake.clear()
            while events := await self._patiently(self._next):
                for logged in events:
                    self.position = logged.sequence
                    self._tell(logged)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()

    async def _patiently(self, read: Callable[[], Result]) -> Result:
        said = False
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, read)
            except RecordsUnavailable as error:
                if not said:
                    logger.warning("the event log cannot be read (%s); streams go on when it can", error)
                    said = True
                await asyncio.sleep(_PAUSE_S)

    def _bounds(self) -> tuple[int, int]:
        with self._records.reading() as tx:
            return tx.events.bounds()

    def _next(self) -> list[LoggedEvent]:
        with self._records.reading() as tx:
            return list(tx.events.after(self.position, limit=_AT_ONCE))
