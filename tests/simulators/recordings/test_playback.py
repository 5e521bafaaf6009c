"""Playing back by a virtual clock: order, distances, speed, and a broker that holds things up."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.recordings.playback import Playback
from simulators.recordings.recording import Recorded

START_US = 1_769_846_400_000_000


@dataclass
class Virtual:
    """A clock and a broker in one: time passes only while one waits. It is away between `gone` and `back`."""

    now_s: float = 1000.0
    gone: float = float("inf")
    back: float = float("inf")
    window: int = 1_000
    unacknowledged: int = 0
    sent: list[tuple[float, bytes]] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        return not self.gone <= self.now_s < self.back and self.unacknowledged < self.window

    def send(self, message: Recorded) -> None:
        assert self.ready
        self.unacknowledged += 1
        self.sent.append((self.now_s - 1000.0, message.payload))

    def tend(self, wait_s: float) -> None:
        assert wait_s > 0
        self.now_s += wait_s
        self.unacknowledged = 0

    def clock(self) -> float:
        return self.now_s


def recorded(*at_s: float) -> list[Recorded]:
    return [Recorded(START_US + round(each * 1e6), "a/b", str(number).encode()) for number, each in enumerate(at_s)]


def played(at_s: list[float], speed: float | None, broker: Virtual | None = None) -> Virtual:
    broker = broker or Virtual()
    Playback(broker, broker.clock, speed=speed).play(recorded(*at_s), threading.Event())
    return broker


@pytest.mark.parametrize("speed", [0.1, 1.0, 60.0, 1000.0])
def test_distances_are_kept_at_any_speed(speed: float) -> None:
    broker = played([0.0, 0.5, 0.5, 3.0, 3600.0], speed)
    assert [at for at, _ in broker.sent] == pytest.approx([each / speed for each in (0.0, 0.5, 0.5, 3.0, 3600.0)], abs=1e-6)


@given(distances=st.lists(st.floats(0, 500), max_size=30), speed=st.sampled_from([0.1, 1.0, 37.5, 1000.0, None]))
def test_everything_goes_out_once_in_order(distances: list[float], speed: float | None) -> None:
    broker = played([sum(distances[: number + 1]) for number in range(len(distances))], speed)
    assert [payload for _, payload in broker.sent] == [str(number).encode() for number in range(len(distances))]
    assert [at for at, _ in broker.sent] == sorted(at for at, _ in broker.sent)


def test_at_full_speed_no_time_passes_but_for_the_broker() -> None:
    assert {at for at, _ in played([0.0, 10.0, 86_400.0], None).sent} == {0.0}


def test_no_more_is_under_way_than_the_window_allows() -> None:
    broker = played([0.0] * 25, None, Virtual(window=10))
    assert len(broker.sent) == 25
    assert broker.unacknowledged == 5


def test_what_the_broker_holds_up_moves_all_that_follows() -> None:
    broker = played([0.0, 10.0, 11.0, 15.0], 1.0, Virtual(gone=1005.0, back=1025.0))
    assert [at for at, _ in broker.sent] == pytest.approx([0.0, 25.0, 26.0, 30.0], abs=0.3)


def test_who_is_told_to_stop_sends_no_more() -> None:
    broker, stop = Virtual(), threading.Event()
    playback = Playback(broker, broker.clock, report=lambda: stop.set() if len(broker.sent) == 2 else None)
    playback.play(recorded(0.0, 1.0, 2.0, 3.0), stop)
    assert len(broker.sent) == 2


def test_what_is_prepared_away_is_not_sent() -> None:
    broker = Virtual()
    Playback(broker, broker.clock).play(recorded(0.0, 1.0), threading.Event(), prepare=lambda message: message if message.payload == b"1" else None)
    assert broker.sent == [(1.0, b"1")]


def test_between_two_passes_time_passes_as_in_the_recording() -> None:
    broker = Virtual()
    Playback(broker, broker.clock, speed=10.0).pause(1.0, threading.Event())
    assert broker.now_s == pytest.approx(1000.1)


def test_draining_waits_for_every_answer() -> None:
    broker = played([0.0, 0.0], None)
    assert broker.unacknowledged == 2
    Playback(broker, broker.clock).drain(threading.Event())
    assert broker.unacknowledged == 0
