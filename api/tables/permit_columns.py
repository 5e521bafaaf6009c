"""What stands in the tables of permits and of what is out of service."""

from __future__ import annotations

from api.tables.cells import moment, named, plain, written
from api.tables.csv_table import Column
from domain.permit import PERMIT_KIND_NAMES, PERMIT_STATE_NAMES, Permit
from domain.scope import Scope
from domain.suppression import OutOfService


def scope_words(scope: Scope) -> str:
    """What is meant, by id."""
    parts = (("", scope.points), ("", scope.assets), ("space:", scope.spaces), ("loop:", scope.loops), ("type:", scope.device_types))
    return " ".join(f"{mark}{name}" for mark, names in parts for name in names)


PERMIT_COLUMNS: tuple[Column[Permit], ...] = (
    plain("许可号", "Number", lambda permit: permit.number),
    plain("项目", "Site", lambda permit: permit.site),
    named("类型", "Kind", lambda permit: PERMIT_KIND_NAMES[permit.kind]),
    named("状态", "State", lambda permit: PERMIT_STATE_NAMES[permit.state]),
    written("地点", "Place", lambda permit: permit.place),
    written("作业内容", "Work", lambda permit: permit.work),
    plain("范围", "Scope", lambda permit: scope_words(permit.scope)),
    plain("范围内暂不提醒", "Hides alarms", lambda permit: permit.hides),
    plain("申请人", "Applicant", lambda permit: permit.applicant),
    plain("审批人", "Approver", lambda permit: permit.approver),
    written("监护人", "Watcher", lambda permit: permit.watcher),
    written("施工单位", "Contractor", lambda permit: permit.contractor),
    plain("申请时间", "Requested at", lambda permit: moment(permit.requested_at)),
    plain("许可开始", "Starts at", lambda permit: moment(permit.starts_at)),
    plain("许可截止", "Until", lambda permit: moment(permit.until)),
    plain("实际开始", "Begun at", lambda permit: moment(permit.begun_at)),
    plain("实际结束", "Ended at", lambda permit: moment(permit.ended_at)),
    plain("未报警测点", "Never reported", lambda permit: " ".join(permit.missing)),
    plain("已超时", "Overdue", lambda permit: " ".join(permit.overdue)),
)

OUT_OF_SERVICE_COLUMNS: tuple[Column[OutOfService], ...] = (
    plain("编号", "Id", lambda entry: entry.id),
    plain("项目", "Site", lambda entry: entry.site),
    plain("范围", "Scope", lambda entry: scope_words(entry.scope)),
    written("原因", "Reason", lambda entry: entry.reason),
    plain("停用人", "Taken by", lambda entry: entry.by),
    plain("停用时间", "Taken at", lambda entry: moment(entry.at)),
    plain("截止时间", "Until", lambda entry: moment(entry.until)),
)
