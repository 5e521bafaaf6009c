"""Feishu as an app of one's own meets it: tokens, messages, changing cards, calling back; and a group's robot."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from datetime import datetime

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

from domain.call_out import Answer
from notify.channels.feishu import signature
from notify.channels.feishu_robot import signature as robot_signature
from notify.channels.message import Callback
from tests.notify.channels.servers.platform import Asked, Platform, Reply, Trouble, WithTokens, part, words

APP_ID = "cli_app"
SECRET = "feishu-app-secret"
ENCRYPT_KEY = "feishu-encrypt-key"
ROBOT_TOKEN = "feishu-robot-token"
ROBOT_SECRET = "feishu-robot-secret"
_PATH = "/open-apis/im/v1/messages"


class FeishuServer(WithTokens):
    """``open.feishu.cn``."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[str, str] = {}
        self.cards: dict[str, dict[str, object]] = {}

    def take(self, asked: Asked) -> Reply:
        if asked.path == "/open-apis/auth/v3/tenant_access_token/internal":
            if self.trouble is Trouble.WRONG_SECRET or asked.json != {"app_id": APP_ID, "app_secret": SECRET}:
                return Reply({"code": 10014, "msg": f"app secret invalid {SECRET}"})
            return Reply({"code": 0, "msg": "ok", "tenant_access_token": self.new_token(), "expire": 7200})
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Reply({"code": 99991663, "msg": "Invalid access token for authorization"}, 400)
        if self.trouble is Trouble.BUSY:
            return Reply({"code": 99991400, "msg": "request trigger frequency limit"}, 429, {"x-ogw-ratelimit-reset": "3"})
        return self._change(asked) if asked.method == "PATCH" else self._send(asked)

    def _send(self, asked: Asked) -> Reply:
        assert asked.path == _PATH
        assert asked.query["receive_id_type"] in {"open_id", "user_id", "union_id", "email"}
        if self.trouble is Trouble.GONE:
            return Reply({"code": 230013, "msg": f"Bot has NO availability to this user {asked.json['receive_id']}"}, 400)
        uuid, content = words(asked.json["uuid"]), words(asked.json["content"])
        assert len(uuid) <= 50
        assert len(content.encode()) <= 30_000
        card = part(json.loads(content))
        if uuid not in self.shown:
            self.shown[uuid] = text_of(card)
            self.messages[uuid] = f"om_{len(self.messages)}"
            self.cards[self.messages[uuid]] = card
        return Reply({"code": 0, "msg": "success", "data": {"message_id": self.messages[uuid]}})

    def _change(self, asked: Asked) -> Reply:
        message = asked.path.removeprefix(f"{_PATH}/")
        if message not in self.cards:
            return Reply({"code": 230001, "msg": "invalid message_id"}, 400)
        self.cards[message] = part(json.loads(words(asked.json["content"])))
        return Reply({"code": 0, "msg": "success", "data": {}})

    def press(self, outside_id: str, answer: Answer, at: datetime) -> Callback:
        """Somebody presses a button."""
        event = {
            "operator": {"open_id": "ou_1", "tenant_key": "t"},
            "token": "c-1",
            "action": {"value": {"answer": answer.value}, "tag": "button"},
            "context": {"open_message_id": outside_id, "open_chat_id": "oc_1"},
        }
        return self.happened("card.action.trigger", event, at)

    def happened(self, kind: str, event: object, at: datetime) -> Callback:
        header = {"event_id": "e-1", "event_type": kind, "create_time": str(int(at.timestamp() * 1000)), "token": "v", "app_id": APP_ID}
        return self.signed(json.dumps({"schema": "2.0", "header": header, "event": event}).encode(), at)

    def signed(self, inside: bytes, at: datetime) -> Callback:
        body = json.dumps({"encrypt": sealed(inside)}).encode()
        stamp = str(int(at.timestamp()))
        headers = {"x-lark-request-timestamp": stamp, "x-lark-request-nonce": "n", "x-lark-signature": signature(ENCRYPT_KEY, stamp, "n", body)}
        return Callback("POST", {}, headers, body, at)


class FeishuRobotServer(Platform):
    """A group with a robot in it that asks for signatures."""

    def take(self, asked: Asked) -> Reply:
        if self.trouble is Trouble.GONE or asked.path != f"/open-apis/bot/v2/hook/{ROBOT_TOKEN}":
            return Reply({"code": 19001, "msg": f"param invalid: incoming webhook access token invalid {ROBOT_TOKEN}"})
        if self.trouble is Trouble.WRONG_SECRET or asked.json["sign"] != robot_signature(ROBOT_SECRET, words(asked.json["timestamp"])):
            return Reply({"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"})
        if self.trouble is Trouble.BUSY:
            return Reply({"code": 11232, "msg": "frequency limited"})
        assert len(asked.body) <= 20 * 1024
        self.shown[str(len(self.shown))] = text_of(part(asked.json, "card"))
        return Reply({"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"})


def text_of(card: dict[str, object]) -> str:
    """Title and first text of a card."""
    elements = card["elements"]
    assert isinstance(elements, list)
    return f"{part(card, 'header', 'title')['content']}\n{part(elements[0], 'text')['content']}"


def sealed(inside: bytes) -> str:
    """As the platform encrypts it."""
    vector = os.urandom(16)
    padding = 16 - len(inside) % 16
    sealer = Cipher(AES256(hashlib.sha256(ENCRYPT_KEY.encode()).digest()), CBC(vector)).encryptor()
    return base64.b64encode(vector + sealer.update(inside + bytes([padding]) * padding) + sealer.finalize()).decode()
