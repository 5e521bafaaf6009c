"""What stands in the table of whistles: a line for each department that was called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.tables.cells import moment, named, plain, written
from api.tables.columns import DEPARTMENT_NAMES
from api.tables.csv_table import Column
from domain.severity import SEVERITY_NAMES
from domain.whistle import CALL_STATE_NAMES, WHISTLE_STATE_NAMES, Call, Whistle


@dataclass(frozen=True, slots=True)
class WhistleLine:
    """A whistle and one of its calls."""

    whistle: Whistle
    call: Call


def lines(whistles: Iterable[Whistle]) -> Iterator[WhistleLine]:
    """A line for each department of each whistle."""
    return (WhistleLine(whistle, call) for whistle in whistles for call in whistle.calls)


WHISTLE_COLUMNS: tuple[Column[WhistleLine], ...] = (
    plain("编号", "Number", lambda line: line.whistle.number),
    plain("项目", "Site", lambda line: line.whistle.site),
    named("状态", "State", lambda line: WHISTLE_STATE_NAMES[line.whistle.state]),
    named("级别", "Severity", lambda line: SEVERITY_NAMES[line.whistle.severity]),
    written("事项", "Matter", lambda line: line.whistle.matter),
    plain("吹哨人", "Blown by", lambda line: line.whistle.blown_by),
    plain("吹哨时间", "Blown at", lambda line: moment(line.whistle.blown_at)),
    named("部门", "Department", lambda line: DEPARTMENT_NAMES[line.call.department]),
    named("报到", "Check-in", lambda line: CALL_STATE_NAMES[line.call.state]),
    plain("报到时限", "Check in by", lambda line: moment(line.call.check_in_by)),
    plain("报到时间", "Checked in at", lambda line: moment(line.call.checked_in_at)),
    plain("报到人", "Checked in by", lambda line: line.call.checked_in_by),
    plain("是否超时", "Late", lambda line: line.call.late),
    written("处置结果", "Outcome", lambda line: line.whistle.outcome),
    plain("收哨时间", "Stood down at", lambda line: moment(line.whistle.ended_at)),
)
