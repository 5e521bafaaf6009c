"""Reading a feed from outside: once a second, and yet knowing about when a figure was reached."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks.feed import FeedFigures


def told(figures: FeedFigures, at_s: float, stored: float) -> None:
    figures._take({"metrics": {"stored": stored}, "facts": {}})
    figures._told_at = at_s


def test_a_figure_that_was_reached_is_known_at_once(tmp_path: Path) -> None:
    figures = FeedFigures(tmp_path / "nobody.sock")
    told(figures, 1_000.0, 500)
    assert figures.wait("stored", 500, 0) == 1_000.0
    figures.close()


def test_a_figure_that_is_not_reached_in_time_is_none(tmp_path: Path) -> None:
    figures = FeedFigures(tmp_path / "nobody.sock")
    told(figures, 1_000.0, 499)
    assert figures.wait("stored", 500, 0) is None
    figures.close()


def test_between_two_tellings_it_went_on_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = FeedFigures(tmp_path / "nobody.sock")
    coming = iter([(1_001.0, 100.0), (1_002.0, 900.0), (1_003.0, 1_300.0)])

    def wait(_timeout_s: float) -> bool:
        at_s, stored = next(coming)
        figures._told_at, figures._metrics = at_s, {"stored": stored}
        return True

    monkeypatch.setattr(figures._news, "wait", wait)
    told(figures, 1_000.0, 0)
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    assert figures.wait("stored", 1_300, 10) == pytest.approx(1_002.5)
    figures.close()
