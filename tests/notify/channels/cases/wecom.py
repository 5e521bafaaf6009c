"""WeCom."""

from __future__ import annotations

from tests.notify.channels.contract import Case
from tests.notify.channels.servers.wecom import AES_KEY, CORP, ROBOT_KEY, SECRET, TOKEN, WecomRobotServer, WecomServer

_SECRETS = {"STEWARD_WECOM_SECRET": SECRET, "STEWARD_WECOM_TOKEN": TOKEN, "STEWARD_WECOM_AES_KEY": AES_KEY}

WECOM = Case(
    "wecom",
    "wecom",
    WecomServer,
    lambda url: {"corp_id": CORP, "agent_id": 1000002, "base_url": url},
    _SECRETS,
    {"userid": "ZhangSan.1990"},
    busy_wait_s=60,
    callbacks=True,
)
CASES = (
    WECOM,
    Case(
        "wecom without buttons",
        "wecom",
        WecomServer,
        lambda url: {"corp_id": CORP, "agent_id": 1000002, "base_url": url, "buttons": False},
        _SECRETS,
        {"userid": "ZhangSan.1990"},
        busy_wait_s=60,
    ),
    Case(
        "wecom robot",
        "wecom-robot",
        WecomRobotServer,
        lambda url: {"base_url": url, "mention": ["@all"]},
        {"STEWARD_WECOM_ROBOT_KEY": ROBOT_KEY},
        busy_wait_s=60,
        gone_is_gone=False,
    ),
)
