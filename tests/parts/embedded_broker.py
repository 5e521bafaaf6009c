"""The embedded broker for tests, as ``steward`` runs it: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from steward.embedded_broker import write_config
from tests.parts import free_port
from tests.parts.broker import PASSWORD, USERNAME, end, wait_for_port

ROOT = Path(__file__).parents[2]


@dataclass
class EmbeddedBroker:
    """A running embedded broker; `port` speaks MQTT 3.1.1, `port_v5` MQTT 5."""

    config: Path
    host: str
    port: int
    port_v5: int
    username: str = USERNAME
    password: str = PASSWORD
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it listens on both ports."""
        program = "import sys; from pathlib import Path; from steward.embedded_broker import run; run(Path(sys.argv[1]))"
        self.process = subprocess.Popen([sys.executable, "-c", program, str(self.config)], cwd=ROOT, stdin=subprocess.DEVNULL)
        wait_for_port(self.host, self.port, self.process)
        wait_for_port(self.host, self.port_v5, self.process)

    def kill(self) -> None:
        """As kill -9: it keeps nothing."""
        if self.process is not None:
            end(self.process, self.process.kill)

    def restart(self) -> None:
        """Start it again, empty."""
        self.kill()
        self.start()


@contextmanager
def start_embedded_broker(folder: Path) -> Iterator[EmbeddedBroker]:
    """An embedded broker while the block runs; usable outside pytest."""
    port, port_v5 = free_port(), free_port()
    broker = EmbeddedBroker(write_config(folder, "127.0.0.1", port, port_v5, {USERNAME: PASSWORD}), "127.0.0.1", port, port_v5)
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()


@pytest.fixture
def embedded_broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    """A fresh embedded broker."""
    with start_embedded_broker(tmp_path / "embedded-broker") as broker:
        yield broker
