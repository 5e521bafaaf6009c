"""Site files that change while a role runs."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from domain.problem import BadConfiguration, Problem
from steward.site_watch import SiteWatch


@dataclass
class Watched:
    """A watch of one file, whose content says whether it is sound."""

    file: Path
    checks: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.write("sound")
        self.watch = SiteWatch([self.file], self.check, lambda: self.changes.append("changed"))

    def write(self, text: str) -> None:
        new = self.file.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(self.file)

    def check(self) -> None:
        text = self.file.read_text(encoding="utf-8") if self.file.exists() else "away"
        self.checks.append(text)
        if not text.startswith("sound"):
            raise BadConfiguration([Problem(str(self.file), 3, f"it is {text}", "Mend it")])

    def look(self, times: int) -> None:
        for _ in range(times):
            self.watch.look()


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "site.yaml")


def test_a_file_that_stays_is_not_even_checked(watched: Watched) -> None:
    watched.look(3)
    watched.write("sound")  # saved again without a change
    watched.look(3)
    assert (watched.checks, watched.changes, watched.watch.over) == ([], [], False)


def test_a_sound_change_takes_effect_once(watched: Watched) -> None:
    watched.write("sound, and one more")
    watched.look(5)
    assert (watched.checks, watched.changes, watched.watch.over) == (["sound, and one more"], ["changed"], True)


def test_an_editor_that_is_still_writing_is_waited_for(watched: Watched) -> None:
    for number in range(4):
        watched.write(f"sound {number}")
        watched.look(1)
    assert watched.checks == []
    watched.look(1)
    assert (watched.checks, watched.changes) == (["sound 3"], ["changed"])


def test_what_is_not_sound_is_told_once_with_its_problems_and_nothing_else_happens(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    watched.write("nonsense")
    with caplog.at_level(logging.ERROR):
        watched.look(5)
    assert (watched.checks, watched.changes) == (["nonsense"], [])
    (record,) = caplog.records
    assert "site.yaml:3: it is nonsense. Mend it" in record.getMessage()


def test_another_mistake_is_told_again_and_the_old_file_back_is_fine(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    for text in ("nonsense", "other nonsense", "sound", "nonsense"):
        watched.write(text)
        watched.look(3)
    assert watched.checks == ["nonsense", "other nonsense", "nonsense"]
    assert len(caplog.records) == 3
    assert watched.changes == []


def test_a_mistake_that_is_mended_takes_effect(watched: Watched) -> None:
    watched.write("nonsense")
    watched.look(3)
    watched.write("sound again")
    watched.look(2)
    assert watched.changes == ["changed"]


def test_a_file_that_is_away_is_told_and_back_again_is_fine(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    watched.file.unlink()
    watched.look(4)
    watched.write("sound")
    watched.look(4)
    assert (watched.checks, watched.changes, len(caplog.records)) == (["away"], [], 1)


def test_a_change_during_the_check_is_checked_anew(tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text("1")
    checks: list[str] = []
    changes: list[str] = []

    def check() -> None:
        checks.append(file.read_text())
        if len(checks) == 1:
            file.write_text("33")

    watch = SiteWatch([file], check, lambda: changes.append(file.read_text()))
    file.write_text("22")
    for _ in range(4):
        watch.look()
    assert (checks, changes) == (["22", "33"], ["33"])
