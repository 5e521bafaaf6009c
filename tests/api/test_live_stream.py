"""The live stream over a real server: resumed without loss or doubling, ended when rights end."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

import api.live.stream
from api.live.stream import Timing
from domain.event_log import EventType, NewEvent
from domain.people import Department, Person
from domain.reading import Quality
from domain.retention import DataKind
from domain.telemetry import TelemetryStore
from storage.database.records import DatabaseRecords
from tests.api.serving import PATIENCE_S, Reader, served
from tests.api.world import ADMIN, GUARD, STRANGER, T0, SetClock, World, opened


@pytest.fixture
def world(site_records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    """As elsewhere, but the server lives the app's life, and looks at rights more often."""
    with opened(site_records, telemetry, clock, tmp_path, timing=Timing(heartbeat_s=0.3, recheck_s=0.1), living=False) as resting:
        yield resting


@pytest.fixture
def address(world: World) -> Iterator[str]:
    with served(world) as found:
        yield found


def log(
    world: World,
    *subjects: str,
    site: str = "riverside",
    asset: str | None = "t3-lift-1",
    kind: EventType = EventType.ALARM,
    realm: str = "live",
    at: datetime = T0,
) -> None:
    """Append events, one transaction each."""
    for subject in subjects:
        with world.records.transaction() as tx:
            tx.events.append(
                NewEvent(at, realm, site, asset, kind, "raised", subject, frozenset({Department.SECURITY}), {"id": subject, "site": site}, "system")
            )


def reader(world: World, address: str, by: Person = GUARD, *, last: int | str | None = None, **params: str) -> Reader:
    return Reader(address, world.token(by), last=last, **params)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def push(world: World, point: str, value: float) -> None:
    """What the feed client does, from another thread."""
    follower = world.app.state.hub._follower
    until(lambda: follower._loop is not None)  # it begins a moment after the server listens
    follower._loop.call_soon_threadsafe(
        world.live.update, point.split(".", maxsplit=1)[0], {point: (int(world.clock().timestamp() * 1000), value, Quality.GOOD)}, {}
    )


def test_a_transition_arrives_as_the_apis_json_with_its_number(world: World, address: str) -> None:
    with reader(world, address, types="alarm") as stream:
        assert stream.answer.headers["content-type"].startswith("text/event-stream")
        assert stream.next().data == {"transition": "connected", "sequence": 0}
        alarm, _ = world.raised()
        message = stream.next()
        shown = httpx.get(f"{address}/api/v1/alarms/{alarm.id}", headers={"Authorization": f"Bearer {world.token(GUARD)}"}).json()
        for only_in_detail in ("history", "steps", "verification", "upstream", "downstream", "hidden_by_title"):
            del shown[only_in_detail]
        assert message.event == "alarm"
        assert message.id == message.data["sequence"]
        assert message.data == {**shown, "transition": "raised", "sequence": message.id}


def test_an_order_arrives_with_its_timeline_when_a_person_takes_a_step(world: World, address: str) -> None:
    _, order = world.raised()
    with reader(world, address, types="work-order") as stream:
        stream.next("system")
        headers = {"Authorization": f"Bearer {world.token(GUARD)}"}
        assert httpx.post(f"{address}/api/v1/work-orders/{order.id}/accept", headers=headers).status_code == 200
        # Its opening comes first if the follower had not seen it yet when the stream began.
        message = stream.until(lambda found: bool(found) and found[-1].data["transition"] == "accept")[-1]
        assert (message.event, message.data["state"]) == ("work-order", "accepted")
        assert [line["event"] for line in message.data["timeline"]] == ["open", "accept"]


def test_only_events_of_ones_own_sites_come(world: World, address: str) -> None:
    with reader(world, address, STRANGER) as stranger, reader(world, address, ADMIN) as admin, reader(world, address, ADMIN, site="hillside") as chosen:
        streams = (stranger, admin, chosen)
        for stream in streams:
            stream.next("system")
        log(world, "a")
        log(world, "b", site="hillside")
        log(world, "c", realm="drill-1")
        log(world, "end", site="", kind=EventType.SYSTEM, asset=None)
        seen = [[message.data.get("id") for message in stream.until(lambda found: bool(found) and found[-1].data.get("id") == "end")] for stream in streams]
    assert seen == [["b", "end"], ["a", "b", "end"], ["b", "end"]]


def test_types_and_asset_narrow_it(world: World, address: str) -> None:
    with reader(world, address, types="alarm,system", asset="gate-1") as stream:
        stream.next("system")
        log(world, "other asset")
        log(world, "other type", asset="gate-1", kind=EventType.WORK_ORDER)
        log(world, "this", asset="gate-1")
        assert stream.next().data["id"] == "this"


def test_what_cannot_be_asked_is_refused(world: World, address: str) -> None:
    def status(by: Person, **params: str) -> int:
        return httpx.get(f"{address}/api/v1/events", params=params, headers={"Authorization": f"Bearer {world.token(by)}"}).status_code

    assert status(GUARD, types="everything") == 422
    assert status(GUARD, site="hillside") == 404
    assert status(ADMIN, types="reading") == 400
    assert httpx.get(f"{address}/api/v1/events", params={"token": world.token(GUARD)}).status_code == 401


def test_resuming_brings_exactly_what_was_missed(world: World, address: str) -> None:
    log(world, "a", "b", "c")
    with reader(world, address, last=1) as stream:
        log(world, "d")
        assert [(message.id, message.data["id"]) for message in stream.until(lambda found: len(found) == 3)] == [(2, "b"), (3, "c"), (4, "d")]


@pytest.mark.parametrize("last", ["99", "-1", "abc", "1" * 30, "1.5", ""])
def test_a_number_that_nobody_gave_is_a_reset(world: World, address: str, last: str) -> None:
    log(world, "a")
    with reader(world, address, last=last) as stream:
        message = stream.next()
        assert (message.event, message.id, message.data["transition"]) == ("system", 1, "reset")
        log(world, "b")
        assert stream.next().data["id"] == "b"


def test_a_number_that_is_too_old_is_a_reset(world: World, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.live.stream, "MOST_MISSED", 3)
    log(world, *"abcde")
    until(lambda: world.app.state.hub._follower.position == 5)
    with reader(world, address, last=1) as stream:
        assert stream.next().data["transition"] == "reset"
    with reader(world, address, last=2) as stream:
        assert stream.next().data["id"] == "c"


def test_a_number_whose_followers_are_forgotten_is_a_reset(world: World, address: str) -> None:
    log(world, *"abc", at=T0 - timedelta(days=500))
    log(world, *"de")
    with world.records.transaction() as tx:
        assert tx.housekeeping.forget_before(DataKind.EVENT_LOG, T0 - timedelta(days=400)) == 3
    with reader(world, address, last=2) as stream:
        assert stream.next().data["transition"] == "reset"
    with reader(world, address, last=3) as stream:
        assert stream.next().data["id"] == "d"


def test_readers_that_come_and_go_while_events_are_written_lose_and_double_nothing(world: World, address: str) -> None:
    """Eight writers append; each reader leaves after every few events and resumes after the last it saw."""
    total, writers, readers = 240, 8, 4

    def write(writer: int) -> None:
        log(world, *(f"{writer}-{number}" for number in range(total // writers)))

    def follow(every: int) -> list[int]:
        seen: list[int] = []
        while len(seen) < total:
            with reader(world, address, types="alarm", last=seen[-1] if seen else 0) as stream:
                enough = min(every, total - len(seen))
                seen += [message.id for message in stream.until(lambda found, enough=enough: len(found) == enough) if message.id is not None]  # type: ignore[misc]
        return seen

    with ThreadPoolExecutor(writers + readers) as pool:
        followers = [pool.submit(follow, every) for every in (7, 13, 29, 61)]
        for writing in [pool.submit(write, writer) for writer in range(writers)]:
            writing.result()
        followed = [follower.result() for follower in followers]
    assert followed == [list(range(1, total + 1))] * readers


def test_readings_of_one_site_come_at_most_once_a_second_each_and_the_newest_last(world: World, address: str) -> None:
    point = "riverside.t3-lift-1.room_temp"
    with reader(world, address, types="reading", site="riverside") as stream:
        stream.next("system")
        begin = time.monotonic()
        for number in range(200):
            push(world, point, float(number))
        found = stream.until(lambda found: bool(found) and found[-1].data["value"] == 199.0)
        took = time.monotonic() - begin
    assert len(found) <= took + 1
    assert all(message.id is None and message.event == "reading" for message in found)
    assert found[0].data == {
        "point": point,
        "site": "riverside",
        "asset": "t3-lift-1",
        "ts": "2026-01-31T08:00:00.000Z",
        "value": found[0].data["value"],
        "quality": "good",
    }


def test_a_stream_begins_with_the_current_values_of_what_it_asks_for(world: World, address: str) -> None:
    push(world, "riverside.t3-lift-1.room_temp", 21.0)
    push(world, "riverside.gate-1.plate_text", 1.0)
    push(world, "hillside.t3-lift-1.room_temp", 22.0)
    until(lambda: "hillside.t3-lift-1.room_temp" in world.live.site("hillside").points)
    with reader(world, address, types="reading", site="riverside", asset="t3-lift-1") as stream:
        assert stream.next("reading").data["value"] == 21.0
        push(world, "hillside.t3-lift-1.room_temp", 23.0)
        push(world, "riverside.gate-1.plate_text", 2.0)
        push(world, "riverside.t3-lift-1.mode", 3.0)
        assert stream.next("reading").data["point"] == "riverside.t3-lift-1.mode"


def test_personal_values_are_masked(world: World, address: str) -> None:
    with reader(world, address, types="reading", site="riverside") as stream:
        stream.next("system")
        loop = world.app.state.hub._follower._loop
        loop.call_soon_threadsafe(world.live.update, "riverside", {"riverside.gate-1.plate_text": (0, "京A12345", Quality.GOOD)}, {})
        assert stream.next("reading").data["value"] == "•••"


def test_a_quiet_stream_says_that_it_is_there(world: World, address: str) -> None:
    with reader(world, address) as stream:
        assert stream.comments.get(timeout=PATIENCE_S) == ": still here"
        assert stream.comments.get(timeout=PATIENCE_S) == ": still here"


def change_guard(world: World, **changes: object) -> None:
    with world.records.transaction() as tx:
        account = tx.people.get(GUARD.id)
        assert account is not None
        tx.people.save(replace(account, person=replace(account.person, **changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize("changes", [{"active": False}, {"sites": ("hillside",)}, {"department": Department.CLEANING}])
def test_it_ends_when_rights_change_and_those_of_others_go_on(world: World, address: str, changes: dict[str, object]) -> None:
    with reader(world, address) as mine, reader(world, address, ADMIN) as others:
        mine.next("system")
        others.next("system")
        change_guard(world, **changes)
        assert mine.ended.wait(PATIENCE_S)
        log(world, "a")
        assert others.next().data["id"] == "a"


def test_it_ends_with_its_token(world: World, address: str) -> None:
    with reader(world, address) as stream:
        stream.next("system")
        world.clock.forward(minutes=15)
        assert stream.ended.wait(PATIENCE_S)


def test_a_reader_that_leaves_is_forgotten(world: World, address: str) -> None:
    with reader(world, address) as stream:
        stream.next("system")
        assert world.app.state.hub.clients == 1
    until(lambda: world.app.state.hub.clients == 0)


def test_the_server_stops_though_readers_stay(world: World) -> None:
    with served(world) as address:
        stream = reader(world, address)
        stream.next("system")
    assert stream.ended.wait(PATIENCE_S)
    stream.close()


def test_a_reader_that_does_not_read_is_cut_off(world: World, address: str) -> None:
    world.app.state.timing = Timing(send_s=0.5)
    port = int(address.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        request = f"GET /api/v1/events HTTP/1.1\r\nHost: steward\r\nAuthorization: Bearer {world.token(GUARD)}\r\n\r\n"
        lazy.sendall(request.encode())
        until(lambda: world.app.state.hub.clients == 1)
        log(world, *("x" * 1_000_000 for _ in range(12)))
        until(lambda: world.app.state.hub.clients == 0)
