"""`mqtt.home_assistant` of steward.yaml: off unless asked for, and a prefix that topics can begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steward.test_settings import loaded, problem_of


def test_home_assistant_is_not_told_unless_that_is_asked_for(tmp_path: Path) -> None:
    assert not loaded(tmp_path).mqtt.home_assistant.enabled


def test_its_prefix_and_language_may_be_chosen(tmp_path: Path) -> None:
    wanted = loaded(tmp_path, "mqtt: {home_assistant: {enabled: true, prefix: ha/site, language: en}}\n").mqtt.home_assistant
    assert (wanted.enabled, wanted.prefix, wanted.language) == (True, "ha/site", "en")


@pytest.mark.parametrize("prefix", ["", "#", "a/+/b", "/a", "$SYS", "a b"])
def test_a_prefix_that_no_topic_begins_with_is_refused_with_its_line(tmp_path: Path, prefix: str) -> None:
    said = problem_of(tmp_path, f'sites: [site.yaml]\nmqtt:\n  home_assistant:\n    prefix: "{prefix}"\n')
    assert "steward.yaml:4" in said
