"""The embedded broker asks for a login, keeps its passwords to itself, and takes what we must be able to quarantine."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from steward.embedded_broker import PAYLOAD_LIMIT_BYTES, write_config
from tests.ingest.devices_that_publish import client, publish
from tests.parts import free_port
from tests.parts.embedded_broker import EmbeddedBroker

ODD = 'pass"word\\ with 空格 #and\ttab'


def test_the_configuration_is_for_our_eyes_only(tmp_path: Path) -> None:
    path = write_config(tmp_path / "broker", "127.0.0.1", 1883, 1884, {"a": "secret"})
    assert path.stat().st_mode & 0o077 == 0
    path.chmod(0o644)
    assert write_config(tmp_path / "broker", "127.0.0.1", 1883, 1884, {"a": "secret"}).stat().st_mode & 0o077 == 0


def test_any_name_and_password_come_through_the_configuration(tmp_path: Path) -> None:
    settings = tomllib.loads(write_config(tmp_path, "127.0.0.1", 1883, 1884, {"nàme": ODD}).read_text())
    assert settings["v4"]["1"]["connections"]["auth"] == settings["v5"]["1"]["connections"]["auth"] == {"nàme": ODD}
    assert settings["v4"]["1"]["listen"] == "127.0.0.1:1883"
    assert settings["v4"]["1"]["connections"]["max_payload_size"] == PAYLOAD_LIMIT_BYTES > 256 * 1024


def test_mqtt_5_may_be_left_out(tmp_path: Path) -> None:
    assert "v5" not in tomllib.loads(write_config(tmp_path, "127.0.0.1", 1883, None, {"a": "b"}).read_text())


def test_without_users_there_is_no_broker(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs at least one user"):
        write_config(tmp_path, "127.0.0.1", 1883, 1884, {})


def test_odd_passwords_are_accepted_and_others_are_not(tmp_path: Path) -> None:
    port, port_v5 = free_port(), free_port()
    config = write_config(tmp_path, "127.0.0.1", port, port_v5, {"someone": ODD})
    broker = EmbeddedBroker(config, "127.0.0.1", port, port_v5, "someone", ODD)
    broker.start()
    try:
        publish(broker, [("steward/v1/s1/d/telemetry", b"x" * 500_000)])
        broker.password = "guessed"
        with pytest.raises(AssertionError, match="did not become true"), client(broker, within_s=2):
            pass
    finally:
        broker.kill()
