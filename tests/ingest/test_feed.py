"""The live feed tells the present at once, not too often, and waits for nobody."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from domain.reading import Quality
from ingest import feed as feeds
from ingest.feed import Feed
from tests.ingest.awaiting import eventually
from tests.ingest.telling import Telling


class Reader:
    """Reads lines of a feed."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(path))
        self._file = self.socket.makefile("rb")

    def next(self, kind: str) -> Mapping[str, object]:
        """The next message of `kind`."""
        found: Mapping[str, object] = next(message for message in map(json.loads, self._file) if message["kind"] == kind)
        return found

    def close(self) -> None:
        self._file.close()
        self.socket.close()


@pytest.fixture
def telling() -> Telling:
    return Telling()


@pytest.fixture
def feed(tmp_path: Path, telling: Telling) -> Iterator[Feed]:
    feed = Feed(tmp_path / "feed", "s1", lambda: ({"received": 7}, {"drained": True, "last_error": ""}), telling.present)
    feed.start()
    yield feed
    feed.stop()
    assert not (tmp_path / "feed").exists()


@pytest.fixture
def reader(feed: Feed, tmp_path: Path) -> Iterator[Reader]:
    assert feed
    reader = Reader(tmp_path / "feed")
    assert reader.next("snapshot")["site"] == "s1"
    yield reader
    reader.close()


@pytest.mark.usefixtures("feed")
def test_a_reader_is_given_what_is_there_and_then_what_changes(tmp_path: Path, telling: Telling) -> None:
    telling.update({"s1.a.x": (1000, 2.5, Quality.GOOD), "s1.a.f": (1000, frozenset({"fire", "test"}), Quality.UNCERTAIN)}, {"d": (True, 900, 0.5)})
    reader = Reader(tmp_path / "feed")
    snapshot = reader.next("snapshot")
    assert snapshot["points"] == {"s1.a.x": [1000, 2.5, "good"], "s1.a.f": [1000, ["fire", "test"], "uncertain"]}
    assert snapshot["devices"] == {"d": [True, 900, 0.5]}
    telling.update({"s1.a.y": (2000, None, Quality.BAD)}, {"d": (False, 900, None)})
    update = next(update for update in iter(lambda: reader.next("update"), None) if "s1.a.y" in str(update))
    points, devices = update["points"], update["devices"]
    assert isinstance(points, dict)
    assert points["s1.a.y"] == [2000, None, "bad"]
    assert devices == {"d": [False, 900, None]}
    reader.close()


def test_an_older_value_does_not_replace_a_newer_one(reader: Reader, tmp_path: Path, telling: Telling) -> None:
    telling.update({"p": (2000, 1.0, Quality.GOOD)}, {})
    telling.update({"p": (1000, 0.0, Quality.GOOD)}, {})
    assert reader.next("update")["points"] == {"p": [2000, 1.0, "good"]}
    second = Reader(tmp_path / "feed")
    assert second.next("snapshot")["points"] == {"p": [2000, 1.0, "good"]}
    second.close()


def test_a_busy_point_is_told_once_a_second_with_its_newest_value(reader: Reader, telling: Telling) -> None:
    telling.update({"p": (1, 1.0, Quality.GOOD)}, {})
    assert reader.next("update")["points"] == {"p": [1, 1.0, "good"]}
    first_at = time.monotonic()
    for n in range(2, 50):
        telling.update({"p": (n, float(n), Quality.GOOD)}, {})
    assert reader.next("update")["points"] == {"p": [49, 49.0, "good"]}
    assert time.monotonic() - first_at > feeds.POINT_INTERVAL_S / 2, "not at once: it had just been told"


def test_commits_and_health_are_told(feed: Feed, reader: Reader) -> None:
    feed.committed()
    assert reader.next("committed") == {"kind": "committed"}
    assert reader.next("health") == {"kind": "health", "site": "s1", "metrics": {"received": 7}, "facts": {"drained": True, "last_error": ""}}


def test_a_reader_that_does_not_read_is_dropped_and_may_come_again(feed: Feed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, telling: Telling) -> None:
    monkeypatch.setattr("ingest.feed_reader.LARGEST_BACKLOG_BYTES", 100_000)
    sleeper = Reader(tmp_path / "feed")
    sleeper.next("snapshot")
    points = {f"s1.asset-{n}.point": (n, float(n), Quality.GOOD) for n in range(40_000)}
    telling.update(points, {})
    eventually(lambda: not feed._readers)
    again = Reader(tmp_path / "feed")
    sleeper.close()
    again.close()
    telling.update({"p": (1, 1.0, Quality.GOOD)}, {})


def test_a_reader_that_hangs_up_is_forgotten(feed: Feed, reader: Reader) -> None:
    assert len(feed._readers) == 1
    reader.socket.shutdown(socket.SHUT_RDWR)
    eventually(lambda: not feed._readers)
    feed.committed()


def test_only_our_own_user_may_listen(feed: Feed, tmp_path: Path) -> None:
    assert feed
    assert (tmp_path / "feed").stat().st_mode & 0o077 == 0


def test_a_socket_left_by_a_dead_process_is_in_nobody_s_way(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "feed"))
    left.close()
    Feed(tmp_path / "feed", "s1", lambda: ({}, {}), Telling().present).stop()
