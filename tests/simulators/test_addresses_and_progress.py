"""Where the broker is, and how the fleet is doing, in words."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest

from simulators.broker_address import BrokerAddress
from simulators.progress import Progress, ProgressLine

DONE = Progress(12.0, 340, 338, 0, 28.0, 22, 22, "t3-lift-2: trap")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mqtt://127.0.0.1", BrokerAddress("127.0.0.1", 1883)),
        ("localhost:1884", BrokerAddress("localhost", 1884)),
        ("mqtt://me:p%40ss@broker:1885", BrokerAddress("broker", 1885, "me", "p@ss")),
        ("mqtts://broker", BrokerAddress("broker", 8883, tls=True)),
        ("mqtt://[::1]:1883", BrokerAddress("::1", 1883)),
    ],
)
def test_an_address_is_read(url: str, expected: BrokerAddress) -> None:
    assert BrokerAddress.parse(url) == expected


def test_a_file_of_certificates_means_tls() -> None:
    assert BrokerAddress.parse("mqtt://broker", tls_ca=Path("ca.pem")).encrypted


@pytest.mark.parametrize(("url", "said"), [("http://broker", "no MQTT address"), ("mqtt://", "names no host"), ("mqtt://broker:x", "port|Port")])
def test_what_is_no_address_is_said(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        BrokerAddress.parse(url)


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(BrokerAddress("broker", 1883, "me", "secret"))


def test_on_a_terminal_one_line_renews_itself() -> None:
    terminal = Terminal()
    line = ProgressLine(terminal)
    line(DONE)
    line(DONE)
    line.end()
    assert terminal.getvalue().count("\r") == 2
    assert "28.0 msg/s · 22/22 connections · 338 acknowledged · t3-lift-2: trap" in terminal.getvalue()


def test_elsewhere_there_is_a_log_line_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    line = ProgressLine(io.StringIO())
    with caplog.at_level(logging.INFO, "simulators.progress"):
        for second in range(130):
            line(Progress(float(second), 0, 0, 0, 0.0, 0, 22, None, "not authorised"))
    assert len(caplog.records) == 3
    assert "0/22 connections" in caplog.text
    assert "not authorised" in caplog.text
