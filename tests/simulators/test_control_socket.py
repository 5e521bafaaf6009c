"""The socket by which a fleet on a real broker is ruled, and the server's way to it."""

from __future__ import annotations

import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.simulation import SimulationAway
from simulators.broker_address import BrokerAddress
from simulators.control.listener import ControlSocket
from simulators.fleet import Fleet
from steward.simulator_socket import SimulatorSocket
from tests.devices.riverside import SITE
from tests.parts.broker import Broker
from tests.simulators.listener import Listener, await_that, listening

pytestmark = pytest.mark.real


@contextmanager
def ruled(broker: Broker, path: Path) -> Iterator[SimulatorSocket]:
    """A fleet of Riverside that listens at `path` while the block runs."""
    control = ControlSocket(path)
    fleet = Fleet(SITE, BrokerAddress(broker.host, broker.port, broker.username, broker.password), control=control.serve)
    stop = threading.Event()
    thread = threading.Thread(target=fleet.run, args=(stop,))
    thread.start()
    try:
        yield SimulatorSocket(path)
    finally:
        stop.set()
        thread.join(30)
        control.close()


def statuses_of(listener: Listener, device: str) -> list[bytes]:
    return [payload for topic, payload, _ in list(listener.heard) if topic.endswith(f"/{device}/status")]


def test_a_device_that_flaps_is_heard_offline_and_online_at_the_broker_until_it_is_mended(mosquitto: Broker, tmp_path: Path) -> None:
    with listening(mosquitto) as listener, ruled(mosquitto, tmp_path / "c.sock") as simulators:
        await_that(lambda: b"online" in statuses_of(listener, "b1-sump-2"), "the device is there")
        assert simulators.ask({"do": "break", "device": "b1-sump-2", "kind": "flapping", "every_s": 1})["ok"]
        await_that(lambda: statuses_of(listener, "b1-sump-2").count(b"offline") >= 2, "it flapped twice")
        assert simulators.ask({"do": "mend", "device": "b1-sump-2"})["mended"] == 1
        await_that(lambda: statuses_of(listener, "b1-sump-2")[-1] == b"online", "it is online again")


def test_the_socket_is_for_our_own_user_and_gone_with_the_process(mosquitto: Broker, tmp_path: Path) -> None:
    path = tmp_path / "c.sock"
    with ruled(mosquitto, path) as simulators:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert simulators.ask({"do": "site"}) == {"ok": True, "site": "riverside"}
    assert not path.exists()
    with pytest.raises(SimulationAway):
        simulators.ask({"do": "site"})


def test_nonsense_and_silence_do_not_stop_it(mosquitto: Broker, tmp_path: Path) -> None:
    path = tmp_path / "c.sock"
    with ruled(mosquitto, path) as simulators:
        for nonsense in (b"", b"\xff\xfe\n", b"{" * 100_000, b"[]\n", b'{"do": "dance"}\n'):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(path))
                connection.sendall(nonsense)
        assert simulators.ask({"do": "site"})["ok"]


def test_simulators_that_hang_are_away_and_not_waited_for_for_ever(tmp_path: Path) -> None:
    control = ControlSocket(tmp_path / "c.sock")
    try:
        with pytest.raises(SimulationAway, match="busy"):
            SimulatorSocket(tmp_path / "c.sock").ask({"do": "site"})
    finally:
        control.close()
