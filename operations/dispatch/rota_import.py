"""Duty and skills from a table that somebody keeps elsewhere: CSV with a heading, in Chinese or English.

All rows or none: every row that cannot be used is named with its line, and nothing is stored until there is none.
Times are those of the site's clocks (``2026-01-31 08:00``) unless they say their zone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from domain.dispatch import Duty, DutySource
from domain.post import POST_NAMES, Post
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.skill import SKILLS, HeldSkill, Standing
from domain.text import Text
from operations.dispatch import duty

MOST_ROWS = 5_000

_HEADINGS = {
    "username": ("用户名", "账号", "username"),
    "since": ("开始", "开始时间", "since", "from"),
    "until": ("结束", "结束时间", "to", "until"),
    "post": ("岗位", "post"),
    "skill": ("技能", "skill"),
    "certificate": ("证书编号", "证号", "certificate"),
    "valid_until": ("有效期至", "有效期", "valid until", "valid_until"),
}
"""What each column may be called; the first is its usual name in Chinese, the last in English."""

_COLUMN_OF = {word: column for column, words in _HEADINGS.items() for word in words}
_LONGEST_CELL = 64


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a line of the table; the heading is line 1."""

    line: int
    text: Text


class BadRows(Exception):
    """Nothing was stored: these rows cannot be used."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(f"{len(problems)} rows cannot be used")
        self.problems = tuple(problems)


def import_duty(tx: Transaction, site: Site, table: str, *, by: str) -> int:
    """Add the duties of the table (username, from, until, perhaps post); those that are there already are left. Returns how many are new.

    Raises `BadRows`; the transaction must then be given up.
    """

    def take(row: Mapping[str, str]) -> bool:
        post = _post(row.get("post", ""))
        since, until = _moment(row["since"], site), _moment(row["until"], site)
        if any(_same(each, site, since, until) for each in tx.dispatch.duties_of(row["username"], since, until)):
            return False
        duty.add(tx, site, row["username"], since, until, by=by, post=post, source=DutySource.IMPORT)
        return True

    return _each(table, ("username", "since", "until"), take)


def import_skills(tx: Transaction, site: Site, table: str, *, today: date) -> int:
    """Add or change the skills of the table (username, skill, perhaps certificate and valid until); others are left. Returns how many rows.

    A certificate that has expired by `today` is taken: the record says so, and nobody is proposed by it. Raises `BadRows`.
    """

    def take(row: Mapping[str, str]) -> bool:
        person = duty.find(tx, row["username"], site)
        held = HeldSkill(person.username, _skill(row["skill"]), row.get("certificate", ""), _day(row.get("valid_until", "")))
        if held.standing(today) is Standing.UNPROVEN:
            raise Refusal("此技能须填写证书编号和有效期", "this skill needs the number of its certificate and until when it is valid")
        others = [each for each in tx.dispatch.skills([person.username]) if each.skill != held.skill]
        tx.dispatch.set_skills(person.username, [*others, held])
        return True

    return _each(table, ("username", "skill"), take)


def _each(table: str, needed: Sequence[str], take: Callable[[Mapping[str, str]], bool]) -> int:
    problems: list[RowProblem] = []
    taken = 0
    for line, row in _rows(table, needed):
        try:
            taken += take(row)
        except Refusal as error:
            problems.append(RowProblem(line, error.text))
    if problems:
        raise BadRows(problems)
    return taken


def _rows(table: str, needed: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        columns = [_COLUMN_OF.get(word.strip().casefold(), "") for word in next(reader, [])]
        missing = [name for name in needed if name not in columns]
        if missing:
            wanted = Text("、".join(_HEADINGS[name][0] for name in missing), ", ".join(_HEADINGS[name][-1] for name in missing))
            raise BadRows([RowProblem(1, Text("表头缺少：{columns}", "The heading lacks: {columns}").filled(columns=wanted))])
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if reader.line_num > MOST_ROWS:
                raise BadRows([RowProblem(reader.line_num, Text("行数过多，请分批导入", "Too many rows: import them in parts"))])
            row = {column: cell.strip()[:_LONGEST_CELL] for column, cell in zip(columns, cells, strict=False) if column}
            yield reader.line_num, {**dict.fromkeys(needed, ""), **row}
    except csv.Error as error:
        raise BadRows([RowProblem(reader.line_num, Text("不是有效的CSV（{why}）", "This is no CSV ({why})").filled(why=str(error)))]) from error


_LONE_DIGIT = re.compile(r"(?<!\d)(\d)(?!\d)")


def _padded(cell: str) -> str:
    """As ISO 8601 writes it; spreadsheets write ``2026/1/31 8:00``."""
    return _LONE_DIGIT.sub(r"0\1", cell.replace("/", "-"))


def _same(one: Duty, site: Site, since: datetime, until: datetime) -> bool:
    return (one.site, one.since, one.until) == (site.id, since, until)


def _moment(cell: str, site: Site) -> datetime:
    try:
        read = datetime.fromisoformat(_padded(cell))
    except ValueError:
        raise Refusal(f"时间无法识别：{cell}，应如 2026-01-31 08:00", f"this is no time: {cell}; write it like 2026-01-31 08:00") from None
    try:
        return (read if read.tzinfo is not None else read.replace(tzinfo=site.time_zone)).astimezone(UTC)
    except OverflowError:
        raise Refusal(f"时间超出范围：{cell}", f"this time is out of range: {cell}") from None


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(_padded(cell)) if cell else None
    except ValueError:
        raise Refusal(f"日期无法识别：{cell}，应如 2027-03-31", f"this is no date: {cell}; write it like 2027-03-31") from None


def _post(cell: str) -> Post | None:
    found = next((post for post in Post if cell.casefold() in (post.value, POST_NAMES[post].zh, POST_NAMES[post].en.casefold())), None)
    if cell and found is None:
        raise Refusal(f"没有岗位：{cell}", f"there is no post called {cell}")
    return found


def _skill(cell: str) -> str:
    found = next((skill.id for skill in SKILLS.values() if cell.casefold() in (skill.id, skill.name.zh, skill.name.en.casefold())), None)
    if found is None:
        raise Refusal(f"没有技能：{cell}", f"there is no skill called {cell}")
    return found
