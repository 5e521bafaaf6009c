"""Feishu."""

from __future__ import annotations

from tests.notify.channels.contract import Case
from tests.notify.channels.servers.feishu import APP_ID, ENCRYPT_KEY, ROBOT_SECRET, ROBOT_TOKEN, SECRET, FeishuRobotServer, FeishuServer

FEISHU = Case(
    "feishu",
    "feishu",
    FeishuServer,
    lambda url: {"app_id": APP_ID, "base_url": url},
    {"STEWARD_FEISHU_SECRET": SECRET, "STEWARD_FEISHU_ENCRYPT_KEY": ENCRYPT_KEY},
    {"id": "ou_7dab8a3d"},
    busy_wait_s=3,
    callbacks=True,
)
CASES = (
    FEISHU,
    Case(
        "feishu robot",
        "feishu-robot",
        FeishuRobotServer,
        lambda url: {"base_url": url, "mention": ["all"]},
        {"STEWARD_FEISHU_ROBOT_TOKEN": ROBOT_TOKEN, "STEWARD_FEISHU_ROBOT_SECRET": ROBOT_SECRET},
        busy_wait_s=60,
        gone_is_gone=False,
    ),
)
