"""What stands in the table of call-outs."""

from __future__ import annotations

from api.tables.cells import moment, named, plain, written
from api.tables.columns import DEPARTMENT_NAMES
from api.tables.csv_table import Column
from domain.call_out import ANSWER_NAMES, CALL_STATE_NAMES, CallOut
from domain.severity import SEVERITY_NAMES
from domain.text import Text

CALL_OUT_COLUMNS: tuple[Column[CallOut], ...] = (
    plain("项目", "Site", lambda each: each.site),
    plain("时间", "Time", lambda each: moment(each.created_at)),
    named("级别", "Severity", lambda each: SEVERITY_NAMES[each.severity]),
    named("部门", "Department", lambda each: DEPARTMENT_NAMES[each.department]),
    written("事项（中文）", "Matter (Chinese)", lambda each: each.title.zh),
    written("事项（英文）", "Matter (English)", lambda each: each.title.en),
    named("状态", "State", lambda each: CALL_STATE_NAMES[each.state]),
    plain("级数", "Step", lambda each: each.step + 1),
    plain("被呼叫人", "Called", lambda each: " ".join(each.people)),
    named("应答", "Answer", lambda each: Text("", "") if each.answer is None else ANSWER_NAMES[each.answer]),
    plain("应答人", "Answered by", lambda each: each.answered_by),
    plain("应答时间", "Answered at", lambda each: moment(each.answered_at)),
    plain("工单", "Work order", lambda each: each.work_order_id),
)
