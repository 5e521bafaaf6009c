"""``steward simulate``: stand in for the devices of a site, against any broker."""

from __future__ import annotations

import argparse
import logging
import threading
from collections.abc import Sequence
from fnmatch import filter as matching
from pathlib import Path

from devices.site_file import load_site
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from simulators.account import write_account
from simulators.control.listener import ControlSocket
from simulators.fault_option import read_fault
from simulators.faults import Fault, FaultKind
from simulators.fleet import Fleet
from simulators.load import Load, LoadReport
from simulators.progress import ProgressLine
from simulators.scenario import scenarios
from simulators.scenario_file import load_scenario
from steward import lifeline, logs
from steward.broker_option import broker_address, declare_broker
from steward.examples import riverside
from steward.stopping import stop_event

log = logging.getLogger(__name__)


def declare(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    declare_broker(parser)
    parser.add_argument("--site", type=Path, default=None, help="the site file (default: the example site riverside)")
    parser.add_argument("--scenario", help="a scenario of the house, or a scenario file")
    parser.add_argument("--list", action="store_true", help="name the scenarios and end")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast the physics run (default: 1)")
    parser.add_argument("--rate", type=float, help="at least so many messages a second; with --load exactly so many")
    parser.add_argument("--load", type=int, metavar="MESSAGES", help="send so many quiet readings instead, as fast as it goes or at --rate, and end")
    parser.add_argument("--connections", type=int, default=1, help="of a load (default: 1)")
    parser.add_argument("--window", type=int, default=1000, help="messages of a load under way unacknowledged on each connection (default: 1000)")
    parser.add_argument("--account", type=Path, help="write the account of a load here: the time of every acknowledged message, as JSON")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="kind=KIND,devices=PATTERN,…",
        help=f"something that goes wrong, e.g. kind=dropout,devices='t1-*',rate=0.1; may be repeated. Kinds: {', '.join(FaultKind)}",
    )
    parser.add_argument(
        "--control", type=Path, metavar="SOCKET", help="let Steward on this machine rule the simulator by this local socket (docs/scenarios.md)"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same site (default: 1)")
    parser.add_argument("--quiet", action="store_true", help="no progress, only faults")


def run(arguments: argparse.Namespace) -> int:
    """Until told to stop."""
    if arguments.list:
        for name in scenarios():
            one = load_scenario(name)
            print(f"{name:<16} {one.name.zh} / {one.name.en}: {one.about.en}")
        return 0
    lifeline.hold_on()
    # Who broke what from outside stands in the log, however quiet the rest is.
    logs.set_up("devices", "WARNING" if arguments.quiet and arguments.control is None else "INFO", "text")
    stop = stop_event()
    site = load_site(arguments.site or riverside())
    if arguments.load is not None:
        return _load(arguments, site, stop)
    scenario = None if arguments.scenario is None else load_scenario(arguments.scenario, site)
    faults = _faults(arguments.fault, site)
    line = None if arguments.quiet else ProgressLine()
    control = None if arguments.control is None else _control(arguments.control)
    fleet = Fleet(
        site,
        broker_address(arguments),
        scenario=scenario,
        seed=arguments.seed,
        speed=arguments.speed,
        rate=arguments.rate,
        report=line,
        faults=faults,
        protocol=5 if arguments.protocol == "5" else 4,
        farewell=False,
        control=None if control is None else control.serve,
    )
    try:
        fleet.run(stop)
    finally:
        if control is not None:
            control.close()
    if line is not None:
        line.end()
    return 0


def _faults(written: Sequence[str], site: Site) -> list[Fault]:
    """Raises `BadConfiguration` with every fault that cannot be."""
    problems, faults = [], []
    for each in written:
        try:
            faults.append(read_fault(each))
        except ValueError as error:
            problems.append(Problem(f"--fault {each}", None, str(error), "See docs/scenarios.md, Faults"))
            continue
        if not matching(site.devices, faults[-1].devices):
            problems.append(Problem(f"--fault {each}", None, f"no device of {site.id} matches `{faults[-1].devices}`", "Correct it; * stands for any letters"))
    if problems:
        raise BadConfiguration(problems)
    return faults


def _control(path: Path) -> ControlSocket:
    try:
        return ControlSocket(path.absolute())
    except OSError as error:
        raise BadConfiguration([Problem("--control", None, f"{path} cannot be listened on: {error}", "Name a short path in a folder that is yours")]) from None


def _load(arguments: argparse.Namespace, site: Site, stop: threading.Event) -> int:
    """Send so many readings; 1 if the broker has not acknowledged all of them."""
    broker = broker_address(arguments)
    load = Load(site=site, broker=broker, messages=arguments.load, rate=arguments.rate, connections=arguments.connections, window=arguments.window)
    reports: list[LoadReport] = []
    thread = threading.Thread(target=lambda: reports.append(load.run(stop)), name="load")
    thread.start()
    taken = 0
    while thread.is_alive():
        thread.join(1.0)
        if not arguments.quiet:
            print(f"{load.acknowledged} of {arguments.load} acknowledged, {load.acknowledged - taken} in the last second", flush=True)
        taken = load.acknowledged
    if not reports:
        return 1
    report = reports[0]
    if arguments.account is not None:
        write_account(arguments.account, report)
    if not arguments.quiet:
        print(f"sent {report.sent}, acknowledged {report.acknowledged}, resent {report.resent}: {report.per_s:,.0f} a second, {report.cpu_s:.2f} s of CPU")
    if report.acknowledged < report.sent:
        log.error("the broker has acknowledged only %d of %d messages", report.acknowledged, report.sent)
    return int(report.acknowledged < report.sent)
