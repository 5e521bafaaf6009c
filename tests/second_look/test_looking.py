"""What is run once more, on a suite of its own: tests that count how often they were run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.second_look.looking import MOST_FILES

HERE = Path(__file__).parents[2]
UNSTEADY = """
from pathlib import Path

def test_one():
    runs = Path(__file__).with_suffix(".runs")
    runs.write_text(runs.read_text() + "." if runs.exists() else ".")
    assert len(runs.read_text()) > 1

def test_another():
    pass
"""
BROKEN = "def test_one():\n    assert False\n"


def suite(folder: Path, files: Mapping[str, str], *, processes: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the suite of `files` in `folder`, as `make test` does: tests/e2e/test_NAME.py each, or tests/test_NAME.py for names that say `unit`."""
    for name, text in files.items():
        path = folder / "tests" / ("" if "unit" in name else "e2e") / f"test_{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    environment = {**os.environ, "PYTHONPATH": str(HERE), "PYTEST_ADDOPTS": "", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "tests.second_look", "-q", "-n", str(processes), "--dist", "loadfile", "tests"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_what_passes_is_run_once(tmp_path: Path) -> None:
    run = suite(tmp_path, {"page_in_a_browser": "def test_one(): pass\n"})
    assert (run.returncode, "once more" in run.stdout) == (0, False)


def test_a_browser_test_that_failed_is_run_once_more_and_named(tmp_path: Path) -> None:
    run = suite(tmp_path, {"page_in_a_browser": UNSTEADY, "unit": "def test_one(): pass\n"}, processes=2)
    assert run.returncode == 0
    assert "assert 1 > 1" in run.stdout
    assert "UNSTEADY (failed, then passed: find out why) tests/e2e/test_page_in_a_browser.py::test_one" in run.stdout


def test_what_fails_twice_has_failed(tmp_path: Path) -> None:
    run = suite(tmp_path, {"page_in_a_browser": UNSTEADY, "other_in_a_browser": BROKEN})
    assert run.returncode == 1
    assert "FAILED TWICE tests/e2e/test_other_in_a_browser.py::test_one" in run.stdout
    assert "UNSTEADY (failed, then passed: find out why) tests/e2e/test_page_in_a_browser.py::test_one" in run.stdout


@pytest.mark.parametrize(
    "files",
    [
        {"unit": UNSTEADY},
        {"chain": UNSTEADY},
        {"page_in_a_browser": UNSTEADY, "unit": UNSTEADY},
        {f"page_{number}_in_a_browser": UNSTEADY for number in range(MOST_FILES + 1)},
        {"page_in_a_browser": "this is no Python"},
    ],
    ids=["no browser", "a real process without a browser", "both", "too many", "no test at all"],
)
def test_anything_else_is_not_looked_at_again(files: dict[str, str], tmp_path: Path) -> None:
    run = suite(tmp_path, files)
    assert run.returncode != 0
    assert "once more" not in run.stdout
