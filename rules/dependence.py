"""Rules that look at the conditions of other rules: those that are looked at come first, and nobody looks at itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from domain.problem import Problem
from rules.rule import Rule
from rules.signals import rules_named_in


def rules_named_by(rule: Rule) -> Sequence[str]:
    """The ids of the rules whose conditions `rule` looks at, in its condition or to be suppressed."""
    return rules_named_in([settings for settings in (rule.when, rule.suppress_while) if settings is not None])


def in_order(rules: Sequence[Rule]) -> tuple[list[Rule], list[Problem]]:
    """`rules` with every one behind those that it names, otherwise as they were; and what is wrong with the names."""
    by_id = {rule.id: rule for rule in rules}
    named = {rule.id: rules_named_by(rule) for rule in rules}
    problems = [_unknown(rule, name, by_id) for rule in rules for name in named[rule.id] if name not in by_id]
    ordered: list[Rule] = []
    done: set[str] = set()
    waiting = list(rules)
    while waiting:
        ready = [rule for rule in waiting if all(name in done or name not in by_id for name in named[rule.id])]
        if not ready:
            return ordered, [*problems, _circle(waiting, named)]
        done.update(rule.id for rule in ready)
        ordered += ready
        waiting = [rule for rule in waiting if rule.id not in done]
    return ordered, problems


def problem_of(rule: Rule, field: tuple[str | int, ...], problem: str, remedy: str) -> Problem:
    """A problem with `field` of `rule`, at its line where it has one."""
    if rule.origin is None:
        return Problem(rule.id, None, problem, remedy)
    return rule.origin.problem(field, f"{rule.id}: {problem}", remedy)


def _unknown(rule: Rule, name: str, by_id: Mapping[str, Rule]) -> Problem:
    others = [each for each in by_id if each != rule.id]
    close = get_close_matches(name, others, n=3) or sorted(others)[:3]
    return problem_of(rule, (_field(rule, name),), f"there is no rule `{name}`", f"Name a rule that is in force, such as {', '.join(close)}")


def _circle(waiting: Sequence[Rule], named: Mapping[str, Sequence[str]]) -> Problem:
    """One circle among rules of which each names one of the others."""
    left = {rule.id: rule for rule in waiting}
    path = [waiting[0].id]
    while path.count(path[-1]) == 1:
        path.append(next(name for name in named[path[-1]] if name in left))
    circle = path[path.index(path[-1]) :]
    rule = left[circle[0]]
    said = " → ".join(circle)
    return problem_of(rule, (_field(rule, circle[1]),), f"rules look at each other in a circle: {said}", "Take one of them out of the circle")


def _field(rule: Rule, name: str) -> str:
    """The field of `rule` that names another."""
    return "when" if name in rules_named_in([rule.when]) else "suppress_while"
