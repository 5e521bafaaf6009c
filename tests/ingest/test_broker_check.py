"""A broker that would lose what it holds for us is found out."""

from __future__ import annotations

import logging

import pytest

from ingest.broker_check import PROBES, BrokerCheck, Finding, probe
from ingest.metrics import Facts, Metrics
from ingest.session import SessionSettings
from tests.ingest.awaiting import eventually
from tests.ingest.conversing import receive, session
from tests.ingest.devices_that_publish import numbered, publish
from tests.parts import free_port
from tests.parts.broker import Broker

pytestmark = pytest.mark.real


def settings(broker: Broker, protocol: int = 5) -> SessionSettings:
    return SessionSettings(broker.host, broker.port, broker.username, broker.password, protocol)


@pytest.mark.parametrize("protocol", [4, 5])
def test_stock_mosquitto_is_warned_about_with_a_remedy(stock_mosquitto: Broker, protocol: int) -> None:
    finding = probe(settings(stock_mosquitto, protocol), "s1")
    assert 0 < finding.kept < PROBES
    assert finding.version is not None
    assert "mosquitto" in finding.version
    assert "deploy/mosquitto.conf" in finding.warning
    assert "max_queued_messages 0" in finding.warning


@pytest.mark.parametrize("protocol", [4, 5])
def test_a_well_configured_mosquitto_is_not(mosquitto: Broker, protocol: int) -> None:
    finding = probe(settings(mosquitto, protocol), "s1")
    assert finding.kept == PROBES
    assert finding.warning == ""


def test_the_warning_is_said_once_and_is_a_fact(stock_mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    metrics, facts = Metrics(), Facts()
    check = BrokerCheck("s1", settings(stock_mosquitto), metrics, facts)
    check.start()
    eventually(lambda: facts.broker_warning)
    check.stop()
    assert [record.levelno for record in caplog.records if "stock settings" in record.message] == [logging.WARNING]


def test_a_later_look_finds_what_the_broker_dropped(stock_mosquitto: Broker) -> None:
    metrics, facts = Metrics(), Facts()
    check = BrokerCheck("s1", settings(stock_mosquitto), metrics, facts)
    check._look()
    assert facts.broker_warning == ""
    with session(settings(stock_mosquitto)):
        pass  # leaves a session that messages are queued for
    publish(stock_mosquitto, numbered(1500))
    eventually(lambda: check._look() or facts.broker_warning, within_s=60)  # type: ignore[func-returns-value]  # Mosquitto tells every 10 s
    assert metrics.broker_dropped >= 400


def test_a_broker_that_cannot_be_reached_is_no_reason_to_fail(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    facts = Facts()
    check = BrokerCheck("s1", SessionSettings("127.0.0.1", free_port()), Metrics(), facts)
    check.start()
    eventually(lambda: "could not be checked" in caplog.text)
    check.stop()
    assert facts.broker_warning == ""


def test_the_probe_leaves_nothing_behind(mosquitto: Broker) -> None:
    probe(settings(mosquitto), "s1", probes=10)
    publish(mosquitto, [("steward/v1/s1/_probe", b"x")])
    assert probe(settings(mosquitto), "s1", probes=10).kept == 10


def test_the_probe_does_not_disturb_the_session(mosquitto: Broker) -> None:
    with session(settings(mosquitto)) as ours:
        probe(settings(mosquitto), "s1", probes=50)
        publish(mosquitto, numbered(3))
        assert [message.topic for message in receive(ours, 3)] == ["steward/v1/s1/lift-1/telemetry"] * 3


def test_a_probe_that_may_not_publish_says_nothing_of_the_broker() -> None:
    assert Finding(sent=100, kept=0).warning == ""
