"""The numbers of scipy are for proposals; ingest starts without them and stays small."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADS = "import sys; import {module}; print(sorted({{'numpy', 'scipy'}} & set(sys.modules)))"


@pytest.mark.parametrize(
    ("module", "loaded"),
    [("steward.roles.ingest", []), ("steward.command_line", []), ("operations.dispatch.proposing", ["numpy", "scipy"])],
    ids=["ingest", "command line", "proposals"],
)
def test_ingest_does_not_load_what_only_proposals_need(module: str, loaded: list[str]) -> None:
    told = subprocess.run([sys.executable, "-c", LOADS.format(module=module)], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(loaded)
