"""A telephony provider: a form starts a call, callbacks tell of it."""

from __future__ import annotations

import hmac
from datetime import datetime
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from domain.call_out import Answer
from notify.channels.message import Callback
from notify.channels.voice import KEYS
from tests.notify.channels.servers.platform import Asked, Platform, Reply, Trouble

ACCOUNT = "voice-account-7"
TOKEN = "voice-provider-token-55"
CALLBACK_SECRET = "voice-callback-secret-66"


class VoiceServer(Platform):
    """``POST /calls``. Who is called is under `callbacks`."""

    def __init__(self) -> None:
        super().__init__()
        self.callbacks: dict[str, str] = {}

    def take(self, asked: Asked) -> Reply:
        if self.trouble is Trouble.WRONG_SECRET or asked.headers["authorization"] != f"Bearer {TOKEN}":
            return Reply({"status": "unauthorized", "detail": asked.headers["authorization"]})
        if self.trouble is Trouble.BUSY:
            return Reply({"status": "throttled"})
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if self.trouble is Trouble.GONE:
            return Reply({"status": "invalid_number", "detail": form["called"]})
        assert asked.path == f"/calls/{ACCOUNT}"
        callback = form["url"]
        name = dict(parse_qsl(urlsplit(callback).query))["call"]
        self.callbacks[name] = callback
        self.shown[name] = form["tts"]
        return Reply({"status": "queued", "call": {"id": f"p-{len(self.shown)}"}})

    def press(self, outside_id: str, answer: Answer, at: datetime) -> Callback:
        """Somebody presses a key."""
        key = next(key for key, meaning in KEYS.items() if meaning is answer)
        return self.said(outside_id, at, status="completed", digits=key)

    def said(self, outside_id: str, at: datetime, **form: str) -> Callback:
        """The provider reports about a call."""
        body = urlencode(form).encode()
        query = dict(parse_qsl(urlsplit(self.callbacks.get(outside_id, "")).query))
        headers = {"content-type": "application/x-www-form-urlencoded", "x-signature": hmac.digest(CALLBACK_SECRET.encode(), body, "sha256").hex()}
        return Callback("POST", query, headers, body, at)

    def signed(self, inside: bytes, at: datetime) -> Callback:
        """Any body, under the token of the newest call, rightly signed."""
        query = dict(parse_qsl(urlsplit(list(self.callbacks.values())[-1]).query)) if self.callbacks else {}
        return Callback("POST", query, {"x-signature": hmac.digest(CALLBACK_SECRET.encode(), inside, "sha256").hex()}, inside, at)
