"""What stands in the tables of drills and of the drill calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.schemas.drill import CalendarLine, CalendarSlot, Drill
from api.tables.cells import named, plain, written
from api.tables.csv_table import Column
from domain.drill import DRILL_STATE_NAMES
from domain.text import Text
from operations.drills.calendar import SLOT_STATE_NAMES

DRILL_COLUMNS: tuple[Column[Drill], ...] = (
    plain("编号", "Number", lambda drill: drill.number),
    plain("项目", "Site", lambda drill: drill.site),
    named("状态", "State", lambda drill: DRILL_STATE_NAMES[drill.state]),
    written("名称", "Title", lambda drill: drill.title),
    named("预案", "Plan", lambda drill: Text(drill.plan_title.zh, drill.plan_title.en)),
    named("场景", "Scenario", lambda drill: Text(drill.scenario_name.zh, drill.scenario_name.en)),
    plain("范围", "Area", lambda drill: drill.area),
    plain("事先通知", "Announced", lambda drill: drill.announced),
    plain("组织人", "Planned by", lambda drill: drill.planned_by),
    plain("计划时间", "Planned for", lambda drill: drill.begins_at),
    plain("开始时间", "Began", lambda drill: drill.started_at),
    plain("结束时间", "Ended", lambda drill: drill.ended_at),
    written("结束原因", "Why it ended", lambda drill: drill.reason),
)


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A plan in one of its periods."""

    line: CalendarLine
    slot: CalendarSlot


def slot_lines(lines: Iterable[CalendarLine]) -> Iterator[SlotLine]:
    """A line for each period of each plan."""
    return (SlotLine(line, slot) for line in lines for slot in line.slots)


CALENDAR_COLUMNS: tuple[Column[SlotLine], ...] = (
    named("预案", "Plan", lambda item: Text(item.line.title.zh, item.line.title.en)),
    plain("每年次数", "Times a year", lambda item: item.line.times),
    named("依据", "Source", lambda item: Text(item.line.source.zh, item.line.source.en)),
    plain("自", "From", lambda item: item.slot.first),
    plain("至", "To", lambda item: item.slot.last),
    named("状态", "State", lambda item: SLOT_STATE_NAMES[item.slot.state]),
    plain("演练", "Drills", lambda item: ", ".join(drill.number for drill in item.slot.drills)),
)
