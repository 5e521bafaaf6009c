"""``steward run``: all roles of an installation on this machine, or one of them."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from steward import lifeline, logs
from steward.roles import BRIDGE, ROLES
from steward.settings import load

_WITHOUT_SITES = "broker"
"""The role that reads no site file."""


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--config", type=Path, default=Path("steward.yaml"), help="the installation's file (default: steward.yaml)")
    parser.add_argument(
        "--role", type=_role, metavar="ROLE", help=f"run only this role (under systemd or Compose): {', '.join(ROLES)} or bridge:NAME; without it, all of them"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run until told to stop."""
    if arguments.role is not None:
        lifeline.hold_on()
        settings = load(arguments.config)
        logs.set_up(arguments.role, settings.log.level, settings.log.format)
        name, _, which = arguments.role.partition(":")
        role = importlib.import_module(f"steward.roles.{name}")
        code: int
        if name == _WITHOUT_SITES:
            code = role.run(settings)
            return code
        from steward.installation import load_installation  # noqa: PLC0415  the broker's process needs none of it
        from steward.site_watch import START_AGAIN, SiteWatch, stop_this_process, watching  # noqa: PLC0415  as before

        watch = SiteWatch(settings.sites, lambda: load_installation(settings.file), stop_this_process)
        with watching(watch):
            code = role.run(settings, which) if which else role.run(settings)
        return START_AGAIN if watch.over and code == 0 else code
    from steward.every_role import run_every_role  # noqa: PLC0415  a single role needs none of it, and the broker is small

    return run_every_role(arguments.config)


def _role(word: str) -> str:
    """A role, or a bridge by its name; that there is such a bridge is the role's business."""
    name, colon, which = word.partition(":")
    if word in ROLES or (name == BRIDGE and colon and which):
        return word
    raise argparse.ArgumentTypeError(f"`{word}` is no role; use {', '.join(ROLES)} or bridge:NAME")
