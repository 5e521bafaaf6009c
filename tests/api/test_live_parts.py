"""The parts of the live stream by themselves: subscriptions, conflation, the feed from ingest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from api.live.conflation import Conflation
from api.live.feed_client import follow, take_in
from api.live.live_state import LiveDevice, LiveState, LiveValue
from api.live.subscription import MOST_WAITING, Subscription, Wants
from domain.event_log import EventType
from domain.reading import Quality
from domain.time import EPOCH, from_ms
from ingest.feed import Feed
from tests.ingest.telling import Telling

PATIENCE_S = 20
WANTS = Wants(frozenset(EventType), frozenset({"riverside"}))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110  what is waited for happens in another thread
            await asyncio.sleep(0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "riverside.sock"


@pytest.fixture
def telling() -> Telling:
    return Telling()


@pytest.fixture
def feed(path: Path, telling: Telling) -> Iterator[Callable[[], Feed]]:
    """Starts a feed as ingest does; it is stopped at the end."""
    feeds: list[Feed] = []

    def start() -> Feed:
        feeds.append(Feed(path, "riverside", lambda: ({"received": 5}, {"broker_connected": True}), telling.present))
        feeds[-1].start()
        return feeds[-1]

    yield start
    for each in feeds[-1:]:
        each.stop()


def following(live: LiveState, path: Path, story: Callable[[], Awaitable[None]]) -> None:
    """Let `story` happen while the feed client runs."""

    async def live_it() -> None:
        client = asyncio.create_task(follow(live, {"riverside": path}))
        try:
            await story()
        finally:
            client.cancel()
            await asyncio.gather(client, return_exceptions=True)

    asyncio.run(live_it())


def test_what_ingest_pushes_is_known_here(path: Path, feed: Callable[[], Feed], telling: Telling) -> None:
    live = LiveState()
    committed: list[bool] = []
    live.watch_commits(lambda: committed.append(True))
    ingest = feed()
    telling.update({"riverside.a.flags": (1_000, frozenset({"fire", "test"}), Quality.UNCERTAIN)}, {"a": (True, 1_000, 0.5)})

    async def story() -> None:
        await until(lambda: "broker_connected" in live.site("riverside").facts)
        telling.update({"riverside.a.temp": (2_000, 21.5, Quality.GOOD), "riverside.a.mode": (2_000, None, Quality.BAD)}, {"a": (False, 2_000, None)})
        await until(lambda: "riverside.a.mode" in live.site("riverside").points)
        ingest.committed()
        await until(lambda: bool(committed))

    following(live, path, story)
    here = live.site("riverside")
    assert here.points == {
        "riverside.a.flags": LiveValue(from_ms(1_000), frozenset({"fire", "test"}), Quality.UNCERTAIN),
        "riverside.a.temp": LiveValue(from_ms(2_000), 21.5, Quality.GOOD),
        "riverside.a.mode": LiveValue(from_ms(2_000), None, Quality.BAD),
    }
    assert here.devices == {"a": LiveDevice(False, from_ms(2_000), None)}
    assert (here.metrics["received"], here.facts) == (5, {"broker_connected": True})


def test_it_waits_for_ingest_and_comes_back_after_a_restart_of_it(path: Path, feed: Callable[[], Feed], telling: Telling) -> None:
    live = LiveState()

    async def story() -> None:
        await asyncio.sleep(0)
        first = feed()
        await until(lambda: live.site("riverside").connected)
        first.stop()
        await until(lambda: not live.site("riverside").connected)
        feed()
        telling.update({"riverside.a.temp": (1, 1.0, Quality.GOOD)}, {})
        await until(lambda: live.site("riverside").connected and bool(live.site("riverside").points))

    following(live, path, story)


def test_a_feed_that_talks_nonsense_is_left_and_tried_again(path: Path) -> None:
    live = LiveState()
    connections: list[int] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        writer.write(b'{"kind":"snapshot","points":{},"devices":{}}\n{"kind":"new kind"}\n{"kind":"update","points":{"p":["x"]}}\n')
        await reader.read()
        writer.close()
        await writer.wait_closed()

    async def story() -> None:
        server = await asyncio.start_unix_server(talk, path)
        await until(lambda: len(connections) >= 2)
        server.close()
        await server.wait_closed()

    following(live, path, story)


@pytest.mark.parametrize("value", [1, 1.5, True, "word", None])
def test_numbers_are_floats_whatever_json_made_of_them(value: object) -> None:
    live = LiveState()
    take_in(live, "riverside", {"kind": "snapshot", "points": {"p": [0, value, "good"]}, "devices": {}})
    found = live.site("riverside").points["p"].value
    assert (found, type(found)) == (value, float if value == 1 and value is not True else type(value))


def test_a_site_that_nobody_spoke_for_is_empty_and_not_connected() -> None:
    here = LiveState().site("nowhere")
    assert (here.connected, here.points, here.devices) == (False, {}, {})


def test_of_a_burst_the_first_goes_at_once_and_then_only_the_newest() -> None:
    told: list[tuple[str, dict[str, float]]] = []

    async def story() -> None:
        conflation = Conflation(lambda site, values: told.append((site, {point: float(str(value.value)) for point, value in values.items()})))
        for number in range(50):
            conflation.values("riverside", {"a": LiveValue(EPOCH + timedelta(seconds=number), float(number), Quality.GOOD)})
        conflation.values("hillside", {"b": LiveValue(EPOCH, 1.0, Quality.GOOD)})
        await until(lambda: len(told) == 3)
        conflation.close()

    asyncio.run(story())
    assert told == [("riverside", {"a": 0.0}), ("hillside", {"b": 1.0}), ("riverside", {"a": 49.0})]


def test_a_reader_for_whom_too_much_waits_is_cut_off() -> None:
    subscription = Subscription(WANTS)
    for _ in range(MOST_WAITING):
        subscription.offer(b"x")
    before = subscription.ended
    subscription.offer(b"one too many")
    assert (before, subscription.ended) == (False, True)
    assert subscription.take() == b""


def test_of_a_point_only_the_newest_value_waits_behind_the_events() -> None:
    subscription = Subscription(WANTS)
    subscription.offer_reading("p", b"old")
    subscription.offer(b"event ")
    subscription.offer_reading("p", b"new")
    assert subscription.take() == b"event new"
    assert subscription.take() == b""
