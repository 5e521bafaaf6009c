"""Running the app under uvicorn until told to stop."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from domain.problem import BadConfiguration, Problem

logger = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.1
_PATIENCE_S = 10
"""Requests that are under way may end; then the process does."""
_IDLE_S = 75
"""Longer than proxies keep an idle connection (nginx: 60 s): the one who sends lets go of it first, so no request meets a closed door."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `BadConfiguration` with one line if the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        why = error.strerror or str(error)
        remedy = "Stop the program that listens there, or choose another port or address"
        raise BadConfiguration([Problem(f"http://{host}:{port}", None, f"the server cannot listen there ({why})", remedy)]) from None
    return listener


def serve(
    app: FastAPI,
    host: str,
    port: int,
    *,
    stop: threading.Event,
    certificate: Path | None = None,
    key: Path | None = None,
    listener: socket.socket | None = None,
    started: Callable[[int], None] | None = None,
) -> None:
    """Serve `app` until `stop` is set; live streams end at once, other requests are let finish.

    With `certificate` and `key` (PEM) it speaks TLS. `listener` is a socket from `listen`, made earlier; `started` is
    called with the port once it answers. Raises `BadConfiguration` if the port is taken or the certificate is of no
    use. Signals are the caller's business.
    """
    with listener or listen(host, port) as open_socket:
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=_IDLE_S,
            timeout_graceful_shutdown=_PATIENCE_S,
            ssl_certfile=None if certificate is None else str(certificate),
            ssl_keyfile=None if key is None else str(key),
        )
        try:
            config.load()
        except OSError as error:  # ssl.SSLError among them
            raise BadConfiguration(
                [Problem(str(certificate), None, f"the certificate cannot be used ({error})", "Give a PEM certificate and its key")]
            ) from None
        server = _Server(config, app, stop, started)
        server.run(sockets=[open_socket])


class _Server(uvicorn.Server):
    """Stops when an event says so, and ends the live streams first: uvicorn would wait for them."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, stop: threading.Event, started: Callable[[int], None] | None) -> None:
        super().__init__(config)
        self._app = app
        self._stop = stop
        self._tell_started = started

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: whoever gave us the event listens to them."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then watch for the event."""
        await super().startup(sockets)
        self._watch = asyncio.create_task(self._watch_for_stop())
        if sockets and not self.should_exit:
            port: int = sockets[0].getsockname()[1]
            logger.info("the server listens on port %d", port)
            if self._tell_started is not None:
                self._tell_started(port)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then everything else."""
        self._watch.cancel()
        self._app.state.hub.close()
        await super().shutdown(sockets)

    async def _watch_for_stop(self) -> None:
        while not self._stop.is_set():  # noqa: ASYNC110  it is set by a signal or another thread, which no asyncio.Event hears
            await asyncio.sleep(_LOOK_EVERY_S)
        self.should_exit = True
