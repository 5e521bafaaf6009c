"""The embedded MQTT broker: rumqttd in a wheel (``iotcore``), for one machine with nothing to install.

Loopback unless told otherwise, logins always. It has no per-device access rules and keeps sessions in memory only:
what it holds is lost when it is killed. For production there is Mosquitto (``deploy/mosquitto.conf``).
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from iotcore import IotCoreBroker

PAYLOAD_LIMIT_BYTES = 1 << 20
"""Above our own 256 KiB, so that what is too long for us is quarantined and not cut off with its sender."""
IN_FLIGHT = 100
_SEGMENT_BYTES = 16 << 20
_SEGMENTS = 8
"""What it holds for sessions that are away, for each topic filter: the newest of these."""


def write_config(folder: Path, host: str, port: int, port_v5: int | None, users: Mapping[str, str]) -> Path:
    """Write the broker's configuration into `folder` (readable for us alone, it holds the passwords).

    MQTT 3.1.1 is served on `port`, MQTT 5 on `port_v5` (`None`: nowhere). `users` are passwords by name; everybody needs one.
    """
    if not users:
        raise ValueError("the embedded broker needs at least one user: without, everybody could publish")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "broker.toml"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o600)
        file.writelines(line + "\n" for line in _lines(host, port, port_v5, users))
    return path


def run(config_path: Path) -> None:
    """Be the broker: returns only when it fails. `OSError` when a port is taken."""
    # Its tracing calls every packet an error; nothing of that is for a person.
    logging.getLogger("rumqttd").setLevel(logging.CRITICAL + 1)
    broker = IotCoreBroker(config_path=str(config_path))
    broker.check_ports()
    broker.run_forever()


def _lines(host: str, port: int, port_v5: int | None, users: Mapping[str, str]) -> Iterator[str]:
    yield "id = 0"
    yield "[router]"
    yield "id = 0"
    yield "max_connections = 10010"
    yield "max_outgoing_packet_count = 200"
    yield f"max_segment_size = {_SEGMENT_BYTES}"
    yield f"max_segment_count = {_SEGMENTS}"
    for table, listen_port in (("v4", port), ("v5", port_v5)):
        if listen_port is None:
            continue
        yield f"[{table}.1]"
        yield f'name = "{table}"'
        yield f"listen = {_text(f'{host}:{listen_port}')}"
        yield "next_connection_delay_ms = 1"
        yield f"[{table}.1.connections]"
        yield "connection_timeout_ms = 60000"
        yield f"max_payload_size = {PAYLOAD_LIMIT_BYTES}"
        yield f"max_inflight_count = {IN_FLIGHT}"
        yield "dynamic_filters = true"
        yield f"[{table}.1.connections.auth]"
        for name, password in users.items():
            yield f"{_text(name)} = {_text(password)}"


def _text(text: str) -> str:
    """A TOML string; JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False)
