"""The rota of a month as companies keep it: a row for each person (and post), a column for each day, a shift's mark in each cell.

A cell says a shift by its mark, name or id (早), hours of its own (``08:00-12:00``), several of these (早/夜), that the day is
off (休), or nothing: then the day stays as it is. What the table says of a person's day on the row's posts counts instead of
what a pattern or an earlier table said; what a person has changed by hand stays. Taking the same table again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain.dispatch import Duty, DutySource
from domain.identity import new_id
from domain.people import Person
from domain.post import POST_NAMES, Post
from domain.records import Transaction
from domain.rota import SPELLED_ALIKE, RotaPlan, Shift
from domain.site import Site
from domain.text import Text
from operations.dispatch import duty as duties

PERSON, USERNAME, POST = Text("姓名", "Name"), Text("用户名", "Username"), Text("岗位", "Post")
OFF = "休"

_PERSON_WORDS = {"姓名", "员工", "人员", "name"}
_USERNAME_WORDS = {"用户名", "账号", "username"}
_POST_WORDS = {"岗位", "post"}
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:日|号)?")
_MONTH_AND_DAY = re.compile(r"(?:(\d{4})[-/年])?(\d{1,2})[-/月](\d{1,2})(?:日|号)?(?:T00:00:00)?")
_HOURS = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–—~～]\s*([01]?\d|2[0-4]):([0-5]\d)")
_SEPARATORS = re.compile(r"[/+、,，;；\n]+")
_DAY = timedelta(days=1)
_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class MonthRow:
    """What a row of the table comes to. Something wrong in any row, and nothing of the table is taken."""

    number: int
    name: str
    username: str | None
    new: int = 0
    known: int = 0
    removed: int = 0
    problems: tuple[Text, ...] = ()


@dataclass
class _Row:
    """A row while it is read."""

    number: int
    name: str
    person: Person | None
    posts: tuple[Post | None, ...] = (None,)
    add: list[Duty] = field(default_factory=list)
    remove: list[Duty] = field(default_factory=list)
    known: int = 0
    problems: list[Text] = field(default_factory=list)


def take_month(
    tx: Transaction, site: Site, month: date, rows: Sequence[tuple[int, Sequence[str]]], *, by: str, at: datetime, dry_run: bool
) -> Sequence[MonthRow]:
    """Take the table for the month that begins on `month`; the first of `rows` (number in the file, cells) are the headings.

    `dry_run`, or anything wrong: it is only looked at. Days that are over are left as they are.
    """
    reading = _Reading(tx, site, month, by, at)
    read = list(reading.rows(rows))
    if not dry_run and not any(row.problems for row in read):
        for duty in (duty for row in read for duty in row.remove):
            tx.dispatch.remove_duty(duty.id)
        for duty in (duty for row in read for duty in row.add):
            tx.dispatch.add_duty(duty)
    return [
        MonthRow(row.number, row.name, None if row.person is None else row.person.username, len(row.add), row.known, len(row.remove), tuple(row.problems))
        for row in read
    ]


def month_rows(plan: RotaPlan, site: Site, month: date, found: Sequence[Duty], names: Mapping[str, str], *, english: bool) -> Iterator[Sequence[str]]:
    """The rows that `take_month` reads again, without headings: a row for each person and post that has a duty in the month."""
    days = days_of(month)
    lines: dict[tuple[str, str], dict[date, list[Duty]]] = {}
    for duty in found:
        day = duty.day or duty.since.astimezone(site.time_zone).date()
        if day in days:
            lines.setdefault((duty.person, "" if duty.post is None else duty.post.value), {}).setdefault(day, []).append(duty)
    for (person, post), by_day in sorted(lines.items()):
        name = "" if not post else POST_NAMES[Post(post)].en if english else POST_NAMES[Post(post)].zh
        yield [names.get(person, person), person, name, *("/".join(_mark(plan, site, duty) for duty in by_day.get(day, ())) or OFF for day in days)]


def days_of(month: date) -> Sequence[date]:
    """The days of the month that begins on `month`."""
    following = (month.replace(day=28) + 4 * _DAY).replace(day=1)
    return [month + number * _DAY for number in range((following - month).days)]


class _Reading:
    """Reads one table."""

    def __init__(self, tx: Transaction, site: Site, month: date, by: str, at: datetime) -> None:
        self._tx, self._site, self._month, self._by, self._at = tx, site, month, by, at
        self._plan = tx.rota.plan(site.id)
        self._people = [person for person in tx.people.list() if person.works_at(site.id)]
        self._duties: dict[str, list[Duty]] = {}

    def rows(self, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[_Row]:
        """Every row about a person."""
        heading, *rest = rows
        columns = [_column(cell, self._month) for cell in heading[1]]
        named = [word for word in ("username", "name") if word in columns]
        if not named or not any(isinstance(column, date) for column in columns):
            yield _Row(
                heading[0], "", None, problems=[Text("表头应有“姓名”或“用户名”，以及日期 1–31", "The heading needs Name or Username, and the days 1 to 31")]
            )
            return
        for number, cells in rest:
            said = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column is not None}
            if any(said.get(word) for word in named):
                yield self._row(number, said)

    def _row(self, number: int, said: Mapping[str | date, str]) -> _Row:
        name = said.get("username") or said.get("name") or ""
        row = _Row(number, said.get("name") or name, None)
        matching = [
            each for each in self._people if name.casefold() in ({each.username.casefold()} if said.get("username") else {each.name.casefold(), each.username})
        ]
        if len(matching) != 1:
            many = Text("有 {n} 人叫 {name}，请填用户名", "{n} people are called {name}: write the username")
            nobody = Text("本项目没有 {name}", "Nobody at this site is called {name}")
            row.problems.append((many if matching else nobody).filled(n=len(matching), name=name))
            return row
        row.person = matching[0]
        posts = [_post(word) for word in _SEPARATORS.split(said.get("post", "")) if word.strip()]
        unknown = next((post for post in posts if not isinstance(post, Post)), None)
        if unknown is not None:
            row.problems.append(Text("没有岗位：{post}", "There is no post called {post}").filled(post=unknown))
            return row
        row.posts = tuple(post for post in posts if isinstance(post, Post)) or (None,)
        for day in (column for column in said if isinstance(column, date)):
            self._cell(row, row.person, day, said[day])
        return row

    def _cell(self, row: _Row, person: Person, day: date, cell: str) -> None:
        if not cell:
            return
        spans: list[tuple[Shift | None, datetime, datetime]] = []
        whole = self._span(cell, day)
        for word in [cell] if whole is not None else _SEPARATORS.split(cell):
            if word.strip().casefold() in SPELLED_ALIKE:
                continue
            span = self._span(word, day)
            if span is None:
                row.problems.append(Text("{day}日：没有班次“{word}”", "Day {day}: there is no shift “{word}”").filled(day=day.day, word=word.strip()[:20]))
                return
            spans.append(span)
        self._compare(row, person, day, spans)

    def _span(self, word: str, day: date) -> tuple[Shift | None, datetime, datetime] | None:
        """A shift, or hours, on that day."""
        shift = self._plan.called(word)
        if shift is not None:
            return (shift, *shift.span(day, self._site.time_zone))
        hours = _HOURS.fullmatch(word.strip())
        if hours is None:
            return None
        begin, end = int(hours[1]) * 60 + int(hours[2]), int(hours[3]) * 60 + int(hours[4])
        if max(begin, end) > _DAY_MIN or begin == _DAY_MIN:
            return None
        return (None, *Shift("hours", Text("", ""), "", begin, end).span(day, self._site.time_zone))

    def _compare(self, row: _Row, person: Person, day: date, spans: Sequence[tuple[Shift | None, datetime, datetime]]) -> None:
        """What of the day is there, what is new, and what the table does not say any more."""
        there = self._duties_of(person.username)
        wanted = {(post, since, until): shift for post in row.posts for shift, since, until in spans}
        for duty in [each for each in there if each.site == self._site.id and each.post in row.posts and each.day == day]:
            replaceable = duty.source in {DutySource.IMPORT, DutySource.PATTERN} and duty.since > self._at
            if replaceable and (duty.post, duty.since, duty.until) not in wanted:
                row.remove.append(duty)
                there.remove(duty)
        for (post, since, until), shift in wanted.items():
            if until <= self._at:
                continue
            if any((each.site, each.post, each.since, each.until) == (self._site.id, post, since, until) for each in there):
                row.known += 1
                continue
            duty = Duty(new_id(), person.username, self._site.id, post, since, until, DutySource.IMPORT, self._by, None if shift is None else shift.id, day)
            against = duties.clash(duty, there)
            if against is None:
                row.add.append(duty)
                there.append(duty)
            else:
                row.problems.append(
                    Text("{day}日：与 {when} 的当班冲突", "Day {day}: it meets the duty of {when}").filled(
                        day=day.day, when=f"{against.since.astimezone(self._site.time_zone):%m-%d %H:%M}"
                    )
                )

    def _duties_of(self, person: str) -> list[Duty]:
        if person not in self._duties:
            begin = datetime.combine(self._month, datetime.min.time(), self._site.time_zone)
            self._duties[person] = list(self._tx.dispatch.duties_of(person, begin - 2 * _DAY, begin + 34 * _DAY))
        return self._duties[person]


def _column(cell: str, month: date) -> str | date | None:
    word = cell.strip().casefold()
    for name, words in (("name", _PERSON_WORDS), ("username", _USERNAME_WORDS), ("post", _POST_WORDS)):
        if word in words:
            return name
    try:
        if found := _DAY_OF_MONTH.fullmatch(word):
            return month.replace(day=int(found[1]))
        if found := _MONTH_AND_DAY.fullmatch(word.upper() if "t" in word else word):
            day = date(int(found[1] or month.year), int(found[2]), int(found[3]))
            return day if (day.year, day.month) == (month.year, month.month) else None
    except ValueError:
        return None
    return None


def _post(word: str) -> Post | str:
    folded = word.strip().casefold()
    return next((post for post in Post if folded in (post.value, POST_NAMES[post].zh, POST_NAMES[post].en.casefold())), word.strip()[:20])


def _mark(plan: RotaPlan, site: Site, duty: Duty) -> str:
    shift = None if duty.shift is None else plan.shift(duty.shift)
    if shift is not None and duty.day is not None and shift.span(duty.day, site.time_zone) == (duty.since, duty.until):
        return shift.mark
    return "–".join(f"{moment.astimezone(site.time_zone):%H:%M}" for moment in (duty.since, duty.until))
