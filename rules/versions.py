"""Rules that people put live: what is in force, and the gate before it — nothing goes live that was not tried on history.

A rule of the files holds until somebody puts a version of it live; the newest version then holds until another takes its
place. Versions are never changed or deleted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from domain.contract import rule_version_json
from domain.event_log import EventType, NewEvent
from domain.identity import LIVE
from domain.people import Department
from domain.problem import Refusal
from domain.records import Transaction
from domain.rule_version import Backtest, BacktestState, RuleVersion
from domain.site import Site
from rules.rule import Rule
from rules.rule_file import read_rule
from rules.ruleset import bind

GOOD_FOR = timedelta(days=7)
"""So long after it was done a backtest says enough of the site as it is."""
CHANGED = "rule-changed"
"""What the event log calls it."""


def in_force(file_rules: Sequence[Rule], versions: Sequence[RuleVersion]) -> tuple[Rule, ...]:
    """The rules of the files with `versions` (the newest of each rule) laid over them; rules that only versions have come last.

    Raises `BadConfiguration` for a version that cannot be read any more: the kinds have changed since it was put live.
    """
    rules = {rule.id: rule for rule in file_rules}
    for version in versions:
        if version.definition is not None:
            rules[version.rule] = read_rule(version.definition, f"{version.rule}@{version.number}")
    return tuple(rules.values())


def digest(definition: Mapping[str, object]) -> str:
    """The same for the same definition, whatever the order of its keys, and whether 35 is written 35 or 35.0."""
    return hashlib.sha256(json.dumps(_plain(definition), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def put_live(
    tx: Transaction,
    *,
    site: Site,
    rules: Sequence[Rule],
    definition: Mapping[str, object],
    reason: str,
    author: str,
    at: datetime,
    backtest_id: str,
    version: int | None = None,
) -> RuleVersion:
    """Put a changed or new rule live at `site`. `rules` are those of the files; what is laid over them is read here.

    `version` is the number of the version that the author changed (0: the files' own); `None`: whichever it is. Raises
    `BadConfiguration` for a definition that cannot be used at the site, `Refusal` without a reason, without a backtest of
    exactly this definition and site that is done and not older than a week, or when nothing would change, and `Conflict`
    when somebody else was faster.
    """
    why = _reason(reason)
    changed = read_rule(definition, "rule")
    _check_gate(tx.backtests.get(backtest_id), site, changed.id, digest(definition), at)
    versions = tx.rule_versions.in_force(site.id)
    _refuse_the_same(changed.id, definition, rules, versions)
    _check_fits(site, rules, versions, changed.id, changed)
    added = RuleVersion(0, site.id, changed.id, _expected(version), dict(definition), author, why, at, backtest_id)
    return _add(tx, added)


def restore(
    tx: Transaction, *, site: Site, rules: Sequence[Rule], rule: str, number: int, reason: str, author: str, at: datetime, version: int | None = None
) -> RuleVersion:
    """Bring version `number` of `rule` back as the newest; 0: what the files have, which may be no such rule at all.

    It was live before, so no backtest is asked for. Otherwise as `put_live`; `KeyError` when there is no such version.
    """
    why = _reason(reason)
    definition = None
    if number != 0:
        found = next((each for each in tx.rule_versions.of_rule(site.id, rule) if each.number == number), None)
        if found is None:
            raise KeyError(f"{rule}@{number}")
        definition = found.definition
    elif not tx.rule_versions.of_rule(site.id, rule):
        raise KeyError(f"{rule}@0")
    versions = tx.rule_versions.in_force(site.id)
    back = None if definition is None else read_rule(definition, f"{rule}@{number}")
    _refuse_the_same(rule, definition, rules, versions)
    _check_fits(site, rules, versions, rule, back)
    return _add(tx, RuleVersion(0, site.id, rule, _expected(version), definition, author, why, at, restores=number))


def _add(tx: Transaction, version: RuleVersion) -> RuleVersion:
    added = tx.rule_versions.add(version)
    tx.events.append(
        NewEvent(
            at=added.at,
            realm=LIVE,
            site=added.site,
            asset=None,
            type=EventType.SYSTEM,
            transition=CHANGED,
            subject_id=added.rule,
            departments=frozenset(Department),
            body=rule_version_json(added),
            actor=added.author,
        )
    )
    return added


def _expected(version: int | None) -> int:
    """The number that the new version must get; 0: any."""
    return 0 if version is None else version + 1


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal("请写明修改原因", "Say why it is changed")
    return reason.strip()


def _check_gate(backtest: Backtest | None, site: Site, rule: str, of: str, at: datetime) -> None:
    if backtest is None or backtest.site != site.id or backtest.rule != rule:
        raise Refusal("启用前须先用本项目的历史数据试算这条规则", "Try this rule on the history of this site first, then put it live")
    if backtest.digest != of:
        raise Refusal("规则在试算之后又改过，请重新试算", "The rule was changed after its backtest: try it again")
    if backtest.state is not BacktestState.DONE or backtest.finished_at is None:
        raise Refusal("试算尚未完成，请等结果出来再启用", "Its backtest is not done: wait for the result")
    if at - backtest.finished_at > GOOD_FOR:
        raise Refusal("试算结果已超过 7 天，请重新试算", "Its backtest is older than 7 days: try it again")


def _check_fits(site: Site, rules: Sequence[Rule], versions: Sequence[RuleVersion], rule: str, changed: Rule | None) -> None:
    """Raises `BadConfiguration` unless the rules that would then be in force can be bound to the site; `None`: the files' own.

    The version of the rule that is in force now is left aside: it may be what does not fit any more.
    """
    known = {each.id: each for each in in_force(rules, [each for each in versions if each.rule != rule])}
    if changed is not None:
        known[rule] = changed
    bind(tuple(known.values()), site)


def _refuse_the_same(rule: str, definition: Mapping[str, object] | None, rules: Sequence[Rule], versions: Sequence[RuleVersion]) -> None:
    own = next((each.definition for each in rules if each.id == rule), None)
    live = next((each.definition for each in versions if each.rule == rule), None)
    present, following = (own if each is None else each for each in (live, definition))
    if present is not None and following is not None and digest(present) == digest(following):
        raise Refusal("与现行规则相同，没有改动", "This is the rule that is in force already")
    if present is None and following is None:
        raise Refusal("这条规则本来就没有生效", "There is no such rule in force as it is")


def _plain(part: object) -> object:
    if isinstance(part, Mapping):
        return {str(key): _plain(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(item) for item in part]
    return int(part) if isinstance(part, float) and part.is_integer() else part
