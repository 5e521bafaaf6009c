"""Rules as people write them: YAML files with a list of rules each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast

from configuration.document import Document, Place, read
from domain.problem import BadConfiguration, Problem
from domain.text import Text
from rules.case_file import is_case_file, untested
from rules.kind import KindSettings, kinds
from rules.rule import AppliesTo, OrderPlan, Origin, Rule
from rules.rule_model import RuleModel


def load_rules(paths: Sequence[Path], *, require_tests: bool = False) -> tuple[Rule, ...]:
    """Every rule of the YAML files in `paths` (files or folders; ``*.test.yaml`` is left out), in order of file and line.

    With `require_tests`, a rule that no case of the ``.test.yaml`` beside its file expects is refused, and so is a file
    without a case that must not fire. Raises `BadConfiguration` with every problem of every file.
    """
    rules: list[Rule] = []
    problems: list[Problem] = []
    for path in _files(paths, problems):
        try:
            found = _read_rules(read(path))
        except BadConfiguration as error:
            problems += error.problems
            continue
        rules += found
        if require_tests:
            problems += untested(path, [rule.id for rule in found])
    problems += _twice(rules)
    if problems:
        raise BadConfiguration(problems)
    return tuple(rules)


def parse_rules(document: Document) -> tuple[Rule, ...]:
    """The rules of one document. Raises `BadConfiguration`."""
    rules = _read_rules(document)
    if problems := _twice(rules):
        raise BadConfiguration(problems)
    return tuple(rules)


def _files(paths: Iterable[Path], problems: list[Problem]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(file for file in sorted(path.glob("*.yaml")) if not is_case_file(file)))
        elif path.exists():
            found[path] = None
        else:
            problems.append(Problem(str(path), None, "there is no such file or folder of rules", "Create it, or correct the path that names it"))
    return list(found)


def _read_rules(document: Document) -> list[Rule]:
    if not isinstance(document.data, list):
        if document.data == {}:
            return []
        raise BadConfiguration([document.problem((), "expected a list of rules", "Begin each rule with `- id:`")])
    rules: list[Rule] = []
    problems: list[Problem] = []
    for index in range(len(document.data)):
        try:
            rules.append(_read_rule(document, (index,)))
        except BadConfiguration as error:
            problems += error.problems
    if problems:
        raise BadConfiguration(problems)
    return rules


def _read_rule(document: Document, place: Place) -> Rule:
    model = document.model(RuleModel, place)
    when = _read_when(document, (*place, "when"))
    if not kinds()[when.kind].delays and (model.on_delay or model.off_delay):
        field = "on_delay" if model.on_delay else "off_delay"
        raise BadConfiguration([document.problem((*place, field), f"`{field}` means nothing to the kind `{when.kind}`", "Leave it out")])
    applies_to, order = model.applies_to, model.work_order
    on_delay = model.on_delay or timedelta(0)
    return Rule(
        id=model.id,
        applies_to=AppliesTo(applies_to.asset_types or tuple(filter(None, [applies_to.asset_type])), applies_to.except_types, applies_to.assets or ()),
        when=when,
        severity=model.severity,
        department=model.department,
        message=Text(model.message.zh, model.message.en),
        on_delay=on_delay,
        off_delay=on_delay if model.off_delay is None else model.off_delay,
        latch=None if model.latch is None else model.latch.reset,
        assist=tuple(dict.fromkeys(model.assist)),
        plan=model.plan,
        sop=model.sop,
        order=OrderPlan(order.kind, order.skills, order.group, order.priority),
        origin=Origin(document, place),
        definition=cast("dict[str, object]", document.at(place)),
    )


def _read_when(document: Document, place: Place) -> KindSettings:
    written = cast("dict[str, object]", document.at(place))
    name = written.get("kind")
    kind = kinds().get(name) if isinstance(name, str) else None
    if kind is None:
        problem = "`kind` is missing" if name is None else f"there is no kind of rule `{name}`"
        raise BadConfiguration([document.problem((*place, "kind"), problem, f"Use one of: {', '.join(kinds())}")])
    return document.model(kind.settings, place)


def _twice(rules: Iterable[Rule]) -> list[Problem]:
    first: dict[str, Rule] = {}
    problems = []
    for rule in rules:
        earlier = first.setdefault(rule.id, rule)
        if earlier is not rule and rule.origin is not None:
            problems.append(rule.origin.problem(("id",), f"the rule `{rule.id}` is also at {earlier.origin}", "Rename or remove one of the two"))
    return problems
