"""How long what does not answer is left alone; and that a fault of ours in one round is not the end."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bridges.modbus import polling
from bridges.modbus.polling import Poller
from bridges.modbus.reporting import Reporter
from bridges.modbus.settings import ServerSettings
from bridges.modbus.unit import Unit
from tests.bridges.modbus.test_reporting import ONE, TWO, Written, point
from tests.parts import free_port

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def poller(publisher: Written) -> Poller:
    points = [point("level", ONE), point("starts", TWO)]
    settings = ServerSettings(host="127.0.0.1", port=free_port(), base="0")
    return Poller("plc", settings, points, Reporter(publisher, points, {"sump-1": 60.0}), lambda: AT)


def test_the_pauses_grow_to_half_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    async def attempts() -> list[float]:
        polled = poller(Written())
        pauses = []
        for _ in range(7):
            for unit in polled._units:
                unit._not_before = 0.0
            await polled._round()
            pauses.append(polled._pause_s[None])
        return pauses

    assert asyncio.run(attempts()) == [2, 4, 8, 16, 30, 30, 30]
    assert len(caplog.records) == 1


def test_a_fault_of_our_own_makes_devices_offline_and_is_tried_again(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(polling, "_FIRST_PAUSE_S", 0.0)
    publisher = Written()
    tries = 0

    async def read(_unit: Unit) -> None:
        nonlocal tries
        tries += 1
        if tries == 3:
            raise asyncio.CancelledError
        raise RuntimeError("a fault")

    monkeypatch.setattr(Unit, "read", read)

    async def run() -> None:
        await poller(publisher).run()

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(run())
    assert tries == 3
    assert set(publisher.there) == {("sump-1", False)}
    assert caplog.text.count("our own fault") == 1
