"""A bridge's messages reach the broker, whatever happens to the connection."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridges import publisher as module
from bridges.publisher import Broker as Address
from bridges.publisher import Full, NotPublished, Publisher
from tests.bridges.listening import listening, outlives
from tests.e2e.installation import eventually
from tests.parts import free_port
from tests.parts.broker import USERNAME, Broker
from tests.parts.mosquitto import start_mosquitto

pytestmark = pytest.mark.real
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@contextmanager
def publishing(broker: Broker) -> Iterator[Publisher]:
    publisher = Publisher("riverside", "gw-b1", Address(broker.host, broker.port, broker.username, broker.password))
    publisher.start()
    try:
        yield publisher
    finally:
        publisher.stop()


def test_messages_are_native_and_told_when_the_broker_has_them(mosquitto: Broker) -> None:
    with listening(mosquitto) as heard, publishing(mosquitto) as publisher:
        publisher.telemetry("b1-sump-1", {"level": 1.5, "leak": None, "status_bits": ["fire", "test"]}, AT, "m1").result(20)
        publisher.event("t1-door-1", "access.denied", {"card": "7"}).result(20)
        publisher.status("b1-sump-1", online=True)
        eventually(lambda: heard.status("b1-sump-1") == "online" and heard.bodies("t1-door-1", "event"), what="all messages")
        assert heard.bodies("b1-sump-1") == [{"values": {"level": 1.5, "leak": None, "status_bits": ["fire", "test"]}, "ts": 1795420800000, "id": "m1"}]
        assert heard.bodies("t1-door-1", "event") == [{"event": "access.denied", "data": {"card": "7"}}]
        assert heard.status("gw-b1") == "online"
        assert publisher.online == 1


def test_nothing_is_lost_over_a_broker_that_dies(mosquitto: Broker) -> None:
    with listening(mosquitto) as heard, publishing(mosquitto) as publisher:
        outlives(mosquitto)
        futures = [publisher.telemetry("b1-sump-1", {"level": number}) for number in range(200)]
        mosquitto.kill()
        futures += [publisher.telemetry("b1-sump-1", {"level": number}) for number in range(200, 400)]
        mosquitto.restart()
        done = wait(futures, 60)
        assert not done.not_done
        assert publisher.waiting == 0
        # What it had acknowledged and not yet written was its own to lose: its disk is saved each second.
        later = set(range(200, 400))
        eventually(lambda: later <= {body["values"]["level"] for body in heard.bodies("b1-sump-1")}, what="everything after the death")  # type: ignore[index]
        eventually(lambda: heard.status("gw-b1") == "online", what="its status")


def rights(folder: Path, *topics: str) -> tuple[str, ...]:
    lines = "".join(f"topic write steward/v1/riverside/{topic}\n" for topic in topics)
    (folder / "acl").write_text(f"user {USERNAME}\ntopic read steward/v1/#\n{lines}")
    return (f"acl_file {folder / 'acl'}",)


def test_what_the_broker_refuses_is_not_taken_for_published(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    allowed = rights(tmp_path, "gw-b1/status", "b1-sump-1/telemetry")
    with start_mosquitto(tmp_path / "mosquitto", settings=allowed) as broker, publishing(broker) as publisher:
        for _ in range(2):
            with pytest.raises(NotPublished, match="not authorized"):
                publisher.telemetry("b1-sump-2", {"level": 1}).result(20)
        publisher.telemetry("b1-sump-1", {"level": 1}).result(20)
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(said) == 1
    assert "refuses what this bridge publishes (not authorized). Let its login write the topics of this gateway" in said[0]


def test_a_broker_that_lets_us_write_nothing_is_told_of_once_and_nothing_is_taken_for_published(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with start_mosquitto(tmp_path / "mosquitto", settings=(*rights(tmp_path), "log_type notice")) as broker, publishing(broker) as publisher:
        future = publisher.telemetry("b1-sump-1", {"level": 1})
        # Mosquitto 2.0.11 ends the connection after a refusal; the next one begins after a pause, and ends alike.
        eventually(lambda: broker.log().count("New client connected") >= 3, what="three connections")
        with pytest.raises((NotPublished, TimeoutError)):
            future.result(0)
    assert [record.levelname for record in caplog.records].count("ERROR") == 1
    assert [record.levelname for record in caplog.records if "is gone" in record.getMessage()] == ["WARNING"]


def test_whoever_ends_in_order_says_that_its_devices_are_gone(mosquitto: Broker) -> None:
    with listening(mosquitto) as heard:
        with publishing(mosquitto) as publisher:
            publisher.status("b1-sump-1", online=True)
            eventually(lambda: heard.status("b1-sump-1") == "online", what="online")
        eventually(lambda: heard.status("b1-sump-1") == heard.status("gw-b1") == "offline", what="offline")


def test_a_bound_and_an_end_are_told_to_whoever_publishes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)
    publisher = Publisher("riverside", "gw-b1", Address("127.0.0.1", free_port()))
    publisher.start()
    futures = [publisher.telemetry("b1-sump-1", {"level": number}) for number in range(3)]
    with pytest.raises(Full, match="wait for the broker"):
        publisher.telemetry("b1-sump-1", {"level": 3})
    publisher.stop()
    for future in futures:
        with pytest.raises(NotPublished):
            future.result(1)
