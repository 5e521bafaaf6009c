"""One reader's stream: what it missed, then what comes, until it goes, is too slow, or may no longer see it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.live.hub import Hub
from api.live.messages import CONNECTED, HEARTBEAT, RESET, logged_message, stream_message
from api.live.subscription import Subscription, Wants
from domain.event_log import LoggedEvent
from domain.records import Records, RecordsUnavailable

logger = logging.getLogger(__name__)

MOST_MISSED: Final = 5_000
"""So many events are sent to a reader that resumes; one that missed more reads everything anew."""
_AT_ONCE = 500
_NUMBER = re.compile(r"[0-9]{1,18}")
_GOODBYE_S = 1.0


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take, in seconds."""

    heartbeat_s: float = 15.0
    recheck_s: float = 5.0
    send_s: float = 20.0
    """A reader that does not take a message for so long is cut off."""


class EventStream(Response):
    """The answer to ``GET /events``.

    `missed` are the numbers ``(after, until]`` of the events to be sent first, `None` for a reader that begins;
    `still_allowed` is asked again and again, in a worker thread, and ends the stream when it says no.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        hub: Hub,
        records: Records,
        subscription: Subscription,
        opening: bytes,
        missed: tuple[int, int] | None,
        still_allowed: Callable[[], bool],
        timing: Timing,
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._hub = hub
        self._records = records
        self._subscription = subscription
        self._opening = opening
        self._missed = missed
        self._still_allowed = still_allowed
        self._timing = timing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  the shape of ASGI
        """Send until it ends."""
        gone = asyncio.create_task(self._until_gone(receive))
        try:
            async with asyncio.timeout(self._timing.send_s):
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async for chunk in self._chunks():
                async with asyncio.timeout(self._timing.send_s):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            async with asyncio.timeout(_GOODBYE_S):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            logger.info("a reader of the live stream was too slow and is cut off; it will resume")
        except RecordsUnavailable as error:
            logger.warning("a stream ends early because what its reader missed cannot be read: %s", error)
        finally:
            gone.cancel()
            self._hub.leave(self._subscription)

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._subscription.end()

    async def _chunks(self) -> AsyncIterator[bytes]:
        yield self._opening
        if self._missed is not None:
            async for chunk in self._catch_up(*self._missed):
                yield chunk
        clock = asyncio.get_running_loop().time
        spoke = checked = clock()
        while not self._subscription.ended:
            if clock() - checked >= self._timing.recheck_s:
                if not await run_in_threadpool(self._still_allowed):
                    return
                checked = clock()
            waiting = self._subscription.take()
            if not waiting and clock() - spoke >= self._timing.heartbeat_s:
                waiting = HEARTBEAT
            if waiting:
                yield waiting
                spoke = clock()
            else:
                await self._subscription.news(max(0.0, min(spoke + self._timing.heartbeat_s, checked + self._timing.recheck_s) - clock()))

    async def _catch_up(self, after: int, until: int) -> AsyncIterator[bytes]:
        while after < until and not self._subscription.ended:
            events = await run_in_threadpool(self._read, after)
            wanted = [logged_message(logged) for logged in events if logged.sequence <= until and self._subscription.wants.event(logged.event)]
            if wanted:
                yield b"".join(wanted)
            if not events:
                return
            after = events[-1].sequence

    def _read(self, after: int) -> list[LoggedEvent]:
        with self._records.reading() as tx:
            return list(tx.events.after(after, limit=_AT_ONCE))


async def open_stream(hub: Hub, records: Records, wants: Wants, last_event_id: str | None, still_allowed: Callable[[], bool], timing: Timing) -> EventStream:
    """The stream of a reader that has seen everything to `last_event_id` (`None`: it begins now).

    A number that is too old, lies ahead of the log or is none gives ``system`` with ``reset``: read everything anew.
    Raises `RecordsUnavailable`.
    """

    def bounds() -> tuple[int, int]:
        with records.reading() as tx:
            return tx.events.bounds()

    if last_event_id is None:
        subscription, position = await hub.subscribe(wants)
        return EventStream(hub, records, subscription, stream_message(CONNECTED, position), None, still_allowed, timing)
    oldest, newest = await run_in_threadpool(bounds)
    seen = int(last_event_id) if _NUMBER.fullmatch(last_event_id) else -1
    await hub.reached(newest)
    subscription, position = await hub.subscribe(wants)
    resumable = oldest - 1 <= seen <= position and position - seen <= MOST_MISSED
    if not resumable:
        return EventStream(hub, records, subscription, stream_message(RESET, position), None, still_allowed, timing)
    return EventStream(hub, records, subscription, b": resumed\n\n", (seen, position), still_allowed, timing)
