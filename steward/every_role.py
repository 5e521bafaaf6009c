"""All roles of an installation on this machine, each in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from steward import logs
from steward.installation import load_installation
from steward.ports import refuse_busy_port
from steward.role_process import RoleCommand
from steward.roles import BRIDGE, ROLES
from steward.settings import Settings, load
from steward.supervisor import Supervisor
from steward.wiring import UPGRADE


def run_every_role(config: Path) -> int:
    """Run them until told to stop; returns the exit code."""
    load_installation(config)  # every role would say the same; said once, before any is started
    settings = load(config)
    logs.set_up("steward", settings.log.level, settings.log.format)
    refuse_busy_ports(settings)
    return Supervisor(role_commands(settings), environment={UPGRADE: "1"}).run()


def role_commands(settings: Settings, more: Mapping[str, RoleCommand] | None = None) -> dict[str, RoleCommand]:
    """What each role of this installation runs, in the order in which they start."""
    commands: dict[str, RoleCommand] = {}
    for role in ROLES:
        if role == "broker" and not settings.mqtt.embedded:
            continue
        command = RoleCommand(["run", "--config", str(settings.file), "--role", role], ["steward.commands.run", f"steward.roles.{role}"])
        processes = settings.ingest.processes if role == "ingest" else 1
        for number in range(1, processes + 1):
            commands[role if number == 1 else f"{role}-{number}"] = command
    for bridge in settings.bridges:
        role = f"{BRIDGE}:{bridge}"
        commands[role] = RoleCommand(["run", "--config", str(settings.file), "--role", role], ["steward.commands.run", f"steward.roles.{BRIDGE}"])
    return {**commands, **(more or {})}


def refuse_busy_ports(settings: Settings) -> None:
    """Raise `BadConfiguration` if a port that a role is to listen on is taken."""
    refuse_busy_port(settings.server.host, settings.server.port, "the web server", "Stop it, or choose another server.port (demo: --port)")
    if settings.mqtt.embedded:
        refuse_busy_port(settings.mqtt.host, settings.mqtt.port, "the embedded broker", "Stop it, or choose another mqtt.port (demo: --mqtt-port)")
