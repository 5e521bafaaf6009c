"""A small HTTP server that answers as a test says: overloaded, hanging, broken off."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    """A request that came: its path, headers, and body as it was before compression."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class FaultyServer:
    """Where it listens, what it was asked, and how it answers each request."""

    url: str
    answer: Callable[[BaseHTTPRequestHandler, Asked], None]
    asked: list[Asked] = field(default_factory=list)


def status(code: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler, Asked], None]:
    """Answers with this; an underscore in a header's name stands for a hyphen."""

    def answer(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        del asked
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def drop(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
    """Breaks the connection off without a word."""
    del asked
    handler.close_connection = True


def hang(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
    """Says nothing until the other side gives up."""
    del asked
    handler.rfile.read(1)
    handler.close_connection = True


@contextmanager
def faulty_server(answer: Callable[[BaseHTTPRequestHandler, Asked], None]) -> Iterator[FaultyServer]:
    """Listens on loopback for as long as the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = gzip.decompress(raw) if self.headers.get("Content-Encoding") == "gzip" else raw
            asked = Asked(self.path, dict(self.headers.items()), body)
            faulty.asked.append(asked)
            faulty.answer(self, asked)

        do_GET = do_POST = handle_any  # noqa: N815  the names that http.server calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        faulty = FaultyServer(f"http://127.0.0.1:{server.server_address[1]}", answer)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield faulty
        finally:
            server.shutdown()
            thread.join()
