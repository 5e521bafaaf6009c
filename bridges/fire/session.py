"""Connections of transmission devices: frames are taken, published, and confirmed when the broker has what was made of them.

A device sends one frame, waits at most 10 s for its confirmation and repeats it, three times as a rule (6.5.4, 6.5.5 of
GB/T 26875.3-2011), so frames of one connection are answered one by one. Nothing is ever commanded or asked: the only frames
that are sent are confirmations and denials.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bridges.fire.frame import Command, Damaged, Frame, FrameReader
from bridges.fire.memory import Memory, load
from bridges.fire.telling import Message, NoPanel, Teller, Values
from bridges.publisher import Full, Publisher

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_READ = 4096
_REPEATED_WITHIN_S = 60.0
_ALIVE_EVERY_S = 30.0
_MOST_ANSWERING = 256
_CONTROLS_HEARD = frozenset({91})


@dataclass(frozen=True, slots=True)
class Limits:
    """Connections at a time, seconds without a byte until one is closed, seconds until a frame is left without an answer."""

    connections: int
    idle_s: float
    answer_s: float


@dataclass(slots=True)
class _Taken:
    """A frame whose messages have been given to the publisher, and when: its repetitions wait for the same ones."""

    futures: Sequence[asyncio.Future[bool]]
    at: float


def _done(future: Future[Result]) -> asyncio.Future[bool]:
    """Whether `future`, of another thread, came to a result, for this loop; also one that is told after the loop has ended."""
    loop = asyncio.get_running_loop()
    here = loop.create_future()

    def set_here(value: bool) -> None:  # noqa: FBT001  a callback has its arguments by position
        if not here.done():
            here.set_result(value)

    def tell(there: Future[Result]) -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(set_here, not there.cancelled() and there.exception() is None)

    future.add_done_callback(tell)
    return here


class Sessions:
    """All connections of one bridge. Used in one event loop."""

    def __init__(self, name: str, teller: Teller, limits: Limits, publisher: Publisher, clock: Callable[[], datetime]) -> None:
        self._name = name
        self._teller = teller
        self._limits = limits
        self._publisher = publisher
        self._clock = clock
        self._memory: Memory | None = None
        self._kept = publisher.kept()
        self._asked = _done(self._kept)
        self._taken: dict[bytes, _Taken] = {}
        self._open: set[asyncio.Task[None]] = set()
        self._lines: Counter[str] = Counter()
        self._alive: dict[str, float] = {}
        self._told_full = self._told_crowd = self._closing = False
        for panel in teller.every_panel():
            publisher.status(panel, online=False)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it ends or is closed for its silence."""
        peer = ":".join(map(str, (writer.get_extra_info("peername") or ("somebody who has gone",))[:2]))
        task = asyncio.current_task()
        if task is None or len(self._open) >= self._limits.connections:
            if not self._told_crowd:
                log.warning("%s: %s is turned away: there are %d connections already (most_connections)", self._name, peer, len(self._open))
            self._told_crowd = True
            writer.close()
            return
        self._open.add(task)
        sources: set[str] = set()
        log.info("%s: %s has connected", self._name, peer)
        try:
            await self._converse(reader, writer, peer, sources)
        except (OSError, TimeoutError) as error:
            log.info("%s: the connection with %s has ended: %s", self._name, peer, str(error) or f"no byte for {self._limits.idle_s:g} s")
        finally:
            self._open.discard(task)
            self._told_crowd = False
            writer.close()
            self._left(peer, sources)

    async def close(self) -> None:
        """End all connections."""
        self._closing = True
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: str, sources: set[str]) -> None:
        frames = FrameReader()
        strange = 0
        while data := await asyncio.wait_for(reader.read(_READ), self._limits.idle_s):
            for frame in frames.feed(data):
                answer = await self._answer(frame, sources)
                if answer is not None:
                    writer.write(frame.reply(answer))
                    await writer.drain()
            if frames.strange and not strange:
                strange = frames.strange
                self._teller.oddities.tell(f"bytes/{peer.rpartition(':')[0]}", f"{peer} sends bytes that belong to no frame")
        log.info("%s: %s has hung up%s", self._name, peer, f", having sent {frames.strange} bytes that belong to no frame" if frames.strange else "")

    async def _answer(self, frame: Frame, sources: set[str]) -> Command | None:
        """What to answer; `None`: nothing, so that it is sent again (or because it is an answer itself)."""
        oddities = self._teller.oddities
        if isinstance(frame, Damaged):
            oddities.tell(f"damaged/{frame.source}", f"a frame of {frame.source} is denied: {frame.why}; it will be repeated")
            return Command.DENY
        if not self._teller.panels_of(frame.source):
            text = f"frames of {frame.source} are denied: no panel is named for this source. Name it under panels, or set panel for all others"
            oddities.tell(f"source/{frame.source}", text)
            return Command.DENY
        self._arrived(frame.source, sources)
        if frame.command in (Command.CONFIRM, Command.DENY):
            return None
        heard = frame.command in (Command.SEND, Command.ANSWER) or (frame.command == Command.CONTROL and frame.unit[:1] and frame.unit[0] in _CONTROLS_HEARD)
        if not heard:
            text = f"{frame.source} sends command {frame.command}, which is not for a listener; it is denied"
            oddities.tell(f"command/{frame.source}/{frame.command}", text)
            return Command.DENY
        done = await self._published(frame)
        return Command.CONFIRM if done and frame.command != Command.ANSWER else None

    async def _published(self, frame: Frame) -> bool:
        """Whether the broker has everything that was made of `frame`, within the time that its sender waits."""
        try:
            async with asyncio.timeout(self._limits.answer_s):
                memory = await self._remembered()
                done = all([await asyncio.shield(future) for future in self._take(frame, memory)])
        except TimeoutError:
            log.debug("%s: the broker does not have a frame of %s yet: it is not confirmed", self._name, frame.source)
        except Full as error:
            if not self._told_full:
                log.warning("%s: %s; frames are not confirmed, and the panels repeat them", self._name, error)
            self._told_full = True
        else:
            if self._told_full:
                log.info("%s: frames are confirmed again", self._name)
            self._told_full = False
            return done
        return False

    def _take(self, frame: Frame, memory: Memory) -> Sequence[asyncio.Future[bool]]:
        """Publish what `frame` says; of a frame that is being repeated, what was published of it. Raises `Full`: nothing is remembered then."""
        key = hashlib.blake2b(frame.head[2:4] + frame.head[12:18] + frame.head[26:] + frame.unit, digest_size=16).digest()
        now = time.monotonic()
        known = self._taken.get(key)
        if known is not None and (now - known.at < _REPEATED_WITHIN_S or not all(each.done() for each in known.futures)):
            return known.futures
        after = memory.copy()
        try:
            messages = self._teller.tell(frame, after, self._clock())
        except NoPanel:
            return ()
        futures = [self._publish(message) for message in messages]
        futures += self._alive_of(frame.source, now)
        if (after.systems, after.parts) != (memory.systems, memory.parts):
            futures.append(self._publisher.keep(after.dump()))
        self._memory = after
        waiting = [_done(future) for future in futures]
        if messages:
            if len(self._taken) >= _MOST_ANSWERING:
                del self._taken[next(iter(self._taken))]
            self._taken.pop(key, None)
            self._taken[key] = _Taken(waiting, now)
        return waiting

    def _publish(self, message: Message) -> Future[None]:
        if isinstance(message, Values):
            return self._publisher.telemetry(message.device, message.values, message.at, message.id)
        return self._publisher.event(message.device, message.event, message.data, message.at, message.id)

    def _alive_of(self, source: str, now: float) -> list[Future[None]]:
        """A sign of life of the panels there, without a value, now and then: between two changes they send only heartbeats."""
        due = [panel for panel in self._teller.panels_of(source) if now - self._alive.get(panel, -_ALIVE_EVERY_S) >= _ALIVE_EVERY_S]
        self._alive.update(dict.fromkeys(due, now))
        return [self._publisher.telemetry(panel, {}) for panel in due]

    async def _remembered(self) -> Memory:
        """What was remembered before this run, as soon as the broker has told."""
        if self._memory is None:
            await asyncio.shield(self._asked)
            if self._memory is None:
                try:
                    self._memory = load(self._kept.result())
                except ValueError as error:
                    log.warning("%s: what the broker kept of the panels' states is not used: %s; it begins anew", self._name, error)
                    self._memory = Memory()
                self._publisher.keep(self._memory.dump())
        return self._memory

    def _arrived(self, source: str, sources: set[str]) -> None:
        if source in sources:
            return
        sources.add(source)
        for panel in self._teller.panels_of(source):
            self._lines[panel] += 1
            if self._lines[panel] == 1:
                log.info("%s: %s speaks for %s", self._name, source, panel)
            self._publisher.status(panel, online=True)

    def _left(self, peer: str, sources: set[str]) -> None:
        for panel in (panel for source in sources for panel in self._teller.panels_of(source)):
            self._lines[panel] -= 1
            if not self._lines[panel]:
                if not self._closing:
                    log.warning("%s: nobody speaks for %s any more since %s has gone; waiting for it to connect again", self._name, panel, peer)
                self._publisher.status(panel, online=False)
