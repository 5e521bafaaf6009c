"""``steward rules backtest``: what a changed rule would have done to a site's own history, on a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.problem import BadConfiguration, Problem
from domain.records import RecordsUnavailable
from domain.site import Site
from domain.time import utc_now
from ingest.committing import Stopped
from operations.backtests import LONGEST, known_outcomes
from rules import routing
from rules.backtest.comparison import Known
from rules.backtest.processes import BacktestFailed
from rules.backtest.processes import run as run_backtest
from rules.backtest.trial import Trial
from rules.rule import Rule
from rules.rule_file import load_rules
from rules.ruleset import bind
from steward.backtesting import telemetry_opener
from steward.installation import Installation, load_installation
from steward.rules_in_force import RulesInForce
from steward.trial_report import report
from storage.database.records import DatabaseRecords

_DEFAULT = timedelta(days=7)
_WIDTH = 30


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--config", type=Path, default=Path("steward.yaml"), help="the installation's file (default: steward.yaml; demo-data/steward.yaml)")
    parser.add_argument("--site", help="its id; may be left out where there is only one")
    parser.add_argument("--rule", type=Path, required=True, help="a file with the changed rule, alone")
    parser.add_argument("--from", dest="since", help="a date or time in the site's zone (default: seven days before --to)")
    parser.add_argument("--to", dest="until", help="likewise (default: now)")
    parser.add_argument("--json", action="store_true", help="print the whole result as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the comparison; how far it is goes to standard error. What is wrong is raised as `BadConfiguration`."""
    installation = load_installation(arguments.config)
    site = _site(installation, arguments.site)
    changed = _rule(arguments.rule)
    since, until = _window(site, arguments.since, arguments.until)
    rules, known = _from_records(installation, site, changed.id, since, until)
    bind(tuple({**{rule.id: rule for rule in rules}, changed.id: changed}.values()), site)
    trial = Trial.of(site, rules, changed, since, until, settle_s=installation.settings.ingest.settle_s)
    progress = _Progress()
    try:
        result = run_backtest(trial, telemetry_opener(installation.settings), routing=routing.load(), known=known, progress=progress)
    except BacktestFailed as error:
        print(f"steward: {error}", file=sys.stderr)
        return 1
    finally:
        progress.end()
    if arguments.json:
        print(json.dumps(result.as_json(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(report(result, site)))
    return 0


def _site(installation: Installation, name: str | None) -> Site:
    known = ", ".join(installation.sites)
    if name is None:
        if len(installation.sites) == 1:
            return next(iter(installation.sites.values()))
        raise BadConfiguration([Problem("--site", None, "this installation has several sites", f"Name one of: {known}")])
    site = installation.sites.get(name)
    if site is None:
        raise BadConfiguration([Problem("--site", None, f"there is no site `{name}`", f"Name one of: {known}")])
    return site


def _rule(path: Path) -> Rule:
    rules = load_rules([path])
    if len(rules) != 1:
        raise BadConfiguration([Problem(str(path), None, f"expected one rule, found {len(rules)}", "Leave only the changed rule in the file")])
    return rules[0]


def _window(site: Site, since: str | None, until: str | None) -> tuple[datetime, datetime]:
    now = utc_now()
    end = now if until is None else min(_moment("--to", until, site), now)
    begin = end - _DEFAULT if since is None else _moment("--from", since, site)
    if begin >= end:
        raise BadConfiguration([Problem("--from", None, "the time ends before it begins", "Give an earlier --from")])
    if end - begin > LONGEST:
        raise BadConfiguration([Problem("--from", None, f"this is more than {LONGEST.days} days", "Choose a shorter time")])
    return begin, end


def _moment(option: str, text: str, site: Site) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadConfiguration([Problem(option, None, f"`{text}` is no date or time", "Write 2026-01-31, or 2026-01-31T08:00")]) from None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=site.time_zone)).astimezone(UTC)


def _from_records(installation: Installation, site: Site, rule: str, since: datetime, until: datetime) -> tuple[Sequence[Rule], list[Known]]:
    """The rules in force and what is known of real alarms; without records, what the files say and nothing."""
    records = DatabaseRecords(installation.settings.records_url, clock=utc_now)
    try:
        records.check()
        versions = RulesInForce(records, site, installation.rules, wait=lambda _s: True)
        rules = versions.rules(versions.newest())
        with records.reading() as tx:
            return rules, known_outcomes(tx, site.id, rule, since, until)
    except (RecordsUnavailable, Stopped) as error:
        print(f"steward: without the records ({error}): compared with the files' rules, known outcomes are left out", file=sys.stderr)
        return installation.rules, []
    finally:
        records.close()


class _Progress:
    """How far it is: one line that grows on a terminal, a line every tenth elsewhere."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._told = -1

    def __call__(self, progress: float) -> None:
        """It is so far, from 0 to 1."""
        step = int(progress * (100 if self._terminal else 10))
        if step == self._told:
            return
        self._told = step
        if self._terminal:
            done = int(progress * _WIDTH)
            print(f"\r[{'#' * done}{'.' * (_WIDTH - done)}] {progress:4.0%}", end="", file=sys.stderr, flush=True)
        else:
            print(f"replayed {progress:.0%}", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._terminal:
            print(file=sys.stderr)
