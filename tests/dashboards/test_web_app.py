"""The web app's own tests pass: types of the API as they are now, catalogues, stream, filters, sessions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dashboards import build_web_app
from tests.parts import missing

SCRIPT = Path(build_web_app.__file__)


@pytest.fixture
def packages() -> None:
    """The web app's packages, which installing Steward in place has installed."""
    if not (SCRIPT.parent / "node_modules").is_dir():
        missing("the web app's packages", "run `python dashboards/build_web_app.py`")


@pytest.mark.slow
@pytest.mark.usefixtures("packages")
def test_the_tests_of_the_web_app_pass() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "test"], capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
