"""The words that stand in the forms, whatever the order."""

from __future__ import annotations

from domain.attachment import Signer
from domain.people import Department
from domain.text import Text
from domain.work_order import OrderEvent, OrderKind

DEPARTMENTS = {
    Department.ENGINEERING: Text("工程部", "Engineering"),
    Department.SECURITY: Text("秩序维护部", "Security"),
    Department.SERVICE_CENTRE: Text("客服中心", "Service centre"),
    Department.CLEANING: Text("保洁", "Cleaning"),
    Department.GREENING: Text("绿化", "Greening"),
    Department.MANAGEMENT: Text("管理层", "Management"),
}

KINDS = {
    OrderKind.REPAIR: Text("维修", "Repair"),
    OrderKind.RESCUE: Text("救援", "Rescue"),
    OrderKind.SECURITY: Text("安全", "Security"),
    OrderKind.INSPECTION: Text("巡检", "Inspection"),
    OrderKind.MAINTENANCE: Text("保养", "Maintenance"),
    OrderKind.RETURN_VISIT: Text("回访", "Return visit"),
    OrderKind.ENQUIRY: Text("咨询", "Enquiry"),
    OrderKind.COMPLAINT: Text("投诉", "Complaint"),
    OrderKind.SUGGESTION: Text("建议", "Suggestion"),
}

EVENTS = {
    OrderEvent.OPENED: Text("开单", "Opened"),
    OrderEvent.TRIAGED: Text("受理", "Triaged"),
    OrderEvent.DISPATCHED: Text("派单", "Dispatched"),
    OrderEvent.ACCEPTED: Text("接单", "Accepted"),
    OrderEvent.DECLINED: Text("退单", "Declined"),
    OrderEvent.TRANSFERRED: Text("转单", "Transferred"),
    OrderEvent.STARTED: Text("开始处理", "Started"),
    OrderEvent.ARRIVED: Text("到场", "Arrived"),
    OrderEvent.HELD: Text("挂起", "On hold"),
    OrderEvent.RESUMED: Text("恢复处理", "Resumed"),
    OrderEvent.COMPLETED: Text("完成", "Completed"),
    OrderEvent.VERIFIED: Text("验收", "Verified"),
    OrderEvent.CLOSED: Text("办结", "Closed"),
    OrderEvent.CANCELLED: Text("作废", "Cancelled"),
    OrderEvent.REOPENED: Text("返工", "Reopened"),
    OrderEvent.NOTED: Text("备注", "Note"),
    OrderEvent.JOINED: Text("告警并入", "Alarm joined"),
    OrderEvent.ALARM_CLEARED: Text("告警恢复", "Alarm cleared"),
    OrderEvent.TASK_ADDED: Text("请求协办", "Task added"),
    OrderEvent.TASK_ACCEPTED: Text("协办接单", "Task accepted"),
    OrderEvent.TASK_DONE: Text("协办完成", "Task done"),
    OrderEvent.FOLLOWED: Text("随主单完成", "Completed with its parent"),
    OrderEvent.ATTACHED: Text("添加附件", "File added"),
    OrderEvent.OVERDUE: Text("超时", "Overdue"),
    OrderEvent.REMINDED: Text("催办", "Reminded"),
    OrderEvent.ESCALATED: Text("升级", "Escalated"),
    OrderEvent.PROMISED: Text("承诺", "Promised"),
    OrderEvent.MERGED: Text("并单", "Merged"),
    OrderEvent.RECORDED: Text("填写维修记录", "Work recorded"),
    OrderEvent.OWNED: Text("指定责任人", "Owner named"),
    OrderEvent.RATED: Text("满意度", "Rated"),
}
"""A step that is not among them is printed by its own name: a form must never fail for a word."""

SIGNERS = {
    Signer.REQUESTER: Text("业主 / 使用人确认", "Confirmed by owner or user"),
    Signer.FITTER: Text("维修人员", "Done by"),
    Signer.LEAD: Text("部门负责人", "Team lead"),
    Signer.CONTRACTOR: Text("外委单位", "Contractor"),
}

NUMBER = Text("工单号", "Order number")
STATE = Text("状态", "State")
SITE = Text("项目", "Site")
PLACE = Text("位置", "Place")
ASSET = Text("设备", "Asset")
KIND = Text("类别", "Kind")
URGENCY = Text("级别", "Urgency")
LEAD = Text("主办部门", "Lead department")
ASSIST = Text("协办部门", "Assisting")
ASSIGNEE = Text("处理人", "Assigned to")
OPENED_AT = Text("开单时间", "Opened at")
OPENED_BY = Text("经办人", "Opened by")
REQUESTER = Text("报事人", "Requester")
PHONE = Text("联系电话", "Phone")
ACCEPT_BY = Text("接单时限", "Accept by")
ARRIVE_BY = Text("到场时限", "Arrive by")
RESOLVE_BY = Text("完成时限", "Resolve by")
PROMISED = Text("承诺时间", "Promised by")
ACCEPTED_AT = Text("接单时间", "Accepted at")
ARRIVED_AT = Text("到场时间", "Arrived at")
COMPLETED_AT = Text("完成时间", "Completed at")
CLOSED_AT = Text("办结时间", "Closed at")
OUTCOME = Text("核实结果", "Found")

MATTER = Text("事项", "Matter")
TASKS = Text("协办任务", "Tasks of assisting departments")
TASK_COLUMNS = (Text("部门", "Department"), Text("任务", "Task"), Text("时限", "Due by"), Text("完成", "Done"))
ALARMS = Text("告警", "Alarms")
ALARM_COLUMNS = (Text("触发时间", "Raised at"), Text("级别", "Severity"), Text("内容", "Message"), Text("恢复时间", "Cleared at"))
STEPS = Text("处理经过", "Steps")
STEP_COLUMNS = (Text("时间", "When"), Text("步骤", "Step"), Text("人员", "By"), Text("说明", "Note"))
PHOTOS = Text("现场照片", "Photos")
MORE_PHOTOS = Text("另有 {n} 张照片，请扫码查看", "{n} more photos: scan the code")
MORE_LINES = Text("仅列出最近 {n} 条，完整记录请扫码查看", "The last {n} only; scan the code for all")
WORK = Text("维修情况", "Work done")
PROBLEM = Text("故障现象", "Problem")
CAUSE = Text("故障原因", "Cause")
REMEDY = Text("处理方式", "Remedy")
WHAT = Text("处理说明", "What was done")
REPEAT = Text("重复故障", "Repeat fault")
REPEAT_OF = Text("30 天内上次工单 {number}", "Last order within 30 days: {number}")
LABOUR = Text("工时", "Labour")
LABOUR_COLUMNS = (Text("人员", "Person"), Text("类别", "Hours"), Text("分钟", "Minutes"))
PARTS = Text("备件与材料", "Parts and material")
PART_COLUMNS = (
    Text("名称", "Part"),
    Text("编码", "Code"),
    Text("数量", "Quantity"),
    Text("单价 ¥", "Unit cost ¥"),
    Text("金额 ¥", "Cost ¥"),
    Text("付费方", "Paid by"),
)
OWNER_PAYS = Text("业主", "Owner")
PROPERTY_PAYS = Text("物业", "Property")
TOTAL = Text("合计", "Total")
OF_THAT_OWNER = Text("其中业主承担 ¥{cost}", "of which the owner pays ¥{cost}")
SATISFACTION = Text("满意度", "Satisfaction")
SCORES = (Text("非常不满意", "Very poor"), Text("不满意", "Poor"), Text("一般", "Fair"), Text("满意", "Good"), Text("非常满意", "Very good"))
SOLVED = Text("已解决", "solved")
NOT_SOLVED = Text("未解决", "not solved")
REPLY = Text("回执（由接收部门填写）", "Reply of the receiving department")
SIGNATURES = Text("签字", "Signatures")
SENT_BY = Text("发单部门", "Sent by")
RECEIVED_BY = Text("接收部门签收", "Received by")
APPROVED_BY = Text("部门负责人", "Team lead")
SIGNED_AT = Text("日期", "Date")
SCAN = Text("扫码看工单", "Scan for the order")
PRINTED = Text("{name} 打印于 {at}", "Printed by {name}, {at}")
PAGE = Text("第 {page} 页，共 {pages} 页", "Page {page} of {pages}")
