"""DingTalk."""

from __future__ import annotations

from tests.notify.channels.contract import Case
from tests.notify.channels.servers.dingtalk import (
    APP_KEY,
    CALLBACK_SECRET,
    ROBOT_SECRET,
    ROBOT_TOKEN,
    SECRET,
    TEMPLATE,
    DingtalkRobotServer,
    DingtalkServer,
)

CARDS = Case(
    "dingtalk cards",
    "dingtalk",
    DingtalkServer,
    lambda url: {"app_key": APP_KEY, "card_template": TEMPLATE, "callback_route": "steward", "base_url": url, "old_base_url": url},
    {"STEWARD_DINGTALK_SECRET": SECRET, "STEWARD_DINGTALK_CALLBACK_SECRET": CALLBACK_SECRET},
    {"userid": "manager-4220"},
    busy_wait_s=1,
    callbacks=True,
)
CASES = (
    CARDS,
    Case(
        "dingtalk notices",
        "dingtalk",
        DingtalkServer,
        lambda url: {"app_key": APP_KEY, "agent_id": 42, "base_url": url, "old_base_url": url},
        {"STEWARD_DINGTALK_SECRET": SECRET},
        {"userid": "manager-4220"},
        busy_wait_s=1,
    ),
    Case(
        "dingtalk robot",
        "dingtalk-robot",
        DingtalkRobotServer,
        lambda url: {"base_url": url, "mention_mobiles": ["13800138000"]},
        {"STEWARD_DINGTALK_ROBOT_TOKEN": ROBOT_TOKEN, "STEWARD_DINGTALK_ROBOT_SECRET": ROBOT_SECRET},
        busy_wait_s=600,
        gone_is_gone=False,
    ),
)
