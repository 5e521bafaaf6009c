"""The tables as they are after the newest migration. `migrations/versions` says how they came to be; a test compares both."""

from __future__ import annotations

from storage.database.tables.alarms import ABNORMAL, FALSE_ALARM, alarm_entries, alarms, incidents, verifications
from storage.database.tables.dispatch import dispatch_looks, dispatch_policies, duties, held_skills, last_places
from storage.database.tables.messages import event_log, outbox, quarantine
from storage.database.tables.orders import (
    EXPECTED,
    MERGED,
    OPEN_ORDER,
    PROMISED,
    attachments,
    order_alarms,
    order_numbers,
    tasks,
    timeline_entries,
    work_orders,
)
from storage.database.tables.outside import api_clients, deliveries, outside_orders, webhooks
from storage.database.tables.parts import NOT_ENDED, WAITING, metadata
from storage.database.tables.people import people, push_subscriptions, refresh_tokens
from storage.database.tables.permits import OPEN_PERMIT, PERMIT_IN_HAND, out_of_service, permit_attachments, permit_entries, permits
from storage.database.tables.requests import order_text_changes, order_texts, qr_links, requests, tracking_links
from storage.database.tables.rescue_clocks import CLOCK_EXPECTED, rescue_clocks
from storage.database.tables.rules import UNFINISHED, backtests, rule_versions
from storage.database.tables.system import answers, audit_log, device_checkpoints, followers, forgetting, heartbeats, ingests, retention
from storage.database.tables.visits import OPEN_VISIT, VISIT_EXPECTED, service_records, visit_entries, visit_files, visits
from storage.database.tables.whistles import WHISTLE_EXPECTED, whistle_calls, whistle_entries, whistles
from storage.database.tables.work_done import labour_lines, part_lines, repeat_faults, work_done

__all__ = [
    "ABNORMAL",
    "CLOCK_EXPECTED",
    "EXPECTED",
    "FALSE_ALARM",
    "MERGED",
    "NOT_ENDED",
    "OPEN_ORDER",
    "OPEN_PERMIT",
    "OPEN_VISIT",
    "PERMIT_IN_HAND",
    "PROMISED",
    "UNFINISHED",
    "VISIT_EXPECTED",
    "WAITING",
    "WHISTLE_EXPECTED",
    "alarm_entries",
    "alarms",
    "answers",
    "api_clients",
    "attachments",
    "audit_log",
    "backtests",
    "deliveries",
    "device_checkpoints",
    "dispatch_looks",
    "dispatch_policies",
    "duties",
    "event_log",
    "followers",
    "forgetting",
    "heartbeats",
    "held_skills",
    "incidents",
    "ingests",
    "labour_lines",
    "last_places",
    "metadata",
    "order_alarms",
    "order_numbers",
    "order_text_changes",
    "order_texts",
    "out_of_service",
    "outbox",
    "outside_orders",
    "part_lines",
    "people",
    "permit_attachments",
    "permit_entries",
    "permits",
    "push_subscriptions",
    "qr_links",
    "quarantine",
    "refresh_tokens",
    "repeat_faults",
    "requests",
    "rescue_clocks",
    "retention",
    "rule_versions",
    "service_records",
    "tasks",
    "timeline_entries",
    "tracking_links",
    "verifications",
    "visit_entries",
    "visit_files",
    "visits",
    "webhooks",
    "whistle_calls",
    "whistle_entries",
    "whistles",
    "work_done",
    "work_orders",
]
