"""What stands in the tables of visits and of services that are due. Nobody's name and phone are exported."""

from __future__ import annotations

from api.tables.cells import moment, named, plain, written
from api.tables.csv_table import Column
from domain.visit import PURPOSE_NAMES, VISIT_STATE_NAMES, Visit
from operations.visits import ServiceClock

VISIT_COLUMNS: tuple[Column[Visit], ...] = (
    plain("编号", "Number", lambda visit: visit.number),
    plain("项目", "Site", lambda visit: visit.site),
    plain("设备", "Asset", lambda visit: visit.asset),
    named("状态", "State", lambda visit: VISIT_STATE_NAMES[visit.state]),
    named("事由", "Purpose", lambda visit: PURPOSE_NAMES[visit.purpose]),
    written("单位", "Firm", lambda visit: visit.firm),
    written("作业内容", "Work", lambda visit: visit.work),
    written("工单号", "Order", lambda visit: visit.order_number),
    plain("登记时间", "Signed in at", lambda visit: moment(visit.signed_in_at)),
    plain("批准人", "Approved by", lambda visit: visit.approved_by),
    plain("批准时间", "Approved at", lambda visit: moment(visit.approved_at)),
    plain("约定离场", "Until", lambda visit: moment(visit.until)),
    plain("离场时间", "Signed out at", lambda visit: moment(visit.signed_out_at)),
    plain("确认人", "Ended by", lambda visit: visit.ended_by),
    plain("确认时间", "Ended at", lambda visit: moment(visit.ended_at)),
    plain("是否超时", "Overdue", lambda visit: visit.overdue),
)

SERVICE_COLUMNS: tuple[Column[ServiceClock], ...] = (
    plain("设备", "Asset", lambda clock: clock.asset.id),
    named("名称", "Name", lambda clock: clock.asset.name),
    plain("维保周期（天）", "Every (days)", lambda clock: clock.every_days),
    plain("上次维保", "Last serviced", lambda clock: moment(clock.last_at)),
    plain("应维保", "Due", lambda clock: moment(clock.due_at)),
)
