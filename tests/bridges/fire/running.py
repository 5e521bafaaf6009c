"""The bridge in a thread of the test, with a real broker and a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bridges.bridge import Around
from bridges.kinds.gbt26875 import BRIDGE, Gbt26875Settings
from bridges.publisher import Broker as Address
from bridges.publisher import Publisher
from devices.site_file import load_site
from domain.time import utc_now
from tests.bridges.fire.site import SITE, TABLE
from tests.parts import free_port
from tests.parts.broker import Broker


def around(folder: Path, told: list[str] | None = None) -> Around:
    """What the bridge of our site stands in; what is wrong with its settings is added to `told`."""
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "points.csv").write_text(TABLE, encoding="utf-8")
    site = load_site(folder / "site.yaml")
    wrong = [] if told is None else told
    return Around("fire", site, site.devices["gw-fire"], lambda *_: "", lambda *problem: wrong.append(" ".join(map(str, problem))))


@dataclass
class Running:
    """A bridge that listens at `port`. `failed`: what its `run` raised."""

    port: int
    publisher: Publisher
    failed: list[OSError]
    thread: threading.Thread
    stop: threading.Event

    def end(self) -> None:
        """Tell it to stop; it does so at once."""
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


@contextmanager
def running(broker: Broker, folder: Path, **options: object) -> Iterator[Running]:
    """The bridge while the block runs. It has our table and `panel-1` unless `options` say otherwise."""
    settings = {"port": free_port(), "table": folder / "points.csv", "panel": "panel-1", **options}
    with prepared(broker, folder, settings) as bridge:
        yield bridge


@contextmanager
def prepared(broker: Broker, folder: Path, settings: Mapping[str, object]) -> Iterator[Running]:
    """The bridge with exactly these settings."""
    told: list[str] = []
    read = Gbt26875Settings.model_validate(settings)
    bridge = BRIDGE.prepare(read, around(folder, told))
    assert told == []
    publisher = Publisher("works", "gw-fire", Address(broker.host, broker.port, broker.username, broker.password))
    publisher.start()
    stop = threading.Event()
    failed: list[OSError] = []

    def run() -> None:
        try:
            bridge.run(publisher, utc_now, stop)
        except OSError as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    found = Running(read.port, publisher, failed, thread, stop)
    try:
        yield found
    finally:
        found.end()
        publisher.stop()
