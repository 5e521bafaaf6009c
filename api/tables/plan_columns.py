"""What stands in the tables of emergency plans, and of the numbers to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.plans import PlanHere
from api.schemas.plan_version import NumberToCall
from api.tables.cells import moment, named, plain, written
from api.tables.csv_table import Column
from domain.plan import PLAN_KIND_NAMES, VERSION_STATE_NAMES, Stage
from domain.text import Text

NONE = Text("", "")


def _all(texts: Sequence[Text]) -> Text:
    return Text("；".join(text.zh for text in texts), "; ".join(text.en for text in texts))


def _in_force(here: PlanHere) -> Text:
    if not here.holds:
        return Text("未执行", "not in force")
    return Text("标准库", "library") if here.number == 0 else Text(str(here.number), str(here.number))


PLAN_COLUMNS: tuple[Column[PlanHere], ...] = (
    plain("项目", "Site", lambda here: here.site),
    plain("代号", "Key", lambda here: here.key),
    named("类型", "Kind", lambda here: PLAN_KIND_NAMES[here.plan.kind]),
    named("预案", "Plan", lambda here: here.plan.title),
    named("执行版本", "Version in force", _in_force),
    plain("批准时间", "Approved at", lambda here: None if here.in_force is None else moment(here.in_force.decided_at)),
    plain("批准人", "Approved by", lambda here: None if here.in_force is None else here.in_force.decided_by),
    plain("在编版本", "Version in hand", lambda here: None if here.waiting is None else here.waiting.number),
    named("在编状态", "Its state", lambda here: NONE if here.waiting is None else VERSION_STATE_NAMES[here.waiting.state]),
    plain("步骤数", "Steps", lambda here: len(list(here.plan.steps(Stage.RESPONSE)))),
    named("缺少的号码", "Missing numbers", lambda here: _all(here.gaps)),
    named("依据", "Follows", lambda here: _all(here.plan.follows)),
)


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A number of a site."""

    site: str
    number: NumberToCall


NUMBER_COLUMNS: tuple[Column[NumberLine], ...] = (
    plain("项目", "Site", lambda line: line.site),
    plain("代号", "Contact", lambda line: line.number.contact),
    named("名称", "Name", lambda line: Text(line.number.name.zh, line.number.name.en)),
    plain("号码", "Number", lambda line: line.number.number),
    written("备注", "Note", lambda line: line.number.note),
    plain("核对时间", "Checked at", lambda line: line.number.checked_at),
    plain("核对人", "Checked by", lambda line: line.number.checked_by),
    plain("涉及预案", "Plans", lambda line: " ".join(line.number.plans)),
)
