"""The load of a benchmark, in a process of its own: ``steward simulate --load``."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from simulators.account import read_account
from simulators.load import LoadReport
from tests.parts.mosquitto import Mosquitto

_ENDS_WITHIN_S = 60.0
_LONGEST_S = 3600.0


def publish(broker: Mosquitto, site: Path, messages: int, folder: Path, *, within_s: float = 600.0) -> LoadReport:
    """Send so many messages as fast as it goes; the account of them. Raises `RuntimeError` if the broker did not take all."""
    account = folder / "account.json"
    account.unlink(missing_ok=True)
    process = _start(broker, site, messages, account)
    try:
        code = process.wait(within_s)
    finally:
        process.kill()
        process.wait()
    if code != 0:
        raise RuntimeError(f"the load ended with {code}")
    return read_account(account)


@contextlib.contextmanager
def background(broker: Mosquitto, site: Path, rate: float, folder: Path) -> Iterator[list[LoadReport]]:
    """So many messages a second while the block runs; its account is in the list after that."""
    account = folder / "background.json"
    account.unlink(missing_ok=True)
    reports: list[LoadReport] = []
    process = _start(broker, site, int(rate * _LONGEST_S), account, rate)
    try:
        yield reports
        process.terminate()
        process.wait(_ENDS_WITHIN_S)
        reports.append(read_account(account))
    finally:
        process.kill()
        process.wait()


def began_s(report: LoadReport) -> float:
    """When the first message went out, epoch seconds."""
    return min(times[0] for times in report.timestamps if times) / 1000


def _start(broker: Mosquitto, site: Path, messages: int, account: Path, rate: float | None = None) -> subprocess.Popen[bytes]:
    url = f"mqtt://{broker.username}@{broker.host}:{broker.port}"
    command = [sys.executable, "-m", "steward", "simulate", "--quiet", "--broker", url, "--site", str(site), "--load", str(messages), "--account", str(account)]
    if rate is not None:
        command += ["--rate", str(rate)]
    return subprocess.Popen(command, env={**os.environ, "STEWARD_MQTT_PASSWORD": broker.password}, stdin=subprocess.DEVNULL)
