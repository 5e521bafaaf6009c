"""The account of a load, written and read; and the command that makes one."""

from __future__ import annotations

import os
import subprocess
import sys
from array import array
from collections import Counter
from pathlib import Path

import pytest

from simulators.account import read_account, write_account
from simulators.load import LoadReport
from tests.parts.broker import Broker
from tests.simulators.listener import await_that, listening
from tests.simulators.test_load import arrived


def test_an_account_is_read_as_it_was_written(tmp_path: Path) -> None:
    report = LoadReport(5, 3, 1, 2.5, 0.25, True, ("a", "b"), (array("q", [1_769_846_400_000]), array("q", [1, 2])))
    write_account(tmp_path / "account.json", report)
    assert read_account(tmp_path / "account.json") == report
    assert list(report.readings()) == [("a", 1_769_846_400_000), ("b", 1), ("b", 2)]


@pytest.mark.real
def test_the_command_sends_so_many_messages_and_writes_the_account(mosquitto: Broker, tmp_path: Path) -> None:
    account = tmp_path / "account.json"
    url = f"mqtt://{mosquitto.username}@{mosquitto.host}:{mosquitto.port}"
    command = [sys.executable, "-m", "steward", "simulate", "--broker", url, "--load", "500", "--rate", "1000", "--account", str(account)]
    with listening(mosquitto) as listener:
        said = subprocess.run(command, env={**os.environ, "STEWARD_MQTT_PASSWORD": mosquitto.password}, capture_output=True, text=True, check=True).stdout
        await_that(lambda: len(listener.telemetry()) >= 500, "everything has arrived")
        assert arrived(listener) == Counter(read_account(account).readings())
    assert "sent 500, acknowledged 500, resent 0" in said
