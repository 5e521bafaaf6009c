"""What is remembered of signatures and addresses, and for how long."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bridges.pushed.patience import Patience
from bridges.pushed.refusals import MOST_PER_WINDOW, WINDOW_S, Refusals
from bridges.pushed.seals import KEPT_S, Known, Seals


class Steady:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_signature_belongs_to_its_first_content_until_that_is_taken_and_after() -> None:
    seals = Seals()
    assert [seals.see(b"s", b"one"), seals.see(b"s", b"one"), seals.see(b"s", b"two")] == [Known.NEW, Known.NEW, Known.MISUSED]
    seals.take(b"s")
    assert [seals.see(b"s", b"one"), seals.see(b"s", b"two"), seals.see(b"t", b"two")] == [Known.TAKEN, Known.MISUSED, Known.NEW]


def test_old_signatures_are_forgotten_and_there_are_never_too_many() -> None:
    steady = Steady()
    seals = Seals(steady, most=2)
    assert [seals.see(bytes([number]), b"") for number in range(5)] == [Known.NEW] * 5
    seals.take(b"\4")
    assert seals.see(b"\4", b"") is Known.TAKEN
    steady.now += KEPT_S + 1
    assert seals.see(b"\5", b"") is Known.NEW
    assert seals.see(b"\4", b"") is Known.NEW


def test_an_address_is_slowed_down_for_a_while_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    steady = Steady()
    refusals = Refusals(steady)
    for _ in range(MOST_PER_WINDOW):
        assert not refusals.too_many("192.0.2.1")
        refusals.add("192.0.2.1", "src", "its signature is wrong")
    assert (refusals.too_many("192.0.2.1"), refusals.too_many("192.0.2.2")) == (True, False)
    assert len(caplog.records) == 1, "one line, however many there are"
    steady.now += WINDOW_S + 1
    assert not refusals.too_many("192.0.2.1")
    refusals.add("192.0.2.1", "src", "its signature is wrong")
    assert not refusals.too_many("192.0.2.1")
    assert (
        caplog.records[-1]
        .getMessage()
        .endswith(f"({MOST_PER_WINDOW + 1} refused since the start) (and {MOST_PER_WINDOW - 1} like it since the last such line)")
    )
    assert refusals.total == MOST_PER_WINDOW + 1


def test_waiting_ends_when_the_server_closes_and_does_not_begin_after() -> None:
    async def wait(patience: Patience, begun: asyncio.Event) -> str:
        try:
            async with patience.at_most(3_600):
                begun.set()
                await asyncio.Event().wait()
        except TimeoutError:
            return "over"
        return "never"

    async def scene() -> list[str]:
        patience, begun = Patience(), asyncio.Event()
        waiting = asyncio.create_task(wait(patience, begun))
        await begun.wait()
        patience.close()
        return [await waiting, await wait(patience, asyncio.Event())]

    assert asyncio.run(scene()) == ["over", "over"]
