"""``steward db upgrade``: bring the records' schema up to date."""

from __future__ import annotations

import argparse
from pathlib import Path

from steward.folders import own_folder
from steward.settings import load
from storage.database.schema import current, upgrade


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    actions = parser.add_subparsers(dest="action", required=True)
    action = actions.add_parser("upgrade", help="to the schema of this version; does nothing if it is there")
    action.add_argument("--config", type=Path, default=Path("steward.yaml"), help="the installation's file (default: steward.yaml)")


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    settings = load(arguments.config)
    own_folder(settings.data_dir)
    upgrade(settings.records_url)
    print(f"The records are at schema {current(settings.records_url)}.")
    return 0
