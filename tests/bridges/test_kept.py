"""What a gateway has the broker keep comes back to the next run of it, and that nothing is kept is known, too."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bridges import kept
from bridges.publisher import Broker as Address
from bridges.publisher import Publisher
from tests.parts.broker import Broker
from tests.parts.mosquitto import start_mosquitto

pytestmark = pytest.mark.real


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "ANSWER_WITHIN_S", 0.3)


@contextmanager
def publishing(broker: Broker, gateway: str = "gw-b1") -> Iterator[Publisher]:
    publisher = Publisher("riverside", gateway, Address(broker.host, broker.port, broker.username, broker.password))
    publisher.start()
    try:
        yield publisher
    finally:
        publisher.stop()


def test_it_comes_back_to_the_same_gateway(mosquitto: Broker) -> None:
    with publishing(mosquitto) as publisher:
        assert publisher.kept().result(20) == b""
        publisher.keep(b"first").result(20)
        publisher.keep(b"second").result(20)
        assert publisher.kept().result(20) == b""  # asked once: what it was at the beginning
    with publishing(mosquitto) as publisher:
        assert publisher.kept().result(20) == b"second"
    with publishing(mosquitto, "gw-b2") as publisher:
        assert publisher.kept().result(20) == b""


def test_a_broker_that_is_away_is_asked_when_it_is_there(mosquitto: Broker) -> None:
    with publishing(mosquitto) as publisher:
        publisher.keep(b"kept").result(20)
    mosquitto.restart()
    with publishing(mosquitto) as publisher:
        publisher.status("b1-sump-1", online=True)
        assert publisher.kept().result(20) == b"kept"


def test_a_login_that_may_not_read_it_begins_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "acl").write_text("user steward\ntopic write steward/v1/#\n", encoding="utf-8")
    caplog.set_level(logging.WARNING)
    with start_mosquitto(tmp_path / "mosquitto", settings=(f"acl_file {tmp_path}/acl",)) as broker, publishing(broker) as publisher:
        publisher.keep(b"kept").result(20)
        assert publisher.kept().result(20) == b""
    assert ["does not let us read" in record.message for record in caplog.records] == [True]
