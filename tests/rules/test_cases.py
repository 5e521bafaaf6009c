"""What a case may say: several assets, events, rows that repeat, calendars, what is suppressed."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.problem import BadConfiguration
from rules.rule_test import CaseResult, run_cases
from tests.rules.plant import TYPES

LIT = "- id: boiler.lit\n  when: {kind: state, point: lit, equals: true}"
HOT = "- id: boiler.hot\n  when: {kind: threshold, point: temp, above: 50, deadband: 1, unit: °C}"
REST = "\n  applies_to: {asset_type: boiler}\n  severity: high\n  department: engineering\n  message: {zh: 告警, en: Alarm}\n"


def run(folder: Path, rules: str, case: str) -> CaseResult:
    (folder / "boiler.yaml").write_text(rules + REST, encoding="utf-8")
    (folder / "boiler.test.yaml").write_text(f"- case: It\n  asset_type: boiler\n{case}\n", encoding="utf-8")
    (result,) = run_cases([folder / "boiler.yaml"], TYPES)
    return result


def wrong(folder: Path, rules: str, case: str) -> tuple[str, ...]:
    return run(folder, rules, case).wrong


def test_a_row_may_repeat_and_a_number_go_from_one_to_another(tmp_path: Path) -> None:
    rows = "  readings:\n    - {at: 0s, every: 10s, until: 100s, temp: {from: 20, to: 70}}\n    - {at: 55s, temp: 10}\n"
    assert wrong(tmp_path, HOT, rows + "  expect: [{rule: boiler.hot, raised: 70s}]") == ()


def test_a_row_that_repeats_comes_as_late_as_its_first(tmp_path: Path) -> None:
    rows = "  readings: [{at: 0s, received: 2s, every: 10s, until: 20s, temp: {from: 40, to: 60}}]\n"
    assert wrong(tmp_path, HOT, rows + "  expect: [{rule: boiler.hot, raised: 22s}]") == ()


def test_events_are_said_like_values(tmp_path: Path) -> None:
    rule = "- id: boiler.doors\n  when: {kind: count, event: door.opened, where: {by: cat}, at_least: 2, within: 1m}"
    rows = "  readings:\n    - {at: 0s, event: door.opened, data: {by: cat}}\n    - {at: 9s, every: 1s, until: 20s, event: door.opened, data: {by: dog}}\n"
    cat = "    - {at: 30s, event: door.opened, data: {by: cat}}\n  until: 2m\n"
    assert wrong(tmp_path, rule, rows + cat + "  expect: [{rule: boiler.doors, raised: 30s, returned: 60s}]") == ()


def test_several_assets_speak_for_themselves(tmp_path: Path) -> None:
    rows = "  also: [{asset: second, asset_type: boiler}]\n  readings: [{at: 0s, lit: true}, {at: 5s, asset: second, lit: true}]\n"
    assert wrong(tmp_path, LIT, rows + "  expect: [{rule: boiler.lit, raised: 0s}, {rule: boiler.lit, asset: second, raised: 5s}]") == ()
    assert wrong(tmp_path, LIT, rows + "  expect: [{rule: boiler.lit, asset: tested, raised: 0s}]") == (
        "came, was not expected: boiler.lit (second, lit): raised 5s",
    )


def test_assets_of_one_space_can_be_looked_at_together(tmp_path: Path) -> None:
    both = "- id: boiler.both\n  when: {kind: composite, at_least: 2, of: [{rule: boiler.lit}], within: space}"
    rows = "  space: f1\n  also: [{asset: second, asset_type: boiler}, {asset: third, asset_type: boiler, space: f2}]\n"
    said = "  readings: [{at: 0s, lit: true}, {at: 5s, asset: third, lit: true}, {at: 9s, asset: second, lit: true}]\n"
    lit = "{rule: boiler.lit, raised: 0s}, {rule: boiler.lit, raised: 5s}, {rule: boiler.lit, raised: 9s}"
    assert wrong(tmp_path, LIT + REST + both, rows + said + f"  expect: [{lit}, {{rule: boiler.both, raised: 9s}}]") == ()


def test_what_a_file_names_of_others_is_judged_and_not_compared(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(LIT + REST, encoding="utf-8")
    any_ = "- id: boiler.any\n  when: {kind: composite, any: [{rule: boiler.lit}]}"
    (tmp_path / "boiler.yaml").write_text(any_ + REST, encoding="utf-8")
    case = "- case: It\n  asset_type: boiler\n  readings: [{at: 3s, lit: true}]\n  expect: [{rule: boiler.any, raised: 3s}]\n"
    (tmp_path / "boiler.test.yaml").write_text(case, encoding="utf-8")
    (result,) = run_cases([tmp_path], TYPES)
    assert result.wrong == ()


def test_calendars_and_the_local_time_of_the_beginning(tmp_path: Path) -> None:
    night = "- id: boiler.night\n  when: {kind: schedule, calendar: night, when: {kind: state, point: lit, equals: true}}"
    rows = '  calendars: [{id: night, daily: ["22:00-06:00"]}]\n  readings: [{at: 0s, lit: true}]\n  until: 1d\n'
    assert wrong(tmp_path, night, f'  start: "2026-01-05T21:30"\n{rows}  expect: [{{rule: boiler.night, raised: 30m, returned: 8h30m}}]') == ()
    assert wrong(tmp_path, night, f"{rows}  expect: [{{rule: boiler.night, raised: 14h, returned: 22h}}]") == ()


def test_holidays_are_part_of_a_calendar(tmp_path: Path) -> None:
    closed = "- id: boiler.closed\n  when: {kind: schedule, calendar: closed, when: {kind: state, point: lit, equals: true}}"
    rows = '  calendars: [{id: closed, name: {zh: 关门, en: Closed}, holidays: ["00:00-24:00"]}]\n  holidays: ["2026-01-06"]\n'
    rest = "  readings: [{at: 0s, lit: true}]\n  until: 2d\n  expect: [{rule: boiler.closed, raised: 16h, returned: 1d16h}]"
    assert wrong(tmp_path, closed, rows + rest) == ()


GUARDED = LIT + "\n  suppress_while: {kind: state, point: mode, equals: manual}"


def test_what_is_suppressed_is_expected_so(tmp_path: Path) -> None:
    rows = "  readings: [{at: 0s, mode: manual}, {at: 1s, lit: true}]\n"
    assert wrong(tmp_path, GUARDED, rows + "  expect: [{rule: boiler.lit, raised: 1s, suppressed: true}]") == ()
    assert wrong(tmp_path, GUARDED, rows + "  expect: [{rule: boiler.lit, raised: 1s}]") == (
        "expected, did not come: boiler.lit (any point): raised 1s",
        "came, was not expected: boiler.lit (lit): raised 1s, suppressed",
    )


def test_when_it_is_hidden_and_shown_is_expected_too(tmp_path: Path) -> None:
    rows = "  readings: [{at: 0s, lit: true}, {at: 5s, mode: manual}, {at: 9s, mode: auto}]\n"
    assert wrong(tmp_path, GUARDED, rows + "  expect: [{rule: boiler.lit, raised: 0s, hidden: 5s, shown: 9s}]") == ()
    assert len(wrong(tmp_path, GUARDED, rows + "  expect: [{rule: boiler.lit, raised: 0s}]")) == 2


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        ("  readings: [{at: 0s, every: 10s, lit: true}]", r"boiler\.test\.yaml:3: readings\.0: `every` and `until` go together"),
        ("  readings: [{at: 9s, every: 10s, until: 5s, lit: true}]", "it would repeat never or for ever"),
        ("  readings: [{at: 0s, every: 0s, until: 5s, lit: true}]", "it would repeat never or for ever"),
        ("  readings: [{at: 0s, temp: {from: 1, to: 2}}]", "only in a row that repeats"),
        ("  readings: [{at: 0s, event: door.opened, lit: true}]", "a row is an event with `data`, or values of points"),
        ("  readings: [{at: 0s, data: {a: 1}}]", "a row is an event with `data`, or values of points"),
        ("  readings: [{at: 0s, event: door.closed}]", r"boiler\.test\.yaml:3: `boiler` has no event `door.closed`. It has: flame.lost, door.opened"),
        ("  readings: [{at: 0s, asset: nobody, lit: true}]", "the case has no asset `nobody`. It has: tested"),
        ("  also: [{asset: tested, asset_type: boiler}]", "there are two assets `tested`"),
        ("  also: [{asset: x, asset_type: kettle}]", r"boiler\.test\.yaml:3: there is no device type `kettle`"),
        ('  start: "2026-01-05T21:30Z"', "`start` is local time"),
        ('  calendars: [{id: night, daily: ["22-6"]}]', r"boiler\.test\.yaml:3: `22-6` is no time of day"),
    ],
)
def test_a_case_that_cannot_be_run_says_where_and_why(tmp_path: Path, case: str, problem: str) -> None:
    with pytest.raises(BadConfiguration, match=problem):
        run(tmp_path, LIT, f"{case}\n  expect: []")
