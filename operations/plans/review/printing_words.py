"""The words that stand in the printed review."""

from __future__ import annotations

from domain.text import Text

TITLE = Text("应急预案复盘报告", "Review of an emergency plan")
PLAN = Text("预案", "Plan")
KIND = Text("类别", "Kind")
URGENCY = Text("级别", "Severity")
PLACE = Text("地点", "Place")
BEGUN = Text("开始", "Begun")
ENDED = Text("结束", "Ended")
ENDING = Text("结果", "Ending")
STATE = Text("复盘", "Review")
REASON = Text("起因", "Reason")
OUTCOME = Text("处置结果", "Outcome")
MOMENTS = Text("关键节点", "Key moments")
NEVER = Text("未达到", "not reached")
LIMITS = Text("时限", "Time limits")
LIMIT_COLUMNS = (Text("责任", "Who"), Text("事项", "What"), Text("时限", "Due"), Text("完成", "Done"), Text("人员", "By"), Text("结果", "Result"))
KEPT = Text("按时", "kept")
MISSED = Text("超时 {by}", "late by {by}")
NOT_DONE = Text("未完成，超时 {by}", "not done, late by {by}")
LEFT_OUT = Text("跳过", "left out")
NOT_DUE = Text("结束时未到期", "not yet due at the end")
KEPT_OF = Text("按时 {kept} 项，超时 {missed} 项", "{kept} kept, {missed} missed")
DEPARTMENTS = Text("各部门响应", "Departments")
DEPARTMENT_COLUMNS = (Text("部门", "Department"), Text("呼叫", "Called"), Text("报到", "In"), Text("用时", "Took"), Text("按时 / 超时", "Kept / missed"))
PEOPLE = Text("人员响应", "People")
PEOPLE_COLUMNS = (
    Text("人员", "Person"),
    Text("收到推送", "Push received"),
    Text("应答", "Answered"),
    Text("首次行动", "First deed"),
    Text("用时", "Took"),
    Text("操作数", "Deeds"),
    Text("按时 / 超时", "Kept / missed"),
)
TIMELINE = Text("时间线与遥测", "Time line and telemetry")
TIMELINE_COLUMNS = (Text("时间", "When"), Text("经过", "What happened"), Text("人员", "By"))
SAID_LATE = Text("（{at} 补报）", "(told at {at})")
MORE_LINES = Text("另有 {n} 条记录未列出，请扫码查看", "{n} more lines: scan the code")
NO_TELEMETRY = Text("预案没有关注的测点，或没有读数", "The plan watches no point, or nothing was measured")
TELEMETRY_AWAY = Text("打印时遥测库没有应答", "The telemetry store did not answer")
MEANS = Text("每 {n} 秒一个平均值", "means of {n} s")
MARKS = Text("虚线为关键节点", "Dashed lines: key moments")
PHOTOS = Text("现场照片", "Photos")
FINDINGS = Text("发现的问题", "Findings")
TASKS = Text("改进任务", "Improvements")
TASK_COLUMNS = (Text("内容", "What"), Text("责任", "Owner"), Text("完成期限", "Due by"), Text("工单", "Order"), Text("状态", "State"))
REOPENED = Text("返工 {n} 次", "reopened {n}×")
LATE = Text("已逾期", "late")
SUMMARY = Text("复盘结论", "Conclusion")
NOTHING_YET = Text("待填写", "to be written")
SIGNATURES = Text("签字", "Signatures")
SIGNERS = (Text("现场总指挥", "In command"), Text("记录人", "Recorded by"), Text("项目经理", "Manager"))
SIGNED_AT = Text("日期", "Date")
SCAN = Text("扫码看复盘", "Scan for the review")
SYSTEM = Text("系统", "Steward")
TELEMETRY = Text("遥测", "Telemetry")
FORGOTTEN = Text("执行记录已超过保存期限", "The run itself is no longer kept")
