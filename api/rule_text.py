"""A rule as people send it, YAML or data, read and tried on a site: every problem with its line and field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import yaml
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, SequenceEndEvent, SequenceStartEvent

from api.problems import UnusableRule
from api.schemas.problem import RuleProblem
from api.schemas.rule import RuleText
from configuration.document import Document, Place, parse
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from rules.rule import Rule
from rules.rule_file import read_rule
from rules.ruleset import bind

DEEPEST = 20
"""So many lists and mappings may stand one inside the other."""

_NAME = "rule"
"""What `read_rule` calls a rule that stands in no file, here and where rules are put live."""
_MISSING = "Add it"
"""What `configuration.document` says of a field that is not there; it names the line of what should hold it."""
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as it was sent, read but not yet judged. `document`: the YAML that they wrote, `None` if they sent data."""

    definition: Mapping[str, object]
    document: Document | None

    def problems(self, error: BadConfiguration) -> tuple[RuleProblem, ...]:
        """What `error`, raised by using the definition, says: with the field, and the line in what was sent."""
        canonical = parse(as_yaml(self.definition), _NAME)
        return tuple(self._placed(problem, canonical) for problem in error.problems)

    def _placed(self, problem: Problem, canonical: Document) -> RuleProblem:
        if problem.file != _NAME or problem.line is None:
            return RuleProblem(line=None, place="", problem=problem.problem, remedy=problem.remedy)
        place = _place(problem, canonical)
        line = problem.line if self.document is None else self.document.line((*_beginning(self.document), *place))
        return RuleProblem(line=line, place=".".join(str(step) for step in place), problem=problem.problem, remedy=problem.remedy)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a rule at a site: `bound` is how many conditions it makes there."""

    problems: tuple[RuleProblem, ...]
    bound: int = 0


def as_yaml(definition: Mapping[str, object]) -> str:
    """The definition as the editor shows it: one field a line, Chinese as it is; the very text whose lines `read_rule` names."""
    plain = json.loads(json.dumps(definition, ensure_ascii=False))
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, default_flow_style=False, width=120)


def written(asked: RuleText) -> Written:
    """The rule that was sent. Raises `UnusableRule` if it cannot even be read."""
    try:
        document = None if asked.yaml is None else _read(asked.yaml)
        definition = asked.definition or {} if document is None else _single(document)
        _check_storable(definition)
    except BadConfiguration as error:
        raise UnusableRule(problems_of(error, _NAME)) from None
    return Written(definition, document)


def tried(rule: Written, site: Site, in_force: Iterable[Rule]) -> Tried:
    """`rule` in place of the one of its id among those `in_force` at `site`, or beside them. Nothing is stored."""
    try:
        changed = read_rule(rule.definition, _NAME)
        return Tried((), conditions_of(changed.id, list({**{each.id: each for each in in_force}, changed.id: changed}.values()), site))
    except BadConfiguration as error:
        return Tried(rule.problems(error))


def problems_of(error: BadConfiguration, name: str) -> tuple[RuleProblem, ...]:
    """What `error` says, with the lines of the rule that `read_rule` was told to call `name`; other files stay unnamed."""
    return tuple(RuleProblem(line=each.line if each.file == name else None, place="", problem=each.problem, remedy=each.remedy) for each in error.problems)


def conditions_of(rule: str, rules: Sequence[Rule], site: Site) -> int:
    """How many conditions the rule with this id makes at `site`. Raises `BadConfiguration` for rules that do not fit."""
    return sum(condition.rule.id == rule for condition in bind(rules, site).conditions)


def _read(text: str) -> Document:
    """YAML from outside: without aliases, which could grow without end, and not deeper than anybody writes. Raises `BadConfiguration`."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, MappingStartEvent | SequenceStartEvent) - isinstance(event, MappingEndEvent | SequenceEndEvent)
            if isinstance(event, AliasEvent) or depth > DEEPEST:
                mark = event.start_mark
                raise _unusable("aliases (`*name`) and very deep nesting are not taken here", "Write it out", None if mark is None else mark.line + 1)
        return parse(text, _NAME)
    except yaml.reader.ReaderError:
        raise _unusable("the text holds characters that YAML does not allow", "Remove control characters") from None
    except yaml.YAMLError:
        return parse(text, _NAME)  # which tells what is wrong, and where


def _single(document: Document) -> dict[str, object]:
    """The one rule that stands in the text, bare or as a list with one item."""
    data = document.data
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict) or not data:
        raise _unusable("expected one rule", "Write its fields, beginning with `id:`", 1)
    return cast("dict[str, object]", data)


def _check_storable(definition: Mapping[str, object]) -> None:
    """What cannot be kept as JSON everywhere (bytes, infinity, U+0000) is in no rule. Raises `BadConfiguration`."""
    try:
        json.dumps(definition, allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise _unusable("it holds something that no rule can", "Use plain texts and numbers, true and false, lists and mappings") from None
    if any("\x00" in text for text in _texts(definition)):
        raise _unusable("it holds the character U+0000", "Remove it")


def _texts(definition: Mapping[str, object]) -> Iterable[str]:
    """Every text in it, keys too. Raises `BadConfiguration` if it is nested too deeply."""
    waiting: list[tuple[object, int]] = [(definition, 1)]
    while waiting:
        part, depth = waiting.pop()
        if depth > DEEPEST:
            raise _unusable("it is nested too deeply", "Make rules of some of its conditions")
        if isinstance(part, str):
            yield part
        elif isinstance(part, Mapping):
            waiting += [(item, depth + 1) for pair in part.items() for item in pair]
        elif isinstance(part, list):
            waiting += [(item, depth + 1) for item in part]


def _unusable(problem: str, remedy: str, line: int | None = None) -> BadConfiguration:
    return BadConfiguration([Problem(_NAME, line, problem, remedy)])


def _beginning(document: Document) -> Place:
    """Where the rule begins in what was sent."""
    return (0,) if isinstance(document.data, list) else ()


def _place(problem: Problem, canonical: Document) -> Place:
    """The field that a problem is with. In the canonical text almost every field has a line of its own, so its line tells."""
    here = sorted((place for place, line in canonical.lines.items() if line == problem.line), key=len)
    named = tuple(problem.problem.partition(": ")[0].split("."))
    for place in here:
        if place and tuple(map(str, place))[-len(named) :] == named:
            return place
    around = here[0] if here else ()
    return (*around, *named) if problem.remedy == _MISSING else around
