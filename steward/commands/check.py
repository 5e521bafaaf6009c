"""``steward check``: everything that an installation has written down, checked on a plane."""

from __future__ import annotations

import argparse
from pathlib import Path

from steward.installation import load_installation


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--config", type=Path, default=Path("steward.yaml"), help="the installation's file (default: steward.yaml)")


def run(arguments: argparse.Namespace) -> int:
    """Print what was found; problems are raised as `BadConfiguration`."""
    installation = load_installation(arguments.config)
    for site in installation.sites.values():
        conditions = len(list(installation.rulesets[site.id].conditions))
        print(
            f"{site.id}: {len(site.spaces)} spaces, {len(site.assets)} assets, {len(site.devices)} devices, "
            f"{len(site.points)} points, {conditions} conditions watched by {len(installation.rules)} rules"
        )
    print("No problem found.")
    return 0
