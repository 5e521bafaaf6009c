"""The tables as they are after the newest migration. `migrations/versions` says how they came to be; a test compares both."""

from __future__ import annotations

from storage.database.tables.alarms import ABNORMAL, FALSE_ALARM, alarm_entries, alarms, incidents, verifications
from storage.database.tables.call_outs import call_deliveries, call_out_alarms, call_outs, quiet_hours
from storage.database.tables.contacts import contact_checks, contacts
from storage.database.tables.control_room import inspection_calls, room_checks, room_shortages, screen_touches
from storage.database.tables.dispatch import dispatch_looks, dispatch_policies, duties, held_skills, last_places
from storage.database.tables.floor_plans import floor_plans
from storage.database.tables.hand_over import (
    HAND_OVER_EXPECTED,
    hand_over_entries,
    hand_over_files,
    hand_over_posts,
    hand_over_things,
    hand_overs,
    thing_loans,
)
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
from storage.database.tables.people import people, refresh_tokens
from storage.database.tables.permits import OPEN_PERMIT, PERMIT_IN_HAND, out_of_service, permit_attachments, permit_entries, permits
from storage.database.tables.phones import job_links, late_steps, phone_seals, phone_sessions, phones, pin_tries, pins
from storage.database.tables.requests import order_text_changes, order_texts, qr_links, requests, tracking_links
from storage.database.tables.rescue_clocks import CLOCK_EXPECTED, rescue_clocks
from storage.database.tables.rota import (
    SWAP_EXPECTED,
    absences,
    calendar_feeds,
    post_gaps,
    rota_patterns,
    rota_plans,
    rota_turns,
    rota_watches,
    shift_swaps,
)
from storage.database.tables.rules import UNFINISHED, backtests, rule_versions
from storage.database.tables.saved_views import saved_views
from storage.database.tables.system import answers, audit_log, device_checkpoints, followers, forgetting, forgotten_files, heartbeats, ingests, retention
from storage.database.tables.visits import OPEN_VISIT, VISIT_EXPECTED, service_records, visit_entries, visit_files, visits
from storage.database.tables.walls import watched_walls
from storage.database.tables.whistles import WHISTLE_EXPECTED, whistle_calls, whistle_entries, whistles
from storage.database.tables.work_done import labour_lines, part_lines, repeat_faults, work_done

__all__ = [
    "ABNORMAL",
    "CLOCK_EXPECTED",
    "EXPECTED",
    "FALSE_ALARM",
    "HAND_OVER_EXPECTED",
    "MERGED",
    "NOT_ENDED",
    "OPEN_ORDER",
    "OPEN_PERMIT",
    "OPEN_VISIT",
    "PERMIT_IN_HAND",
    "PROMISED",
    "SWAP_EXPECTED",
    "UNFINISHED",
    "VISIT_EXPECTED",
    "WAITING",
    "WHISTLE_EXPECTED",
    "absences",
    "alarm_entries",
    "alarms",
    "answers",
    "api_clients",
    "attachments",
    "audit_log",
    "backtests",
    "calendar_feeds",
    "call_deliveries",
    "call_out_alarms",
    "call_outs",
    "contact_checks",
    "contacts",
    "deliveries",
    "device_checkpoints",
    "dispatch_looks",
    "dispatch_policies",
    "duties",
    "event_log",
    "floor_plans",
    "followers",
    "forgetting",
    "forgotten_files",
    "hand_over_entries",
    "hand_over_files",
    "hand_over_posts",
    "hand_over_things",
    "hand_overs",
    "heartbeats",
    "held_skills",
    "incidents",
    "ingests",
    "inspection_calls",
    "job_links",
    "labour_lines",
    "last_places",
    "late_steps",
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
    "phone_seals",
    "phone_sessions",
    "phones",
    "pin_tries",
    "pins",
    "post_gaps",
    "qr_links",
    "quarantine",
    "quiet_hours",
    "refresh_tokens",
    "repeat_faults",
    "requests",
    "rescue_clocks",
    "retention",
    "room_checks",
    "room_shortages",
    "rota_patterns",
    "rota_plans",
    "rota_turns",
    "rota_watches",
    "rule_versions",
    "saved_views",
    "screen_touches",
    "service_records",
    "shift_swaps",
    "tasks",
    "thing_loans",
    "timeline_entries",
    "tracking_links",
    "verifications",
    "visit_entries",
    "visit_files",
    "visits",
    "watched_walls",
    "webhooks",
    "whistle_calls",
    "whistle_entries",
    "whistles",
    "work_done",
    "work_orders",
]
