"""Large libraries are loaded when somebody dispatches, prints or asks for a workbook: every process starts without them and stays small."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADS = "import sys; {doing}; print(sorted({{'numpy', 'scipy', 'typst', 'openpyxl', 'icalendar', 'pypinyin'}} & set(sys.modules)))"
SOLVING = "from operations.dispatch.assignment import Costs, solve; solve(Costs([[1]], [1], [9]))"


@pytest.mark.parametrize(
    ("doing", "loaded"),
    [
        ("import steward.roles.ingest", []),
        ("import steward.roles.server", []),
        ("import steward.roles.worker", []),
        ("import steward.command_line", []),
        (SOLVING, ["numpy", "scipy"]),
    ],
    ids=["ingest", "server", "worker", "command line", "a proposal"],
)
def test_what_is_large_is_loaded_when_it_is_needed(doing: str, loaded: list[str]) -> None:
    told = subprocess.run([sys.executable, "-c", LOADS.format(doing=doing)], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(loaded)
