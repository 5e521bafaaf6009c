"""Rules: what is in force, checking a changed one, putting it live after a backtest, and going back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from api.rule_text import as_yaml
from domain.people import Person
from domain.rule_version import BacktestState, RuleVersion
from rules.rule_file import read_rule
from rules.versions import digest
from tests.api.world import DISPATCHER, ENGINEER, GUARD, MANAGER, RULES, STRANGER, T0, VIEWER, World

HOT = """\
# 机房过热，早一些知道
id: lift.hot
applies_to: {asset_type: lift}
when: {kind: threshold, point: room_temp, above: 40, unit: °C}
on_delay: 5m
severity: high
department: engineering
message: {zh: "{place} 温度过高", en: "{place} is too hot"}
"""


def definition(above: float = 40) -> dict[str, Any]:
    found = next(rule for rule in RULES if rule.id == "lift.hot").definition
    return {**found, "when": {"kind": "threshold", "point": "room_temp", "above": above, "unit": "°C"}}


def backtested(world: World, *, above: float = 40, site: str = "riverside", state: BacktestState = BacktestState.DONE) -> str:
    """A backtest of the changed rule, as the worker leaves it; returns its id."""
    answer = world.post("/rules/backtest", MANAGER, json={"site": site, "definition": definition(above)})
    assert answer.status_code == 202, answer.text
    with world.records.transaction() as tx:
        taken = tx.backtests.take(world.clock(), world.clock())
        assert taken is not None
        tx.backtests.save(replace(taken, state=state, progress=1.0, finished_at=world.clock(), result={"gained": 0}))
    return str(answer.json()["id"])


def put(world: World, *, above: float = 40, by: Person = ENGINEER, headers: dict[str, str] | None = None, **change: object) -> httpx.Response:
    body = {"site": "riverside", "definition": definition(above), "reason": "夏季提前预警", **change}
    return world.post("/rules/lift.hot/versions", by, json=body, headers=headers)


def live(world: World, *, above: float = 40) -> dict[str, Any]:
    answer = put(world, above=above, backtest_id=backtested(world, above=above))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_rules_are_listed_with_what_the_files_say_of_them(world: World) -> None:
    listed = world.get("/rules", VIEWER).json()
    assert [rule["id"] for rule in listed["items"]] == ["lift.entrapment", "lift.hot"]
    rule = listed["items"][0]
    told = {key: rule[key] for key in ("version", "author", "changed_at", "holds", "consequence", "respond_within", "asset_type", "kind")}
    assert told == {
        "version": 0,
        "author": None,
        "changed_at": None,
        "holds": True,
        "consequence": "severe",
        "respond_within": "30m",
        "asset_type": "lift",
        "kind": "state",
    }
    assert 'zh: "{asset} 疑似困人"'.replace('"', "'") in rule["yaml"]
    assert rule["definition"]["when"] == {"kind": "state", "point": "trapped", "equals": True}


def test_the_yaml_of_every_rule_reads_as_the_same_rule() -> None:
    assert [read_rule(rule.definition, "x") for rule in RULES] == list(RULES)
    assert all(line.split(":")[0].strip(" -") for rule in RULES for line in as_yaml(rule.definition).splitlines())


def test_rules_of_another_site_do_not_exist(world: World) -> None:
    assert world.get("/rules", STRANGER, params={"site": "riverside"}).status_code == 404
    assert world.get("/rules/lift.hot", STRANGER, params={"site": "riverside"}).status_code == 404
    assert world.get("/rules/lift.hot", GUARD).status_code == 422
    assert world.get("/rules/lift.nothing", GUARD, params={"site": "riverside"}).status_code == 404


def test_a_rule_in_detail_says_how_many_conditions_it_makes(world: World) -> None:
    told = world.get("/rules/lift.hot", GUARD, params={"site": "riverside"}).json()
    assert (told["site"], told["bound"], told["versions"], told["file_yaml"]) == ("riverside", 1, [], told["yaml"])


def test_the_form_knows_every_kind_and_what_devices_measure_and_say(world: World) -> None:
    form = world.get("/rules/form", VIEWER, params={"site": "riverside"}).json()
    kinds = {kind["name"]: kind for kind in form["kinds"]}
    assert {"threshold", "state", "stale", "sequence", "composite", "expression"} <= set(kinds)
    assert (kinds["threshold"]["title"], kinds["threshold"]["delays"], kinds["stale"]["delays"]) == ({"zh": "越限", "en": "Threshold"}, True, False)
    assert "above" in kinds["threshold"]["schema"]["properties"]
    assert {"id", "when", "severity"} <= set(form["schema"]["properties"])
    lift = next(each for each in form["device_types"] if each["key"] == "lift")
    mode = next(point for point in lift["points"] if point["key"] == "mode")
    assert mode["values"] == [{"key": "normal", "name": {"zh": "正常", "en": "Normal"}}, {"key": "inspection", "name": {"zh": "检修", "en": "Inspection"}}]
    assert "online" in [point["key"] for point in lift["points"]]
    assert "asset" in form["placeholders"]
    assert world.get("/rules/form", STRANGER, params={"site": "riverside"}).status_code == 404


def test_a_rule_that_fits_is_told_with_its_conditions(world: World) -> None:
    told = world.post("/rules/check", ENGINEER, json={"site": "riverside", "yaml": HOT}).json()
    assert (told["ok"], told["rule_id"], told["bound"], told["problems"]) == (True, "lift.hot", 1, [])
    assert told["definition"] == definition()
    assert told["digest"] == digest(definition())
    assert told["yaml"] == as_yaml(definition())
    assert world.post("/rules/check", ENGINEER, json={"site": "riverside", "definition": definition()}).json() == told


def test_a_list_of_one_is_taken_as_the_rule(world: World) -> None:
    listed = "- " + HOT.split("\n", 1)[1].replace("\n", "\n  ")
    told = world.post("/rules/check", ENGINEER, json={"site": "riverside", "yaml": listed + "\n"}).json()
    assert (told["ok"], told["definition"]) == (True, definition())


@pytest.mark.parametrize(
    ("change", "line", "place"),
    [
        (("room_temp", "roof_temp"), 4, "when.point"),
        (("°C", "°F"), 4, "when.unit"),
        (("severity: high", "severity: urgent"), 6, "severity"),
        (("asset_type: lift", "asset_type: rocket"), 3, "applies_to.asset_type"),
        (("kind: threshold", "kind: guess"), 4, "when.kind"),
        (("department: engineering\n", ""), 2, "department"),
        (("point: room_temp, ", ""), 4, "when.point"),
        (("id: lift.hot", "id: Hot"), 2, "id"),
        (("department: engineering\n", "department: engineering\nassist: [engineering]\n"), 2, ""),
        (("{place} 温度", "{palace} 温度"), 8, "message.zh"),
    ],
)
def test_every_problem_names_line_field_and_remedy(world: World, change: tuple[str, str], line: int, place: str) -> None:
    answer = world.post("/rules/check", ENGINEER, json={"site": "riverside", "yaml": HOT.replace(*change)})
    told = answer.json()
    assert (answer.status_code, told["ok"], told["bound"]) == (200, False, 0)
    problem = told["problems"][0]
    assert (problem["line"], problem["place"]) == (line, place)
    assert problem["problem"]
    assert problem["remedy"]


def test_of_data_the_lines_are_those_of_the_yaml_in_the_answer(world: World) -> None:
    body = {**definition(), "severity": "urgent"}
    told = world.post("/rules/check", ENGINEER, json={"site": "riverside", "definition": body}).json()
    (problem,) = told["problems"]
    assert told["yaml"].splitlines()[problem["line"] - 1] == "severity: urgent"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just words",
        "- a: 1\n- b: 2",
        "id: [unclosed",
        "id: x.y\nid: x.z",
        "a: &a [x, x]\nb: &b [*a, *a]\nid: [*b, *b]",
        "id: &self [*self]",
        "id: " + "[" * 50 + "]" * 50,
        "id: " + "[" * 20_000,
        "id: " + "[" * 20_000 + "]" * 20_000,
        "id: x.y\nwhen: {above: .inf}",
        "id: x.y\nplan: !!binary aGVsbG8=",
        'id: "x\\0y"',
        'id: !!python/name:os.system ""',
        "a: \x07",
    ],
    ids=[
        "empty",
        "text",
        "two",
        "unclosed",
        "twice",
        "aliases",
        "itself",
        "deep",
        "unclosed and deep",
        "very deep",
        "infinite",
        "binary",
        "nul",
        "object",
        "control",
    ],
)
def test_what_cannot_even_be_read_is_a_problem_too(world: World, text: str) -> None:
    answer = world.post("/rules/check", ENGINEER, json={"site": "riverside", "yaml": text})
    told = answer.json()
    assert (answer.status_code, told["ok"], told["definition"]) == (200, False, None)
    assert told["problems"][0]["problem"]


@pytest.mark.parametrize("body", [{}, {"yaml": HOT, "definition": {"id": "x"}}, {"yaml": "x" * 60_001}], ids=["neither", "both", "too long"])
def test_checking_says_how_it_wants_to_be_asked(world: World, body: dict[str, object]) -> None:
    assert world.post("/rules/check", ENGINEER, json={"site": "riverside", **body}).status_code == 422


def test_only_those_who_may_backtest_check_and_only_at_their_sites(world: World) -> None:
    body = {"site": "riverside", "yaml": HOT}
    assert [world.post("/rules/check", person, json=body).status_code for person in (GUARD, DISPATCHER, STRANGER, MANAGER)] == [403, 403, 404, 200]


def test_a_changed_rule_goes_live_after_its_backtest(world: World) -> None:
    backtest = backtested(world)
    answer = put(world, backtest_id=backtest, headers={"If-Match": '"0"'})
    told = answer.json()
    assert answer.status_code == 201
    assert {key: told[key] for key in ("site", "rule", "number", "author", "reason", "at", "backtest_id", "restores")} == {
        "site": "riverside",
        "rule": "lift.hot",
        "number": 1,
        "author": "engineer",
        "reason": "夏季提前预警",
        "at": "2026-01-31T08:00:00.000Z",
        "backtest_id": backtest,
        "restores": None,
    }
    assert (told["definition"], told["yaml"]) == (definition(), as_yaml(definition()))
    rule = world.get("/rules/lift.hot", GUARD, params={"site": "riverside"}).json()
    assert (rule["version"], rule["author"], rule["changed_at"], rule["definition"]["when"]["above"]) == (1, "engineer", "2026-01-31T08:00:00.000Z", 40)
    assert rule["versions"] == [told]
    assert "above: 45" in rule["file_yaml"]
    assert ("engineer", "rule.put-live", "夏季提前预警") in world.audited()


def test_at_other_sites_it_stays_as_it_was(world: World) -> None:
    live(world)
    listed = {site: world.get("/rules", MANAGER, params={"site": site}).json()["items"][1]["version"] for site in ("riverside", "hillside")}
    assert listed == {"riverside": 1, "hillside": 0}
    assert world.get("/rules", MANAGER).json()["items"][1]["version"] == 0


def test_yaml_goes_live_as_well_as_data(world: World) -> None:
    backtest = backtested(world)
    body = {"site": "riverside", "yaml": HOT, "reason": "x", "backtest_id": backtest}
    assert world.post("/rules/lift.hot/versions", MANAGER, json=body).json()["definition"] == definition()


@pytest.mark.parametrize("state", [BacktestState.FAILED, BacktestState.RUNNING])
def test_without_a_backtest_that_is_done_nothing_goes_live(world: World, state: BacktestState) -> None:
    assert put(world, backtest_id="none").status_code == 422
    assert put(world, backtest_id=backtested(world, state=state)).status_code == 422
    assert world.get("/rules/lift.hot", GUARD, params={"site": "riverside"}).json()["version"] == 0


def test_what_was_changed_after_its_backtest_is_refused_in_the_readers_language(world: World) -> None:
    backtest = backtested(world)
    said = [put(world, above=41, backtest_id=backtest, headers={"Accept-Language": language}) for language in ("zh", "en")]
    assert [answer.status_code for answer in said] == [422, 422]
    assert ("重新试算" in said[0].json()["detail"], "try it again" in said[1].json()["detail"]) == (True, True)


def test_a_backtest_of_another_site_does_not_count(world: World) -> None:
    assert put(world, backtest_id=backtested(world, site="hillside"), by=MANAGER).status_code == 422


def test_the_version_that_was_changed_must_be_the_newest(world: World) -> None:
    live(world)
    late = put(world, above=41, backtest_id=backtested(world, above=41), headers={"If-Match": '"0"'})
    assert (late.status_code, late.json()["current_version"]) == (409, 1)


def test_under_one_key_it_goes_live_once(world: World) -> None:
    backtest = backtested(world)
    first, again = (put(world, backtest_id=backtest, headers={"Idempotency-Key": "r1"}) for _ in range(2))
    assert (first.status_code, again.content, again.headers["idempotency-replayed"]) == (201, first.content, "true")
    assert len(world.get("/rules/lift.hot", GUARD, params={"site": "riverside"}).json()["versions"]) == 1


def test_only_those_who_may_edit_put_rules_live_and_only_at_their_sites(world: World) -> None:
    backtest = backtested(world)
    assert [put(world, backtest_id=backtest, by=person).status_code for person in (GUARD, DISPATCHER, STRANGER)] == [403, 403, 404]
    body = {"site": "riverside", "reason": "x"}
    restored = [world.post("/rules/lift.hot/versions/0/restore", person, json=body).status_code for person in (GUARD, DISPATCHER, STRANGER)]
    assert restored == [403, 403, 404]


def test_the_address_and_the_rule_must_agree(world: World) -> None:
    body = {"site": "riverside", "definition": definition(), "reason": "x", "backtest_id": backtested(world)}
    assert world.post("/rules/lift.entrapment/versions", ENGINEER, json=body).status_code == 422


def test_a_rule_that_does_not_fit_says_every_problem(world: World) -> None:
    broken = {**definition(), "when": {"kind": "threshold", "point": "roof_temp", "above": 40, "unit": "°C"}}
    answer = world.post("/rules/backtest", ENGINEER, json={"site": "riverside", "definition": broken})
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"], problem["type"]) == (422, "application/problem+json", "urn:steward:problem:unusable-rule")
    assert [(each["place"], each["line"]) for each in problem["problems"]] == [("when.point", 6)]
    unread = world.post("/rules/backtest", ENGINEER, json={"site": "riverside", "yaml": "- 1\n- 2"})
    assert (unread.status_code, len(unread.json()["problems"])) == (422, 1)


def test_an_earlier_version_comes_back_as_the_newest(world: World) -> None:
    live(world)
    live(world, above=41)
    answer = world.post("/rules/lift.hot/versions/1/restore", MANAGER, json={"site": "riverside", "reason": "误报太多"}, headers={"If-Match": "2"})
    told = answer.json()
    assert (answer.status_code, told["number"], told["restores"], told["author"], told["definition"]["when"]["above"]) == (201, 3, 1, "manager", 40)
    rule = world.get("/rules/lift.hot", GUARD, params={"site": "riverside"}).json()
    assert [version["number"] for version in rule["versions"]] == [3, 2, 1]
    assert rule["definition"]["when"]["above"] == 40
    assert ("manager", "rule.restore", "1: 误报太多") in world.audited()


def test_number_0_is_what_the_files_say(world: World) -> None:
    live(world)
    told = world.post("/rules/lift.hot/versions/0/restore", ENGINEER, json={"site": "riverside", "reason": "恢复"}).json()
    assert (told["number"], told["restores"], told["definition"]) == (2, 0, None)
    assert "above: 45" in told["yaml"]
    rule = world.get("/rules/lift.hot", GUARD, params={"site": "riverside"}).json()
    assert (rule["version"], rule["holds"], rule["definition"]["when"]["above"]) == (2, True, 45)


def test_going_back_to_what_is_not_there_or_is_in_force_is_refused(world: World) -> None:
    body = {"site": "riverside", "reason": "恢复"}
    assert world.post("/rules/lift.hot/versions/7/restore", ENGINEER, json=body).status_code == 404
    live(world)
    assert world.post("/rules/lift.hot/versions/1/restore", ENGINEER, json=body).status_code == 422
    assert world.post("/rules/lift.hot/versions/0/restore", ENGINEER, json={**body, "reason": ""}).status_code == 422
    late = world.post("/rules/lift.hot/versions/0/restore", ENGINEER, json=body, headers={"If-Match": "0"})
    assert (late.status_code, late.json()["current_version"]) == (409, 1)
    keys = [world.post("/rules/lift.hot/versions/0/restore", ENGINEER, json=body, headers={"Idempotency-Key": "b1"}).json()["number"] for _ in range(2)]
    assert keys == [2, 2]


def test_a_version_that_is_left_out_is_said_to_be(world: World) -> None:
    world.rules.leave_out.add("lift.hot")
    live(world)
    rule = world.get("/rules/lift.hot", GUARD, params={"site": "riverside"}).json()
    assert (rule["version"], rule["holds"], rule["definition"]["when"]["above"]) == (1, False, 45)


def test_a_version_that_no_longer_fits_cannot_come_back_and_says_why(world: World) -> None:
    broken = {**definition(), "when": {"kind": "threshold", "point": "roof_temp", "above": 40, "unit": "°C"}}
    with world.records.transaction() as tx:
        tx.rule_versions.add(RuleVersion(0, "riverside", "lift.hot", 0, broken, "manager", "x", T0))
    world.rules.leave_out.add("lift.hot")
    live(world)
    answer = world.post("/rules/lift.hot/versions/1/restore", ENGINEER, json={"site": "riverside", "reason": "x"})
    assert (answer.status_code, answer.json()["problems"][0]["line"]) == (422, 6)
