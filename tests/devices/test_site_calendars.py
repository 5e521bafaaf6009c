"""Holidays and calendars in site files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from devices.site_file import load_site
from domain.calendar import DayKind
from domain.problem import BadConfiguration
from domain.site import Site
from domain.text import Text
from tests.devices.riverside import SITE

HEAD = """\
id: small
name: {zh: 小区, en: Estate}
time_zone: Asia/Shanghai
spaces: [{id: b1, kind: floor, name: {zh: 地下一层, en: Basement 1}}]
assets: [{id: gw, type: gateway, name: {zh: 网关, en: Gateway}, space: b1}]
"""

WRITTEN = """\
holidays:
  - {date: 2026-10-01, to: 2026-10-07, name: {zh: 国庆节, en: National Day}}
  - date: 2027-01-01
workdays: [2026-10-10]
calendars:
  - {id: night, name: {zh: 夜间, en: Night}, daily: ["22:00-06:00"]}
  - {id: office-hours, name: {zh: 办公时间, en: Office hours}, workdays: ["08:30-12:00", "13:00-17:30"]}
  - {id: rest, name: {zh: 休息日, en: Days off}, workdays: [], weekends: ["00:00-24:00"], holidays: ["00:00-24:00"]}
"""

TWICE = """\
calendars:
  - {id: n, name: {zh: 夜, en: N}, daily: ["06:00-07:00"]}
  - {id: n, name: {zh: 夜, en: N}, daily: ["06:00-07:00"]}
"""


def site(tmp_path: Path, text: str) -> Site:
    file = tmp_path / "site.yaml"
    file.write_text(HEAD + dedent(text), encoding="utf-8")
    return load_site(file)


def test_holidays_and_working_days_are_those_of_the_site(tmp_path: Path) -> None:
    days = site(tmp_path, WRITTEN).days
    assert {day.day for day in days.holidays if day.year == 2026} == set(range(1, 8))
    assert days.names == {date(2026, 10, day): Text("国庆节", "National Day") for day in range(1, 8)}
    kinds = [days.kind_of(date(2026, 10, 7)), days.kind_of(date(2026, 10, 10)), days.kind_of(date(2026, 10, 11)), days.kind_of(date(2027, 1, 1))]
    assert kinds == [DayKind.HOLIDAY, DayKind.WORKDAY, DayKind.WEEKEND, DayKind.HOLIDAY]


def test_calendars_hold_on_the_days_for_which_they_are_written(tmp_path: Path) -> None:
    calendars = site(tmp_path, WRITTEN).calendars
    assert list(calendars) == ["night", "office-hours", "rest", "dark", "service-hours"]
    assert calendars["night"].on_holidays == ((1320, 360),)
    assert calendars["office-hours"].on_workdays == ((510, 720), (780, 1050))
    assert calendars["rest"].next_change(datetime(2026, 9, 30, 12, tzinfo=UTC)) == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert calendars["office-hours"].holds(datetime(2026, 10, 10, 1, tzinfo=UTC))


def test_a_site_without_calendars_has_the_usual_ones_and_its_own_go_before_them(tmp_path: Path) -> None:
    plain = site(tmp_path, "")
    assert {key: calendar.on_workdays for key, calendar in plain.calendars.items()} == {
        "night": ((1320, 360),),
        "dark": ((1110, 360),),
        "service-hours": ((390, 1380),),
    }
    assert plain.days.kind_of(date(2026, 10, 1)) is DayKind.WORKDAY


def test_the_example_site_has_a_night_and_office_hours() -> None:
    assert {"night", "office-hours"} <= set(SITE.calendars)
    assert SITE.days.kind_of(date(2026, 10, 1)) is DayKind.HOLIDAY


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("holidays: [{date: 2026/10/01}]", 6, "`2026/10/01` is no date. Write it as year, month and day: 2026-10-01"),
        ("holidays: [{date: 2026-10-07, to: 2026-10-01}]", 6, "from 2026-10-07 to 2026-10-01 is no holiday"),
        ("holidays: [{date: 2026-10-01, to: 2027-10-07}]", 6, "is no holiday of 1 to 31 days"),
        ("holidays: [{day: 2026-10-01}]", 6, "date: Field required"),
        ("workdays: [soon]", 6, "`soon` is no date"),
        ("workdays: [2026-10-12]", 6, "2026-10-12 is no Saturday or Sunday: it is a working day anyway"),
        ("holidays: [{date: 2026-10-10}]\nworkdays: [2026-10-10]", 7, "2026-10-10 is written as a holiday and as a working day"),
        ('calendars:\n  - {id: n, name: {zh: 夜, en: N}, daily: ["22-6"]}', 7, "`22-6` is no time of day. Write it as"),
        ('calendars:\n  - {id: n, name: {zh: 夜, en: N}, daily: ["24:00-06:00"]}', 7, "`24:00-06:00` is no time of day"),
        ('calendars:\n  - {id: n, name: {zh: 夜, en: N}, daily: ["06:00-06:00"]}', 7, "`06:00-06:00` begins when it ends"),
        ('calendars:\n  - {id: n, name: {zh: 夜, en: N}, daily: ["06:00-07:00"], weekends: []}', 7, "`daily` says it for every day already"),
        ("calendars:\n  - {id: n, name: {zh: 夜, en: N}}", 7, "the calendar `n` never holds"),
        ("calendars:\n  - {id: N!, name: {zh: 夜, en: N}, daily: []}", 7, "`N!` cannot be the id of a calendar"),
        (TWICE, 8, "there are two calendars `n`"),
    ],
)
def test_what_cannot_be_is_named_with_its_line(tmp_path: Path, text: str, line: int, problem: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        site(tmp_path, text)
    found = [each for each in refused.value.problems if problem in str(each)]
    assert [each.line for each in found] == [line]
