"""What stands in the tables of notices and of their messages. No address: only how it is masked, for those who may see that."""

from __future__ import annotations

from dataclasses import dataclass

from api.schemas.notice import NoticeDelivery
from api.tables.cells import moment, named, plain, written
from api.tables.csv_table import Column
from domain.notice import NOTICE_KIND_NAMES, NOTICE_STATE_NAMES, Notice
from domain.notice_delivery import SEND_STATE_NAMES, Counts
from domain.text import Text


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice, what came of its deliveries, and whom it concerns in words."""

    notice: Notice
    counts: tuple[Counts, ...]
    place: Text


NOTICE_COLUMNS: tuple[Column[NoticeLine], ...] = (
    plain("编号", "Number", lambda line: line.notice.number),
    plain("项目", "Site", lambda line: line.notice.site),
    named("类型", "Kind", lambda line: NOTICE_KIND_NAMES[line.notice.kind]),
    named("状态", "State", lambda line: NOTICE_STATE_NAMES[line.notice.state]),
    named("标题", "Title", lambda line: line.notice.title),
    named("范围", "Concerns", lambda line: line.place),
    plain("户数/处数", "Units", lambda line: len(line.notice.units)),
    plain("开始时间", "Since", lambda line: moment(line.notice.since)),
    plain("预计恢复", "Expected end", lambda line: moment(line.notice.until)),
    plain("撰写人", "Written by", lambda line: line.notice.written_by),
    plain("审批人", "Approved by", lambda line: line.notice.approved_by),
    plain("发布时间", "Published at", lambda line: moment(line.notice.published_at)),
    plain("结束时间", "Ended at", lambda line: moment(line.notice.ended_at)),
    plain("已发送", "Sent", lambda line: sum(each.sent for each in line.counts)),
    plain("待发送", "Queued", lambda line: sum(each.queued for each in line.counts)),
    plain("失败", "Failed", lambda line: sum(each.failed for each in line.counts)),
    plain("页面打开次数", "Page opened", lambda line: line.notice.opened),
    written("原因说明", "Why", lambda line: line.notice.words),
)

DELIVERY_COLUMNS: tuple[Column[NoticeDelivery], ...] = (
    plain("渠道", "Channel", lambda each: each.channel),
    plain("更新编号", "Update", lambda each: each.update_id or ""),
    plain("户/位置", "Unit", lambda each: each.unit or ""),
    plain("接收（脱敏）", "To (masked)", lambda each: each.to),
    named("状态", "State", lambda each: SEND_STATE_NAMES[each.state]),
    plain("尝试次数", "Tries", lambda each: each.attempts),
    plain("进入队列", "Queued at", lambda each: each.queued_at),
    plain("发送时间", "Sent at", lambda each: each.sent_at or ""),
    plain("错误", "Error", lambda each: each.error or ""),
)
