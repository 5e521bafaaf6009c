"""``steward rules test``: run the tests that stand beside rules."""

from __future__ import annotations

import argparse
from pathlib import Path

from rules import library_path
from rules.rule_test import run_cases


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    actions = parser.add_subparsers(dest="action", required=True)
    test = actions.add_parser("test", help="run every *.test.yaml beside the rules")
    test.add_argument("paths", nargs="*", type=Path, help="files or folders of rules (default: the library)")


def run(arguments: argparse.Namespace) -> int:
    """Print one line a case; 1 if any fails."""
    results = run_cases(arguments.paths or [library_path()])
    for result in results:
        print(result)
    failed = sum(not result.passed for result in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0
