"""A robot in a DingTalk group (钉钉自定义机器人), signed: told what happens, it never counts as received by anybody.

open.dingtalk.com/document/robots/custom-robot-access and /robots/customize-robot-security-settings (as of 2024): 20
messages a minute, else it is silenced for ten; the signature is the HMAC-SHA256 of time (ms), a line break and the
secret, under the secret. It has no deduplication key: after a crash the group may be told twice.
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
from notify.cards.faults import Fault
from notify.cards.group_robot import GroupRobot
from notify.cards.settings import ChatSettings, interface
from notify.cards.wording import plain
from notify.channels.channel import Channel, ChannelKind, Services
from notify.channels.message import Message

_LONGEST = 6000
"""Bytes of a text; the platform takes more, people do not read more."""
_SILENCED_S = 600.0

_WRONG = "its signature, key word or address is not what the robot's security settings ask for; correct STEWARD_DINGTALK_ROBOT_SECRET"
_NO_ROBOT = "the robot's access token is not valid, or the robot was removed; correct STEWARD_DINGTALK_ROBOT_TOKEN"
_TOO_FAST = Fault("more than 20 messages in a minute", retry_after_s=_SILENCED_S)
FAULTS: Mapping[int | str, Fault] = {
    -1: Fault("the platform is busy"),
    130101: _TOO_FAST,
    410100: _TOO_FAST,
    660026: _TOO_FAST,
    310000: Fault(_WRONG, permanent=True),
    300001: Fault(_NO_ROBOT, permanent=True),
    300005: Fault(_NO_ROBOT, permanent=True),
    400101: Fault(_NO_ROBOT, permanent=True),
    400102: Fault("the robot has been switched off", permanent=True),
    400013: Fault("the group has been dissolved", permanent=True),
    400106: Fault(_NO_ROBOT, permanent=True),
}


class DingtalkRobotSettings(ChatSettings):
    """A robot in a DingTalk group (自定义机器人, 加签). Secrets: STEWARD_DINGTALK_ROBOT_TOKEN, STEWARD_DINGTALK_ROBOT_SECRET, or files."""

    token_file: Path | None = Field(None, description="File with the access_token of its address; or the variable STEWARD_DINGTALK_ROBOT_TOKEN")
    secret_file: Path | None = Field(None, description="File with its secret (加签, SEC…); or the variable STEWARD_DINGTALK_ROBOT_SECRET")
    mention: tuple[str, ...] = Field((), description="Members (userid) who are mentioned when it is urgent")
    mention_mobiles: tuple[str, ...] = Field((), description="Mobile numbers of members who are mentioned when it is urgent")
    mention_all: bool = Field(default=False, description="Mention everybody when it is urgent")
    base_url: str = interface("https://oapi.dingtalk.com", "DingTalk")


class DingtalkRobot(GroupRobot):
    """Tells one group."""

    name = "dingtalk-robot"
    who = "DingTalk robot"
    per_minute = 20
    faults = FAULTS

    def __init__(self, settings: DingtalkRobotSettings, services: Services) -> None:
        super().__init__(settings, services)
        self._settings = settings
        token = services.secret("STEWARD_DINGTALK_ROBOT_TOKEN", settings.token_file)
        self._secret = services.secret("STEWARD_DINGTALK_ROBOT_SECRET", settings.secret_file)
        self._url = f"{settings.base_url.rstrip('/')}/robot/send?access_token={quote(token, safe='')}"

    def _asked(self, message: Message, now: datetime) -> tuple[str, Mapping[str, object]]:
        """A text, with mentions if it is urgent. `now` goes into the signature: DingTalk takes what is at most an hour old."""
        mobiles = self._settings.mention_mobiles if message.urgent else ()
        at = "".join(f" @{mobile}" for mobile in mobiles)
        payload: dict[str, object] = {"msgtype": "text", "text": {"content": plain(message, self._settings.language, _LONGEST) + at}}
        if message.urgent:
            payload["at"] = {"atMobiles": list(mobiles), "atUserIds": list(self._settings.mention), "isAtAll": self._settings.mention_all}
        stamp = str(int(now.timestamp() * 1000))
        url = f"{self._url}&timestamp={stamp}&sign={quote(signature(self._secret, stamp), safe='')}"
        return url, payload


def signature(secret: str, stamp: str) -> str:
    """The signature for `stamp` (Unix milliseconds)."""
    return base64.b64encode(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()).decode()


def _open(settings: BaseModel, services: Services) -> Channel:
    return DingtalkRobot(DingtalkRobotSettings.model_validate(settings.model_dump()), services)


CHANNEL = ChannelKind("dingtalk-robot", Text("钉钉群机器人", "DingTalk robot"), DingtalkRobotSettings, _open)
