"""The Bot API of Telegram."""

from __future__ import annotations

import json
from datetime import datetime

from domain.call_out import Answer
from notify.channels.message import Callback
from tests.notify.channels.servers.platform import Asked, Platform, Reply, Trouble, part, words

TOKEN = "12345:telegram-token"
WEBHOOK_SECRET = "telegram-webhook-secret"


class TelegramServer(Platform):
    """``api.telegram.org``."""

    def take(self, asked: Asked) -> Reply:
        if self.trouble is Trouble.WRONG_SECRET or not asked.path.startswith(f"/bot{TOKEN}/"):
            return _error(401, f"Unauthorized {TOKEN}")
        if self.trouble is Trouble.BUSY:
            return Reply({"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 5", "parameters": {"retry_after": 5}}, 429)
        if self.trouble is Trouble.GONE:
            return _error(403, f"Forbidden: bot was blocked by the user {asked.json['chat_id']}")
        text = words(asked.json["text"])
        assert 1 <= len(text) <= 4096
        if asked.path.endswith("/editMessageText"):
            number = str(asked.json["message_id"])
            if self.shown[number] == text:
                return _error(400, "Bad Request: message is not modified")
            self.shown[number] = text
            return Reply({"ok": True, "result": {"message_id": asked.json["message_id"]}})
        assert asked.path.endswith("/sendMessage")
        keyboard = part(asked.json, "reply_markup")["inline_keyboard"]
        assert isinstance(keyboard, list)
        assert all(len(words(part(button).get("callback_data", "")).encode()) <= 64 for row in keyboard for button in row)
        number = str(len(self.shown) + 1)
        self.shown[number] = text
        return Reply({"ok": True, "result": {"message_id": int(number)}})

    def press(self, outside_id: str, answer: Answer, at: datetime) -> Callback:
        """Somebody presses a button."""
        card, _, number = outside_id.rpartition(".")
        query = {
            "id": "q-1",
            "from": {"id": 777},
            "message": {"message_id": int(number), "chat": {"id": 777}},
            "data": f"{answer.value}:{card}",
        }
        return self.signed(json.dumps({"update_id": 1, "callback_query": query}).encode(), at)

    def signed(self, inside: bytes, at: datetime) -> Callback:
        return Callback("POST", {}, {"x-telegram-bot-api-secret-token": WEBHOOK_SECRET}, inside, at)


def _error(status: int, why: str) -> Reply:
    return Reply({"ok": False, "error_code": status, "description": why}, status)
