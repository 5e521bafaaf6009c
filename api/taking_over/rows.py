"""What a row says: headings in either language, words in either language, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from api.problems import Unusable
from api.tables.columns import DEPARTMENT_NAMES, ORDER_KIND_NAMES
from api.taking_over.sheet import SheetRow
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.work_order import ORDER_STATE_NAMES, OrderKind, OrderState
from operations.outside_orders import Asked

Word = TypeVar("Word", bound=StrEnum)

KIND_NAMES = {kind: name for kind, name in ORDER_KIND_NAMES.items() if kind is not OrderKind.RETURN_VISIT}
"""A return visit belongs to a request that is here."""
PRIORITY_NAMES = {
    Priority.P1: Text("紧急", "Critical"),
    Priority.P2: Text("重要", "High"),
    Priority.P3: Text("一般", "Medium"),
    Priority.P4: Text("提示", "Low"),
}
NUMBER, TITLE = "number", "title"
COLUMNS = {
    NUMBER: Text("外部编号", "Outside number"),
    TITLE: Text("事项", "Title"),
    "kind": Text("类型", "Kind"),
    "department": Text("主办部门", "Lead department"),
    "priority": Text("优先级", "Priority"),
    "place": Text("地点", "Place"),
    "description": Text("说明", "Description"),
    "opened": Text("开单时间", "Opened at"),
    "deadline": Text("办结时限", "Resolve by"),
    "system": Text("来源系统", "System"),
}
"""The headings, in either language; the first two must be there."""
_STATE = "state"
_EXPORTED = {NUMBER: Text("工单号", "Number"), "place": Text("设备", "Asset"), _STATE: Text("状态", "State")}
"""Headings of the table of orders that another Steward exports, where they are not those above."""
_OVER = frozenset({OrderState.CLOSED, OrderState.CANCELLED})
_LONGEST = {NUMBER: 64, TITLE: 200, "place": 200, "description": 4000, "system": 60}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one cell, and what to do about it."""

    column: Text
    problem: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was read; `asked` is `None` if something is wrong with it."""

    number: int
    outside_id: str
    title: str
    asked: Asked | None
    problems: Sequence[RowProblem]


def read_rows(headings: SheetRow, rows: Sequence[SheetRow], site: Site) -> Sequence[ReadRow]:
    """What each row says. Raises `Unusable` where the columns that must be there are not."""
    places = _places(headings)
    seen: dict[str, int] = {}
    return [_read(row, places, site, seen) for row in rows]


def _places(headings: SheetRow) -> Mapping[str, int]:
    headed = [*COLUMNS.items(), *_EXPORTED.items()]
    known = {_plain(word): key for key, name in headed for word in (name.zh, name.en)}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings.cells):
        if (key := known.get(_plain(heading))) is not None:
            places.setdefault(key, place)
    missing = [COLUMNS[key] for key in (NUMBER, TITLE) if key not in places]
    if missing:
        zh, en = "、".join(name.zh for name in missing), ", ".join(name.en for name in missing)
        raise Unusable(Text(f"第 {headings.number} 行缺少列：{zh}", f"Row {headings.number} must have the headings: {en}."))
    return places


def _read(row: SheetRow, places: Mapping[str, int], site: Site, seen: dict[str, int]) -> ReadRow:
    cells = {key: row.cells[place] if place < len(row.cells) else "" for key, place in places.items()}
    cells = {key: cells.get(key, "") for key in (*COLUMNS, _STATE)}
    problems = [problem for key in (NUMBER, TITLE) if (problem := _missing(key, cells[key])) is not None]
    for key, longest in _LONGEST.items():
        if len(cells[key]) > longest:
            problems.append(_problem(key, Text(f"超过 {longest} 字", f"Longer than {longest} characters"), Text("请缩短", "Shorten it")))
    if cells[NUMBER]:
        earlier = seen.setdefault(cells[NUMBER], row.number)
        if earlier != row.number:
            problems.append(
                _problem(NUMBER, Text(f"与第 {earlier} 行重复", f"The same as in row {earlier}"), Text("每个编号只保留一行", "Keep one row of each"))
            )
    if _is_over(cells[_STATE]):
        over = Text("工单已结束：{state}", "It is over: {state}").filled(state=cells[_STATE][:40])
        problems.append(RowProblem(_EXPORTED[_STATE], over, Text("只导入未结束的工单，请删除此行", "Only open orders are taken over: leave this row out")))
    kind = _chosen("kind", cells, KIND_NAMES, problems) or OrderKind.REPAIR
    department = _chosen("department", cells, DEPARTMENT_NAMES, problems)
    priority = _chosen("priority", cells, PRIORITY_NAMES, problems) or Priority.P3
    opened, deadline = _moment("opened", cells, site, problems), _moment("deadline", cells, site, problems)
    title = cells[TITLE]
    asked = Asked(
        outside_id=cells[NUMBER],
        system=cells["system"],
        kind=kind,
        title=Text(title, title),
        description=cells["description"],
        place=cells["place"],
        department=department,
        priority=priority,
        deadline=deadline,
        opened_at=opened,
    )
    return ReadRow(row.number, cells[NUMBER], title, None if problems else asked, problems)


def _is_over(state: str) -> bool:
    """What other systems call a state says nothing to us."""
    return any(_plain(state) in {_plain(each.value), _plain(ORDER_STATE_NAMES[each].zh), _plain(ORDER_STATE_NAMES[each].en)} for each in _OVER)


def _missing(key: str, cell: str) -> RowProblem | None:
    return None if cell else _problem(key, Text("未填写", "Nothing stands here"), Text("请填写", "Fill it in"))


def _chosen(key: str, cells: Mapping[str, str], names: Mapping[Word, Text], problems: list[RowProblem]) -> Word | None:
    """The word that a cell means, by its key or its name in either language; `None`: the cell is empty or wrong."""
    cell = _plain(cells[key])
    if not cell:
        return None
    for word, name in names.items():
        if cell in {_plain(word.value), _plain(name.zh), _plain(name.en)}:
            return word
    choices = Text("、".join(name.zh for name in names.values()), ", ".join(name.en for name in names.values()))
    problems.append(
        _problem(key, Text("无法识别：{cell}", "Not known: {cell}").filled(cell=cells[key][:40]), Text("可填：{all}", "One of: {all}").filled(all=choices))
    )
    return None


def _moment(key: str, cells: Mapping[str, str], site: Site, problems: list[RowProblem]) -> datetime | None:
    """A time; without a zone it is the site's."""
    cell = cells[key]
    if not cell:
        return None
    try:
        found = datetime.fromisoformat(cell.replace("/", "-"))
        return (found if found.tzinfo is not None else found.replace(tzinfo=site.time_zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        problem = Text("时间无法识别：{cell}", "No time: {cell}").filled(cell=cell[:40])
        problems.append(_problem(key, problem, Text("格式如 2026-01-31 08:30", "Write it as 2026-01-31 08:30")))
        return None


def _problem(key: str, problem: Text, remedy: Text) -> RowProblem:
    return RowProblem(COLUMNS[key], problem, remedy)


def _plain(text: str) -> str:
    return "".join(text.replace("*", "").replace("_", " ").split()).casefold()
