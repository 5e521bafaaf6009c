"""The words of a time line: what happened, in both languages."""

from __future__ import annotations

from domain.alarm import AlarmEvent
from domain.call_out import Proof
from domain.plan_run import RunEvent
from domain.text import Text
from domain.whistle import WhistleStep

RUN_EVENTS = {
    RunEvent.PROPOSED: Text("建议启动预案", "Plan proposed"),
    RunEvent.STARTED: Text("启动预案", "Plan started"),
    RunEvent.JOINED: Text("又一条告警并入", "One more alarm joined"),
    RunEvent.PHASE_OPENED: Text("进入阶段：{what}", "Phase opened: {what}"),
    RunEvent.DONE: Text("完成：{what}", "Done: {what}"),
    RunEvent.UNDONE: Text("撤销完成：{what}", "Taken back: {what}"),
    RunEvent.SKIPPED: Text("跳过：{what}", "Left out: {what}"),
    RunEvent.LATE: Text("超时未完成：{what}", "Limit passed: {what}"),
    RunEvent.ESCALATED: Text("超时上报：{what}", "Told to whoever commands: {what}"),
    RunEvent.CALLED: Text("拨打电话：{what}", "Called: {what}"),
    RunEvent.MESSAGE: Text("发言", "Said"),
    RunEvent.CHECKED_IN: Text("报到：{what}", "Checked in: {what}"),
    RunEvent.COMMAND_TAKEN: Text("指挥：{what}", "In command: {what}"),
    RunEvent.STOOD_DOWN: Text("解除", "Stood down"),
    RunEvent.FALSE_ALARM: Text("判定误报", "Called a false alarm"),
    RunEvent.DECLINED: Text("不启动预案", "Plan turned down"),
    RunEvent.INTERRUPTED: Text("中断", "Interrupted"),
    RunEvent.NOTED: Text("备注", "Note"),
}

ALARM_EVENTS = {
    AlarmEvent.RAISED: Text("告警触发：{what}", "Alarm raised: {what}"),
    AlarmEvent.RERAISED: Text("告警再次触发：{what}", "Alarm raised again: {what}"),
    AlarmEvent.RETURNED: Text("工况恢复，待复位：{what}", "Back to normal, to be reset: {what}"),
    AlarmEvent.ACKNOWLEDGED: Text("告警已确认：{what}", "Alarm acknowledged: {what}"),
    AlarmEvent.CLEARED: Text("告警恢复：{what}", "Alarm cleared: {what}"),
    AlarmEvent.RESET: Text("告警复位：{what}", "Alarm reset: {what}"),
    AlarmEvent.REALARMED: Text("告警再次提醒：{what}", "Alarm asked to be seen again: {what}"),
    AlarmEvent.SHELVED: Text("告警已搁置：{what}", "Alarm shelved: {what}"),
    AlarmEvent.SUPPRESSED: Text("告警暂不提醒：{what}", "Alarm suppressed: {what}"),
    AlarmEvent.CHATTERING: Text("告警频繁抖动：{what}", "Alarm chatters: {what}"),
    AlarmEvent.CONFIRMED: Text("火警已核实：{what}", "Fire confirmed: {what}"),
}
"""What matters in a review; whatever else happens to an alarm (a link, a settled chatter) is left out."""

CALL_RESULTS = {"reached": Text("已接通", "reached"), "not_reached": Text("未接通", "not reached")}
"""What came of a call, by the word in the log."""
CALLED_WITH = Text("{who}（{result}）", "{who} ({result})")

ORDER_EVENT = Text("工单 {number}：{what}", "Order {number}: {what}")

WHISTLE_STEPS = {
    WhistleStep.BLOWN: Text("吹哨", "Whistle blown"),
    WhistleStep.ADDED: Text("增加部门：{what}", "Department added: {what}"),
    WhistleStep.CHECKED_IN: Text("报到：{what}", "Checked in: {what}"),
    WhistleStep.REMINDED: Text("再次呼叫：{what}", "Called again: {what}"),
    WhistleStep.LATE: Text("超时未报到：{what}", "Not in within the limit: {what}"),
    WhistleStep.ESCALATED: Text("未报到已上报：{what}", "Not in, the manager was told: {what}"),
    WhistleStep.NOTED: Text("备注", "Note"),
    WhistleStep.STOOD_DOWN: Text("收哨", "Whistle stood down"),
}

PROOFS = {
    Proof.RECEIVED: Text("推送已送达 {person}：{what}", "Push received by {person}: {what}"),
    Proof.ACKNOWLEDGED: Text("{person} 已应答：{what}", "{person} answered: {what}"),
}
FAILED = Text("推送未送达 {person}：{what}", "Push did not reach {person}: {what}")
A_GROUP = Text("群组", "a group")
