"""What stands in the tables of alarms, work orders and quarantine. Free text is masked: exports carry no personal data."""

from __future__ import annotations

from api.asked import Language
from api.security.masking import mask_text
from api.tables.cells import moment, named, plain
from api.tables.csv_table import Column, in_language
from domain.alarm import Alarm, AlarmState
from domain.contract import value_json
from domain.people import Department
from domain.quarantine import REASON_NAMES
from domain.records import QuarantineEntry
from domain.severity import SEVERITY_NAMES
from domain.text import Text
from domain.time import rfc3339
from domain.work_order import ORDER_STATE_NAMES, OUTCOME_NAMES, OrderKind, WorkOrder

ALARM_STATE_NAMES = {
    AlarmState.NORMAL: Text("正常", "Normal"),
    AlarmState.UNACKNOWLEDGED: Text("未确认", "Unacknowledged"),
    AlarmState.ACKNOWLEDGED: Text("已确认", "Acknowledged"),
    AlarmState.RETURNED_UNACKNOWLEDGED: Text("已恢复未确认", "Returned, unacknowledged"),
    AlarmState.SHELVED: Text("搁置", "Shelved"),
    AlarmState.SUPPRESSED: Text("暂不提醒", "Suppressed"),
    AlarmState.OUT_OF_SERVICE: Text("停用", "Out of service"),
}
DEPARTMENT_NAMES = {
    Department.ENGINEERING: Text("工程部", "Engineering"),
    Department.SECURITY: Text("秩序维护部", "Security"),
    Department.SERVICE_CENTRE: Text("客服中心", "Service centre"),
    Department.CLEANING: Text("保洁", "Cleaning"),
    Department.GREENING: Text("绿化", "Greening"),
    Department.MANAGEMENT: Text("管理层", "Management"),
}
ORDER_KIND_NAMES = {
    OrderKind.REPAIR: Text("维修", "Repair"),
    OrderKind.RESCUE: Text("救援", "Rescue"),
    OrderKind.SECURITY: Text("安全处置", "Security"),
    OrderKind.INSPECTION: Text("检查", "Inspection"),
    OrderKind.MAINTENANCE: Text("保养", "Maintenance"),
    OrderKind.ENQUIRY: Text("咨询", "Enquiry"),
    OrderKind.COMPLAINT: Text("投诉", "Complaint"),
    OrderKind.SUGGESTION: Text("建议", "Suggestion"),
    OrderKind.RETURN_VISIT: Text("回访", "Return visit"),
}


def _departments(departments: tuple[Department, ...], language: Language) -> str:
    return "、".join(in_language(DEPARTMENT_NAMES[department], language) for department in departments)


ALARM_COLUMNS: tuple[Column[Alarm], ...] = (
    plain("编号", "Id", lambda alarm: alarm.id),
    plain("项目", "Site", lambda alarm: alarm.site),
    plain("设备", "Asset", lambda alarm: alarm.asset),
    named("级别", "Severity", lambda alarm: SEVERITY_NAMES[alarm.severity]),
    named("状态", "State", lambda alarm: ALARM_STATE_NAMES[alarm.state]),
    named("内容", "Message", lambda alarm: alarm.message),
    plain("数值", "Value", lambda alarm: value_json(alarm.value)),
    named("主办部门", "Lead department", lambda alarm: DEPARTMENT_NAMES[alarm.department]),
    Column(Text("协办部门", "Assisting departments"), lambda alarm, language: _departments(alarm.assist, language)),
    plain("发生时间", "Occurred at", lambda alarm: moment(alarm.occurred_at)),
    plain("触发时间", "Raised at", lambda alarm: moment(alarm.raised_at)),
    plain("确认时间", "Acknowledged at", lambda alarm: moment(alarm.acknowledged_at)),
    plain("确认人", "Acknowledged by", lambda alarm: alarm.acknowledged_by),
    plain("恢复时间", "Cleared at", lambda alarm: moment(alarm.cleared_at)),
    plain("规则", "Rule", lambda alarm: alarm.rule),
    plain("测点", "Point", lambda alarm: alarm.point),
    plain("工单", "Work order", lambda alarm: alarm.work_order_id),
    plain("突发事件", "Incident", lambda alarm: alarm.incident_id),
)

ORDER_COLUMNS: tuple[Column[WorkOrder], ...] = (
    plain("工单号", "Number", lambda order: order.number),
    plain("项目", "Site", lambda order: order.site),
    plain("设备", "Asset", lambda order: order.asset),
    named("事项", "Title", lambda order: order.title),
    named("状态", "State", lambda order: ORDER_STATE_NAMES[order.state]),
    plain("优先级", "Priority", lambda order: order.priority.value),
    named("主办部门", "Lead department", lambda order: DEPARTMENT_NAMES[order.department]),
    Column(Text("协办部门", "Assisting departments"), lambda order, language: _departments(tuple(task.department for task in order.tasks), language)),
    plain("处理人", "Assignee", lambda order: order.assignee),
    plain("开单时间", "Opened at", lambda order: moment(order.opened_at)),
    plain("接单时限", "Accept by", lambda order: moment(order.due.accept_by)),
    plain("接单时间", "Accepted at", lambda order: moment(order.accepted_at)),
    plain("到场时限", "Arrive by", lambda order: moment(order.due.arrive_by)),
    plain("到场时间", "Arrived at", lambda order: moment(order.arrived_at)),
    plain("办结时限", "Resolve by", lambda order: moment(order.due.resolve_by)),
    plain("完成时间", "Completed at", lambda order: moment(order.completed_at)),
    plain("关闭时间", "Closed at", lambda order: moment(order.closed_at)),
    plain("已超时限", "Overdue", lambda order: " ".join(order.overdue)),
    named("核实结果", "Outcome", lambda order: Text("", "") if order.outcome is None else OUTCOME_NAMES[order.outcome]),
    named("类型", "Kind", lambda order: ORDER_KIND_NAMES[order.kind]),
)

QUARANTINE_COLUMNS: tuple[Column[QuarantineEntry], ...] = (
    plain("编号", "Id", lambda entry: entry.id),
    plain("项目", "Site", lambda entry: entry.item.site),
    plain("接收时间", "Received at", lambda entry: rfc3339(entry.item.received_at)),
    plain("物联设备", "Device", lambda entry: entry.item.device),
    plain("主题", "Topic", lambda entry: entry.item.topic),
    named("原因", "Reason", lambda entry: REASON_NAMES[entry.item.reason]),
    plain("说明", "Detail", lambda entry: mask_text(entry.item.detail)),
    plain("次数", "Count", lambda entry: entry.count),
    plain("最近一次", "Last at", lambda entry: rfc3339(entry.last_at)),
)
