"""What stands in the tables of alarms, work orders and quarantine. Free text is masked: exports carry no personal data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from api.asked import Language
from api.security.masking import mask_text
from api.tables.csv_table import Column, in_language
from domain.alarm import Alarm, AlarmState
from domain.contract import value_json
from domain.people import Department
from domain.quarantine import REASON_NAMES
from domain.records import QuarantineEntry
from domain.severity import SEVERITY_NAMES
from domain.text import Text
from domain.time import rfc3339
from domain.work_order import ORDER_STATE_NAMES, WorkOrder

Item = TypeVar("Item")

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


def _plain(zh: str, en: str, cell: Callable[[Item], object]) -> Column[Item]:
    return Column(Text(zh, en), lambda item, _: cell(item))


def _named(zh: str, en: str, cell: Callable[[Item], Text]) -> Column[Item]:
    return Column(Text(zh, en), lambda item, language: mask_text(in_language(cell(item), language)))


def _departments(departments: tuple[Department, ...], language: Language) -> str:
    return "、".join(in_language(DEPARTMENT_NAMES[department], language) for department in departments)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)


ALARM_COLUMNS: tuple[Column[Alarm], ...] = (
    _plain("编号", "Id", lambda alarm: alarm.id),
    _plain("项目", "Site", lambda alarm: alarm.site),
    _plain("设备", "Asset", lambda alarm: alarm.asset),
    _named("级别", "Severity", lambda alarm: SEVERITY_NAMES[alarm.severity]),
    _named("状态", "State", lambda alarm: ALARM_STATE_NAMES[alarm.state]),
    _named("内容", "Message", lambda alarm: alarm.message),
    _plain("数值", "Value", lambda alarm: value_json(alarm.value)),
    _named("主办部门", "Lead department", lambda alarm: DEPARTMENT_NAMES[alarm.department]),
    Column(Text("协办部门", "Assisting departments"), lambda alarm, language: _departments(alarm.assist, language)),
    _plain("发生时间", "Occurred at", lambda alarm: _moment(alarm.occurred_at)),
    _plain("触发时间", "Raised at", lambda alarm: _moment(alarm.raised_at)),
    _plain("确认时间", "Acknowledged at", lambda alarm: _moment(alarm.acknowledged_at)),
    _plain("确认人", "Acknowledged by", lambda alarm: alarm.acknowledged_by),
    _plain("恢复时间", "Cleared at", lambda alarm: _moment(alarm.cleared_at)),
    _plain("规则", "Rule", lambda alarm: alarm.rule),
    _plain("测点", "Point", lambda alarm: alarm.point),
    _plain("工单", "Work order", lambda alarm: alarm.work_order_id),
)

ORDER_COLUMNS: tuple[Column[WorkOrder], ...] = (
    _plain("工单号", "Number", lambda order: order.number),
    _plain("项目", "Site", lambda order: order.site),
    _plain("设备", "Asset", lambda order: order.asset),
    _named("事项", "Title", lambda order: order.title),
    _named("状态", "State", lambda order: ORDER_STATE_NAMES[order.state]),
    _plain("优先级", "Priority", lambda order: order.priority.value),
    _named("主办部门", "Lead department", lambda order: DEPARTMENT_NAMES[order.department]),
    Column(Text("协办部门", "Assisting departments"), lambda order, language: _departments(tuple(task.department for task in order.tasks), language)),
    _plain("处理人", "Assignee", lambda order: order.assignee),
    _plain("开单时间", "Opened at", lambda order: _moment(order.opened_at)),
    _plain("接单时限", "Accept by", lambda order: _moment(order.due.accept_by)),
    _plain("接单时间", "Accepted at", lambda order: _moment(order.accepted_at)),
    _plain("到场时限", "Arrive by", lambda order: _moment(order.due.arrive_by)),
    _plain("到场时间", "Arrived at", lambda order: _moment(order.arrived_at)),
    _plain("办结时限", "Resolve by", lambda order: _moment(order.due.resolve_by)),
    _plain("完成时间", "Completed at", lambda order: _moment(order.completed_at)),
    _plain("关闭时间", "Closed at", lambda order: _moment(order.closed_at)),
    _plain("已超时限", "Overdue", lambda order: " ".join(order.overdue)),
)

QUARANTINE_COLUMNS: tuple[Column[QuarantineEntry], ...] = (
    _plain("编号", "Id", lambda entry: entry.id),
    _plain("项目", "Site", lambda entry: entry.item.site),
    _plain("接收时间", "Received at", lambda entry: rfc3339(entry.item.received_at)),
    _plain("物联设备", "Device", lambda entry: entry.item.device),
    _plain("主题", "Topic", lambda entry: entry.item.topic),
    _named("原因", "Reason", lambda entry: REASON_NAMES[entry.item.reason]),
    _plain("说明", "Detail", lambda entry: mask_text(entry.item.detail)),
    _plain("次数", "Count", lambda entry: entry.count),
    _plain("最近一次", "Last at", lambda entry: rfc3339(entry.last_at)),
)
