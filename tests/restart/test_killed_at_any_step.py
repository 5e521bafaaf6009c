"""Killed between any two steps, at random: the alarms are those of a life without interruption, but for what nobody could hear."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.restart import scenarios
from tests.restart.world import History, World
from tests.rules import plant

SEEDS = 200
TOGETHER = 10
"""So many seeds in one test: they share the uninterrupted life."""

RULES = (
    "id: test.hot\nwhen: {kind: threshold, point: temp, above: 75, deadband: 3, unit: °C}",
    "id: test.hot_for_long\nwhen: {kind: threshold, point: temp, above: 65, unit: °C}\non_delay: 25s",
    "id: test.dark\nwhen: {kind: state, point: lit, equals: false}\non_delay: 12s\noff_delay: 20s",
    "id: test.dark_at_once\nwhen: {kind: state, point: lit, equals: false}\nseverity: critical\nlatch: {reset: source}",
    "id: test.silent\nwhen: {kind: stale, after: 3m}",
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where there is such a place: what a dead process has written stays all the same, and syncing costs nothing."""
    memory = Path("/dev/shm")  # noqa: S108  a folder of our own in it, with a random name
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def played(folder: Path, template: Path, seed: int | None, scenario: int) -> History:
    folder.mkdir()
    site = plant.site(scenarios.BOILERS)
    return World(folder, template, site, plant.bound(*RULES, at=site), scenarios.script(scenario), seed=seed).run()


def begun(history: History) -> list[tuple[str, float]]:
    """When each condition that does not judge silence began, each time. What was over when we heard of it is recorded, and counts."""
    return sorted((condition, at) for condition, change, at in history.turns if change in {"raised", "recorded"} and not condition.startswith("test.silent"))


def ended(history: History) -> set[tuple[str, float]]:
    """When they ended."""
    return {(condition, at) for condition, change, at in history.turns if change == "returned" and not condition.startswith("test.silent")}


def present(history: History) -> dict[str, bool]:
    """What stands in the end, by the records."""
    return {alarm.condition: alarm.active for alarm in history.alarms}


@pytest.mark.parametrize("first", range(0, SEEDS, TOGETHER))
def test_a_life_with_crashes_has_the_alarms_of_a_life_without(folder: Path, sqlite_template: Path, first: int) -> None:
    calm = played(folder / "calm", sqlite_template, None, first)
    assert calm.lives == 1
    assert len(begun(calm)) > 15
    for seed in range(first, first + TOGETHER):
        torn = played(folder / f"torn-{seed}", sqlite_template, seed, first)
        assert torn.lives > 1, f"seed {seed}"
        assert begun(torn) == begun(calm), f"seed {seed}"
        assert ended(torn) <= ended(calm), f"seed {seed}"
        assert present(torn) == present(calm), f"seed {seed}"
        assert {alarm.orders for alarm in torn.alarms} <= {0, 1}
