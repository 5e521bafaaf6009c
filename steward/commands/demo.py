"""``steward demo``: a living example site with everything embedded and nothing to install."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
from pathlib import Path

import yaml

from domain.problem import BadConfiguration, Problem
from domain.time import utc_now
from steward import logs
from steward.accounts import demo_accounts
from steward.certificates import lan_address, local_addresses, self_signed
from steward.demo_crew import put_on_duty
from steward.demo_plans import hang_plans
from steward.demo_site import own_site
from steward.demo_supplies import keep_supplies
from steward.every_role import refuse_busy_ports, role_commands
from steward.examples import riverside
from steward.folders import own_folder, read_json, write_private
from steward.installation import load_installation
from steward.role_process import RoleCommand
from steward.settings import Settings, load, run_dir
from steward.supervisor import Supervisor
from storage.database.records import DatabaseRecords
from storage.database.schema import upgrade

_LOOPBACK = "127.0.0.1"


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--port", type=int, default=8080, help="of the web app (default: 8080)")
    parser.add_argument("--mqtt-port", type=int, default=1883, help="of the embedded broker (default: 1883)")
    parser.add_argument("--data-dir", type=Path, default=Path("demo-data"), help="where the demonstration keeps its data (default: demo-data)")
    parser.add_argument("--scenario", default="morning", help="what happens at the site (default: morning); `steward simulate --list` names them")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast the simulated physics run (default: 1)")
    parser.add_argument("--no-simulators", action="store_true", help="leave the devices out: publish yourself")
    parser.add_argument("--lan", action="store_true", help="let other machines of the local network in, by TLS with a certificate made here")


def run(arguments: argparse.Namespace) -> int:
    """Run until told to stop."""
    data_dir = own_folder(arguments.data_dir.absolute())
    broker = _broker_account(data_dir, arguments.mqtt_port)
    settings = _settings(arguments, data_dir)
    os.environ["STEWARD_MQTT_PASSWORD"] = broker["password"]
    os.environ["STEWARD_DRILL_MQTT_PASSWORD"] = _drill_password(data_dir)
    logs.set_up("steward", settings.log.level, settings.log.format)
    installation = load_installation(settings.file)
    refuse_busy_ports(settings)
    upgrade(settings.records_url)
    records = DatabaseRecords(settings.records_url, clock=utc_now)
    accounts, new = demo_accounts(records, data_dir / "demo-accounts.json")
    put_on_duty(records, utc_now())
    hang_plans(records, installation.sites["riverside"], riverside().parent / "plans", own_folder(data_dir / "uploads"), utc_now())
    keep_supplies(records, installation.sites["riverside"], riverside().parent / "supplies.yaml", utc_now())
    records.close()
    _greet(settings, accounts, new=new, lan=arguments.lan, folder=data_dir)
    more = {} if arguments.no_simulators else {"simulators": _simulate(arguments, settings)}
    return Supervisor(role_commands(settings, more)).run()


def _broker_account(data_dir: Path, port: int) -> dict[str, str]:
    """The broker's user for Steward, the simulators and integrators, kept in ``demo-broker.json``."""
    file = data_dir / "demo-broker.json"
    found = read_json(file)
    known = found.get("mqtt") if isinstance(found, dict) else None
    password = known["password"] if isinstance(known, dict) else secrets.token_urlsafe(12)
    account = {"username": "steward", "password": password}
    write_private(file, json.dumps({"mqtt": {"host": _LOOPBACK, "port": port, **account}}, indent=1) + "\n")
    return account


def _drill_password(data_dir: Path) -> str:
    """That of the broker's user for drills: nobody but the role `drills` is told it."""
    file = data_dir / "drill-broker.json"
    found = read_json(file)
    known = found.get("password") if isinstance(found, dict) else None
    password = known if isinstance(known, str) else secrets.token_urlsafe(18)
    write_private(file, json.dumps({"password": password}) + "\n")
    return password


def _settings(arguments: argparse.Namespace, data_dir: Path) -> Settings:
    server: dict[str, object] = {"host": _LOOPBACK, "port": arguments.port, "phone_code": True}
    if arguments.lan:
        certificate, key = self_signed(data_dir, utc_now())
        server |= {"host": "0.0.0.0", "tls_certificate": str(certificate), "tls_key": str(key)}  # noqa: S104  asked for
        if (address := lan_address()) is not None:
            server["public_url"] = f"https://{address}:{arguments.port}"
    if not arguments.no_simulators:
        server["simulators"] = str(run_dir(data_dir) / "simulators.sock")
    content = {
        "data_dir": str(data_dir),
        "sites": [str(own_site(data_dir, riverside()))],
        # The embedded broker speaks 3.1.1 on its first port and then lets 100 messages be under way.
        "mqtt": {"host": _LOOPBACK, "port": arguments.mqtt_port, "embedded": True, "username": "steward", "protocol": "3.1.1", "receive_maximum": 100},
        "server": server,
        "ingest": {"probe_broker": False},
        # Its keys are made and kept here; nothing goes out unless somebody lets their browser subscribe.
        "channels": {"push": {}},
    }
    file = data_dir / "steward.yaml"
    text = "# Written anew by each `steward demo`; for an installation of your own see deploy/steward.yaml.\n"
    write_private(file, text + yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
    return load(file)


def _simulate(arguments: argparse.Namespace, settings: Settings) -> RoleCommand:
    from simulators.scenario import scenarios  # noqa: PLC0415  only when there are simulators

    if arguments.scenario not in scenarios():
        remedy = f"Choose one of {', '.join(scenarios())}"
        raise BadConfiguration([Problem("demo", None, f"there is no scenario `{arguments.scenario}`", remedy)])
    # Not the demonstration's own file: who joins there speaks for themselves.
    site = str(riverside())
    broker = f"mqtt://{settings.mqtt.username}@{settings.mqtt.host}:{settings.mqtt.port}"
    options = [
        "--broker",
        broker,
        "--site",
        site,
        "--scenario",
        arguments.scenario,
        "--speed",
        str(arguments.speed),
        "--quiet",
        "--control",
        str(settings.server.simulators),
    ]
    return RoleCommand(["simulate", *options], ["steward.commands.simulate"])


def _greet(settings: Settings, accounts: list[dict[str, str | None]], *, new: bool, lan: bool, folder: Path) -> None:
    print()
    print("  Steward 管家 · 滨江花园 / Riverside Gardens")
    print()
    for address in _addresses(settings, lan=lan):
        print(f"  Open {address}")
    print()
    if new:
        print("  Sign in as one of these (printed this once; kept in demo-accounts.json):")
        for account in accounts:
            print(f"    {account['username']:<14} {account['password']:<14} {account['role']}")
    else:
        print(f"  Accounts: {folder / 'demo-accounts.json'}")
    print(f"  MQTT: {settings.mqtt.host}:{settings.mqtt.port}, user and password in {folder / 'demo-broker.json'}")
    if lan:
        print("  WARNING: everybody on your local network can reach this page. Its certificate is self-signed; the broker stays on this machine.")
    print("  Stop with Ctrl-C.")
    print(flush=True)
    sys.stdout.flush()


def _addresses(settings: Settings, *, lan: bool) -> list[str]:
    scheme = "https" if settings.server.tls_certificate else "http"
    hosts = local_addresses() if lan else [_LOOPBACK]
    return [f"{scheme}://{host}:{settings.server.port}" for host in hosts]
