"""DingTalk as an app of one's own meets it: tokens, cards, work notices, calling back; and a group's robot."""

from __future__ import annotations

import json
from datetime import datetime

from domain.call_out import Answer
from notify.channels.dingtalk import signature
from notify.channels.dingtalk_robot import signature as robot_signature
from notify.channels.message import Callback
from tests.notify.channels.servers.platform import Asked, Platform, Reply, Trouble, WithTokens, part, words

APP_KEY = "dingapp"
SECRET = "dingtalk-app-secret"
CALLBACK_SECRET = "dingtalk-callback-secret"
TEMPLATE = "template.schema"
ROBOT_TOKEN = "dingtalk-robot-token"
ROBOT_SECRET = "SECdingtalkrobot"


class DingtalkServer(WithTokens):
    """``api.dingtalk.com`` and ``oapi.dingtalk.com``."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, dict[str, object]] = {}

    def take(self, asked: Asked) -> Reply:
        if asked.path == "/v1.0/oauth2/accessToken":
            if self.trouble is Trouble.WRONG_SECRET or asked.json != {"appKey": APP_KEY, "appSecret": SECRET}:
                return Reply({"code": "invalidClientIdOrSecret", "message": f"无效的clientId或者clientSecret {SECRET}", "requestid": "r"}, 400)
            return Reply({"accessToken": self.new_token(), "expireIn": 7200})
        if asked.path == "/topapi/message/corpconversation/asyncsend_v2":
            return self._notice(asked)
        if asked.headers.get("x-acs-dingtalk-access-token") != self.token:
            return Reply({"code": "InvalidAuthentication", "message": "不合法的access_token", "requestid": "r"}, 400)
        if self.trouble is Trouble.BUSY:
            return Reply({"code": "Forbidden.AccessDenied.QpsLimitForApi", "message": "qps", "requestid": "r"}, 403)
        return self._change(asked) if asked.method == "PUT" else self._send(asked)

    def _send(self, asked: Asked) -> Reply:
        assert asked.path == "/v1.0/card/instances/createAndDeliver"
        card, shown = asked.json, part(asked.json, "cardData", "cardParamMap")
        assert card["cardTemplateId"] == TEMPLATE
        assert all(isinstance(value, str) for value in shown.values())
        if self.trouble is Trouble.GONE:
            return Reply({"code": "staffId.notExisted", "message": f"{card['openSpaceId']} does not exist", "requestid": "r"}, 400)
        track = words(card["outTrackId"])
        if track in self.shown:
            return Reply({"code": "param.outTrackIdDuplicate", "message": "duplicate", "requestid": "r"}, 400)
        self.shown[track] = f"{shown['title']}\n{shown['body']}"
        self.cards[track] = shown
        outcome = {"spaceType": "IM_ROBOT", "spaceId": card["openSpaceId"], "success": True, "carrierId": "c"}
        return Reply({"success": True, "result": {"outTrackId": track, "deliverResults": [outcome]}})

    def _change(self, asked: Asked) -> Reply:
        assert asked.path == "/v1.0/card/instances"
        self.cards[words(asked.json["outTrackId"])].update(part(asked.json, "cardData", "cardParamMap"))
        return Reply({"success": True, "result": True})

    def _notice(self, asked: Asked) -> Reply:
        if asked.query.get("access_token") != self.token:
            return Reply({"errcode": 40014, "errmsg": "不合法的access_token"})
        if self.trouble is Trouble.BUSY:
            return Reply({"errcode": 90018, "errmsg": "too fast"})
        if self.trouble is Trouble.GONE:
            return Reply({"errcode": 33012, "errmsg": f"无效的USERID {asked.json['userid_list']}"})
        assert len(json.dumps(asked.json["msg"], ensure_ascii=False).encode()) <= 2048 + 400
        content = part(asked.json, "msg")
        text = words(part(content, "text")["content"] if content["msgtype"] == "text" else part(content, "action_card")["markdown"])
        self.shown.setdefault(text, text)  # the same content reaches a person once a day
        return Reply({"errcode": 0, "errmsg": "ok", "task_id": 256271667526})

    def press(self, outside_id: str, answer: Answer, at: datetime) -> Callback:
        """Somebody presses a button."""
        content = {"cardPrivateData": {"actionIds": ["button"], "params": {"answer": answer.value}}}
        event = {"type": "actionCallback", "outTrackId": outside_id, "corpId": "ding1", "userId": "user-1", "content": json.dumps(content)}
        return self.signed(json.dumps(event).encode(), at)

    def signed(self, inside: bytes, at: datetime) -> Callback:
        stamp = str(int(at.timestamp() * 1000))
        return Callback("POST", {}, {"x-ddpaas-signature-timestamp": stamp, "x-ddpaas-signature": signature(CALLBACK_SECRET, stamp)}, inside, at)


class DingtalkRobotServer(Platform):
    """A group with a robot in it that asks for signatures."""

    def take(self, asked: Asked) -> Reply:
        assert asked.path == "/robot/send"
        if self.trouble is Trouble.GONE or asked.query.get("access_token") != ROBOT_TOKEN:
            return Reply({"errcode": 300005, "errmsg": f"token is not exist {ROBOT_TOKEN}"})
        if self.trouble is Trouble.WRONG_SECRET or asked.query.get("sign") != robot_signature(ROBOT_SECRET, asked.query["timestamp"]):
            return Reply({"errcode": 310000, "errmsg": "sign not match"})
        if self.trouble is Trouble.BUSY:
            return Reply({"errcode": 660026, "errmsg": "send too fast"})
        text = words(part(asked.json, "text")["content"])
        assert len(text.encode()) <= 20_000
        self.shown[str(len(self.shown))] = text
        return Reply({"errcode": 0, "errmsg": "ok"})
