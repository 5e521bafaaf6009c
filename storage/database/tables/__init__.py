"""The tables as they are after the newest migration. `migrations/versions` says how they came to be; a test compares both."""

from __future__ import annotations

from storage.database.tables.alarms import ABNORMAL, FALSE_ALARM, alarm_entries, alarms, incidents, verifications
from storage.database.tables.before_the_rain import SUPPLY_EXPECTED, WARNING_IN_FORCE, supplies, supply_entries, warning_entries, weather_warnings
from storage.database.tables.call_outs import call_deliveries, call_out_alarms, call_outs, quiet_hours
from storage.database.tables.contacts import contact_checks, contacts
from storage.database.tables.control_room import inspection_calls, room_checks, room_shortages, screen_touches
from storage.database.tables.dispatch import dispatch_looks, dispatch_policies, duties, held_skills, last_places
from storage.database.tables.drill_papers import drill_reminders, drill_signatures
from storage.database.tables.drills import DRILL_EXPECTED, DRILL_RUNNING, drill_entries, drills
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
from storage.database.tables.notices import notice_deliveries, notice_entries, notice_recipients, notices
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
from storage.database.tables.plan_reviews import plan_improvements, plan_reviews
from storage.database.tables.plan_runs import RUN_EXPECTED, plan_run_alarms, plan_run_entries, plan_run_files, plan_run_steps, plan_runs
from storage.database.tables.plans import PLAN_IN_FORCE, emergency_numbers, plan_versions, step_pictures
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
from storage.database.tables.set_aside import set_aside
from storage.database.tables.system import answers, audit_log, device_checkpoints, followers, forgetting, forgotten_files, heartbeats, ingests, retention
from storage.database.tables.visits import OPEN_VISIT, VISIT_EXPECTED, service_records, visit_entries, visit_files, visits
from storage.database.tables.walls import watched_walls
from storage.database.tables.whistles import WHISTLE_EXPECTED, whistle_calls, whistle_entries, whistles
from storage.database.tables.work_done import labour_lines, part_lines, repeat_faults, work_done

__all__ = [
    "ABNORMAL",
    "CLOCK_EXPECTED",
    "DRILL_EXPECTED",
    "DRILL_RUNNING",
    "EXPECTED",
    "FALSE_ALARM",
    "HAND_OVER_EXPECTED",
    "MERGED",
    "NOT_ENDED",
    "OPEN_ORDER",
    "OPEN_PERMIT",
    "OPEN_VISIT",
    "PERMIT_IN_HAND",
    "PLAN_IN_FORCE",
    "PROMISED",
    "RUN_EXPECTED",
    "SUPPLY_EXPECTED",
    "SWAP_EXPECTED",
    "UNFINISHED",
    "VISIT_EXPECTED",
    "WAITING",
    "WARNING_IN_FORCE",
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
    "drill_entries",
    "drill_reminders",
    "drill_signatures",
    "drills",
    "duties",
    "emergency_numbers",
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
    "notice_deliveries",
    "notice_entries",
    "notice_recipients",
    "notices",
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
    "plan_improvements",
    "plan_reviews",
    "plan_run_alarms",
    "plan_run_entries",
    "plan_run_files",
    "plan_run_steps",
    "plan_runs",
    "plan_versions",
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
    "set_aside",
    "shift_swaps",
    "step_pictures",
    "supplies",
    "supply_entries",
    "tasks",
    "thing_loans",
    "timeline_entries",
    "tracking_links",
    "verifications",
    "visit_entries",
    "visit_files",
    "visits",
    "warning_entries",
    "watched_walls",
    "weather_warnings",
    "webhooks",
    "whistle_calls",
    "whistle_entries",
    "whistles",
    "work_done",
    "work_orders",
]
