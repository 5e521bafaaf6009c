"""``steward run``: all roles of an installation on this machine, or one of them."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from steward import lifeline, logs
from steward.installation import load_installation
from steward.ports import refuse_busy_port
from steward.settings import Settings, load
from steward.supervisor import Supervisor
from steward.wiring import UPGRADE

ROLES = ("broker", "ingest", "server", "worker")


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--config", type=Path, default=Path("steward.yaml"), help="the installation's file (default: steward.yaml)")
    parser.add_argument("--role", choices=ROLES, help="run only this role (under systemd or Compose); without it, all of them")


def run(arguments: argparse.Namespace) -> int:
    """Run until told to stop."""
    if arguments.role is not None:
        lifeline.hold_on()
        settings = load(arguments.config)
        logs.set_up(arguments.role, settings.log.level, settings.log.format)
        role = importlib.import_module(f"steward.roles.{arguments.role}")
        code: int = role.run(settings)
        return code
    load_installation(arguments.config)  # every role would say the same; said once, before any is started
    settings = load(arguments.config)
    logs.set_up("steward", settings.log.level, settings.log.format)
    refuse_busy_ports(settings)
    return Supervisor(role_arguments(settings), environment={UPGRADE: "1"}).run()


def role_arguments(settings: Settings, more: Mapping[str, Sequence[str]] | None = None) -> dict[str, Sequence[str]]:
    """The command of each role of this installation, in the order in which they start."""
    commands: dict[str, Sequence[str]] = {}
    for role in ROLES:
        if role == "broker" and not settings.mqtt.embedded:
            continue
        processes = settings.ingest.processes if role == "ingest" else 1
        for number in range(1, processes + 1):
            commands[role if number == 1 else f"{role}-{number}"] = ["run", "--config", str(settings.file), "--role", role]
    return {**commands, **(more or {})}


def refuse_busy_ports(settings: Settings) -> None:
    """Raise `BadConfiguration` if a port that a role is to listen on is taken."""
    refuse_busy_port(settings.server.host, settings.server.port, "the web server", "Stop it, or choose another server.port (demo: --port)")
    if settings.mqtt.embedded:
        refuse_busy_port(settings.mqtt.host, settings.mqtt.port, "the embedded broker", "Stop it, or choose another mqtt.port (demo: --mqtt-port)")
