"""Open pages: so many readers of a live stream in one process, which do what a page does with it and as little else as possible.

``python pages.py PORT PAGES PATH [WATCHING PATH]``: PAGES connections of which the last WATCHING ask for the second path; a
token may be in ``PAGES_TOKEN``. Says ``ready`` when all have heard something. A page whose connection ends comes back after a
random wait with the number of the last event that it has had, for as long as it takes.

At the end of input, which may name the number of an event that every page is to have first, it says one line of JSON:
``heard`` (for each page: [number of the event, its name, its asset, epoch seconds when it came]), ``resets``,
``connections`` and ``bytes``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import re
import sys
import time
from dataclasses import dataclass, field

_EVENT = re.compile(rb"event: ([a-z-]+)\nid: (\d+)\ndata: (\{.*\})\n\n")
_ASSET = re.compile(rb'"asset":"([^"]*)"')
_TRANSITION = re.compile(rb'"transition":"([^"]*)"')
_AT_ONCE = 1 << 18
_LONGEST_WAIT_S = 1.0
_PATIENCE_S, _LOOK_S = 60.0, 0.05


@dataclass
class Page:
    """One reader, and what it has heard."""

    port: int
    path: str
    heard: list[tuple[int, str, str, float]] = field(default_factory=list)
    last: bytes | None = None
    resets: int = 0
    connections: int = 0
    bytes: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self) -> None:
        """Until cancelled."""
        rng = random.Random()
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._once()
            await asyncio.sleep(rng.uniform(0.0, _LONGEST_WAIT_S))

    async def _once(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=_AT_ONCE)
        try:
            resume = b"" if self.last is None else b"Last-Event-ID: %b\r\n" % self.last
            token = os.environ.get("PAGES_TOKEN", "").encode()
            head = b"GET %b HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer %b\r\n%b\r\n"
            writer.write(head % (self.path.encode(), token, resume))
            status = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in status.split(b"\r\n", 1)[0]:
                raise ConnectionError(status.split(b"\r\n", 1)[0].decode())
            self.connections += 1
            await self._listen(reader)
        finally:
            writer.close()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        while came := await reader.read(_AT_ONCE):
            now_s = time.time()
            self.open.set()
            self.bytes += len(came)
            # The frames of the transfer coding stand between messages: whoever looks for whole messages passes over them.
            whole, end, rest = (rest + came).rpartition(b"\n\n")
            for kind, number, data in _EVENT.findall(whole + end):
                self.last = number
                transition = found[1] if (found := _TRANSITION.search(data)) else b""
                if kind == b"system" and transition in (b"connected", b"reset"):
                    self.resets += transition == b"reset"
                    continue
                asset = found[1] if (found := _ASSET.search(data)) else b""
                self.heard.append((int(number), f"{kind.decode()}.{transition.decode()}", asset.decode(), now_s))


async def main() -> None:
    """Until standard input ends."""
    port, pages, path, *more = sys.argv[1:]
    watching, watched = (int(more[0]), more[1]) if more else (0, path)
    everyone = [Page(int(port), watched if number >= int(pages) - watching else path) for number in range(int(pages))]
    tasks = [asyncio.create_task(page.read()) for page in everyone]
    for page in everyone:
        await page.open.wait()
    print("ready", flush=True)
    wanted = int(await asyncio.to_thread(sys.stdin.read) or 0)
    until_s = time.monotonic() + _PATIENCE_S
    while min(int(page.last or 0) for page in everyone) < wanted and time.monotonic() < until_s:  # noqa: ASYNC110  200 events would say no more
        await asyncio.sleep(_LOOK_S)
    for task in tasks:
        task.cancel()
    told = {
        "heard": [page.heard for page in everyone],
        "resets": sum(page.resets for page in everyone),
        "connections": sum(page.connections for page in everyone),
        "bytes": sum(page.bytes for page in everyone),
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
