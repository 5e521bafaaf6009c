"""A fleet on a real broker."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from devices.site_file import load_site
from domain.people import Department
from domain.text import Text
from ingest.codecs import codecs
from simulators.broker_address import BrokerAddress
from simulators.faults import Fault, FaultKind
from simulators.fleet import Fleet
from simulators.progress import Progress
from simulators.scenario import Expectation, Scenario, Step
from simulators.switchboard import MOST_CONNECTIONS, lines
from tests.devices.riverside import SITE
from tests.parts.broker import Broker
from tests.simulators.listener import await_that, listening

pytestmark = pytest.mark.real

BEHIND_GW_T1 = {device.id for device in SITE.devices.values() if "gw-t1" in {device.id, device.gateway}}


def address(broker: Broker) -> BrokerAddress:
    return BrokerAddress(broker.host, broker.port, broker.username, broker.password)


@contextmanager
def alive(
    broker: Broker,
    *,
    scenario: Scenario | None = None,
    told: list[Progress] | None = None,
    faults: tuple[Fault, ...] = (),
    rate: float | None = None,
    protocol: int = 4,
    farewell: bool = True,
    to: BrokerAddress | None = None,
) -> Iterator[None]:
    """A fleet of Riverside while the block runs; `told` collects its progress."""
    progress = [] if told is None else told
    fleet = Fleet(
        SITE,
        to or address(broker),
        scenario=scenario,
        seed=1,
        speed=1.0,
        rate=rate,
        report=progress.append,
        faults=faults,
        protocol=protocol,
        farewell=farewell,
    )
    stop = threading.Event()
    thread = threading.Thread(target=fleet.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


@pytest.fixture(params=["mosquitto", "embedded_broker"])
def broker(request: pytest.FixtureRequest) -> Broker:
    """Each of the two brokers that Steward is used with."""
    found: Broker = request.getfixturevalue(request.param)
    return found


def story(*steps: Step) -> Scenario:
    return Scenario("story", Text("试", "Try"), Text("试", "Try"), steps, (Expectation("none", (), Department.SECURITY, 1.0),))


def test_every_device_is_online_for_whoever_asks_later(mosquitto: Broker) -> None:
    with alive(mosquitto), listening(mosquitto) as early:
        await_that(lambda: early.statuses().keys() == SITE.devices.keys(), "every device said that it is online")
        with listening(mosquitto, "steward/v1/+/+/status") as late:
            await_that(lambda: len(late.heard) == len(SITE.devices), "the broker gave its retained copies")
            assert {(payload, retained) for _, payload, retained in late.heard} == {(b"online", True)}


def test_whatever_the_fleet_says_is_readable(broker: Broker) -> None:
    codec = codecs()["native"].bind(SITE)
    with listening(broker) as listener:
        with alive(broker, scenario=story(Step(2.0, assets=("t1-lift-1",), command="trap"), Step(2.0, assets=("leak-pump-room",), command="break_probe"))):
            await_that(lambda: {topic.split("/")[3] for topic, _ in listener.telemetry()} == SITE.devices.keys(), "every device has reported")
        decoded = [codec.decode(topic, payload) for topic, payload, _ in listener.heard]
        assert all(found is not None and found.items and not found.unreadable for found in decoded)
        bodies = [json.loads(payload) for _, payload in listener.telemetry()]
        assert all(body.keys() == {"ts", "values"} and body["values"] for body in bodies)


def test_the_broker_says_offline_when_a_gateway_is_cut_off_and_online_when_it_is_back(broker: Broker) -> None:
    cut = story(Step(2.0, device="gw-t1", link="lose_connection", for_s=4.0, then="regain_connection"))
    with listening(broker) as listener, alive(broker, scenario=cut):
        await_that(lambda: listener.statuses().get("gw-t1") == b"offline", "the will of the gateway was published")
        await_that(lambda: listener.statuses().get("gw-t1") == b"online", "the gateway came back")
        statuses = [payload for topic, payload, _ in listener.heard if topic == "steward/v1/riverside/gw-t1/status"]
        assert statuses == [b"online", b"offline", b"online"]
        since = len(listener.telemetry())
        await_that(lambda: {topic.split("/")[3] for topic, _ in listener.telemetry()[since:]} >= BEHIND_GW_T1, "everything behind it has reported again")


def test_a_fleet_that_ends_says_offline_for_every_device(broker: Broker) -> None:
    with listening(broker) as listener:
        with alive(broker):
            await_that(lambda: listener.statuses().keys() == SITE.devices.keys(), "every device said that it is online")
        await_that(lambda: set(listener.statuses().values()) == {b"offline"}, "every device said that it is offline")


def test_without_a_farewell_nothing_is_said_at_the_end(mosquitto: Broker) -> None:
    with listening(mosquitto) as listener:
        with alive(mosquitto, farewell=False):
            await_that(lambda: listener.statuses().keys() == SITE.devices.keys(), "every device said that it is online")
        assert set(listener.statuses().values()) == {b"online"}


def test_a_fleet_speaks_mqtt_5_as_well(mosquitto: Broker) -> None:
    with listening(mosquitto) as listener, alive(mosquitto, protocol=5):
        await_that(lambda: listener.statuses().keys() == SITE.devices.keys(), "every device said that it is online")
        await_that(lambda: len(listener.telemetry()) > 50, "readings arrived")


def test_a_fleet_survives_a_broker_that_dies(mosquitto: Broker) -> None:
    told: list[Progress] = []
    with alive(mosquitto, told=told):
        await_that(lambda: bool(told) and told[-1].connections_up == told[-1].connections, "the fleet was there")
        mosquitto.kill()
        await_that(lambda: told[-1].connections_up == 0, "the fleet noticed")
        mosquitto.restart()
        await_that(lambda: told[-1].connections_up == told[-1].connections, "the fleet was back")
        before = told[-1].acknowledged
        await_that(lambda: told[-1].acknowledged > before, "the new broker took messages")


def test_a_wrong_password_is_told(mosquitto: Broker) -> None:
    told: list[Progress] = []
    with alive(mosquitto, told=told, to=replace(address(mosquitto), password="wrong")):
        await_that(lambda: bool(told) and told[-1].refused is not None, "the broker's refusal was told")
    assert told[-1].connections_up == 0
    assert "uthori" in str(told[-1]), "not authorised, in the broker's words"


def test_a_wanted_rate_arrives_and_is_acknowledged(mosquitto: Broker) -> None:
    told: list[Progress] = []
    with alive(mosquitto, told=told, rate=100):
        await_that(lambda: len(told) > 12, "a few seconds have passed")
    assert told[-1].acknowledged > 800
    assert told[-1].dropped == 0


def test_faults_reach_the_broker(mosquitto: Broker) -> None:
    codec = codecs()["native"].bind(SITE)
    with listening(mosquitto) as listener, alive(mosquitto, faults=(Fault(FaultKind.GARBAGE, "t1-*"),)):
        await_that(lambda: any(topic.startswith("steward/v1/riverside/t1-") for topic, _ in listener.telemetry()), "a broken device has spoken")
        decoded = [codec.decode(topic, payload) for topic, payload in listener.telemetry() if topic.startswith("steward/v1/riverside/t1-")]
        assert all(found is not None and found.unreadable for found in decoded)


def test_riverside_needs_about_two_dozen_connections() -> None:
    found = lines(SITE)
    assert 20 <= len(found) <= 30
    assert sorted(device for devices in found.values() for device in devices) == sorted(SITE.devices)
    assert all(devices[0] == lead for lead, devices in found.items())


def test_a_site_of_many_devices_without_gateway_shares_a_bounded_number_of_connections(tmp_path: Path) -> None:
    text = "id: big\nname: {zh: 大, en: Big}\ntime_zone: UTC\nspaces:\n  - {id: s, kind: zone, name: {zh: 区, en: Zone}}\nassets:\n"
    text += '  - {repeat: {n: 1..300}, id: "l-{n}", type: leak, name: {zh: 浸, en: Leak}, space: s}\n'
    (tmp_path / "site.yaml").write_text(text, encoding="utf-8")
    found = lines(load_site(tmp_path / "site.yaml"))
    assert len(found) == MOST_CONNECTIONS
    assert sum(len(devices) for devices in found.values()) == 300
