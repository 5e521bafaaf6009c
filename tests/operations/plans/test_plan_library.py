"""The twelve plans: complete in both languages, right for the example site, and never telling anybody what nobody may do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.site_file import load_site
from domain.people import Department
from domain.plan import DoneKind, Milestone, Plan, PlanKind, Stage, Step, Warned
from domain.plan_json import plan_json, plan_of
from domain.post import Post
from domain.problem import BadConfiguration, Problem
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from ingest.codecs import codecs
from operations.plans import library
from operations.plans.document import problems_of
from operations.plans.library import HERE, load
from rules import library_path
from rules.rule import Rule
from rules.rule_file import load_rules
from steward.installation import load_installation

PLANS = load()
RULES = {rule.id: rule for rule in load_rules([library_path()])}
EXAMPLE = Path(__file__).parents[3] / "examples" / "riverside" / "site.yaml"
CHINESE = re.compile(r"[一-鿿]")
KEYS = {
    PlanKind.FIRE: "fire",
    PlanKind.LIFT_ENTRAPMENT: "lift-entrapment",
    PlanKind.POWER_CUT: "power-cut",
    PlanKind.FLOODING: "flooding",
    PlanKind.WATER_CUT: "water-cut",
    PlanKind.BURST_PIPE: "burst-pipe",
    PlanKind.GAS_LEAK: "gas",
    PlanKind.INTRUSION: "intrusion",
    PlanKind.FIGHT: "fight",
    PlanKind.MEDICAL: "medical",
    PlanKind.FALLEN_OBJECT: "fallen-object",
    PlanKind.MONITORING_LOST: "monitoring-lost",
}
LONGEST_ZH, LONGEST_EN = 90, 240
"""Letters of one instruction: it is read on a phone, in a hurry."""

every_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))


@pytest.fixture(scope="module")
def riverside() -> Site:
    return load_site(EXAMPLE, codecs=codecs())


def steps(plan: Plan) -> list[Step]:
    return [step for stage in Stage for _phase, step in plan.steps(stage)]


def texts(plan: Plan) -> Iterator[Text]:
    yield from (plan.title, plan.purpose, *plan.follows, *(muster.bring for muster in plan.musters))
    yield from (phase.name for stage in Stage for phase in plan.phases_of(stage))
    for step in steps(plan):
        yield from (step.title, step.instruction, *([step.done.reading.label] if step.done.reading else []))


def test_there_is_one_for_each_kind_of_event() -> None:
    assert {plan.kind: plan.key for plan in PLANS.values()} == KEYS
    assert set(KEYS) == set(PlanKind)


@every_plan
def test_nothing_is_wrong_with_it_at_the_example_site(plan: Plan, riverside: Site) -> None:
    assert problems_of(plan, riverside) == []


@every_plan
def test_it_is_the_same_after_having_been_written_and_read(plan: Plan) -> None:
    assert plan_of(plan_json(plan)) == plan


@every_plan
def test_every_text_is_in_both_languages_and_short_enough_to_act_on(plan: Plan) -> None:
    assert [text for text in texts(plan) if not CHINESE.search(text.zh) or CHINESE.search(text.en) or not text.en.strip()] == []
    assert [step.key for step in steps(plan) if len(step.instruction.zh) > LONGEST_ZH or len(step.instruction.en) > LONGEST_EN] == []


@every_plan
def test_it_has_three_to_six_phases_and_says_who_commands_and_who_checks_in(plan: Plan) -> None:
    assert 3 <= len(plan.phases) <= 6
    assert len(plan.command.deputies) >= 2
    assert plan.musters
    assert {"medical", "police", "fire", "manager"} & set(plan.contacts)
    assert plan.watched


@every_plan
def test_no_phase_is_over_before_it_has_begun(plan: Plan) -> None:
    assert [phase.key for stage in Stage for phase in plan.phases_of(stage) if not any(step.required for step in phase.steps)] == []


@every_plan
def test_whoever_a_step_calls_is_among_the_contacts_of_the_plan(plan: Plan) -> None:
    assert [step.contact for step in steps(plan) if step.contact is not None and step.contact not in plan.contacts] == []


@every_plan
def test_the_review_finds_its_moments(plan: Plan) -> None:
    found = {step.milestone for step in steps(plan)}
    assert {Milestone.ARRIVAL, Milestone.OUTSIDE_CALLED, Milestone.CONTAINED} <= found


@every_plan
def test_no_step_waits_for_somebody_who_has_no_account(plan: Plan) -> None:
    assert [step.key for step in steps(plan) if step.post is Post.MAINTAINER] == []


@every_plan
def test_every_step_that_has_to_be_done_has_a_limit_or_waits_for_something_to_end(plan: Plan) -> None:
    endless = {step.key for step in steps(plan) if step.required and step.within_s is None and step.done.kind is DoneKind.TICK}
    assert endless <= {"fire-out", "reset-at-panel"}


def test_every_plan_that_a_rule_names_exists() -> None:
    assert {rule.plan for rule in RULES.values() if rule.plan is not None} - set(PLANS) == set()


def test_every_rule_of_a_trigger_exists_and_belongs_to_one_plan_only() -> None:
    named = [rule for plan in PLANS.values() for rule in plan.trigger.rules]
    assert set(named) - set(RULES) == set()
    assert len(named) == len(set(named))
    assert [rule for rule in named if RULES[rule].plan is not None] == []


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.plan is not None], ids=lambda rule: rule.id)
def test_what_is_critical_starts_its_plan_by_itself(rule: Rule) -> None:
    assert rule.plan is not None
    assert (rule.severity in PLANS[rule.plan].trigger.starts) is (rule.severity is Severity.CRITICAL)


def test_nobody_without_a_licence_is_told_to_open_a_lift() -> None:
    opens = re.compile(r"开(启|层)?.{0,3}(层门|轿门|厅门)|盘车|扒门|撬门")
    forbids = re.compile(r"不|严禁|没有电梯作业证|请离开")
    said = [sentence for plan in PLANS.values() for step in steps(plan) for sentence in re.split(r"[。；]", step.instruction.zh) if opens.search(sentence)]
    assert len(said) >= 3
    assert [sentence for sentence in said if not forbids.search(sentence)] == []


def test_a_person_rings_119_within_a_minute_of_a_confirmed_fire() -> None:
    call = next(step for step in PLANS["fire"].phases[0].steps if step.contact == "fire")
    assert (call.post, call.within_s, call.done.kind, call.required) == (Post.CONTROL_ROOM, 60, DoneKind.TICK, True)
    assert "由人拨打" in call.instruction.zh


def test_fire_is_reset_at_the_panel_only() -> None:
    reset = next(step for step in steps(PLANS["fire"]) if "复位" in step.title.zh)
    assert "在控制器上复位" in reset.instruction.zh
    assert reset.done.kind is DoneKind.TICK


def test_gas_begins_with_no_spark_and_people_upwind_and_phones_stay_outside() -> None:
    first = PLANS["gas"].phases[0].steps
    assert [step.key for step in first[:2]] == ["no-spark", "evacuate-upwind"]
    assert "不开也不关" in first[0].instruction.zh
    assert [muster.department for muster in PLANS["gas"].musters if "留在室外" in muster.bring.zh] == [Department.SECURITY]


def test_help_for_trapped_passengers_is_here_within_thirty_minutes() -> None:
    arrived = next(step for step in steps(PLANS["lift-entrapment"]) if step.milestone is Milestone.HELP_ARRIVED)
    assert arrived.within_s == 30 * 60


def test_the_preparation_for_flooding_puts_pumps_on_auto_sets_barriers_takes_photos_and_counts_supplies() -> None:
    preparation = PLANS["flooding"].preparation
    assert preparation is not None
    assert Warned.RAINSTORM in preparation.warned
    kinds = {step.key: step.done.kind for phase in preparation.phases for step in phase.steps}
    assert kinds["sumps-auto"] is DoneKind.TELEMETRY
    assert kinds["barriers-set"] is DoneKind.PHOTO
    assert kinds["count-sandbags"] is DoneKind.READING


def test_telemetry_of_every_kind_that_was_asked_for_ticks_a_step() -> None:
    waited = {(wanted.asset_type, wanted.point) for plan in PLANS.values() for step in steps(plan) if (wanted := step.done.telemetry) is not None}
    assert {("fire_water", "pump_run"), ("access_door", "fire_release"), ("lift", "floor"), ("lift", "mode"), ("gas_detector", "valve_closed")} <= waited


WRONG = {
    "a field that is not there": ("kind: fire", "kind: fire\nsort: big", 2, "there is no sort here"),
    "a post that nobody has": ("post: nearest_guard", "post: night_watch", "post: nearest_guard", "none of"),
    "a point that is not measured": ("point: pump_run", "point: pump_runs", "point: pump_run", "fire_water has no point pump_runs"),
    "another name than its file": ("key: fire\n", "key: blaze\n", "key: fire\n", "is not the name of the file"),
}


@pytest.mark.parametrize(("good", "bad", "at", "problem"), WRONG.values(), ids=WRONG.keys())
def test_a_broken_plan_is_named_with_file_line_and_problem(tmp_path: Path, good: str, bad: str, at: str | int, problem: str) -> None:
    written = (HERE / "fire.yaml").read_text(encoding="utf-8")
    (tmp_path / "fire.yaml").write_text(written.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(BadConfiguration) as refused:
        load(tmp_path)
    told: Problem = refused.value.problems[0]
    assert told.file.endswith("fire.yaml")
    assert told.line == (at if isinstance(at, int) else written[: written.index(at)].count("\n") + 1)
    assert problem in told.problem


def test_every_broken_file_is_told_of_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- no plan\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("key: b\n", encoding="utf-8")
    with pytest.raises(BadConfiguration) as refused:
        load(tmp_path)
    assert [Path(problem.file).name for problem in refused.value.problems] == ["a.yaml", "b.yaml"]


def test_steward_check_reads_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "steward.yaml").write_text(f"sites: [{EXAMPLE}]\n", encoding="utf-8")

    def broken() -> None:
        raise BadConfiguration([Problem("fire.yaml", 3, "is broken", "Mend it")])

    monkeypatch.setattr(library, "load", broken)
    with pytest.raises(BadConfiguration, match="3: is broken"):
        load_installation(tmp_path / "steward.yaml")
