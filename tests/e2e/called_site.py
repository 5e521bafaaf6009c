"""滨江花园 with a guard, a dispatcher and a push service of this machine: for tests of how people are called."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from steward.examples import riverside
from tests.e2e.installation import Installation, end, start
from tests.e2e.people import add_people
from tests.parts import free_port
from tests.parts.push_service import PushService

_PASSWORD = {"STEWARD_MQTT_PASSWORD": "for the test"}
PEOPLE = {
    "guard": ("guard", "security"),
    "patrol": ("guard", "security"),
    "dispatcher": ("dispatcher", "engineering"),
    "manager": ("manager", "management"),
}


@contextlib.contextmanager
def running(folder: Path, service: PushService, channels: Mapping[str, object] | None = None, allow: Sequence[str] = ()) -> Iterator[Installation]:
    """`steward run` of it in `folder`, ready; it knows `service` as a push service and may call it, and has these `channels` beside it."""
    port, mqtt_port = free_port(), free_port()
    config = folder / "steward.yaml"
    settings = {
        "data_dir": "data",
        "sites": [str(riverside())],
        "mqtt": {"embedded": True, "port": mqtt_port, "username": "steward", "protocol": "3.1.1", "receive_maximum": 100},
        "server": {"port": port},
        "ingest": {"probe_broker": False},
        "channels": {"push": {"subject": "mailto:ops@riverside.example", "services": [service.host]}, **(channels or {})},
        "egress": {"allow": [service.origin, *allow]},
    }
    config.write_text(yaml.safe_dump(settings))
    log = folder / "steward.log"
    passwords = add_people(config, PEOPLE)
    process = start(["run", "--config", str(config)], log, _PASSWORD)
    installation = Installation(f"http://127.0.0.1:{port}", folder / "data", "127.0.0.1", mqtt_port, "steward", "for the test", process, log, passwords)
    try:
        installation.wait_until_ready(240)
        yield installation
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            installation.stop()
        end(process)
