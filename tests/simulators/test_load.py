"""Load, accounted for to the message."""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter

import pytest

from ingest.codecs import codecs
from simulators.broker_address import BrokerAddress
from simulators.load import Load, LoadReport
from simulators.packets import connect
from tests.devices.riverside import SITE
from tests.parts import free_port
from tests.parts.broker import Broker
from tests.simulators.listener import Listener, await_that, listening

pytestmark = pytest.mark.real


def address(broker: Broker) -> BrokerAddress:
    return BrokerAddress(broker.host, broker.port, broker.username, broker.password)


def arrived(listener: Listener) -> Counter[tuple[str, int]]:
    return Counter((topic.split("/")[3], json.loads(payload)["ts"]) for topic, payload in listener.telemetry())


@pytest.mark.parametrize("broker", ["mosquitto", "embedded_broker"])
@pytest.mark.parametrize("connections", [1, 3])
def test_every_acknowledged_message_arrives_once_and_is_in_the_report(request: pytest.FixtureRequest, broker: str, connections: int) -> None:
    found: Broker = request.getfixturevalue(broker)
    with listening(found) as listener:
        report = Load(address(found), SITE, messages=3_000, connections=connections).run()
        await_that(lambda: len(listener.telemetry()) >= 3_000, "everything has arrived")
        assert (report.sent, report.acknowledged, report.resent, report.given_up) == (3_000, 3_000, 0, False)
        assert arrived(listener) == Counter(report.readings())
        assert set(arrived(listener).values()) == {1}


def test_what_a_load_says_is_readable(mosquitto: Broker) -> None:
    codec = codecs()["native"].bind(SITE)
    with listening(mosquitto) as listener:
        Load(address(mosquitto), SITE, messages=500).run()
        await_that(lambda: len(listener.telemetry()) >= 500, "everything has arrived")
        decoded = [codec.decode(topic, payload) for topic, payload in listener.telemetry()]
        assert all(found is not None and found.items and not found.unreadable for found in decoded)


def test_only_the_named_devices_speak(mosquitto: Broker) -> None:
    report = Load(address(mosquitto), SITE, ["t1-lift-1", "b1-sump-2"], messages=101).run()
    assert Counter(device for device, _ in report.readings()) == {"t1-lift-1": 51, "b1-sump-2": 50}


def test_a_rate_is_not_exceeded(mosquitto: Broker) -> None:
    report = Load(address(mosquitto), SITE, messages=400, rate=200).run()
    assert report.acknowledged == 400
    assert report.per_s <= 210


def test_a_load_goes_on_when_the_broker_dies_and_comes_back(mosquitto: Broker) -> None:
    load = Load(address(mosquitto), SITE, messages=4_000, rate=2_000, connections=2)
    reports: list[LoadReport] = []
    thread = threading.Thread(target=lambda: reports.append(load.run()))
    thread.start()
    await_that(lambda: load.acknowledged > 500, "it was under way")
    mosquitto.kill()
    mosquitto.restart()
    thread.join(60)
    assert [(report.sent, report.acknowledged, report.given_up) for report in reports] == [(4_000, 4_000, False)]


def test_after_a_cut_connection_the_account_is_what_a_subscriber_received(mosquitto: Broker) -> None:
    load = Load(address(mosquitto), SITE, messages=4_000, rate=4_000, connections=1)
    reports: list[LoadReport] = []
    with listening(mosquitto) as listener:
        thread = threading.Thread(target=lambda: reports.append(load.run()))
        thread.start()
        await_that(lambda: load.acknowledged > 500, "it was under way")
        _take_the_place_of(load._lanes[0].name, mosquitto)
        thread.join(60)
        report = reports[0]
        assert (report.sent, report.acknowledged, report.given_up) == (4_000, 4_000, False)
        await_that(lambda: len(arrived(listener)) >= 4_000, "everything has arrived")
        assert arrived(listener).keys() == Counter(report.readings()).keys()
        assert arrived(listener).total() <= 4_000 + report.resent


def test_a_load_that_is_stopped_reports_what_was_acknowledged(mosquitto: Broker) -> None:
    load = Load(address(mosquitto), SITE, messages=1_000_000, rate=500)
    stop = threading.Event()
    reports: list[LoadReport] = []
    thread = threading.Thread(target=lambda: reports.append(load.run(stop)))
    thread.start()
    await_that(lambda: load.acknowledged > 100, "it was under way")
    stop.set()
    thread.join(60)
    assert 100 < reports[0].acknowledged < 1_000_000
    assert len(list(reports[0].readings())) == reports[0].acknowledged == reports[0].sent


def test_a_load_gives_up_on_a_broker_that_is_not_there() -> None:
    report = Load(BrokerAddress("127.0.0.1", free_port()), SITE, messages=10, give_up_s=0.5).run()
    assert (report.sent, report.acknowledged, report.given_up) == (0, 0, True)


def test_unknown_devices_are_refused() -> None:
    with pytest.raises(KeyError, match="t9-lift-1"):
        Load(BrokerAddress("127.0.0.1"), SITE, ["t9-lift-1"], messages=1)


def _take_the_place_of(client_id: str, broker: Broker) -> None:
    """Sign in under the same name: a broker then cuts the other's connection."""
    with socket.create_connection((broker.host, broker.port)) as line:
        line.sendall(connect(client_id, broker.username, broker.password))
        assert line.recv(4)[3] == 0
