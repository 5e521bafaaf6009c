"""What stands in the tables of hand-overs and of the log of the fire control room."""

from __future__ import annotations

from collections.abc import Mapping

from api.tables.cells import moment, named, plain, written
from api.tables.csv_table import Column
from domain.hand_over import HAND_OVER_STATE_NAMES, HandOver, HandOverStep
from domain.post import POST_NAMES
from operations.controlroom.log import LOG_KIND_NAMES, LogLine

HAND_OVER_COLUMNS: tuple[Column[HandOver], ...] = (
    plain("编号", "Number", lambda item: item.number),
    plain("项目", "Site", lambda item: item.site),
    named("岗位", "Post", lambda item: POST_NAMES[item.post]),
    named("状态", "State", lambda item: HAND_OVER_STATE_NAMES[item.state]),
    plain("交班人", "Handed over by", lambda item: item.outgoing),
    plain("接班人", "Taken over by", lambda item: item.incoming),
    plain("当班开始", "Since", lambda item: moment(item.since)),
    plain("应交班时间", "Due at", lambda item: moment(item.due_at)),
    plain("交班签字", "Signed by who went", lambda item: moment(item.offered_at)),
    plain("接班签字", "Signed by who came", lambda item: moment(item.signed_at)),
    plain("是否超时", "Late", lambda item: HandOverStep.LATE in item.decided),
    plain("拒接人", "Refused by", lambda item: item.refused_by),
    written("拒接原因", "Why refused", lambda item: item.reason),
    plain("裁决人", "Decided by", lambda item: item.decided_by),
    written("备注", "Notes", lambda item: item.note),
)


def log_columns(names: Mapping[str, str]) -> tuple[Column[LogLine], ...]:
    """Of the log; `names` are people's, by username: the table is a record that is signed."""
    return (
        plain("时间", "When", lambda line: moment(line.at)),
        named("类别", "Kind", lambda line: LOG_KIND_NAMES[line.kind]),
        plain("设备", "Equipment", lambda line: line.asset),
        named("内容", "What", lambda line: line.what),
        named("状态", "State", lambda line: line.state),
        plain("处理人", "Handled by", lambda line: names.get(line.handled_by or "", line.handled_by)),
        plain("处理时间", "Handled at", lambda line: moment(line.handled_at)),
        written("处理情况", "What was done", lambda line: line.note),
    )
