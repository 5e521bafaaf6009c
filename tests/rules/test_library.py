"""The library of rules, and the cases beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.catalogue import device_types
from domain.problem import BadConfiguration
from domain.severity import Severity
from rules import library_path
from rules.case_file import untested
from rules.rule_file import load_rules
from rules.rule_test import CaseResult, run_cases
from tests.rules.plant import TYPES

RULE = """\
- id: boiler.lit
  applies_to: {asset_type: boiler}
  when: {kind: state, point: lit, equals: true}
  severity: high
  department: engineering
  message: {zh: 点火, en: Lit}
"""
NEVER = "- {case: Never, asset_type: boiler, expect: []}\n"
LIT = "- case: Lit\n  asset_type: boiler\n  readings: [{at: 0s, lit: true}]\n  expect: [{rule: boiler.lit, raised: 0s}]\n"

FILES = sorted(path for path in library_path().glob("*.yaml") if not path.name.endswith(".test.yaml"))


@pytest.mark.parametrize("result", run_cases([library_path()]), ids=lambda result: f"{Path(result.file).name}: {result.case}")
def test_the_library_alarms_as_its_cases_say(result: CaseResult) -> None:
    assert result.passed, str(result)


def test_every_rule_of_the_library_has_a_case_and_loads() -> None:
    rules = load_rules([library_path()], require_tests=True)
    assert len(rules) >= 60
    assert {rule.severity for rule in rules} == set(Severity)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_the_library_is_named_for_its_device_type(path: Path) -> None:
    prefixes = {rule.id.split(".")[0] for rule in load_rules([path])}
    assert prefixes == ({"device"} if path.stem == "any_device" else {path.stem})
    assert path.stem == "any_device" or path.stem in device_types()


def test_every_device_type_of_the_library_is_judged_for_silence_once() -> None:
    rules = {rule.id: rule for rule in load_rules([library_path()])}
    assert rules["device.stale"].applies_to.except_types == rules["device.stale_safety"].applies_to.asset_types
    assert rules["device.stale"].applies_to.asset_types == ("*",)


def beside(folder: Path, cases: str | None, rules: str = RULE) -> Path:
    path = folder / "boiler.yaml"
    path.write_text(rules, encoding="utf-8")
    if cases is not None:
        (folder / "boiler.test.yaml").write_text(cases, encoding="utf-8")
    return path


def test_a_rule_with_its_cases_loads(tmp_path: Path) -> None:
    assert untested(beside(tmp_path, NEVER + LIT), ["boiler.lit"]) == []
    assert len(load_rules([tmp_path], require_tests=True)) == 1


@pytest.mark.parametrize(
    ("cases", "problem"),
    [
        (None, r"boiler\.test\.yaml: the file does not exist"),
        (NEVER, "no case expects `boiler.lit`"),
        (LIT, "no case shows when nothing must be raised"),
        ("cases: []", "expected a list of cases"),
        (LIT.replace("raised: 0s", "raised: soon"), r"boiler\.test\.yaml:4: expect\.0\.raised: `soon` is no length of time"),
        (LIT.replace("raised: 0s", "note: x"), "expect.0"),
        (LIT.replace("at: 0s, ", ""), r"boiler\.test\.yaml:3: readings\.0\.at: Field required"),
    ],
)
def test_a_rule_of_the_library_without_a_test_does_not_load(tmp_path: Path, cases: str | None, problem: str) -> None:
    beside(tmp_path, cases)
    with pytest.raises(BadConfiguration, match=problem):
        load_rules([tmp_path], require_tests=True)


def wrong(folder: Path, case: str) -> tuple[str, ...]:
    (result,) = run_cases([beside(folder, case)], TYPES)
    return result.wrong


def test_an_alarm_that_does_not_come_fails_the_case(tmp_path: Path) -> None:
    assert wrong(tmp_path, LIT.replace("lit: true", "lit: false")) == ("expected, did not come: boiler.lit (any point): raised 0s",)


def test_an_alarm_that_nobody_expects_fails_the_case(tmp_path: Path) -> None:
    assert wrong(tmp_path, LIT.replace("[{rule: boiler.lit, raised: 0s}]", "[]")) == ("came, was not expected: boiler.lit (lit): raised 0s",)


def test_an_alarm_at_another_time_fails_the_case(tmp_path: Path) -> None:
    assert len(wrong(tmp_path, LIT.replace("raised: 0s", "raised: 1s"))) == 2
    assert len(wrong(tmp_path, LIT.replace("raised: 0s", "raised: 0s, returned: 1s"))) == 2
    assert len(wrong(tmp_path, LIT.replace("raised: 0s", "raised: 0s, point: temp"))) == 2
    assert len(wrong(tmp_path, LIT.replace("raised: 0s", "recorded: 0s"))) == 2


def test_late_readings_are_recorded(tmp_path: Path) -> None:
    case = LIT.replace("[{at: 0s, lit: true}]", "[{at: 10s, lit: false}, {at: 5s, received: 11s, lit: true}]").replace("raised: 0s", "recorded: 11s")
    assert wrong(tmp_path, case) == ()


def test_a_result_says_what_is_wrong_and_where(tmp_path: Path) -> None:
    path = beside(tmp_path, NEVER + LIT.replace("raised: 0s", "raised: 1s"))
    passed, failed = run_cases([path], TYPES)
    assert str(passed) == f"ok   {tmp_path}/boiler.test.yaml:1: Never"
    assert str(failed).splitlines()[0] == f"FAIL {tmp_path}/boiler.test.yaml:2: Lit"


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        (LIT.replace("lit: true", "light: true"), r"boiler\.test\.yaml:3: `boiler` has no point `light`. It has: temp"),
        (LIT.replace("asset_type: boiler", "asset_type: kettle"), r"boiler\.test\.yaml:2: there is no device type `kettle`"),
    ],
)
def test_a_case_that_cannot_be_run_is_a_problem(tmp_path: Path, case: str, problem: str) -> None:
    with pytest.raises(BadConfiguration, match=problem):
        run_cases([beside(tmp_path, case)], TYPES)


def test_a_rule_for_single_assets_is_tried_on_an_asset_of_that_name(tmp_path: Path) -> None:
    rules = RULE.replace("{asset_type: boiler}", "{assets: [b7]}")
    case = LIT.replace("  asset_type: boiler\n", "  asset_type: boiler\n  asset: b7\n")
    (result,) = run_cases([beside(tmp_path, case, rules)], TYPES)
    assert result.passed
