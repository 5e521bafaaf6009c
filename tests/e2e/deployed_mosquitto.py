"""Mosquitto exactly as deploy/ sets it up, with only its paths and address changed."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.parts import free_port, missing
from tests.parts.broker import wait_for_port

DEPLOY = Path(__file__).parents[2] / "deploy"


@dataclass(frozen=True)
class DeployedMosquitto:
    """A running one. `passwords` by user name; devices are ``site/device``."""

    host: str
    port: int
    passwords: Mapping[str, str]


def set_up(folder: Path, devices: tuple[str, ...]) -> tuple[list[str], DeployedMosquitto]:
    """Write its files into `folder`, with Steward's own account, one for each of `devices`, and a test's own that may write for all.

    Returns the command that runs it and where it will be.
    """
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin") or missing("Mosquitto", "apt install mosquitto")
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    passwords = {name: f"the password of {name}" for name in ("steward", "steward-drill", "integrator", *devices)}
    (folder / "passwords").touch(mode=0o600)
    for name, password in passwords.items():
        subprocess.run(["mosquitto_passwd", "-b", str(folder / "passwords"), name, password], check=True, capture_output=True, timeout=20)
    (folder / "acl").write_text((DEPLOY / "mosquitto.acl").read_text() + "\nuser integrator\ntopic readwrite steward/v1/#\n")
    (folder / "acl").chmod(0o600)
    text = (DEPLOY / "mosquitto.conf").read_text()
    text = text.replace("listener 1883", f"listener {port} 127.0.0.1").replace("/mosquitto/config/", f"{folder}/").replace("/mosquitto/data/", f"{folder}/")
    (folder / "mosquitto.conf").write_text(text + ("user root\n" if os.geteuid() == 0 else ""))
    return [program, "-c", str(folder / "mosquitto.conf")], DeployedMosquitto("127.0.0.1", port, passwords)


@contextlib.contextmanager
def deployed_mosquitto(folder: Path, devices: tuple[str, ...]) -> Iterator[DeployedMosquitto]:
    """Run it in `folder`; see `set_up`."""
    command, found = set_up(folder, devices)
    with (folder / "mosquitto.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        wait_for_port(found.host, found.port)
        yield found
    finally:
        process.terminate()
        process.wait(20)
