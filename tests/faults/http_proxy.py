"""A reverse proxy before InfluxDB that answers in its place for a while: 429 with Retry-After, 500, 503, or late."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

WRITE = "/api/v2/write"
_TIMEOUT_S = 60.0
_NOT_PASSED_ON = frozenset({"connection", "transfer-encoding", "content-length", "host", "keep-alive"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to requests for `path` in place of what the server says; `status` `None`: what the server says.

    `delay_s` holds every such request up before anything is done with it. With `done` the server is asked and does what
    it is asked, and only its answer is kept from the client: it will ask again.
    """

    status: int | None = None
    retry_after_s: int | None = None
    delay_s: float = 0.0
    path: str = WRITE
    done: bool = False


class HttpProxy:
    """Leads to the server at `url`. `answer` `None`: everything as the server says."""

    host = "127.0.0.1"

    def __init__(self, url: str) -> None:
        target = urlsplit(url)
        self.answer: Answer | None = None
        self.passed = self.refused = 0
        """Requests for the path of an answer, since the beginning: those that the server answered, those that we did."""
        self._lock = threading.Lock()
        proxy = self

        class Handler(_Handler):
            target_host, target_port, owner = target.hostname or "127.0.0.1", target.port or 8086, proxy

        self._server = _Server((self.host, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="http proxy", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.host}:{self._server.server_address[1]}"

    @contextmanager
    def answering(self, answer: Answer) -> Iterator[None]:
        """Answer so while the block lasts."""
        self.answer = answer
        try:
            yield
        finally:
            self.answer = None

    def count(self, *, passed: bool) -> None:
        """For the handlers: one more."""
        with self._lock:
            self.passed += passed
            self.refused += not passed

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed says nothing worth printing."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _TIMEOUT_S
    target_host: str
    target_port: int
    owner: HttpProxy

    def handle(self) -> None:
        self._upstream = HTTPConnection(self.target_host, self.target_port, timeout=_TIMEOUT_S)
        try:
            super().handle()
        finally:
            self._upstream.close()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.owner.answer
        if answer is not None and not self.path.startswith(answer.path):
            answer = None
        if answer is not None and answer.delay_s:
            time.sleep(answer.delay_s)
        if answer is None or answer.status is None:
            self._pass_on(body)
            return
        if answer.done:
            self._ask(body)
        self.owner.count(passed=False)
        said = json.dumps({"code": "unavailable", "message": "the proxy of the test says so"}).encode()
        headers = {"Content-Type": "application/json"}
        if answer.retry_after_s is not None:
            headers["Retry-After"] = str(answer.retry_after_s)
        self._say(answer.status, headers, said)

    do_GET = do_POST = do_DELETE = do_PATCH = _answer  # noqa: N815  the names that the class it comes from asks for

    def _pass_on(self, body: bytes) -> None:
        try:
            status, headers, said = self._ask(body)
        except (OSError, HTTPException):
            self.close_connection = True  # as a server that is not there
            return
        if self.path.startswith(WRITE):
            self.owner.count(passed=True)
        self._say(status, headers, said)

    def _ask(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_PASSED_ON}
        try:
            self._upstream.request(self.command, self.path, body, headers)
            found = self._upstream.getresponse()
            said = found.read()
        except (OSError, HTTPException):
            self._upstream.close()
            raise
        return found.status, {name: value for name, value in found.getheaders() if name.lower() not in _NOT_PASSED_ON}, said

    def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name in the class it comes from
        """Nothing."""


@contextmanager
def http_proxy(url: str) -> Iterator[HttpProxy]:
    """A proxy before the server at `url` while the block lasts."""
    proxy = HttpProxy(url)
    try:
        yield proxy
    finally:
        proxy.close()
