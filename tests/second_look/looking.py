"""Which failures are looked at once more, and how."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

MOST_FILES = 3
"""More than these are not unsteady: something is broken."""
_TESTS_FAILED = 1


def look(arguments: Sequence[str], run: Callable[[Sequence[str]], tuple[int, Collection[str]]], say: Callable[[str], None]) -> int:
    """The exit code of ``pytest arguments``; `run` gives that of one run, and the ids of the tests that failed."""
    code, failed = run(arguments)
    files = sorted({test.partition("::")[0] for test in failed})
    if code != _TESTS_FAILED or not files or len(files) > MOST_FILES or not all(map(_is_in_a_browser, failed)):
        return code
    say(f"\nOnly tests in a browser failed: {', '.join(files)} once more, alone, in a process of its own.")
    again, still = run(["-n", "0", *files])
    for test in sorted(failed):
        say(f"{'FAILED TWICE' if test in still else 'UNSTEADY (failed, then passed: find out why)'} {test}")
    return again


def run_apart(arguments: Sequence[str]) -> tuple[int, Collection[str]]:
    """Run pytest with a cache of its own, and read there what failed."""
    with tempfile.TemporaryDirectory() as cache:
        code = subprocess.run([sys.executable, "-m", "pytest", "-o", f"cache_dir={cache}", *arguments], check=False).returncode
        failed = Path(cache) / "v/cache/lastfailed"
        return code, list(json.loads(failed.read_text())) if failed.exists() else []


def _is_in_a_browser(test: str) -> bool:
    """Whether a test was run, and that in a browser. What could not even be read has no name after its file."""
    file, _, name = test.partition("::")
    return file.startswith("tests/e2e/") and file.endswith("_in_a_browser.py") and name != ""
