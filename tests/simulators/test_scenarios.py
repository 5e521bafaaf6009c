"""The scenarios of the house: they fit the example site, and raise what they promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.problem import BadConfiguration
from simulators.scenario import scenario_names, scenarios
from simulators.scenario_file import load_scenario
from simulators.script import Script
from tests.devices.riverside import SITE
from tests.simulators.rehearsal import RULES, raised, rehearse, seconds_after_start, still_raised

ONCE = [name for name in scenario_names() if name != "morning"]


def test_the_scenarios_of_the_first_issue_are_there() -> None:
    assert {"morning", "lift-entrapment", "door-forced", "smoke", "pump-failure", "flooding", "gateway-lost"} <= set(scenario_names())


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_fits_the_example_site_and_expects_rules_of_the_library(name: str) -> None:
    scenario = load_scenario(name, SITE)
    departments = {rule.id: rule.department for rule in RULES}
    assert scenario.expect
    assert [one for one in scenario.expect if departments.get(one.rule) is not one.department] == []
    assert "" not in (scenario.name.zh, scenario.name.en, scenario.about.zh, scenario.about.en)


@pytest.mark.parametrize("name", ONCE)
def test_a_scenario_raises_what_it_expects_in_time_and_mends_what_it_broke(name: str) -> None:
    scenario = load_scenario(name, SITE)
    outcome = rehearse(scenario, max(step.ends_s for step in scenario.steps) + 130)
    happened = [(alarm.rule, alarm.asset, alarm.department, seconds_after_start(alarm)) for alarm in raised(outcome)]
    missing = [
        one
        for one in scenario.expect
        if not any((rule, department) == (one.rule, one.department) and asset in one.assets and at <= one.within_s for rule, asset, department, at in happened)
    ]
    assert missing == [], happened
    assert still_raised(outcome) == set()
    assert outcome.quarantined == []


def test_a_scenario_alarms_only_where_something_happens() -> None:
    assert {alarm.asset for alarm in raised(rehearse(load_scenario("lift-entrapment", SITE), 120))} == {"t3-lift-2"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_busy_morning_raises_its_small_incidents_and_mends_them_all_by_itself(seed: int) -> None:
    scenario = load_scenario("morning", SITE)
    assert scenario.loop_s is not None
    outcome = rehearse(scenario, scenario.loop_s - 10, seed=seed)
    happened = [(alarm.rule, alarm.asset, seconds_after_start(alarm)) for alarm in raised(outcome)]
    missing = [one for one in scenario.expect if not any(rule == one.rule and asset in one.assets and at <= one.within_s for rule, asset, at in happened)]
    struck = {asset for step in scenario.steps for asset in (*step.assets, step.device)}
    assert missing == [], happened
    assert {asset for _, asset, _ in happened} <= struck
    assert min(at for _, _, at in happened) < 20
    assert still_raised(outcome) == set()
    assert outcome.quarantined == []


@pytest.mark.slow
@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_a_site_where_nothing_happens_raises_nothing(speed: float) -> None:
    outcome = rehearse(None, 300, seed=3, speed=speed)
    assert [(alarm.rule, alarm.asset) for alarm in raised(outcome)] == []
    assert outcome.quarantined == []


def test_a_script_gives_each_action_once_and_in_order() -> None:
    script = Script(load_scenario("lift-entrapment"), 1)
    early = [str(action) for action in script.due(6)]
    late = [str(action) for action in script.due(10_000)]
    assert early == ["t3-lift-2: trap"]
    assert late == ["t3-lift-2: press alarm", "t3-lift-2: restore"]
    assert script.finished


def test_a_looping_script_begins_again_and_strikes_somebody_else() -> None:
    script = Script(load_scenario("morning"), 1)
    doors = [action.asset for action in script.due(20 * 60 * 12 - 1) if action.command == "force_open"]
    assert len(doors) == 12
    assert len(set(doors)) > 1
    assert not script.finished


def test_what_was_struck_is_what_is_mended() -> None:
    actions = list(Script(load_scenario("morning"), 3).due(19 * 60))
    assert {action.asset for action in actions if action.command == "trap"} == {
        action.asset for action in actions if action.command == "restore" and "lift" in str(action.asset)
    }


HEAD = "name: {zh: 试, en: Try}\nabout: {zh: 试, en: Try}\n"
WRONG = {
    "an unknown asset": ("steps:\n  - {at: 5s, asset: t9-lift-1, do: trap}\n", 4, "no asset `t9-lift-1`", "Did you mean"),
    "an unknown command": ("steps:\n  - {at: 5s, asset: t1-lift-1, do: fly}\n", 4, "cannot `fly`", "trap"),
    "an unknown end": ("steps:\n  - {at: 5s, asset: t1-lift-1, do: trap, for: 5s, then: fly}\n", 4, "cannot `fly`", "trap"),
    "an unknown device": ("steps:\n  - {at: 5s, device: gw-t9, do: lose_connection}\n", 4, "no device `gw-t9`", "Did you mean"),
    "a link command that is none": ("steps:\n  - {at: 5s, device: gw-t1, do: explode}\n", 4, "cannot `explode`", "lose_connection"),
    "no devices to strike": ("steps:\n  - {at: 5s, device: x-*, fault: dropout}\n", 4, "matches `x-*`", "*"),
    "neither deed nor fault": ("steps:\n  - {at: 5s, asset: t1-lift-1}\n", 4, "either `do` or `fault`", "trap"),
    "nobody it happens to": ("steps:\n  - {at: 5s, do: trap}\n", 4, "either `asset` or `device`", "Name"),
    "a duration that is none": ("steps:\n  - {at: soon, asset: t1-lift-1, do: trap}\n", 4, "expected a duration", "Correct"),
    "a time of day that is none": ('local_time: "25:10"\nsteps:\n  - {at: 5s, asset: t1-lift-1, do: trap}\n', 3, "time of day", "Correct"),
    "a loop that is too short": ("loop: 10s\nsteps:\n  - {at: 5s, asset: t1-lift-1, do: trap, for: 1m}\n", 3, "over before its last step", "Lengthen"),
    "an unknown key": ("steps:\n  - {at: 5s, asset: t1-lift-1, does: trap}\n", 4, "does", "known here"),
    "an expected asset that is none": (
        "steps:\n  - {at: 5s, asset: t1-lift-1, do: trap}\nexpect:\n  - {rule: r, asset: nobody, department: security, within: 5s}\n",
        6,
        "no asset `nobody`",
        "Correct",
    ),
}


@pytest.mark.parametrize(("text", "line", "problem", "remedy"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_named_with_file_line_and_remedy(tmp_path: Path, text: str, line: int, problem: str, remedy: str) -> None:
    file = tmp_path / "story.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(BadConfiguration) as refused:
        load_scenario(file, SITE)
    first = refused.value.problems[0]
    assert (first.file, first.line) == (str(file), line)
    assert problem in first.problem
    assert remedy in first.remedy


def test_a_name_that_is_no_scenario_gets_the_nearest_one() -> None:
    with pytest.raises(BadConfiguration, match="Did you mean `flooding`"):
        load_scenario("floding")


def test_faults_are_scenario_steps_too(tmp_path: Path) -> None:
    file = tmp_path / "noise.yaml"
    file.write_text(HEAD + "steps:\n  - {at: 10s, device: t1-*, fault: late, hold: 30s, rate: 0.5, for: 1m}\n", encoding="utf-8")
    action = next(Script(load_scenario(file, SITE), 1).due(10))
    assert action.fault is not None
    assert (action.fault.kind.value, action.fault.hold_s, action.fault.from_s, action.fault.until_s) == ("late", 30.0, 10.0, 70.0)


def test_scenarios_are_files_of_their_own_name() -> None:
    assert all(path.stem == name for name, path in scenarios().items())
