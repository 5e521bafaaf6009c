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
    REQUESTERS = "requesters"
    RULE_VERSIONS = "rule_versions"
    PLAN_VERSIONS = "plan_versions"
    VISITORS = "visitors"
    VISITS = "visits"
    WHISTLES = "whistles"
    PLAN_RUNS = "plan_runs"
    DRILLS = "drills"
    DUTY = "duty"
    HAND_OVERS = "hand_overs"
    CONTROL_ROOM = "control_room"
    WEBHOOK_LOG = "webhook_log"
    SESSIONS = "sessions"
    CONTACTS = "contacts"
    NOTICES = "notices"
    NOTICE_RECIPIENTS = "notice_recipients"
    WEATHER = "weather"


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
    Retention(
        DataKind.REQUESTERS,
        timedelta(days=2 * 365),
        True,
        Text("办结后两年，仅用于回访与投诉复核", "Names, phones and words of those who asked: two years after the end, for complaints"),
    ),
    Retention(DataKind.RULE_VERSIONS, timedelta(days=5 * 365), True, Text("规则版本与试算，与告警一致", "Versions of rules and backtests: as the alarms")),
    Retention(
        DataKind.PLAN_VERSIONS,
        timedelta(days=5 * 365),
        False,
        Text("已替换或撤回的预案版本，与告警一致", "Versions of emergency plans that are no longer in force: as the alarms"),
    ),
    Retention(DataKind.DUTY, timedelta(days=2 * 365), True, Text("当班记录，工资与工时核对两年", "Who was on duty: two years, as records of pay are kept")),
    Retention(DataKind.WEATHER, timedelta(days=2 * 365), True, Text("预警与应急物资检查，两年", "Weather warnings and checks of supplies: two years")),
    Retention(DataKind.HAND_OVERS, timedelta(days=2 * 365), True, Text("交接班与物品借还，与当班记录一致", "Hand-overs and loans: as who was on duty")),
    Retention(
        DataKind.CONTROL_ROOM,
        timedelta(days=2 * 365),
        True,
        Text("消防控制室值班记录不少于一年（GB 25201）", "The log of the fire control room: at least a year (GB 25201)"),
    ),
    Retention(
        DataKind.VISITORS,
        timedelta(days=180),
        True,
        Text("来访人员姓名、电话、证件照片：离场后半年", "Names, phones and certificates of visitors: half a year after they left"),
    ),
    Retention(DataKind.VISITS, timedelta(days=5 * 365), False, Text("到访与服务记录，不少于四年", "Visits and services: lift records at least four years")),
    Retention(DataKind.DRILLS, timedelta(days=5 * 365), True, Text("演练记录，与告警、工单一致", "Drills with who took part: as the alarms and orders")),
    Retention(DataKind.WHISTLES, timedelta(days=5 * 365), False, Text("与工单一致", "As the orders")),
    Retention(DataKind.PLAN_RUNS, timedelta(days=5 * 365), True, Text("预案执行记录，与告警一致", "Runs of emergency plans with their logs: as the alarms")),
    Retention(DataKind.WEBHOOK_LOG, timedelta(days=30), False, Text("推送记录，排查用", "What was sent to other systems: for finding faults")),
    Retention(
        DataKind.CONTACTS,
        timedelta(days=180),
        True,
        Text("已停用的通知方式，用于查明为何未通知到", "Ways of contact that have ended: half a year, to find out why somebody was not reached"),
    ),
    Retention(DataKind.NOTICES, timedelta(days=5 * 365), False, Text("住户通知，与工单一致", "Notices to residents: as the orders")),
    Retention(
        DataKind.NOTICE_RECIPIENTS,
        timedelta(days=30),
        True,
        Text("已停用的住户号码与邮箱，停用时即抹去", "Addresses of residents that have ended: wiped when they end, the row a month later"),
    ),
    Retention(DataKind.SESSIONS, timedelta(days=30), True, Text("登录凭据", "Sign-in tokens")),
)
"""The defaults; the database holds the table that is in force."""
