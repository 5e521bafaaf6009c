"""Serving over HTTP/1.1 with uvicorn until told to stop, with limits for whoever is slow."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bridges.pushed.patience import Patience
from domain.sparing import Sparing

log = logging.getLogger(__name__)
_log_of_http = logging.getLogger(f"{__name__}.http")
_log_of_http.setLevel(logging.ERROR)
"""What uvicorn would say for every single thing that is no HTTP; we say it sparingly."""

HEAD_WITHIN_S = 10.0
"""From connecting, or from the first byte of a further request, to the end of its headers."""
_LARGEST_HEAD = 16 * 1024
_MOST_CONNECTIONS = 500
_IDLE_S = 75
"""Longer than proxies keep an idle connection (nginx: 60 s): the one who sends lets go of it first."""
_LEAVE_WITHIN_S = 2
_LOOK_EVERY_S = 0.1

_strange_said, _full_said = Sparing(log), Sparing(log)


@dataclass(frozen=True)
class Listening:
    """Where to listen. With `certificate` and `key` (PEM) it speaks TLS; `proxies` may say for whom they ask."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    proxies: Sequence[str] = ()


def serve(make: Callable[[Patience], ASGIApp], where: Listening, stop: threading.Event) -> None:
    """Serve until `stop` is set. `make` gives the application; what waits with its `Patience` ends then.

    Raises `OSError` whose words say what is wrong if the port is taken or the certificate is of no use.
    """
    patience = Patience()
    with _listen(where) as listener:
        config = uvicorn.Config(
            make(patience),
            http=_InGoodTime,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(where.proxies),
            forwarded_allow_ips=list(where.proxies),
            limit_concurrency=_MOST_CONNECTIONS,
            h11_max_incomplete_event_size=_LARGEST_HEAD,
            timeout_keep_alive=_IDLE_S,
            timeout_graceful_shutdown=_LEAVE_WITHIN_S,
            ssl_certfile=where.certificate,
            ssl_keyfile=where.key,
        )
        try:
            config.load()
        except OSError as error:  # ssl.SSLError among them
            raise OSError(f"the certificate {where.certificate} or its key {where.key} cannot be used ({error})") from None
        _Server(config, patience, stop).run(sockets=[listener])


def _listen(where: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((where.host, where.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"nobody can listen on {where.host}:{where.port} ({error.strerror or error})") from None
    return listener


class _Server(uvicorn.Server):
    """Stops when an event says so, and answers first whoever waits."""

    def __init__(self, config: uvicorn.Config, patience: Patience, stop: threading.Event) -> None:
        super().__init__(config)
        self._patience = patience
        self._stop = stop

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: whoever gave us the event listens to them."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then watch for the event."""
        await super().startup(sockets)
        self._watch = asyncio.create_task(self._watch_for_stop())
        if sockets:
            log.info("the server listens on %s port %d", *sockets[0].getsockname()[:2])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End all waiting, then everything else."""
        self._watch.cancel()
        self._patience.close()
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    async def _watch_for_stop(self) -> None:
        while not self._stop.is_set():  # noqa: ASYNC110  it is set by a signal or another thread, which no asyncio.Event hears
            await asyncio.sleep(_LOOK_EVERY_S)
        self.should_exit = True


class _InGoodTime(H11Protocol):
    """Lets go of whoever does not get to the end of its headers, for whom uvicorn itself would wait for ever; and logs no request."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  uvicorn's own affair
        super().__init__(*arguments, **named)
        self.logger = _log_of_http
        self.access_log = False  # paths and queries hold signatures, and whatever else is sent to the wrong place
        self._too_late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there, and should say what they want."""
        super().connection_made(transport)
        self._await_head()
        if len(self.connections) >= _MOST_CONNECTIONS:
            _full_said.say(logging.WARNING, "%d connections are open; further pushes are asked to come again", len(self.connections))

    def data_received(self, data: bytes) -> None:
        """Some of it has come."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._head_is_here()
        elif self._too_late is None and not self.transport.is_closing():
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._head_is_here()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """It is no HTTP, or its headers are too long."""
        _strange_said.say(logging.WARNING, "something that is no HTTP/1.1 came from %s", self.client[0] if self.client else "?")
        super().send_400_response(msg)

    def shutdown(self) -> None:
        """The server ends."""
        if self.cycle is None or self.cycle.response_complete:
            self._let_go()
        else:
            super().shutdown()

    def _await_head(self) -> None:
        self._too_late = self.loop.call_later(HEAD_WITHIN_S, self._let_go)

    def _let_go(self) -> None:
        if self.scheme == "https":
            self.transport.abort()  # a farewell as TLS has it would wait for an answer
        else:
            self.transport.close()

    def _head_is_here(self) -> None:
        if self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None
