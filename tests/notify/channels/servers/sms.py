"""A gateway for short messages, as many are: JSON with a key in a header, a code in the answer."""

from __future__ import annotations

from tests.notify.channels.servers.platform import Asked, Platform, Reply, Trouble, words

API_KEY = "sms-gateway-key-9f8e"


class SmsServer(Platform):
    """``POST /messages``."""

    def take(self, asked: Asked) -> Reply:
        if self.trouble is Trouble.WRONG_SECRET or asked.headers["x-api-key"] != API_KEY:
            return Reply({"code": "AUTH", "message": f"wrong key {asked.headers['x-api-key']}"})
        if self.trouble is Trouble.BUSY:
            return Reply({"code": "LIMIT", "message": "slow down"})
        if self.trouble is Trouble.GONE:
            return Reply({"code": "EMPTY_NUMBER", "message": f"{asked.json['mobile']} does not exist"})
        assert asked.path == "/messages"
        name = words(asked.json["reference"])
        text = words(asked.json["content"])
        assert len(text.encode("utf-16-be")) // 2 <= 3 * 153
        self.shown[name] = text
        return Reply({"code": "OK", "data": {"id": f"sms-{name[:8]}"}})
