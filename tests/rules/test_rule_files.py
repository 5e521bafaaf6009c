"""Rules in YAML: what loads, and what is refused with its place and remedy."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from configuration.document import parse
from domain.alarm import Latch
from domain.people import Department
from domain.problem import BadConfiguration
from domain.severity import Priority, Severity
from domain.text import Text
from domain.work_order import OrderKind
from rules.kinds.state import StateSettings
from rules.rule import AppliesTo, Group, OrderPlan
from rules.rule_file import load_rules, parse_rules
from tests.rules.plant import rules

FULL = """\
- id: lift.entrapment
  applies_to: {asset_type: lift}
  when: {kind: state, point: trapped, equals: true}
  on_delay: 5s
  latch: {reset: source}
  severity: critical
  department: security
  assist: [engineering, engineering]
  plan: lift-entrapment
  sop: lift-entrapment-release
  message: {zh: "{asset} 疑似困人", en: "Possible entrapment in {asset}"}
  work_order: {kind: rescue, priority: P1, skills: [lift-rescue], group: gateway}
"""

LEAST = """\
- id: lift.entrapment
  applies_to: {assets: [lift-1, lift-2]}
  when: {kind: state, point: trapped, equals: true}
  severity: high
  department: security
  message: {zh: 困人, en: Entrapment}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(BadConfiguration) as refused:
        parse_rules(parse(text, "lift.yaml"))
    return [str(problem) for problem in refused.value.problems]


def test_a_rule_is_read_with_everything_it_says() -> None:
    (rule,) = parse_rules(parse(FULL, "lift.yaml"))
    assert rule.id == "lift.entrapment"
    assert rule.applies_to == AppliesTo(("lift",))
    assert rule.when == StateSettings(point="trapped", equals=True)
    assert (rule.on_delay, rule.off_delay) == (timedelta(seconds=5), timedelta(seconds=5))
    assert (rule.latch, rule.severity, rule.department) == (Latch.SOURCE, Severity.CRITICAL, Department.SECURITY)
    assert rule.assist == (Department.ENGINEERING,)
    assert (rule.plan, rule.sop) == ("lift-entrapment", "lift-entrapment-release")
    assert rule.message == Text("{asset} 疑似困人", "Possible entrapment in {asset}")
    assert rule.order == OrderPlan(OrderKind.RESCUE, ("lift-rescue",), Group.GATEWAY, Priority.P1)


def test_what_is_left_out_has_its_default() -> None:
    (rule,) = parse_rules(parse(LEAST, "lift.yaml"))
    assert rule.applies_to == AppliesTo(assets=("lift-1", "lift-2"))
    assert (rule.on_delay, rule.off_delay, rule.latch) == (timedelta(0), timedelta(0), None)
    assert rule.order == OrderPlan(OrderKind.REPAIR, (), Group.ASSET, None)


def test_the_off_delay_is_the_on_delay_unless_told() -> None:
    same, none = rules("when: {kind: stale}\nid: a.b", "when: {kind: state, point: lit, equals: true}\non_delay: 1m\noff_delay: 0s")
    assert same.off_delay == timedelta(0)
    assert (none.on_delay, none.off_delay) == (timedelta(minutes=1), timedelta(0))


def test_a_rule_shows_itself_to_the_api() -> None:
    (rule,) = parse_rules(parse(FULL, "lift.yaml"))
    shown = rule.as_json()
    assert {key: shown[key] for key in ("id", "severity", "department", "assist", "asset_type", "kind", "sop")} == {
        "id": "lift.entrapment",
        "severity": "critical",
        "department": "security",
        "assist": ["engineering"],
        "asset_type": "lift",
        "kind": "state",
        "sop": "lift-entrapment-release",
    }
    assert shown["message"] == {"zh": "{asset} 疑似困人", "en": "Possible entrapment in {asset}"}
    assert isinstance(shown["definition"], dict)
    assert shown["definition"]["plan"] == "lift-entrapment"


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (FULL.replace("lift.entrapment", "Entrapment"), "lift.yaml:1: id: `Entrapment` is no id of a rule. Write type.word"),
        (FULL.replace("severity: critical", "severity: urgent"), "lift.yaml:6: severity: "),
        (FULL.replace("  severity: critical\n", ""), "severity: Field required. Add it"),
        (FULL.replace("on_delay: 5s", "on_delay: 5"), "lift.yaml:4: on_delay: `5` is no length of time. Write a number with its unit"),
        (FULL.replace("sop:", "sopp:"), "lift.yaml:10: sopp: Extra inputs are not permitted. Remove it, or correct its spelling"),
        (FULL.replace("reset: source", "reset: nobody"), "lift.yaml:5: latch.reset: "),
        (FULL.replace("assist: [engineering, engineering]", "assist: [security]"), "the department that leads also assists. Leave it out"),
        (FULL.replace(', en: "Possible entrapment in {asset}"', ""), "lift.yaml:11: message.en: Field required. Add it"),
        (FULL.replace("in {asset}", "in {lift}"), "lift.yaml:11: message.en: nothing is known to fill {lift}. Use {asset}, "),
        (FULL.replace("{asset_type: lift}", "{}"), "lift.yaml:2: applies_to: say in exactly one way what it applies to"),
        (FULL.replace("{asset_type: lift}", "{asset_type: lift, assets: [a]}"), "say in exactly one way what it applies to"),
        (FULL.replace("{asset_type: lift}", "{asset_type: lift, except_types: [sump]}"), "`except_types` only goes with every type"),
        (FULL.replace("kind: state", "kind: status"), "lift.yaml:3: there is no kind of rule `status`. Use one of: composite, count, deviation"),
        (FULL.replace("kind: state, ", ""), "lift.yaml:3: `kind` is missing. Use one of"),
        (FULL.replace("equals: true", "equal: true"), "lift.yaml:3: equal: Extra inputs are not permitted"),
        (FULL.replace("when: {kind: state, point: trapped, equals: true}", "when: trapped"), "lift.yaml:3: when: "),
        (FULL + LEAST, "lift.yaml:13: the rule `lift.entrapment` is also at lift.yaml:1. Rename or remove one of the two"),
        ("rules: []", "lift.yaml:1: expected a list of rules. Begin each rule with `- id:`"),
        ("- 5", "expected a mapping"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_remedy(wrong: str, problem: str) -> None:
    assert any(problem in found for found in problems(wrong))


def test_every_problem_of_every_rule_is_told() -> None:
    found = problems(FULL.replace("critical", "urgent") + LEAST.replace("high", "huge").replace("lift.e", "lift.f"))
    assert [line.split(":")[1] for line in found] == ["6", "16"]


def test_folders_and_files_are_read_without_the_cases(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(FULL, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(LEAST.replace("lift.entrapment", "lift.other"), encoding="utf-8")
    (tmp_path / "a.test.yaml").write_text("- nonsense", encoding="utf-8")
    (tmp_path / "empty.yaml").write_text("# nothing yet", encoding="utf-8")
    assert [rule.id for rule in load_rules([tmp_path])] == ["lift.other", "lift.entrapment"]
    assert [rule.id for rule in load_rules([tmp_path / "b.yaml", tmp_path])] == ["lift.entrapment", "lift.other"]


def test_an_id_in_two_files_names_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FULL, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(LEAST, encoding="utf-8")
    with pytest.raises(BadConfiguration, match=r"b\.yaml:1: the rule `lift\.entrapment` is also at .*a\.yaml:1"):
        load_rules([tmp_path])


def test_a_path_that_does_not_exist_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="there is no such file or folder of rules"):
        load_rules([tmp_path / "missing"])
