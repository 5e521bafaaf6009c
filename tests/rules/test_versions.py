"""Rules that people put live: what is in force, and what has to be there before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from domain.event_log import EventType
from domain.problem import BadConfiguration, Refusal
from domain.records import Conflict, Records
from domain.rule_version import Backtest, BacktestState, RuleVersion
from rules.rule import Rule
from rules.rule_file import read_rule
from rules.versions import GOOD_FOR, digest, in_force, put_live, restore
from tests.rules.plant import rules, site

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
MILL = site()
HOT = """
id: boiler.hot
applies_to: {asset_type: boiler}
when: {kind: threshold, point: temp, above: 80, unit: "°C"}
on_delay: 60s
severity: high
department: engineering
message: {zh: "{asset} 过热", en: "{asset} is hot"}
"""
FILES = rules(HOT, "id: boiler.out\nwhen: {kind: state, point: lit, equals: false}")
Definition = Mapping[str, object]


def hot(**changes: object) -> dict[str, object]:
    """The rule of the files with other fields."""
    return {**yaml.safe_load(HOT), **changes}


def above(limit: float) -> dict[str, object]:
    """The rule with another limit."""
    return hot(when={"kind": "threshold", "point": "temp", "above": limit, "unit": "°C"})


def tried(records: Records, definition: Definition, **changes: object) -> str:
    """A backtest of `definition` that is done; its id."""
    plain = Backtest(
        "b1", "mill", str(definition["id"]), definition, digest(definition), NOW - GOOD_FOR, NOW, "wang", NOW, BacktestState.DONE, 1.0, NOW, NOW, {}
    )
    with records.transaction() as tx:
        tx.backtests.add(replace(plain, **changes))  # type: ignore[arg-type]  # fields of any type
    return str(changes.get("id", "b1"))


def go_live(
    records: Records, definition: Definition, backtest_id: str = "b1", *, reason: str = "误报太多", at: datetime = NOW, version: int | None = None
) -> RuleVersion:
    with records.transaction() as tx:
        return put_live(tx, site=MILL, rules=FILES, definition=definition, reason=reason, author="wang", at=at, backtest_id=backtest_id, version=version)


def bring_back(records: Records, number: int, *, rule: str = "boiler.hot", files: tuple[Rule, ...] = FILES) -> RuleVersion:
    with records.transaction() as tx:
        return restore(tx, site=MILL, rules=files, rule=rule, number=number, reason="更差了", author="li", at=NOW)


def limits(records: Records) -> dict[str, object]:
    with records.reading() as tx:
        versions = tx.rule_versions.in_force("mill")
    return {rule.id: getattr(rule.when, "above", None) for rule in in_force(FILES, versions)}


def refusal(records: Records, definition: Definition, backtest_id: str = "b1", *, at: datetime = NOW) -> str:
    with pytest.raises(Refusal) as refused:
        go_live(records, definition, backtest_id, at=at)
    assert refused.value.text.zh
    with records.reading() as tx:
        assert tx.rule_versions.newest() == 0
        assert tx.events.bounds() == (0, 0)
    return refused.value.text.en


def test_a_tried_rule_goes_live_and_says_so(sqlite_records: Records) -> None:
    tried(sqlite_records, above(90))
    version = go_live(sqlite_records, above(90))
    assert (version.sequence, version.number, version.author, version.reason, version.backtest_id) == (1, 1, "wang", "误报太多", "b1")
    assert limits(sqlite_records) == {"boiler.hot": 90, "boiler.out": None}
    with sqlite_records.reading() as tx:
        (logged,) = tx.events.after(0)
    event = logged.event
    assert (event.type, event.transition, event.subject_id, event.site, event.actor) == (EventType.SYSTEM, "rule-changed", "boiler.hot", "mill", "wang")
    assert (event.body["number"], event.body["definition"]) == (1, above(90))


def test_the_newest_version_holds_and_rules_that_only_people_made_come_last(sqlite_records: Records) -> None:
    for number, limit in enumerate((90, 95), start=1):
        go_live(sqlite_records, above(limit), tried(sqlite_records, above(limit), id=f"b{number}"))
    new = {**above(70), "id": "boiler.warm"}
    go_live(sqlite_records, new, tried(sqlite_records, new, id="b3"))
    assert list(limits(sqlite_records).items()) == [("boiler.hot", 95), ("boiler.out", None), ("boiler.warm", 70)]


def test_without_a_backtest_of_exactly_this_rule_and_site_nothing_goes_live(sqlite_records: Records) -> None:
    tried(sqlite_records, above(90))
    tried(sqlite_records, above(90), id="b2", site="elsewhere")
    tried(sqlite_records, {**above(90), "id": "boiler.warm"}, id="b3")
    assert refusal(sqlite_records, above(90), "nothing") == "Try this rule on the history of this site first, then put it live"
    assert refusal(sqlite_records, above(90), "b2") == "Try this rule on the history of this site first, then put it live"
    assert refusal(sqlite_records, above(90), "b3") == "Try this rule on the history of this site first, then put it live"
    assert refusal(sqlite_records, above(91)) == "The rule was changed after its backtest: try it again"


@pytest.mark.parametrize("state", [BacktestState.WAITING, BacktestState.RUNNING, BacktestState.FAILED])
def test_a_backtest_that_is_not_done_is_none(sqlite_records: Records, state: BacktestState) -> None:
    tried(sqlite_records, above(90), state=state)
    assert refusal(sqlite_records, above(90)) == "Its backtest is not done: wait for the result"


def test_a_backtest_is_good_for_a_week(sqlite_records: Records) -> None:
    tried(sqlite_records, above(90))
    assert refusal(sqlite_records, above(90), at=NOW + GOOD_FOR + timedelta(seconds=1)) == "Its backtest is older than 7 days: try it again"
    assert go_live(sqlite_records, above(90), at=NOW + GOOD_FOR).number == 1


def test_a_reason_has_to_be_given(sqlite_records: Records) -> None:
    tried(sqlite_records, above(90))
    with pytest.raises(Refusal, match="Say why"):
        go_live(sqlite_records, above(90), reason="  ")
    go_live(sqlite_records, above(90))
    with pytest.raises(Refusal, match="Say why"), sqlite_records.transaction() as tx:
        restore(tx, site=MILL, rules=FILES, rule="boiler.hot", number=0, reason="", author="li", at=NOW)


def test_what_is_in_force_already_is_no_change(sqlite_records: Records) -> None:
    tried(sqlite_records, hot())
    assert refusal(sqlite_records, hot()) == "This is the rule that is in force already"
    tried(sqlite_records, above(90), id="b2")
    go_live(sqlite_records, above(90), "b2")
    with pytest.raises(Refusal, match="in force already"):
        go_live(sqlite_records, above(90.0), "b2")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"when": {"kind": "threshold", "point": "temp", "above": 80, "unit": "bar"}}, "rule:8: boiler.hot: the limit has the unit `bar`"),
        ({"when": {"kind": "threshold", "point": "heat", "above": 80}}, "rule:6: boiler.hot: `boiler` has no point `heat`"),
        ({"severity": "grave"}, "rule:10: severity: "),
        ({"applies_to": {"assets": ["b9"]}}, "rule:3: boiler.hot: `mill` has no asset `b9`"),
        ({"when": {"kind": "composite", "all": [{"rule": "boiler.cold"}]}}, "rule:"),
    ],
)
def test_a_rule_that_does_not_fit_the_site_never_goes_live(sqlite_records: Records, changes: dict[str, object], said: str) -> None:
    definition = hot(**changes)
    tried(sqlite_records, definition)
    with pytest.raises(BadConfiguration) as refused:
        go_live(sqlite_records, definition)
    (problem,) = refused.value.problems
    assert str(problem).startswith(said)
    assert problem.remedy
    assert limits(sqlite_records)["boiler.hot"] == 80


def test_two_at_once_are_told_apart(sqlite_records: Records) -> None:
    tried(sqlite_records, above(90))
    tried(sqlite_records, above(95), id="b2")
    go_live(sqlite_records, above(90), version=0)
    with pytest.raises(Conflict):
        go_live(sqlite_records, above(95), "b2", version=0)
    assert go_live(sqlite_records, above(95), "b2", version=1).number == 2


def test_an_earlier_version_comes_back_as_the_newest(sqlite_records: Records) -> None:
    for number, limit in enumerate((90, 95), start=1):
        go_live(sqlite_records, above(limit), tried(sqlite_records, above(limit), id=f"b{number}"))
    back = bring_back(sqlite_records, 1)
    assert (back.number, back.restores, back.definition, back.backtest_id) == (3, 1, above(90), None)
    assert limits(sqlite_records)["boiler.hot"] == 90
    assert bring_back(sqlite_records, 0).definition is None
    assert limits(sqlite_records)["boiler.hot"] == 80


def test_what_was_never_there_cannot_come_back(sqlite_records: Records) -> None:
    with pytest.raises(KeyError):
        bring_back(sqlite_records, 0)
    tried(sqlite_records, above(90))
    go_live(sqlite_records, above(90))
    with pytest.raises(KeyError):
        bring_back(sqlite_records, 7)
    with pytest.raises(Refusal, match="in force already"):
        bring_back(sqlite_records, 1)


def test_a_rule_that_only_people_made_goes_with_the_files_own_unless_others_look_at_it(sqlite_records: Records) -> None:
    new = {**above(70), "id": "boiler.warm"}
    go_live(sqlite_records, new, tried(sqlite_records, new))
    looking = hot(id="boiler.both", when={"kind": "composite", "all": [{"rule": "boiler.warm"}, {"rule": "boiler.hot"}]})
    looking.pop("on_delay")
    go_live(sqlite_records, looking, tried(sqlite_records, looking, id="b2"))
    with pytest.raises(BadConfiguration, match=r"there is no rule `boiler\.warm`"):
        bring_back(sqlite_records, 0, rule="boiler.warm")
    bring_back(sqlite_records, 0, rule="boiler.both")
    bring_back(sqlite_records, 0, rule="boiler.warm")
    assert list(limits(sqlite_records)) == ["boiler.hot", "boiler.out"]
    with pytest.raises(Refusal, match="no such rule in force"):
        bring_back(sqlite_records, 0, rule="boiler.warm")


def test_a_version_that_fits_no_more_can_be_replaced(sqlite_records: Records) -> None:
    with sqlite_records.transaction() as tx:
        tx.rule_versions.add(RuleVersion(0, "mill", "boiler.hot", 0, hot(when={"kind": "forgotten"}), "wang", "旧", NOW))
    with sqlite_records.reading() as tx:
        versions = tx.rule_versions.in_force("mill")
    with pytest.raises(BadConfiguration, match=r"boiler\.hot@1"):
        in_force(FILES, versions)
    tried(sqlite_records, above(90))
    go_live(sqlite_records, above(90))
    assert limits(sqlite_records)["boiler.hot"] == 90


def test_a_digest_sees_through_order_and_the_way_numbers_are_written() -> None:
    assert digest({"a": 35, "b": [1.0, {"c": True}]}) == digest({"b": [1, {"c": True}], "a": 35.0})
    assert digest({"a": 35}) != digest({"a": "35"})
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})
    assert digest({"a": True}) != digest({"a": 1})
    assert len(digest({"a": "水"})) == 64


def test_a_rule_from_the_web_is_read_as_from_a_file() -> None:
    (from_file,) = rules(HOT)
    assert read_rule(hot(), "rule") == from_file
    assert read_rule(from_file.definition, "rule").definition == from_file.definition


@pytest.mark.parametrize("definition", [{}, {"id": "boiler.hot"}, {"id": object()}, {"id": {1, 2}}, hot(extra=1)])
def test_what_is_no_rule_is_refused_with_its_name(definition: dict[str, object]) -> None:
    with pytest.raises(BadConfiguration) as refused:
        read_rule(definition, "boiler.hot@3")
    assert all(problem.file == "boiler.hot@3" and problem.remedy for problem in refused.value.problems)


def test_words_that_yaml_would_take_for_something_else_stay_words() -> None:
    definition = hot(sop="on", message={"zh": "2026-01-31", "en": "1:30"})
    rule = read_rule(definition, "rule")
    assert (rule.sop, rule.message.zh, rule.message.en) == ("on", "2026-01-31", "1:30")
