"""Listens to what ingest pushes over its local socket, reconnecting for ever. The format: ``domain/live.py``."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from api.live.live_state import Distribution, LiveState
from domain.live import COMMITTED, HEALTH, SNAPSHOT, UPDATE
from domain.reading import Quality, Value

logger = logging.getLogger(__name__)

_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 2.0
_SILENCE_S = 10.0
"""Ingest says how it is every second; so long without a word is no connection."""
_LONGEST_LINE = 64 * 1024 * 1024
"""A snapshot is one line: some hundred bytes for each point of a site."""

_QUALITIES = {quality.value: quality for quality in Quality}


async def follow(live: LiveState, feeds: Mapping[str, Path]) -> None:
    """Keep `live` up to date from the socket of each site; runs until cancelled."""
    async with asyncio.TaskGroup() as group:
        for site, path in feeds.items():
            group.create_task(_follow_site(live, site, path), name=f"live feed of {site}")


async def _follow_site(live: LiveState, site: str, path: Path) -> None:
    pause = _FIRST_PAUSE_S
    said = False
    while True:
        try:
            reader, writer = await asyncio.open_unix_connection(path, limit=_LONGEST_LINE)
        except OSError as error:
            if not said:
                logger.warning("the live feed of %s cannot be reached (%s); trying again until it is there", site, error)
                said = True
        else:
            logger.info("the live feed of %s is there", site)
            said = False
            try:
                await _listen(live, site, reader)
                pause = _FIRST_PAUSE_S
            except Exception:
                logger.exception("listening to the live feed of %s stumbled", site)
            finally:
                live.disconnect(site)
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
            logger.warning("the live feed of %s ended; values grow old until it is back", site)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_S)


async def _listen(live: LiveState, site: str, reader: asyncio.StreamReader) -> None:
    """Take in line after line until the connection ends, falls silent, or says something that nobody can read."""
    while True:
        try:
            line = await asyncio.wait_for(reader.readline(), _SILENCE_S)
        except (TimeoutError, OSError, ValueError) as error:
            logger.warning("the live feed of %s fell silent (%s)", site, error or "no word")
            return
        if not line.endswith(b"\n"):
            return
        try:
            take_in(live, site, msgspec.json.decode(line))
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            logger.warning("the live feed of %s said something that cannot be read: %r", site, error)
            return


def take_in(live: LiveState, site: str, message: dict[str, Any]) -> None:
    """Do to `live` what one message of the feed says. Kinds that are not known are passed over."""
    kind = message["kind"]
    if kind in (SNAPSHOT, UPDATE):
        if kind == SNAPSHOT:
            live.connect(site)
        points = {point: (int(ms), _value(value), _QUALITIES[quality]) for point, (ms, value, quality) in message.get("points", {}).items()}
        devices = {device: (online, seen, offset) for device, (online, seen, offset) in message.get("devices", {}).items()}
        live.update(site, points, devices)
    elif kind == HEALTH:
        metrics = message.get("metrics", {})
        live.health(
            site,
            {name: value for name, value in metrics.items() if isinstance(value, int | float)},
            dict(message.get("facts", {})),
            {name: dict(value) for name, value in metrics.items() if isinstance(value, dict) and "bounds" not in value},
            {name: Distribution(**value) for name, value in metrics.items() if isinstance(value, dict) and "bounds" in value},
        )
    elif kind == COMMITTED:
        live.committed()


def _value(value: object) -> Value:
    """A JSON value as a point has it: numbers are floats, lists are flag sets."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list):
        return frozenset(str(word) for word in value)
    raise TypeError(f"{type(value).__name__} is no value of a point")
