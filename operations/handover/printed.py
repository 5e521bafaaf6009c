"""The sheet of a hand-over on paper (交接班记录表)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from domain.attachment import AttachmentKind
from domain.hand_over import HAND_OVER_STATE_NAMES, HAND_OVER_STEP_NAMES, HandOver
from domain.post import POST_NAMES
from domain.records import Transaction
from domain.severity import SEVERITY_NAMES, Severity
from domain.site import Site
from domain.text import Text
from operations.forms import labels
from operations.forms.content import Sheet, Signature
from operations.forms.sections import Section
from operations.forms.wording import NOTHING, Wording
from operations.handover.sheet import gather


class HandOverForm(StrEnum):
    """Its one form."""

    SHEET = "hand-over"


Line = Mapping[str, Any]

TITLE = Text("交接班记录表", "Hand-over sheet")
_SCAN = Text("扫码查看", "Scan to open")
_POST, _GOES, _COMES = Text("岗位", "Post"), Text("交班人", "Handed over by"), Text("接班人", "Taken over by")
_SHIFT, _SIGNED, _DECIDED = Text("班次", "Shift"), Text("交接时间", "Handed over at"), Text("裁决人", "Decided by")
_NOTES = Text("交班备注", "Notes")
_FIGURES = Text(
    "本班：告警 {raised}（紧急 {critical}），新开工单 {opened}，完成 {completed}，办结 {closed}",
    "This shift: {raised} alarms ({critical} critical), orders opened {opened}, completed {completed}, closed {closed}",
)
_THINGS = Text("物品清点", "Things counted")
_THING_COLUMNS = (Text("物品", "Thing"), Text("应有", "Should be"), Text("实有", "Counted"), Text("借出", "On loan"), Text("说明", "Remark"))
_ALARMS = (Text("时间", "Raised"), Text("级别", "Severity"), Text("内容", "What"), Text("说明", "Hidden because"))
_ORDERS = (Text("工单", "Order"), Text("内容", "What"), Text("状态", "State"), Text("处理人", "Assigned"), Text("时限", "Due"))
_ISOLATIONS = (Text("设备", "Equipment"), Text("原因", "Reason"), Text("至", "Until"))
_PERMITS = (Text("许可", "Permit"), Text("作业", "Work"), Text("地点", "Place"), Text("至", "Until"))
_MATTERS = (Text("事项", "What"), Text("时间", "Since"))
_STEPS = (Text("时间", "When"), Text("步骤", "Step"), Text("人员", "By"), Text("说明", "Note"))


def sheet_of(tx: Transaction, item: HandOver, site: Site, *, wording: Wording, by: str, at: datetime, address: str) -> Sheet:
    """The sheet of `item`: as it was signed, or as it is now; printed `by` somebody `at` a moment."""
    w = wording
    content = cast("Mapping[str, Any]", item.sheet if item.sheet is not None else gather(tx, item, site, at))
    files = tx.hand_overs.files(item.id)
    drawn = {file.signed_by: file for file in files if file.kind is AttachmentKind.SIGNATURE}
    signed = ((_GOES, item.outgoing, item.offered_at), (_COMES, item.incoming, item.signed_at))
    return Sheet(
        form=HandOverForm.SHEET,
        title=w.of(TITLE),
        site=w.of(site.name),
        number=item.number,
        address=address,
        scan=w.of(_SCAN),
        facts=_facts(item, w),
        matter=(w.of(_NOTES), "\n".join(filter(None, (w.of(_FIGURES.filled(**_numbers(content["figures"]))), w.said(item.note))))),
        sections=[section for section in _sections(tx, item, content, w) if section is not None],
        reply="",
        signatures_title=w.of(labels.SIGNATURES),
        signatures=[Signature(w.of(label), w.person(who) if who else "", w.moment(when) if when else "", drawn.get(who)) for label, who, when in signed],
        date=w.of(labels.SIGNED_AT),
        photos_title=w.of(labels.PHOTOS),
        more_photos=w.of(labels.MORE_PHOTOS),
        printed=w.of(labels.PRINTED.filled(name=w.person(by), at=w.moment(at))),
        page=w.of(labels.PAGE),
        photos=[
            (file, f"{w.moment(file.added_at)} {w.person(file.added_by)}")
            for file in files
            if file.kind is AttachmentKind.FILE and file.content_type.startswith("image/")
        ],
    )


def _facts(item: HandOver, w: Wording) -> list[tuple[str, str]]:
    known = [
        (labels.NUMBER, item.number),
        (labels.STATE, w.of(HAND_OVER_STATE_NAMES[item.state])),
        (_POST, w.of(POST_NAMES[item.post])),
        (_SHIFT, f"{w.moment(item.since)} – {w.moment(item.due_at)}"),
        (_GOES, w.person(item.outgoing)),
        (_COMES, w.person(item.incoming)),
        (_SIGNED, w.moment(item.signed_at)),
        (_DECIDED, w.person(item.decided_by)),
    ]
    return [(w.of(label), value) for label, value in known]


def _sections(tx: Transaction, item: HandOver, content: Mapping[str, Any], w: Wording) -> list[Section | None]:
    def table(title: Text, name: str, columns: Sequence[Text], widths: tuple[int, ...], row: Callable[[Line], tuple[str, ...]]) -> Section | None:
        lines = cast("Sequence[Line]", content.get(name, ()))
        return Section(w.of(title), tuple(w.of(column) for column in columns), widths, [row(line) for line in lines]) if lines else None

    entries = tx.hand_overs.timeline(item.id)
    steps = [(w.moment(entry.at), w.of(HAND_OVER_STEP_NAMES[entry.step]), w.person(entry.actor), w.said(entry.note)) for entry in entries]
    return [
        table(_THINGS, "things", _THING_COLUMNS, (2, 0, 0, 2, 2), lambda line: _thing(line, w)),
        table(Text("未恢复告警", "Open alarms"), "alarms", _ALARMS, (0, 0, 3, 1), lambda line: _alarm(line, w)),
        table(Text("未办结工单", "Open orders"), "orders", _ORDERS, (0, 3, 0, 0, 0), lambda line: _order(line, w)),
        table(
            Text("停用设备", "Out of service"),
            "isolations",
            _ISOLATIONS,
            (2, 2, 0),
            lambda line: (_names(line["assets"], w), w.said(line["reason"]), _at(line["until"], w)),
        ),
        table(
            Text("作业许可", "Permits"),
            "permits",
            _PERMITS,
            (0, 2, 2, 0),
            lambda line: (f"{line['number']} {_own(line['kind'], w)}", w.said(line["work"]), w.said(line["place"]), _at(line["until"], w)),
        ),
        table(Text("突发事件", "Incidents"), "incidents", _MATTERS, (3, 0), lambda line: (_own(line["title"], w), _at(line["opened_at"], w))),
        table(Text("吹哨", "Whistles"), "whistles", _MATTERS, (3, 0), lambda line: (w.said(line["matter"]), _at(line["blown_at"], w))),
        table(
            Text("外来作业", "Visits"), "visits", _MATTERS, (3, 0), lambda line: (f"{w.said(line['firm'])} · {_own(line['asset'], w)}", _at(line["until"], w))
        ),
        Section(w.of(labels.STEPS), tuple(w.of(column) for column in _STEPS), (0, 0, 0, 1), steps),
    ]


def _thing(line: Line, w: Wording) -> tuple[str, ...]:
    loans = "\n".join(f"{w.said(loan['lent_to'])} × {loan['number']}" for loan in line["loans"])
    counted = NOTHING if line["counted"] is None else str(line["counted"])
    return (w.said(line["name"]), str(line["expected"]), counted, loans, w.said(line["remark"]))


def _alarm(line: Line, w: Wording) -> tuple[str, ...]:
    hidden = "" if line["hidden"] is None else w.said(line["hidden"]["reason"])
    return (_at(line["raised_at"], w), w.of(SEVERITY_NAMES[Severity(line["severity"])]), _own(line["message"], w), hidden)


def _order(line: Line, w: Wording) -> tuple[str, ...]:
    due = line["promised_until"] or line["resolve_by"]
    return (line["number"], _own(line["title"], w), _own(line["state_name"], w), w.person(line["assignee"]), _at(due, w))


def _names(assets: Sequence[Mapping[str, str]], w: Wording) -> str:
    return "、".join(_own(asset, w) for asset in assets) or NOTHING


def _own(text: Mapping[str, str], w: Wording) -> str:
    return w.titled(Text(text["zh"], text["en"]))


def _at(moment: str | None, w: Wording) -> str:
    return NOTHING if moment is None else w.moment(datetime.fromisoformat(moment))


def _numbers(figures: Mapping[str, int]) -> dict[str, float]:
    return {name: figures.get(name, 0) for name in ("raised", "critical", "opened", "completed", "closed")}
