"""A system of somebody's own."""

from __future__ import annotations

import json
from datetime import datetime

from domain.call_out import Answer
from domain.time import EPOCH
from notify.channels.message import Callback
from notify.webhooks import signing
from tests.notify.channels.servers.platform import Asked, Platform, Reply, Trouble, part, words

SECRET = "whsec_" + "c3Rld2FyZC13ZWJob29rLXRlc3Qtc2VjcmV0LTAwMDE="


class WebhookServer(Platform):
    """Takes what is rightly signed, each ``webhook-id`` once."""

    def take(self, asked: Asked) -> Reply:
        given = {name: asked.headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature")}
        if self.trouble is Trouble.WRONG_SECRET or not signing.is_signed(SECRET, given["id"], int(given["timestamp"]), asked.body, given["signature"]):
            return Reply({"error": "wrong signature"}, 401)
        if self.trouble is Trouble.BUSY:
            return Reply({"error": "busy"}, 503, {"Retry-After": "9"})
        if self.trouble is Trouble.GONE:
            return Reply({"error": "nobody of that name"}, 410)
        data = part(asked.json, "data")
        assert data["id"] == given["id"]
        self.shown[given["id"]] = " ".join((words(part(data, "title")["zh"]), words(part(data, "body")["zh"]), str(data["link"] or "")))
        return Reply({"ok": True})

    def press(self, outside_id: str, answer: Answer, at: datetime) -> Callback:
        return self.signed(json.dumps({"id": outside_id, "answer": answer.value, "user": "zhang"}).encode(), at)

    def signed(self, inside: bytes, at: datetime) -> Callback:
        moment = int((at - EPOCH).total_seconds())
        return Callback("POST", {}, signing.headers(SECRET, "cb-1", moment, inside), inside, at)
