"""The run book knows every alert and every metric, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from steward.command_line import COMMANDS
from tests.deploy.metric_names import families_in
from tests.deploy.test_prometheus_rules import BY_NAME

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
ALERTS = dict(re.findall(r"^### (Steward\w+)\n(.*?)(?=^##)", TEXT, flags=re.MULTILINE | re.DOTALL))
METRICS = TEXT[TEXT.index("## Metrics") :]
SAID = ["Symptom", "Likely causes", "Checks", "Remedy", "At risk"]


def test_every_alert_has_its_section_and_no_section_is_left_over() -> None:
    assert set(ALERTS) == set(BY_NAME)


@pytest.mark.parametrize("alert", ALERTS)
def test_a_section_says_what_to_see_to_check_to_do_and_what_is_at_risk(alert: str) -> None:
    parts = re.findall(r"^- \*\*([^*]+)\.\*\* (\S.{7,})$", ALERTS[alert], flags=re.MULTILINE)
    assert [name for name, _ in parts] == SAID


def test_every_metric_is_explained_and_none_that_is_not_told(exposition: str) -> None:
    explained = set(re.findall(r"`((?:steward|process)_\w+)`", METRICS))
    assert explained == set(families_in(exposition))


def test_every_part_of_readyz_is_explained(ready_parts: frozenset[str]) -> None:
    table = TEXT[TEXT.index("## Ready") : TEXT.index("## Back-pressure")]
    assert set(re.findall(r"^\| `(\w+)(?::SITE)?` \|", table, flags=re.MULTILINE)) == ready_parts


@pytest.mark.parametrize("anchor", sorted(set(re.findall(r"\]\(#([\w-]+)\)", TEXT))))
def test_every_link_within_leads_to_a_heading(anchor: str) -> None:
    headings = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in re.findall(r"^#+ (.*)$", TEXT, flags=re.MULTILINE)}
    assert anchor in headings


@pytest.mark.parametrize("place", sorted(set(re.findall(r"(deploy/[\w./-]+\w)", TEXT))))
def test_every_file_that_it_names_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_every_command_of_ours_exists() -> None:
    assert set(re.findall(r"`steward (\w+)", TEXT)) <= set(COMMANDS)


def test_every_setting_that_it_names_exists() -> None:
    settings = (ROOT / "steward" / "settings.py").read_text(encoding="utf-8")
    named = set(re.findall(r"`ingest\.(\w+)`", TEXT))
    assert named
    assert {name for name in named if f"    {name}: " not in settings} == set()
