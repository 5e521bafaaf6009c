"""``steward rules``: run the tests that stand beside rules; try a changed rule on a site's history."""

from __future__ import annotations

import argparse
from pathlib import Path

from rules import library_path
from rules.rule_test import run_cases
from steward import rule_trial


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    actions = parser.add_subparsers(dest="action", required=True)
    test = actions.add_parser("test", help="run every *.test.yaml beside the rules")
    test.add_argument("paths", nargs="*", type=Path, help="files or folders of rules (default: the library)")
    backtest = actions.add_parser("backtest", help="replay a site's history through a changed rule and compare it with the one in force")
    rule_trial.declare(backtest)


def run(arguments: argparse.Namespace) -> int:
    """The code to exit with."""
    return rule_trial.run(arguments) if arguments.action == "backtest" else _test(arguments)


def _test(arguments: argparse.Namespace) -> int:
    """Print one line a case; 1 if any fails."""
    results = run_cases(arguments.paths or [library_path()])
    for result in results:
        print(result)
    failed = sum(not result.passed for result in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0
