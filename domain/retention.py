"""How long each kind of data is kept: a table, not a habit (PIPL art. 19; Order 74 for lifts; GA/T 1742 for parking)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.text import Text


class DataKind(StrEnum):
    """A kind of data with its own retention."""

    TELEMETRY = "telemetry"
    ACCESS_EVENTS = "access_events"
    ALARMS = "alarms"
    WORK_ORDERS = "work_orders"
    LIFT_RECORDS = "lift_records"
    EVENT_LOG = "event_log"
    QUARANTINE = "quarantine"
    AUDIT_LOG = "audit_log"
    NOTIFICATIONS = "notifications"
    PERMITS = "permits"
    RULE_VERSIONS = "rule_versions"
    SESSIONS = "sessions"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a kind is kept, and why so long."""

    kind: DataKind
    keep: timedelta
    personal: bool
    why: Text


RETENTION = (
    Retention(DataKind.TELEMETRY, timedelta(days=400), False, Text("一年趋势对比，另留一月", "A year for comparison and a month more")),
    Retention(DataKind.ACCESS_EVENTS, timedelta(days=365), True, Text("停车与通行记录不少于一年", "Parking and passage events at least a year (GA/T 1742)")),
    Retention(DataKind.ALARMS, timedelta(days=5 * 365), False, Text("五年", "Five years")),
    Retention(DataKind.WORK_ORDERS, timedelta(days=5 * 365), True, Text("五年", "Five years")),
    Retention(DataKind.LIFT_RECORDS, timedelta(days=5 * 365), False, Text("电梯记录不少于四年", "Lift records at least four years")),
    Retention(DataKind.EVENT_LOG, timedelta(days=400), False, Text("一年趋势对比，另留一月", "A year for comparison and a month more")),
    Retention(DataKind.QUARANTINE, timedelta(days=30), True, Text("排查用", "For finding faults")),
    Retention(DataKind.AUDIT_LOG, timedelta(days=3 * 365), True, Text("三年", "Three years")),
    Retention(DataKind.NOTIFICATIONS, timedelta(days=400), True, Text("与事件记录一致", "As the event log")),
    Retention(DataKind.PERMITS, timedelta(days=5 * 365), True, Text("作业许可与停用，与告警一致", "Permits and equipment out of service: as the alarms")),
    Retention(DataKind.RULE_VERSIONS, timedelta(days=5 * 365), True, Text("规则版本与试算，与告警一致", "Versions of rules and backtests: as the alarms")),
    Retention(DataKind.SESSIONS, timedelta(days=30), True, Text("登录凭据", "Sign-in tokens")),
)
"""The defaults; the database holds the table that is in force."""
