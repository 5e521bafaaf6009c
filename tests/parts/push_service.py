"""A push service on this machine: takes what is pushed as the real ones do.

It answers as RFC 8030 says, checks who we are (RFC 8292), and decrypts with the keys of browsers that it invents (RFC 8291).
A test subscribes a person with `PushService.subscribe()`, or gives its keys to a page that stubs ``pushManager.subscribe``.
"""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_MOST_BYTES = 4096


def base64url(raw: bytes) -> str:
    """Without padding, as browsers write it."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came for a browser. `payload` is what was decrypted; `claims` and `key` are those of the VAPID token, which was verified."""

    endpoint: str
    headers: Mapping[str, str]
    payload: dict[str, Any]
    claims: dict[str, Any]
    key: str
    encrypted: bytes = field(repr=False)


class Browser:
    """A subscription with its private key."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)

    @property
    def p256dh(self) -> str:
        return base64url(self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        return base64url(self._auth)

    @property
    def json(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()` gives it, and as ``POST /push/subscriptions`` takes it."""
        return {"endpoint": self.endpoint, "keys": {"p256dh": self.p256dh, "auth": self.auth}}

    @property
    def address(self) -> dict[str, str]:
        """As the channel keeps it."""
        return {"endpoint": self.endpoint, "p256dh": self.p256dh, "auth": self.auth, "lang": "zh", "device": ""}

    def decrypt(self, body: bytes) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth, version="aes128gcm"))
        return found


class PushService:
    """A running one. `status` is what it answers (201, 410, 429 …), `headers` go with it; `hold` keeps answers back until it is set.

    What it cannot verify or decrypt it answers with 401 or 400, and writes down in `refused`.
    """

    def __init__(self) -> None:
        self.pushed: list[Pushed] = []
        self.refused: list[str] = []
        self.asked = 0
        """How many requests came, whatever they were answered."""
        self.status = 201
        self.headers: dict[str, str] = {}
        self.hold = threading.Event()
        self.hold.set()
        self.heard = threading.Condition()
        self._browsers: dict[str, Browser] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status = service._take(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                service.hold.wait(60)
                self.send_response(status)
                for name, value in service.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Those who hang up are expected here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        self.origin = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def host(self) -> str:
        """For ``channels.push.services``; ``egress.allow`` needs `origin`."""
        return "127.0.0.1"

    def subscribe(self) -> Browser:
        """A new browser, whose messages are decrypted from now on."""
        browser = Browser(f"{self.origin}/push/{base64url(os.urandom(18))}")
        self._browsers[browser.endpoint] = browser
        return browser

    def wait(self, count: int = 1, within_s: float = 60) -> list[Pushed]:
        """What was pushed, as soon as there are `count`."""
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.pushed) >= count, within_s), f"{len(self.pushed)} of {count} came; refused: {self.refused}"
            return list(self.pushed)

    def close(self) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _take(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        with self.heard:
            self.asked += 1
            status, why = self._judged(path, headers, body)
            if why:
                self.refused.append(why)
            self.heard.notify_all()
            return status

    def _judged(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:  # noqa: PLR0911  a line for each refusal
        if self.status != 201:
            return self.status, ""
        browser = self._browsers.get(self.origin + path)
        if browser is None:
            return 410, "nobody is subscribed there"
        if len(body) > _MOST_BYTES:
            return 413, "too long"
        if not headers.get("ttl", "").isdigit() or headers.get("urgency") not in {"very-low", "low", "normal", "high"} or len(headers.get("topic", "")) > 32:
            return 400, "TTL, Urgency or Topic is wrong"
        if headers.get("content-encoding") != "aes128gcm":
            return 415, "not encrypted as RFC 8291 says"
        try:
            claims, key = verified(headers.get("authorization", ""), self.origin)
        except (ValueError, KeyError, jwt.PyJWTError) as error:
            return 401, f"VAPID: {error}"
        try:
            payload = browser.decrypt(body)
        except Exception as error:  # noqa: BLE001  http_ece raises several of its own and of cryptography
            return 400, f"not decrypted: {error}"
        self.pushed.append(Pushed(browser.endpoint, headers, payload, claims, key, body))
        return 201, ""


def verified(authorization: str, origin: str) -> tuple[dict[str, Any], str]:
    """The claims of ``vapid t=…, k=…`` and the public key; its signature and audience are checked."""
    scheme, _, rest = authorization.partition(" ")
    if scheme != "vapid":
        raise ValueError("no VAPID")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    point = base64.urlsafe_b64decode(parts["k"] + "=" * (-len(parts["k"]) % 4))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    # Tests set their clocks: what the time in it says is looked at by those who know theirs.
    options: Any = {"require": ["exp", "aud"], "verify_exp": False}
    claims: dict[str, Any] = jwt.decode(parts["t"], public, algorithms=["ES256"], audience=origin, options=options)
    return claims, parts["k"]


@contextmanager
def push_service() -> Iterator[PushService]:
    """One that runs as long as the block."""
    service = PushService()
    try:
        yield service
    finally:
        service.close()
