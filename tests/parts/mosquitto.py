"""Mosquitto for tests: given by ``STEWARD_TEST_MQTT_URL``, or a program on this machine, or a container."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.parts import free_port, missing
from tests.parts.broker import PASSWORD, USERNAME, Broker, end, wait_for_port

HOW = "apt install mosquitto, or set STEWARD_TEST_MQTT_URL=mqtt://user:password@host:port, or start Docker"
IMAGE = "eclipse-mosquitto:2"


class GivenBroker:
    """A broker somebody gave us by its address: not ours to kill."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or "127.0.0.1"
        self.port = parts.port or 1883
        self.username = parts.username or ""
        self.password = parts.password or ""

    def kill(self) -> None:
        """Not possible."""
        missing("a broker that may be killed", "unset STEWARD_TEST_MQTT_URL and install mosquitto")

    def restart(self) -> None:
        """Not possible."""
        self.kill()


@dataclass
class Mosquitto:
    """A Mosquitto of our own, with its files in `folder`."""

    folder: Path
    command: list[str]
    host: str
    port: int
    username: str = USERNAME
    password: str = PASSWORD
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it listens."""
        with (self.folder / "mosquitto.log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        wait_for_port(self.host, self.port, self.process)

    def kill(self) -> None:
        """As kill -9: what is not on its disk is gone."""
        if self.process is not None:
            end(self.process, self.process.kill)

    def stop(self) -> None:
        """Ask it to end; it saves what it holds."""
        if self.process is not None:
            end(self.process, self.process.terminate)

    def restart(self) -> None:
        """Start it again with what it has on disk."""
        self.stop()
        self.start()

    def log(self) -> str:
        """What it has written so far."""
        return (self.folder / "mosquitto.log").read_text(errors="replace")


@contextmanager
def start_mosquitto(folder: Path, *, stock: bool = False, port: int | None = None, settings: tuple[str, ...] = ()) -> Iterator[Mosquitto]:
    """A Mosquitto in `folder` while the block runs; well configured as ours in ``deploy/``, or with its `stock` settings.

    Both ask for a login. `settings` are further lines of its configuration. Usable outside pytest: `FileNotFoundError`
    when there is no Mosquitto here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if program is None and not _docker_answers():
        raise FileNotFoundError(HOW)
    inside = folder if program else Path("/steward")
    (folder / "passwords").write_text(f"{USERNAME}:{_hashed(PASSWORD)}\n")
    (folder / "passwords").chmod(0o600)
    # In a container its loopback is not ours; the port is published on our loopback only.
    address = " 127.0.0.1" if program else ""
    lines = [f"listener {port}{address}", "allow_anonymous false", f"password_file {inside}/passwords", "log_type error"]
    if os.geteuid() == 0 or program is None:
        lines.append("user root")
    if not stock:
        lines += [
            "persistence true",
            f"persistence_location {inside}/",
            "autosave_interval 1",
            "max_queued_messages 0",
            "max_queued_bytes 1073741824",
            "set_tcp_nodelay true",
        ]
    (folder / "mosquitto.conf").write_text("\n".join([*lines, *settings]) + "\n")
    command = [program, "-c", str(folder / "mosquitto.conf")]
    if program is None:
        command = ["docker", "run", "--rm", "-p", f"127.0.0.1:{port}:{port}", "-v", f"{folder}:/steward", IMAGE, "mosquitto", "-c", "/steward/mosquitto.conf"]
    broker = Mosquitto(folder, [part for part in command if part], "127.0.0.1", port)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Broker]:
    """A fresh, well configured Mosquitto (or the one that was given)."""
    if url := os.environ.get("STEWARD_TEST_MQTT_URL"):
        yield GivenBroker(url)
        return
    try:
        with start_mosquitto(tmp_path / "mosquitto") as broker:
            yield broker
    except FileNotFoundError:
        missing("Mosquitto", HOW)


@pytest.fixture
def stock_mosquitto(tmp_path: Path) -> Iterator[Broker]:
    """A Mosquitto as its package comes, but for the login."""
    try:
        with start_mosquitto(tmp_path / "stock-mosquitto", stock=True) as broker:
            yield broker
    except FileNotFoundError:
        missing("Mosquitto", HOW)


def _hashed(password: str) -> str:
    """As mosquitto_passwd writes it: PBKDF2 with SHA-512."""
    salt = secrets.token_bytes(12)
    rounds = 101
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 64)
    return f"$7${rounds}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _docker_answers() -> bool:
    if shutil.which("docker") is None:
        return False
    try:
        return subprocess.run(["docker", "info"], capture_output=True, timeout=10, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False
