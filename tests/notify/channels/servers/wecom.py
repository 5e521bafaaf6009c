"""WeCom as an app of one's own meets it: tokens, sending, changing cards, calling back; and a group's robot."""

from __future__ import annotations

import base64
from datetime import datetime

from domain.call_out import Answer
from notify.cards.envelope import Envelope
from notify.cards.flat_xml import write_flat
from notify.channels.message import Callback
from tests.notify.channels.servers.platform import Asked, Platform, Reply, Trouble, WithTokens, part, words

CORP = "ww1234567890"
SECRET = "wecom-app-secret"
TOKEN = "wecom-callback-token"
AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
ROBOT_KEY = "0c5f6f2e-robot-key"
_ALLOWED = set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-@")


class WecomServer(WithTokens):
    """``qyapi.weixin.qq.com``."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}
        self.changed: dict[str, str] = {}
        self.envelope = Envelope(TOKEN, AES_KEY, CORP)

    def take(self, asked: Asked) -> Reply:
        if asked.path == "/cgi-bin/gettoken":
            if self.trouble is Trouble.WRONG_SECRET or asked.query != {"corpid": CORP, "corpsecret": SECRET}:
                return _error(40001, f"invalid credential, hint: [1], from ip: 10.1.2.3 {SECRET}")
            return Reply({"errcode": 0, "errmsg": "ok", "access_token": self.new_token(), "expires_in": 7200})
        if asked.query.get("access_token") != self.token:
            return _error(42001, f"access_token expired {asked.query.get('access_token')}")
        if self.trouble is Trouble.BUSY:
            return _error(45009, "api freq out of limit")
        return self._change(asked) if asked.path == "/cgi-bin/message/update_template_card" else self._send(asked)

    def _send(self, asked: Asked) -> Reply:
        assert asked.path == "/cgi-bin/message/send"
        message = asked.json
        user = words(message["touser"])
        if self.trouble is Trouble.GONE:
            return Reply({"errcode": 0, "errmsg": "ok", "invaliduser": user.lower(), "msgid": "m-0"})
        if message["msgtype"] == "text":
            text = words(part(message, "text")["content"])
            assert len(text.encode()) <= 2048
            self.shown.setdefault(text, text)  # the same within the interval is shown once
            return Reply({"errcode": 0, "errmsg": "ok", "msgid": "m-1"})
        card = part(message, "template_card")
        task = words(card["task_id"])
        assert card["card_type"] == "button_interaction"
        assert len(task) <= 128
        assert set(task) <= _ALLOWED
        if task in self.shown:
            return _error(41049, "task_id repeated")
        title, text = words(part(card, "main_title")["title"]), words(card["sub_title_text"])
        assert len(title) <= 36
        assert len(text) <= 160
        self.shown[task] = f"{title}\n{text}"
        self.codes[task] = f"code-{len(self.codes)}"
        return Reply({"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": "m-2", "response_code": self.codes[task]})

    def _change(self, asked: Asked) -> Reply:
        code = asked.json["response_code"]
        tasks = [task for task, known in self.codes.items() if known == code]
        if not tasks:
            return _error(40058, "invalid response_code")
        del self.codes[tasks[0]]
        self.changed[tasks[0]] = words(part(asked.json, "button")["replace_name"])
        return Reply({"errcode": 0, "errmsg": "ok"})

    def press(self, outside_id: str, answer: Answer, at: datetime) -> Callback:
        """Somebody presses a button."""
        event = {
            "ToUserName": CORP,
            "FromUserName": "ZhangSan",
            "CreateTime": str(int(at.timestamp())),
            "MsgType": "event",
            "Event": "template_card_event",
            "EventKey": answer.value,
            "TaskId": outside_id,
            "CardType": "button_interaction",
            "ResponseCode": "code-of-the-event",
            "AgentID": "1000002",
        }
        return self.signed(write_flat(event).encode(), at)

    def signed(self, inside: bytes, at: datetime) -> Callback:
        sealed = self.envelope.close(inside)
        stamp, nonce = str(int(at.timestamp())), "a-nonce"
        query = {"msg_signature": self.envelope.signature(stamp, nonce, sealed), "timestamp": stamp, "nonce": nonce}
        return Callback("POST", query, {"content-type": "text/xml"}, write_flat({"ToUserName": CORP, "Encrypt": sealed, "AgentID": "1000002"}).encode(), at)

    def verify(self, word: str, at: datetime) -> Callback:
        """The admin console checks the address."""
        sealed = self.envelope.close(word.encode())
        stamp = str(int(at.timestamp()))
        query = {"msg_signature": self.envelope.signature(stamp, "n", sealed), "timestamp": stamp, "nonce": "n", "echostr": sealed}
        return Callback("GET", query, {}, b"", at)


class WecomRobotServer(Platform):
    """A group with a robot in it."""

    def take(self, asked: Asked) -> Reply:
        assert asked.path == "/cgi-bin/webhook/send"
        if self.trouble in (Trouble.GONE, Trouble.WRONG_SECRET) or asked.query.get("key") != ROBOT_KEY:
            return _error(93000, f"invalid webhook url, from ip: 10.1.2.3 {ROBOT_KEY}")
        if self.trouble is Trouble.BUSY:
            return _error(45009, "api freq out of limit")
        text = words(part(asked.json, "text")["content"])
        assert len(text.encode()) <= 2048
        self.shown[str(len(self.shown))] = text
        return Reply({"errcode": 0, "errmsg": "ok"})


def _error(code: int, words: str) -> Reply:
    return Reply({"errcode": code, "errmsg": words})
