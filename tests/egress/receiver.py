"""A server of somebody else's: remembers what it was sent, and answers as it is told to."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came; headers by lower-case name."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered. `parts` are sent one after the other; a callable may wait, and gives the next."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    parts: Callable[[], Iterator[bytes]] = lambda: iter((b"ok",))


class Receiver:
    """A running one. `answer` says what to answer to a request."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.received: list[Received] = []
        self.answer: Callable[[Received], Reply] = lambda _: Reply()
        self.heard = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = Received(
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(int(self.headers.get("Content-Length", "0"))),
                    self.command,
                )
                with receiver.heard:
                    receiver.received.append(request)
                    receiver.heard.notify_all()
                reply = receiver.answer(request)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for part in reply.parts():
                    self.wfile.write(part)
                    self.wfile.flush()

            do_GET = do_PUT = do_PATCH = do_POST  # noqa: N815  the base class's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Those who hang up are expected here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def wait(self, count: int, within_s: float = 60) -> list[Received]:
        """The requests, as soon as there are `count`."""
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.received) >= count, within_s), f"{len(self.received)} of {count} came"
            return list(self.received)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver(tls)
    try:
        yield receiver
    finally:
        receiver.close()


def server_tls(folder: Path) -> ssl.SSLContext:
    """TLS for ``localhost`` with the certificates that `make_certificates` wrote."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "broker.crt", folder / "broker.key")
    return context
