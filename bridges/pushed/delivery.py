"""Publishing what a push says, and knowing when the broker has all of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from bridges.publisher import MOST_WAITING, Full, Publisher
from bridges.pushed.message import Message
from bridges.pushed.patience import Patience
from domain.sparing import Sparing

log = logging.getLogger(__name__)

JOINS_WITHIN_S = 600.0
_MOST_OPEN = 1_000


@dataclass(frozen=True)
class _Sent:
    futures: Sequence[Future[None]]
    all_done: asyncio.Event
    begun_s: float


class Delivery:
    """Publishes for requests that wait. Lives on one event loop.

    What is published and not acknowledged in time stays with the publisher: it reaches the broker when that is back. A repeat of
    the same push then waits for the same messages instead of making more of them.
    """

    def __init__(self, publisher: Publisher, patience: Patience, wait_s: float, steady: Callable[[], float] = time.monotonic) -> None:
        self._publisher = publisher
        self._patience = patience
        self._wait_s = wait_s
        self._steady = steady
        self._open: OrderedDict[bytes, _Sent] = OrderedDict()
        self._late_said = Sparing(log, steady)

    async def deliver(self, source: str, messages: Sequence[Message], key: bytes | None) -> bool:
        """Whether the broker has all of `messages` in time. `key` is the same for repeats; `None`: it cannot be told whether it is one."""
        sent = None if key is None else self._open.get(key)
        if sent is None:
            sent = self._publish(messages)
            if sent is None:
                self._late_said.say(logging.WARNING, "%s: so much waits for the broker that nothing more is taken; the sender has to repeat", source)
                return False
            if key is not None:
                self._remember(key, sent)
        try:
            async with self._patience.at_most(self._wait_s):
                await sent.all_done.wait()
        except TimeoutError:
            self._late_said.say(
                logging.WARNING, "%s: the broker has not acknowledged a push within %g s; the sender is asked to repeat it", source, self._wait_s
            )
            return False
        if key is not None and self._open.get(key) is sent:
            del self._open[key]
        return all(future.exception() is None for future in sent.futures)

    def _publish(self, messages: Sequence[Message]) -> _Sent | None:
        if self._publisher.waiting + len(messages) > MOST_WAITING:
            return None
        try:
            futures = [self._publisher.telemetry(each.device, each.values, each.at, each.id) for each in messages]
        except Full:
            return None
        loop, all_done, left = asyncio.get_running_loop(), asyncio.Event(), len(futures)

        def one_is_done() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                all_done.set()

        def tell(_future: Future[None]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(one_is_done)

        for future in futures:
            future.add_done_callback(tell)
        if not futures:
            all_done.set()
        return _Sent(futures, all_done, self._steady())

    def _remember(self, key: bytes, sent: _Sent) -> None:
        while self._open and (len(self._open) >= _MOST_OPEN or sent.begun_s - next(iter(self._open.values())).begun_s > JOINS_WITHIN_S):
            self._open.popitem(last=False)
        self._open[key] = sent
