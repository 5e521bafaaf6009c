"""Rules as people write them: YAML files with a list of rules each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast

import yaml

from configuration.document import Document, Place, parse, read
from domain.problem import BadConfiguration, Problem
from domain.text import Text
from rules.case_file import is_case_file, untested
from rules.duration import say_duration
from rules.kind import KindSettings, kinds
from rules.priority import severity_for
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


def read_rule(definition: Mapping[str, object], name: str) -> Rule:
    """The rule that `definition` (as JSON gives it) describes. Raises `BadConfiguration`.

    It stands in no file: problems name `name`, and the line in its YAML form, one field a line in the order given.
    """
    try:
        plain = json.loads(json.dumps(definition, ensure_ascii=False))
    except (TypeError, ValueError) as error:
        raise BadConfiguration([Problem(name, None, f"the rule holds what no file could ({error})", "Use texts, numbers, lists and mappings")]) from None
    return _read_rule(parse(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, default_flow_style=False, width=120), name), ())


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
    if problem := _wrong_severity(document, place, model):
        raise BadConfiguration([problem])
    applies_to, order = model.applies_to, model.work_order
    on_delay = model.on_delay or timedelta(0)
    return Rule(
        id=model.id,
        applies_to=AppliesTo(
            applies_to.asset_types or tuple(filter(None, [applies_to.asset_type])),
            applies_to.except_types,
            applies_to.assets or (),
            tuple(applies_to.where.items()),
            tuple(applies_to.except_where.items()),
        ),
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
        order=OrderPlan(order.kind, order.skills, order.group, order.priority, tuple(dict.fromkeys(order.evidence)), order.watch_min),
        consequence=model.consequence,
        respond_within=model.respond_within,
        realarm_after=model.realarm_after,
        suppress_while=None if model.suppress_while is None else _read_when(document, (*place, "suppress_while")),
        causes=model.causes,
        explained_by=tuple(dict.fromkeys(model.explained_by)),
        verify=model.verify,
        confirms=model.confirms,
        origin=Origin(document, place),
        definition=cast("dict[str, object]", document.at(place)),
    )


def _wrong_severity(document: Document, place: Place, model: RuleModel) -> Problem | None:
    """What is wrong if the severity does not follow from consequence and time to respond (`rules.priority`)."""
    consequence, within = model.consequence, model.respond_within
    if consequence is None and within is None:
        return None
    if consequence is None or within is None:
        there, missing = ("consequence", "respond_within") if within is None else ("respond_within", "consequence")
        return document.problem((*place, there), f"`{there}` stands without `{missing}`", f"Write `{missing}` too: only both together give a severity")
    if within <= timedelta(0):
        return document.problem((*place, "respond_within"), "nobody can respond in no time", "Write how long there is until the consequence comes: 15m")
    severity = severity_for(consequence, within)
    if severity is model.severity:
        return None
    problem = f"severity `{model.severity}` does not follow from `{consequence}` and {say_duration(within).en} to respond, which give `{severity}`"
    return document.problem((*place, "severity"), problem, f"Write `severity: {severity}`, or correct `consequence` or `respond_within`")


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
