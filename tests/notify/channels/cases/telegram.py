"""Telegram."""

from __future__ import annotations

from tests.notify.channels.contract import Case
from tests.notify.channels.servers.telegram import TOKEN, WEBHOOK_SECRET, TelegramServer

TELEGRAM = Case(
    "telegram",
    "telegram",
    TelegramServer,
    lambda url: {"base_url": url},
    {"STEWARD_TELEGRAM_TOKEN": TOKEN, "STEWARD_TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET},
    {"chat_id": "77700123"},
    busy_wait_s=5,
    replay_is_refused=False,
    callbacks=True,
)
CASES = (TELEGRAM,)
