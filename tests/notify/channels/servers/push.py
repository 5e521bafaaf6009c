"""A push service: see `tests.parts.push_service`, which reads what is pushed; here with the troubles that the contract wants."""

from __future__ import annotations

from tests.notify.channels.servers.platform import Asked, Platform, Reply, Trouble
from tests.parts.push_service import Browser, verified


class PushPlatform(Platform):
    """One browser is subscribed."""

    def __init__(self) -> None:
        super().__init__()
        self.browser = Browser(f"{self.url}/push/a-capability-that-nobody-guesses")

    def take(self, asked: Asked) -> Reply:
        if self.trouble is Trouble.BUSY:
            return Reply({}, 503, {"Retry-After": "4"})
        if self.trouble is Trouble.GONE:
            return Reply({"errno": 106}, 410)
        claims, _ = verified(asked.headers["authorization"], self.url)
        assert claims["aud"] == self.url
        assert len(asked.body) <= 4096
        assert len(asked.headers["topic"]) <= 32
        payload = self.browser.decrypt(asked.body)
        self.shown[asked.headers["topic"]] = f"{payload['title']} {payload['body']}"
        return Reply({}, 201)
