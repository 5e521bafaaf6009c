"""The tables as they are after the newest migration. `migrations/versions` says how they came to be; a test compares both."""

from __future__ import annotations

from storage.database.tables.alarms import ABNORMAL, FALSE_ALARM, alarm_entries, alarms, incidents, verifications
from storage.database.tables.messages import event_log, outbox, quarantine
from storage.database.tables.orders import EXPECTED, OPEN_ORDER, attachments, order_alarms, order_numbers, tasks, timeline_entries, work_orders
from storage.database.tables.parts import NOT_ENDED, WAITING, metadata
from storage.database.tables.people import people, push_subscriptions, refresh_tokens
from storage.database.tables.permits import OPEN_PERMIT, PERMIT_IN_HAND, out_of_service, permit_attachments, permit_entries, permits
from storage.database.tables.rules import UNFINISHED, backtests, rule_versions
from storage.database.tables.system import answers, audit_log, device_checkpoints, followers, forgetting, heartbeats, ingests, retention

__all__ = [
    "ABNORMAL",
    "EXPECTED",
    "FALSE_ALARM",
    "NOT_ENDED",
    "OPEN_ORDER",
    "OPEN_PERMIT",
    "PERMIT_IN_HAND",
    "UNFINISHED",
    "WAITING",
    "alarm_entries",
    "alarms",
    "answers",
    "attachments",
    "audit_log",
    "backtests",
    "device_checkpoints",
    "event_log",
    "followers",
    "forgetting",
    "heartbeats",
    "incidents",
    "ingests",
    "metadata",
    "order_alarms",
    "order_numbers",
    "out_of_service",
    "outbox",
    "people",
    "permit_attachments",
    "permit_entries",
    "permits",
    "push_subscriptions",
    "quarantine",
    "refresh_tokens",
    "retention",
    "rule_versions",
    "tasks",
    "timeline_entries",
    "verifications",
    "work_orders",
]
