"""Switching endpoints off and on, and saying so to those who have to look after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.outbox import NotificationKind
from domain.people import Department
from domain.records import AuditEntry, Transaction
from domain.severity import Severity
from domain.text import Text
from domain.time import rfc3339
from domain.webhook import Ended, Webhook
from operations.telling import tell

ENDED_NAMES = {
    Ended.BY_HAND: Text("人工停用", "Switched off by hand"),
    Ended.GONE: Text("对方答复不再接收（410）", "It answered that it wants no more (410)"),
    Ended.FAILING: Text("连续 3 天未能送达", "Nothing was taken for 3 days"),
    Ended.SECRET: Text("签名密钥已无法读取，请重新生成", "Its secret can no longer be read: make a new one"),
}
_TITLE = Text("推送「{name}」已停用", "The webhook “{name}” has been switched off")
_BODY = Text("{why}。请在“外部系统”中查看推送记录，处理后重新启用。", "{why}. Look at its log under Outside systems, and switch it on again once it is mended.")


def switch_off(tx: Transaction, webhook: Webhook, why: Ended, now: datetime, sites: Sequence[str]) -> Webhook:
    """`webhook` is told nothing any more; management hears of it, at its first site (of `sites`, if it has all). Raises `Conflict`."""
    ended = tx.webhooks.save(replace(webhook, ended=why, ended_at=now))
    tx.housekeeping.audit(AuditEntry(now, "system", "webhook.off", webhook.id, why.value))
    site = next((site for site in (sites if "*" in webhook.sites else webhook.sites)), None)
    if site is None:
        return ended
    key = f"webhook:{webhook.id}:{rfc3339(now)}"
    title, body = _TITLE.filled(name=webhook.name), _BODY.filled(why=ENDED_NAMES[why])
    tell(tx, key, NotificationKind.WEBHOOK_OFF, Department.MANAGEMENT, title, body, now, site=site, severity=Severity.MEDIUM)
    return ended


def switch_on(tx: Transaction, webhook: Webhook) -> Webhook:
    """`webhook` is told again, of what waits first. Raises `Conflict`."""
    return tx.webhooks.save(replace(webhook, ended=None, ended_at=None, failing_since=None))
