"""Ladders as data: those that Steward comes with, what a site says otherwise, and what is wrong with its line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from configuration.document import parse
from configuration.escalation import load, read_ladders
from devices.site_file import load_site
from domain.call_out import Step, Whom
from domain.outbox import NotificationKind
from domain.problem import BadConfiguration
from domain.severity import Severity
from domain.site import Site
from notify.registry import channel_kinds
from operations.escalation.ladders import ladders_of, next_decision, policy_for
from tests.configuration.test_service_levels import SITE
from tests.house.test_imports_point_one_way import ROOT

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
OWN = """\
escalation:
  policies:
    - id: office
      name: {zh: 上班, en: Office}
      when: {severities: [high]}
      hours: office-hours
      steps:
        - {call: post, by: [push, push, wecom]}
        - {call: lead, by: [voice], unless_received_s: 15, unless_acknowledged_s: 60}
      gives_up_after_s: 30
  singly: 2
  singly_by: {voice: 1}
"""
STEP = "steps: [{call: post, by: [push]}]"


def site(folder: Path, more: str = "") -> Site:
    path = folder / "site.yaml"
    path.write_text(SITE + more, encoding="utf-8")
    return load_site(path)


def ladder(steps: str, *, more: str = "") -> str:
    return f"policies: [{{id: a, name: {{zh: 甲, en: A}}, {more}steps: [{steps}]}}]"


@pytest.mark.parametrize(
    ("kind", "severity", "policy", "asks"),
    [
        (NotificationKind.ORDER_OPENED, Severity.CRITICAL, "critical", True),
        (NotificationKind.ORDER_OPENED, Severity.HIGH, "high", True),
        (NotificationKind.ORDER_OPENED, Severity.MEDIUM, "standard", False),
        (NotificationKind.NIGHT_DIGEST, Severity.CRITICAL, "told", False),
        (NotificationKind.PERMIT, Severity.HIGH, "told", False),
        (NotificationKind.VISIT, Severity.HIGH, "told", False),
        (NotificationKind.WHISTLE, Severity.CRITICAL, "whistle-critical", False),
        (NotificationKind.WHISTLE, Severity.HIGH, "own-limits", False),
        (NotificationKind.HAND_OVER, Severity.HIGH, "own-limits", False),
        (NotificationKind.CONTROL_ROOM, Severity.CRITICAL, "own-limits", False),
        (NotificationKind.POST_EMPTY, Severity.CRITICAL, "own-limits", False),
    ],
)
def test_what_presses_by_itself_is_told_and_the_rest_goes_up_by_severity(
    tmp_path: Path, kind: NotificationKind, severity: Severity, policy: str, *, asks: bool
) -> None:
    found = policy_for(site(tmp_path), kind, severity, NOON)
    assert (found.id, found.asks) == (policy, asks)


def test_every_channel_of_the_usual_ladders_exists() -> None:
    named = {name for policy in load().policies for step in policy.steps for name in step.by}
    assert named == set(channel_kinds()) - {"page"}


def test_the_usual_ladder_is_that_of_the_requirements() -> None:
    critical = load().policy("critical")
    assert critical is not None
    assert [step.whom for step in critical.steps] == [Whom.POST, Whom.POST, Whom.POST, Whom.COLLEAGUE, Whom.LEAD, Whom.MANAGER]
    assert ("voice" in critical.steps[1].by, "sms" in critical.steps[2].by, critical.passes_quiet) == (True, True, True)
    assert next_decision(critical, 0, NOON, received=False) == NOON + timedelta(seconds=15)
    assert next_decision(critical, 0, NOON, received=True) == NOON + timedelta(seconds=60)


def test_a_site_s_own_policy_comes_first_in_its_hours_and_the_usual_ones_behind_it(tmp_path: Path) -> None:
    own = site(tmp_path, OWN)
    found = policy_for(own, NotificationKind.ORDER_OPENED, Severity.HIGH, NOON)
    assert (found.id, found.gives_up_after) == ("office", timedelta(seconds=30))
    assert found.steps == (Step(Whom.POST, ("push", "wecom")), Step(Whom.LEAD, ("voice",), timedelta(seconds=15), timedelta(seconds=60)))
    assert policy_for(own, NotificationKind.ORDER_OPENED, Severity.HIGH, NIGHT).id == "high"
    ladders = ladders_of(own)
    assert (ladders.limit("push"), ladders.limit("voice"), ladders.limit("sms"), ladders.within) == (2, 1, 2, load().within)


def test_a_policy_of_the_same_id_takes_the_place_of_the_usual_one(tmp_path: Path) -> None:
    own = site(tmp_path, OWN.replace("id: office", "id: high").replace("      hours: office-hours\n", ""))
    assert [policy.id for policy in ladders_of(own).policies].count("high") == 1
    assert policy_for(own, NotificationKind.ORDER_OPENED, Severity.HIGH, NIGHT).steps[1].whom is Whom.LEAD


@pytest.mark.parametrize(
    ("written", "line", "word", "remedy"),
    [
        (OWN.replace("office-hours", "nights"), 12, "no calendar `nights`", "office-hours"),
        (OWN.replace("id: office\n", "id: Office 1\n"), 9, "`Office 1`", "small letters"),
        (OWN.replace("call: lead", "call: boss"), 15, "call", "post"),
        (OWN.replace("unless_acknowledged_s: 60", "unless_acknowledged_s: -1"), 15, "unless_acknowledged_s", ""),
        (OWN.replace(", unless_acknowledged_s: 60", ""), 15, "would end", "unless_acknowledged_s"),
        (OWN.replace("singly: 2", "singly: 0"), 17, "singly", ""),
        (OWN.replace("singly: 2", "sinlgy: 2"), 17, "sinlgy", ""),
    ],
)
def test_what_is_wrong_in_a_site_file_is_told_with_its_line_and_what_to_do(tmp_path: Path, written: str, line: int, word: str, remedy: str) -> None:
    with pytest.raises(BadConfiguration) as raised:
        site(tmp_path, written)
    problem = raised.value.problems[0]
    lines = (SITE + written).splitlines()
    assert problem.file.endswith("site.yaml")
    assert (word in problem.problem, remedy in problem.remedy) == (True, True)
    assert problem.line == line, lines[(problem.line or 1) - 1]


@pytest.mark.parametrize(
    ("written", "word"),
    [
        (ladder("{call: post, by: [push], unless_received_s: 5}"), "begins at once"),
        (ladder("{call: lead, by: [push]}, {call: post, by: [push], unless_acknowledged_s: 5}"), "comes after"),
        (ladder("{call: post, by: [push]}", more="when: {severities: [high]}, "), "no policy covers"),
        (f"policies: [{{id: a, name: {{zh: 甲, en: A}}, {STEP}}}, {{id: a, name: {{zh: 乙, en: B}}, {STEP}}}]", "two policies"),
        (f"policies: [{{id: a, name: {{zh: 甲, en: A}}, {STEP}}}, {{id: b, name: {{zh: 乙, en: B}}, {STEP}}}]", "never counts"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_refused(written: str, word: str) -> None:
    with pytest.raises(BadConfiguration) as raised:
        read_ladders(parse(written, "escalation.yaml"))
    assert word in " ".join(problem.problem for problem in raised.value.problems)


def test_the_example_of_the_documentation_is_right(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "site-file.md").read_text(encoding="utf-8")
    example = page.split("## Who is called")[1].split("```yaml\n")[1].split("```")[0]
    night = 'calendars: [{id: night, name: {zh: 夜, en: Night}, workdays: ["22:00-06:00"]}]\n'
    path = tmp_path / "site.yaml"
    path.write_text(SITE.split("calendars:")[0] + night + example, encoding="utf-8")
    assert policy_for(load_site(path), NotificationKind.ORDER_OPENED, Severity.HIGH, NIGHT).id == "night-high"
