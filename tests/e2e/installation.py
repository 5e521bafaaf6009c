"""Steward as its users run it: a real process, its HTTP API, its broker."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx
import paho.mqtt.client as mqtt
import psutil
from paho.mqtt.enums import CallbackAPIVersion

from ingest.leaving import leave
from tests.parts import free_port

Found = TypeVar("Found")
Json = dict[str, object]


def eventually(look: Callable[[], Found | None], *, within_s: float = 30.0, what: str = "it") -> Found:
    """The first truthy answer of `look`; fails when there is none in time."""
    deadline = time.monotonic() + within_s
    while True:
        if found := look():
            return found
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s:.0f} s"
        time.sleep(0.05)


@dataclass
class Installation:
    """A running Steward."""

    url: str
    data_dir: Path
    mqtt_host: str
    mqtt_port: int
    mqtt_username: str
    mqtt_password: str
    process: subprocess.Popen[bytes]
    log: Path
    passwords: dict[str, str] = field(default_factory=dict)
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def client(self, username: str) -> httpx.Client:
        """An HTTP client that is signed in as `username`; closed when the installation stops."""
        if username in self.clients:
            return self.clients[username]
        # Lets go of an idle connection before the server does, which would reset a request that comes at that moment.
        client = self.clients[username] = httpx.Client(base_url=self.url + "/api/v1", timeout=30, limits=httpx.Limits(keepalive_expiry=1))
        answer = client.post("/auth/login", json={"username": username, "password": self.passwords[username]})
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = "Bearer " + str(answer.json()["access_token"])
        return client

    def ready(self) -> bool:
        """Whether it does its work, stores readings and has judged what waited for it."""
        with contextlib.suppress(httpx.HTTPError):
            answer = httpx.get(self.url + "/readyz", timeout=5)
            not_ready = {part["name"].split(":")[0] for part in answer.json()["parts"] if not part["ready"]}
            return answer.status_code == 200 and not not_ready & {"telemetry", "backlog"}
        return False

    def wait_until_ready(self, within_s: float = 180.0) -> None:
        """Wait for it; if the process ends instead, show what it said."""

        def look() -> bool:
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8", errors="replace")
            return self.ready()

        eventually(look, within_s=within_s, what="readiness")

    def publish(self, device: str, kind: str, body: object, *, site: str = "riverside", retain: bool = False) -> None:
        """Publish one message with QoS 1 and wait until the broker has taken it."""
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        with publisher(self) as client:
            client.publish(f"steward/v1/{site}/{device}/{kind}", payload, qos=1, retain=retain).wait_for_publish(10)

    def role_pid(self, role: str) -> int:
        """The process of a role, found among the children of ours."""
        return eventually(lambda: _child(self.process.pid, role), what=f"the process of {role}")

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does; returns its exit code."""
        for client in self.clients.values():
            client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(40)


@contextlib.contextmanager
def publisher(installation: Installation) -> Iterator[mqtt.Client]:
    """A connected paho client, as an integrator would use it."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(installation.mqtt_username, installation.mqtt_password)
    client.connect(installation.mqtt_host, installation.mqtt_port)
    client.loop_start()
    eventually(client.is_connected, what="the connection to the broker")
    try:
        yield client
    finally:
        leave(client)


def start(arguments: Sequence[str], log: Path, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start ``python -m steward``, its output going to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "steward", *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )


@contextlib.contextmanager
def demo(folder: Path, *options: str) -> Iterator[Installation]:
    """``steward demo`` on free ports, with its data in `folder`."""
    port, mqtt_port = free_port(), free_port()
    log = folder / "demo.log"
    data_dir = folder / "data"
    arguments = ["demo", "--port", str(port), "--mqtt-port", str(mqtt_port), "--data-dir", str(data_dir), *options]
    process = start(arguments, log)
    installation = Installation(f"http://127.0.0.1:{port}", data_dir, "127.0.0.1", mqtt_port, "", "", process, log)
    try:
        installation.wait_until_ready()
        broker = json.loads((data_dir / "demo-broker.json").read_text(encoding="utf-8"))["mqtt"]
        installation.mqtt_username, installation.mqtt_password = broker["username"], broker["password"]
        accounts = json.loads((data_dir / "demo-accounts.json").read_text(encoding="utf-8"))
        installation.passwords = {account["username"]: account["password"] for account in accounts}
        yield installation
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            installation.stop()
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """See that nothing of a started process is left."""
    if process.poll() is None:
        process.kill()
        process.wait(10)


def _child(parent: int, role: str) -> int | None:
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(parent).children():
            if " ".join(child.cmdline()).strip().endswith(f"--role {role}") and child.status() != psutil.STATUS_ZOMBIE:
                return child.pid
    return None
