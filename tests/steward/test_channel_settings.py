"""Channels stand in ``steward.yaml``: what is wrong there is told with its line before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.site_file import load_site
from domain.problem import BadConfiguration, Problem
from notify.registry import PAGE, channel_kinds
from steward.channels import channel_settings, check_ladders, open_all
from steward.reference.configuration import configuration_page, with_parts
from steward.settings import Settings, load
from tests.configuration.test_service_levels import SITE


def settings(folder: Path, channels: str) -> Settings:
    (folder / "site.yaml").write_text("", encoding="utf-8")
    file = folder / "steward.yaml"
    file.write_text(f"sites: [site.yaml]\n{channels}", encoding="utf-8")
    return load(file)


def told(folder: Path, channels: str) -> Problem:
    with pytest.raises(BadConfiguration) as raised:
        channel_settings(settings(folder, channels))
    (problem,) = raised.value.problems
    return problem


def test_without_any_only_the_page_is_open(tmp_path: Path) -> None:
    assert set(open_all(settings(tmp_path, ""))) == {"page"}


def test_a_channel_that_does_not_exist_is_told_with_its_line_and_those_that_do(tmp_path: Path) -> None:
    problem = told(tmp_path, "channels:\n  wechat: {}\n")
    assert (problem.line, "`wechat`" in problem.problem, "wecom-robot" in problem.remedy) == (3, True, True)


@pytest.mark.parametrize(
    ("channels", "line", "word"),
    [
        ("channels:\n  wecom-robot:\n    colour: red\n", 4, "colour"),
        ("channels:\n  wecom:\n    agent_id: 1\n", 3, "corp_id"),
        ("channels:\n  telegram:\n    base_url: ftp://here\n", 4, "base_url"),
        ("channels:\n  dingtalk:\n    app_key: a\n    card_template: t\n", 3, "callback_route"),
        ("channels:\n  dingtalk:\n    app_key: a\n", 3, "agent_id"),
        ("channels:\n  feishu:\n    app_id: a\n    secret: hunter2\n", 5, "secret"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_with_its_line(channels: str, line: int, word: str, tmp_path: Path) -> None:
    problem = told(tmp_path, channels)
    assert (problem.line, word in problem.problem) == (line, True)
    assert "hunter2" not in str(problem)


@pytest.mark.parametrize(
    ("ladders", "line", "word"),
    [
        ("  policies:\n    - id: a\n      name: {zh: 甲, en: A}\n      steps:\n        - call: post\n          by: [push, pigeon]\n", 12, "`pigeon`"),
        ("  singly_by:\n    voice: 1\n    fax: 2\n", 9, "`fax`"),
    ],
)
def test_a_ladder_that_names_no_channel_is_told_with_the_line_of_the_site_file(ladders: str, line: int, word: str, tmp_path: Path) -> None:
    found = settings(tmp_path, "")
    file = tmp_path / "site.yaml"
    file.write_text(f"{SITE.partition('calendars')[0]}escalation:\n{ladders}", encoding="utf-8")
    with pytest.raises(BadConfiguration) as raised:
        check_ladders(found, {"works": load_site(file)})
    (problem,) = raised.value.problems
    assert (problem.file, problem.line, word in problem.problem, "voice" in problem.remedy) == (str(file), line, True, True)


def test_secrets_come_from_files_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "robot").write_text("a-key\n", encoding="utf-8")
    opened = open_all(settings(tmp_path, "channels: {wecom-robot: {key_file: robot}}\n"))
    assert set(opened) == {"page", "wecom-robot"}


def test_secrets_come_from_the_environment_before_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARD_WECOM_ROBOT_KEY", "a-key")
    assert "wecom-robot" in open_all(settings(tmp_path, "channels: {wecom-robot: {key_file: is-not-there}}\n"))


def test_a_secret_that_is_nowhere_is_told_by_the_name_of_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEWARD_WECOM_ROBOT_KEY", raising=False)
    with pytest.raises(BadConfiguration, match="STEWARD_WECOM_ROBOT_KEY"):
        open_all(settings(tmp_path, "channels: {wecom-robot: {}}\n"))


@pytest.mark.parametrize("name", sorted(set(channel_kinds()) - {PAGE}))
def test_every_setting_of_a_channel_is_in_the_reference(name: str) -> None:
    parts = dict(with_parts(name, channel_kinds()[name].settings))
    page = configuration_page(parts)
    told = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert told | {heading.rpartition(", ")[2] for heading in parts} >= {field for part in parts.values() for field in part.model_fields}
