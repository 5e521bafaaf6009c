"""Rules as the API shows them, with the versions that people have put live."""

from __future__ import annotations

from collections.abc import Iterable

from api.problems import NotFound
from api.rule_text import as_yaml
from api.schemas.rule import Rule as RuleOut
from api.schemas.rule import RuleVersion as VersionOut
from domain.contract import rule_version_json
from domain.rule_version import RuleVersion
from domain.text import Text
from domain.time import rfc3339
from rules.duration import write_duration
from rules.rule import Rule
from rules.versions import digest


def rule_fields(rule: Rule, newest: RuleVersion | None) -> dict[str, object]:
    """The fields of `schemas.rule.Rule`: of a rule in force, whose `newest` version somebody has put live (`None`: nobody has)."""
    return {
        **rule.as_json(),
        "yaml": as_yaml(rule.definition),
        "version": 0 if newest is None else newest.number,
        "author": None if newest is None else newest.author,
        "changed_at": None if newest is None else rfc3339(newest.at),
        "holds": newest is None or newest.definition is None or digest(newest.definition) == digest(rule.definition),
        "consequence": rule.consequence,
        "respond_within": None if rule.respond_within is None else write_duration(rule.respond_within),
    }


def rule_out(rule: Rule, newest: RuleVersion | None) -> RuleOut:
    """A rule as lists show it; see `rule_fields`."""
    return RuleOut.model_validate(rule_fields(rule, newest))


def version_out(version: RuleVersion, from_file: Rule | None) -> VersionOut:
    """A version; `from_file` is the rule as the files have it."""
    definition = version.definition if version.definition is not None else None if from_file is None else from_file.definition
    return VersionOut.model_validate({**rule_version_json(version), "yaml": None if definition is None else as_yaml(definition)})


def named(rules: Iterable[Rule], rule_id: str) -> Rule | None:
    """The rule with this id."""
    return next((rule for rule in rules if rule.id == rule_id), None)


def no_rule(rule_id: str) -> NotFound:
    """That there is none with this id."""
    return NotFound(Text(f"没有规则 {rule_id}", f"There is no rule {rule_id} here. GET /rules lists them."))
