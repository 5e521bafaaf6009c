"""The app behind a real server, and a reader of its live stream."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import httpx

from api.serve import serve
from tests.api.world import World

PATIENCE_S = 30


@contextmanager
def served(world: World) -> Iterator[str]:
    """The address of the world's app under uvicorn, on a free port of loopback, with a life of its own."""
    stop = threading.Event()
    started: queue.Queue[int] = queue.Queue()
    thread = threading.Thread(target=lambda: serve(world.app, "127.0.0.1", 0, stop=stop, started=started.put), name="server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{started.get(timeout=PATIENCE_S)}"
    finally:
        stop.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the stream."""

    event: str
    id: int | None
    data: dict[str, Any]


class Reader:
    """Reads the stream in a thread of its own; `ended` is set when the server has ended it."""

    def __init__(self, address: str, token: str, *, last: int | str | None = None, **params: str) -> None:
        headers = {"Authorization": f"Bearer {token}"} | ({} if last is None else {"Last-Event-ID": str(last)})
        self.messages: queue.Queue[Message] = queue.Queue()
        self.comments: queue.Queue[str] = queue.Queue()
        self.ended = threading.Event()
        self._leave = threading.Event()
        self._client = httpx.Client(timeout=httpx.Timeout(PATIENCE_S))
        self._request = self._client.build_request("GET", f"{address}/api/v1/events", params=params, headers=headers)
        self.answer = self._client.send(self._request, stream=True)
        self._thread = threading.Thread(target=self._read, name="reader")
        self._thread.start()

    def next(self, event: str | None = None) -> Message:
        """The next message (of this kind), waited for."""
        while True:
            message = self.messages.get(timeout=PATIENCE_S)
            if event in (None, message.event):
                return message

    def until(self, enough: Callable[[list[Message]], bool]) -> list[Message]:
        """Messages until there are enough."""
        found: list[Message] = []
        while not enough(found):
            found.append(self.next())
        return found

    def close(self) -> None:
        """Leave."""
        self._leave.set()
        self.answer.close()
        self._thread.join(PATIENCE_S)
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            for line in self.answer.iter_lines():
                if line.startswith(":"):
                    self.comments.put(line)
                elif line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif fields:
                    self.messages.put(_message(fields))
                    fields = {}
        except (httpx.HTTPError, httpx.StreamError, OSError):
            if not self._leave.is_set():
                raise
        finally:
            self.ended.set()


def _message(fields: Mapping[str, str]) -> Message:
    return Message(fields["event"], int(fields["id"]) if "id" in fields else None, json.loads(fields["data"]))
