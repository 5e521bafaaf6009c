"""What stands in the table of incidents."""

from __future__ import annotations

from api.schemas.incident import Incident
from api.tables.cells import named, plain
from api.tables.csv_table import Column
from domain.severity import SEVERITY_NAMES
from domain.suppression import CAUSE_NAMES
from domain.text import Text

INCIDENT_COLUMNS: tuple[Column[Incident], ...] = (
    plain("编号", "Id", lambda incident: incident.id),
    plain("项目", "Site", lambda incident: incident.site),
    named("原因", "Cause", lambda incident: CAUSE_NAMES[incident.cause]),
    named("级别", "Severity", lambda incident: SEVERITY_NAMES[incident.severity]),
    named("内容", "Title", lambda incident: Text(incident.title.zh, incident.title.en)),
    plain("告警数", "Alarms", lambda incident: incident.alarm_count),
    plain("未结束告警", "Active alarms", lambda incident: incident.active_count),
    plain("暂不提醒", "Suppressed", lambda incident: incident.suppressed_count),
    plain("开始时间", "Opened at", lambda incident: incident.opened_at),
    plain("结束时间", "Closed at", lambda incident: incident.closed_at),
    plain("原因告警", "Cause alarm", lambda incident: incident.cause_alarm_id),
    plain("首发告警", "First alarm", lambda incident: incident.first_alarm_id),
    plain("工单", "Work orders", lambda incident: " ".join(incident.work_order_ids)),
)
