"""What the servers have in common: HTTP, and the troubles that any server may have."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Trouble(Enum):
    """What is wrong with the server, or with what it is asked."""

    TOO_MANY = auto()
    """HTTP 429 with ``Retry-After: 7``, from a gateway before it."""
    BUSY = auto()
    """Too many messages, as it says so itself."""
    GONE = auto()
    """The person (or the group) does not exist any more."""
    WRONG_SECRET = auto()
    DOWN = auto()
    GARBAGE = auto()
    HANGS_UP = auto()
    SLOW = auto()
    """It answers when `Platform.let_go` is set."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came. Headers by lower-case name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered."""

    json: Mapping[str, object]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Platform:
    """A running server. Each kind says in `take` what it does with a request; `shown` is what people (would) have seen, by its own identity."""

    def __init__(self) -> None:
        self.trouble: Trouble | None = None
        self.asked: list[Asked] = []
        self.shown: dict[str, str] = {}
        self.let_go = threading.Event()
        self.lock = threading.Lock()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                address = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                query = {name: values[0] for name, values in parse_qs(address.query).items()}
                asked = Asked(self.command, address.path, query, {name.lower(): value for name, value in self.headers.items()}, body)
                reply = platform.judge(asked)
                raw = b"<html>502</html>" if reply is None else json.dumps(reply.json).encode()
                self.send_response(200 if reply is None else reply.status)
                for name, value in {"Content-Length": str(len(raw)), **({} if reply is None else reply.headers)}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST = do_PUT = do_PATCH = answer  # noqa: N815  the base class's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Those who hang up are expected here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def judge(self, asked: Asked) -> Reply | None:
        """What is answered; `None`: something that is none of its answers."""
        with self.lock:
            self.asked.append(asked)
            trouble = self.trouble
        if trouble is Trouble.SLOW:
            self.let_go.wait(60)
        if trouble is Trouble.HANGS_UP:
            raise ConnectionAbortedError
        if trouble is Trouble.TOO_MANY:
            return Reply({}, 429, {"Retry-After": "7"})
        if trouble is Trouble.DOWN:
            return Reply({}, 503)
        if trouble is Trouble.GARBAGE:
            return None
        with self.lock:
            return self.take(asked)

    def take(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def close(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class WithTokens(Platform):
    """One that gives access tokens, and takes no other."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[str] = []
        self.token = ""

    def new_token(self) -> str:
        self.token = f"token-{len(self.tokens) + 1}"
        self.tokens.append(self.token)
        return self.token

    def end_tokens(self) -> None:
        with self.lock:
            self.token = "none that anybody has"


def part(found: object, *names: str) -> dict[str, object]:
    """The object inside `found` at `names`."""
    for name in names:
        assert isinstance(found, dict)
        found = found[name]
    assert isinstance(found, dict)
    return found


def words(found: object) -> str:
    assert isinstance(found, str)
    return found
