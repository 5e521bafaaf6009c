"""A robot in a WeCom group (企业微信群机器人): told what happens, it never counts as received by anybody.

developer.work.weixin.qq.com/document/path/91770 (as of 2024): text of at most 2048 bytes, mentions in texts only, 20
messages a minute. It has no deduplication key: after a crash the group may be told twice.
"""

from __future__ import annotations

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

_LONGEST = 2048

FAULTS: Mapping[int | str, Fault] = {
    -1: Fault("the platform is busy"),
    45009: Fault("more than 20 messages in a minute", retry_after_s=60),
    45033: Fault("too many calls at once", retry_after_s=10),
    93000: Fault("the robot's key is not valid, or the robot was removed; correct STEWARD_WECOM_ROBOT_KEY or key_file", permanent=True),
    93008: Fault("the robot is not in the group any more", permanent=True),
}


class WecomRobotSettings(ChatSettings):
    """A robot in a WeCom group (群机器人). Its key (what follows ``key=`` in its address): STEWARD_WECOM_ROBOT_KEY, or a file."""

    key_file: Path | None = Field(None, description="File with the robot's key; or the variable STEWARD_WECOM_ROBOT_KEY")
    mention: tuple[str, ...] = Field((), description="Members (userid, or @all) who are mentioned when it is urgent")
    mention_mobiles: tuple[str, ...] = Field((), description="Mobile numbers of members who are mentioned when it is urgent")
    base_url: str = interface("https://qyapi.weixin.qq.com", "WeCom")


class WecomRobot(GroupRobot):
    """Tells one group."""

    name = "wecom-robot"
    who = "WeCom robot"
    per_minute = 20
    faults = FAULTS

    def __init__(self, settings: WecomRobotSettings, services: Services) -> None:
        super().__init__(settings, services)
        self._settings = settings
        key = services.secret("STEWARD_WECOM_ROBOT_KEY", settings.key_file)
        self._url = f"{settings.base_url.rstrip('/')}/cgi-bin/webhook/send?key={quote(key, safe='')}"

    def _asked(self, message: Message, now: datetime) -> tuple[str, Mapping[str, object]]:  # noqa: ARG002  nothing is signed
        """A text, with mentions if it is urgent."""
        text: dict[str, object] = {"content": plain(message, self._settings.language, _LONGEST)}
        if message.urgent:
            text |= {"mentioned_list": list(self._settings.mention), "mentioned_mobile_list": list(self._settings.mention_mobiles)}
        return self._url, {"msgtype": "text", "text": text}


def _open(settings: BaseModel, services: Services) -> Channel:
    return WecomRobot(WecomRobotSettings.model_validate(settings.model_dump()), services)


CHANNEL = ChannelKind("wecom-robot", Text("企业微信群机器人", "WeCom robot"), WecomRobotSettings, _open)
