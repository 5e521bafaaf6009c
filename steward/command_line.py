"""The command line. A user's mistake is one line on standard error and exit code 2, never a traceback."""

from __future__ import annotations

import argparse
import gc
import importlib
import sys
from collections.abc import Sequence

from domain.problem import BadConfiguration
from domain.records import RecordsUnavailable
from domain.telemetry import StoreUnavailable

COMMANDS = {
    "demo": "start a living example site with everything embedded",
    "run": "run an installation, or one of its roles",
    "check": "check an installation's files without any network",
    "rules": "test rules",
    "simulate": "stand in for the devices of a site, against any broker",
    "record": "write what a broker has to say into a file",
    "replay": "play a recording back to a broker, at any speed",
    "import": "fill the history of telemetry from a CSV or Parquet file",
    "device": "let equipment join a site: its entry in the site file, its credentials at the broker",
    "user": "add people and set their passwords",
    "db": "bring the records' schema up to date",
    "docs": "write the reference pages that come from the code",
}
"""Each command is a module of ``steward.commands``; it is imported only when asked for, so that each role stays small."""
_MODULES = {"import": "import_history"}
"""Of those whose name no module can have."""
_COLLECT_AFTER = 50_000
"""So many objects are made and kept before circles among them are looked for. Python's 700 costs a fifth of the time that it
takes to start, and a tenth of ingest's: what goes through there is freed as it goes."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that `arguments` (default: those of the process) name, and exit with its code."""
    gc.set_threshold(_COLLECT_AFTER, 20, 50)
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="steward", description="Steward (管家): facilities and safety monitor", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    chosen = next((word for word in given if word in COMMANDS), None)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        if name == chosen:
            module = importlib.import_module(f"steward.commands.{_MODULES.get(name, name)}")
            module.declare(command)
            command.set_defaults(run=module.run)
    parsed = parser.parse_args(given)
    try:
        code = parsed.run(parsed)
    except BadConfiguration as error:
        for problem in error.problems:
            print(f"steward: {problem}", file=sys.stderr)
        code = 2
    except (RecordsUnavailable, StoreUnavailable) as error:
        print(f"steward: {error}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
