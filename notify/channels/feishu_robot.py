"""A robot in a Feishu group (飞书自定义机器人), signed: told what happens, it never counts as received by anybody.

open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (as of 2024): 100 messages a minute and 5 a second, at most
20 KB; the signature is an HMAC-SHA256 of nothing under time (s), a line break and the secret. It has no deduplication
key: after a crash the group may be told twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, Field

from domain.text import Text
from notify.cards.calling import Said
from notify.cards.faults import Fault
from notify.cards.feishu_card import feishu_card
from notify.cards.group_robot import GroupRobot
from notify.cards.settings import ChatSettings, interface
from notify.channels.channel import Channel, ChannelKind, Services
from notify.channels.message import Message

_NO_ROBOT = Fault("the robot's token is not valid, or the robot was removed; correct STEWARD_FEISHU_ROBOT_TOKEN", permanent=True)
FAULTS: Mapping[int | str, Fault] = {
    9499: Fault("the message was not understood, or too many calls"),
    11232: Fault("too many messages", retry_after_s=60),
    19001: _NO_ROBOT,
    19002: Fault("the message was not understood", permanent=True),
    19021: Fault("the signature is not right, or this machine's clock is wrong; correct STEWARD_FEISHU_ROBOT_SECRET", permanent=True),
    19022: Fault("this server's address is not among the robot's (IP 白名单)", permanent=True),
    19024: Fault("the robot asks for key words; choose 签名校验 for it instead", permanent=True),
}


class FeishuRobotSettings(ChatSettings):
    """A robot in a Feishu group (自定义机器人, 签名校验)."""

    token_file: Path | None = Field(None, description="File with what follows /hook/ in its address; or the variable STEWARD_FEISHU_ROBOT_TOKEN")
    secret_file: Path | None = Field(None, description="File with its secret (签名校验); or the variable STEWARD_FEISHU_ROBOT_SECRET")
    mention: tuple[str, ...] = Field((), description="Users (open_id or user_id, or all) who are mentioned when it is urgent")
    base_url: str = interface("https://open.feishu.cn", "Feishu")


class FeishuRobot(GroupRobot):
    """Tells one group."""

    name = "feishu-robot"
    who = "Feishu robot"
    per_minute = 100
    faults = FAULTS

    def __init__(self, settings: FeishuRobotSettings, services: Services) -> None:
        super().__init__(settings, services)
        self._settings = settings
        token = services.secret("STEWARD_FEISHU_ROBOT_TOKEN", settings.token_file)
        self._secret = services.secret("STEWARD_FEISHU_ROBOT_SECRET", settings.secret_file)
        self._url = f"{settings.base_url.rstrip('/')}/open-apis/bot/v2/hook/{quote(token, safe='')}"

    def _asked(self, message: Message, now: datetime) -> tuple[str, Mapping[str, object]]:
        """A card without buttons, with mentions if it is urgent. `now` goes into the signature: Feishu takes what is at most an hour old."""
        stamp = str(int(now.timestamp()))
        payload = {
            "timestamp": stamp,
            "sign": signature(self._secret, stamp),
            "msg_type": "interactive",
            "card": feishu_card(message, self._settings.language, mentions=self._settings.mention if message.urgent else ()),
        }
        return self._url, payload

    def _code(self, said: Said) -> int:
        return said.number("code", said.number("StatusCode"))


def signature(secret: str, stamp: str) -> str:
    """The signature for `stamp` (Unix seconds)."""
    return base64.b64encode(hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()


def _open(settings: BaseModel, services: Services) -> Channel:
    return FeishuRobot(FeishuRobotSettings.model_validate(settings.model_dump()), services)


CHANNEL = ChannelKind("feishu-robot", Text("飞书群机器人", "Feishu robot"), FeishuRobotSettings, _open)
