"""An ntfy server."""

from __future__ import annotations

from tests.notify.channels.servers.platform import Asked, Platform, Reply, Trouble, words

TOKEN = "tk_ntfy_access_token_1"


class NtfyServer(Platform):
    """``POST /``; a message with the `sequence_id` of an earlier one takes its place."""

    def take(self, asked: Asked) -> Reply:
        if self.trouble is Trouble.WRONG_SECRET or asked.headers["authorization"] != f"Bearer {TOKEN}":
            return Reply({"code": 40101, "http": 401, "error": "unauthorized"}, 401)
        if self.trouble is Trouble.BUSY:
            return Reply({"code": 42901, "http": 429, "error": "limit reached: too many requests"}, 429)
        message = words(asked.json["message"])
        assert len(message.encode()) <= 4096
        actions = asked.json["actions"]
        assert isinstance(actions, list)
        assert len(actions) <= 3
        name = words(asked.json["sequence_id"])
        self.shown[name] = f"{asked.json['title']} {message} {asked.json.get('click', '')}"
        return Reply({"id": f"n{len(self.shown)}", "sequence_id": name, "event": "message", "topic": asked.json["topic"]})
