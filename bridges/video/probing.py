"""The probes of all cameras: each in its turn, a few at a time, and what they find is told."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridges.publisher import Full, Publisher
from bridges.video.camera import Camera
from bridges.video.credentials import Login
from bridges.video.finding import ClockFinding, PictureFinding
from bridges.video.onvif import ask_clock
from bridges.video.rtsp import look
from bridges.video.spread import first_turns, next_turn
from bridges.video.standing import News, Standing, step

log = logging.getLogger(__name__)

LOGIN_AGAIN_AFTER_S = 1800.0
"""So long no login is tried after one was refused: cameras shut out, and count, who tries a wrong password again and again."""


@dataclass(frozen=True)
class Plan:
    """How to probe. `timeout_s` is for each of RTSP and ONVIF, which are asked at the same time; with `frames` RTSP has as long again."""

    interval_s: float
    timeout_s: float
    at_once: int
    frames: bool = False


@dataclass
class LoginAtRest:
    """Whether the login of a camera may be tried. `until` by ``time.monotonic``."""

    until: float = 0.0

    def of(self, camera: Camera) -> Login | None:
        """The login; `None` while it rests."""
        return camera.login if time.monotonic() >= self.until else None

    def heed(self, finding: PictureFinding | ClockFinding | None) -> None:
        """Let it rest if it was refused."""
        if finding is not None and finding.login_refused:
            self.until = time.monotonic() + LOGIN_AGAIN_AFTER_S


class Probing:
    """Probes `cameras` until it is told to stop; what `run` of a bridge does."""

    def __init__(self, cameras: Sequence[Camera], plan: Plan) -> None:
        self._cameras = cameras
        self._plan = plan
        self._told_full = False

    def run(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        """See `bridges.bridge.Bridge.run`."""
        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(self._until(publisher, clock, stop))
        finally:
            # Not asyncio.run: it would wait for a name server that does not answer.
            loop.close()

    async def _until(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        few = asyncio.Semaphore(self._plan.at_once)
        began = time.monotonic()
        turns = first_turns(len(self._cameras), self._plan.interval_s)
        tasks = [asyncio.create_task(self._each(camera, turn, began, few, publisher, clock)) for camera, turn in zip(self._cameras, turns, strict=True)]
        await asyncio.to_thread(stop.wait)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # connections that were just closed are let go

    async def _each(self, camera: Camera, turn: float, began: float, few: asyncio.Semaphore, publisher: Publisher, clock: Callable[[], datetime]) -> None:
        # Apart, as many cameras keep users of their own for ONVIF.
        standing, by_rtsp, by_onvif = Standing(), LoginAtRest(), LoginAtRest()
        while True:
            await asyncio.sleep(max(0.0, began + turn - time.monotonic()))
            async with few:
                try:
                    picture, found = await probe(camera, self._plan, clock, by_rtsp.of(camera), by_onvif.of(camera))
                    by_rtsp.heed(picture)
                    by_onvif.heed(found)
                    standing, news = step(camera, standing, picture, found)
                    self._tell(camera, news, publisher, clock())
                except Exception:
                    log.exception("%s: our own fault; it is probed again in its next turn", camera.device)
            turn = next_turn(turn, self._plan.interval_s, time.monotonic() - began)

    def _tell(self, camera: Camera, news: News, publisher: Publisher, now: datetime) -> None:
        for line in news.warnings:
            log.warning("%s", line)
        for line in news.over:
            log.info("%s", line)
        if news.online is not None:
            publisher.status(camera.device, online=news.online)
        if not news.values:
            return
        try:
            publisher.telemetry(camera.device, news.values, now)
        except Full as error:
            if not self._told_full:
                log.warning("%s; what is found meanwhile is not kept, as it is probed again", error)
            self._told_full = True
        else:
            self._told_full = False


async def probe(
    camera: Camera, plan: Plan, clock: Callable[[], datetime], for_picture: Login | None, for_clock: Login | None
) -> tuple[PictureFinding | None, ClockFinding | None]:
    """What the camera says by RTSP and by ONVIF, with these logins where it wants one; `None` for what is not asked."""

    async def picture() -> PictureFinding | None:
        if camera.rtsp_port is None:
            return None
        return await look(camera, camera.rtsp_port, for_picture, plan.timeout_s, frames=plan.frames)

    async def time_told() -> ClockFinding | None:
        if camera.onvif_port is None:
            return None
        return await ask_clock(camera, camera.onvif_port, for_clock, plan.timeout_s, clock)

    return await asyncio.gather(picture(), time_told())
