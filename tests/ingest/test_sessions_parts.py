"""What sessions are made of, each by itself and in virtual time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence

import pytest

from ingest.gathering import LONGEST_PAUSE_S, Gathering
from ingest.keep_alive import KeepAlive
from ingest.mqtt5_wire import Wire
from ingest.own_status import OwnStatus
from ingest.session import Inbox, Message


def some(*mids: int, qos: int = 1, payload: bytes = b"x" * 100) -> list[Message]:
    return [Message("t", payload, len(payload), False, 0, mid, qos, 1) for mid in mids]


def mids(messages: Sequence[Message]) -> list[int]:
    return [message.mid for message in messages]


def test_batches_are_given_out_in_order_and_cut_to_the_limit() -> None:
    inbox = Inbox()
    inbox.put_all(some(1, 2, 3))
    inbox.put_all([])
    inbox.put_all(some(4, 5, 6))
    assert len(inbox) == 6
    assert [mids(inbox.take(4, 0)), mids(inbox.take(1, 0)), mids(inbox.take(9, 0)), mids(inbox.take(9, 0))] == [[1, 2, 3, 4], [5], [6], []]
    assert len(inbox) == 0


def test_what_comes_again_is_dropped_at_the_end_of_a_connection() -> None:
    inbox = Inbox()
    inbox.put_all(some(1))
    inbox.put_all(some(0, qos=0) + some(2))
    inbox.forget()
    assert len(inbox) == 1
    assert [message.qos for message in inbox.take(10, 0)] == [0]


def test_who_waits_is_woken_by_a_batch_and_by_the_end() -> None:
    inbox = Inbox()
    taken: list[list[int]] = []
    waiter = threading.Thread(target=lambda: taken.extend([mids(inbox.take(10, 30)), mids(inbox.take(10, 30))]))
    waiter.start()
    inbox.put_all(some(1, 2))
    inbox.close()
    waiter.join(20)
    assert taken == [[1, 2], []]


@pytest.mark.parametrize("inbox", [Inbox(most=3), Inbox(heaviest=300)])
def test_it_is_full_by_number_or_by_weight_until_something_is_taken(inbox: Inbox) -> None:
    def full_after(step: Callable[[], object]) -> bool:
        step()
        return inbox.full

    assert not full_after(lambda: inbox.put_all(some(1, 2)))
    assert full_after(lambda: inbox.put_all(some(3)))
    assert not full_after(lambda: inbox.take(1, 0))


@pytest.mark.parametrize(("per_s", "messages_a_read"), [(1, 1), (900, 1), (2_000, 2), (3_900, 3), (8_000, 20), (30_000, 20)])
def test_a_quiet_stream_is_read_at_once_and_a_busy_one_by_the_dozen(per_s: int, messages_a_read: int) -> None:
    reads, came = _reads(per_s)
    assert came / reads >= messages_a_read
    assert came / reads < messages_a_read + 30


def test_a_stream_that_falls_quiet_is_read_at_once_again() -> None:
    gathering = Gathering()
    for step in range(100):
        gathering.came(30, step * 0.004)
    assert 0 < gathering.pause_s <= LONGEST_PAUSE_S
    gathering.came(0, 0.5)
    gathering.came(0, 0.6)
    assert gathering.pause_s == 0


def _reads(per_s: int) -> tuple[int, int]:
    """How many reads a stream of `per_s` takes in the second of them that is simulated, and how many messages they bring."""
    gathering, now_s, read, reads = Gathering(), 0.0, 0, 0
    while read < 2 * per_s:
        now_s = max(now_s + gathering.pause_s, (read + 1) / per_s)
        there = int(now_s * per_s + 1e-6)
        gathering.came(there - read, now_s)
        reads += read >= per_s
        read = there
    return max(reads, 1), read - per_s


def test_a_ping_is_due_when_nothing_was_written_or_nothing_heard() -> None:
    alive = KeepAlive(10, now_s=0)
    assert alive.due_in_s(written_s=0, now_s=4) == 6
    alive.heard(8)
    assert alive.due_in_s(written_s=9, now_s=10) == 8
    assert alive.due_in_s(written_s=17, now_s=18) == 0, "heard nothing for so long"
    assert alive.silent_for_s(18) is None


def test_a_broker_is_silent_when_it_does_not_answer_a_ping_within_half_the_interval() -> None:
    alive = KeepAlive(10, now_s=0)
    alive.pinged(10)
    assert alive.silent_for_s(14.9) is None
    assert alive.silent_for_s(15) == 15
    alive.heard(15)
    assert alive.silent_for_s(24) is None


def test_pings_go_on_while_we_cannot_hear_their_answers() -> None:
    alive = KeepAlive(10, now_s=0)
    alive.pinged(10)
    assert alive.due_in_s(written_s=10, now_s=20) == 0


def test_no_interval_no_pings() -> None:
    alive = KeepAlive(0, now_s=0)
    assert alive.due_in_s(written_s=0, now_s=1e6) == float("inf")


def test_what_cannot_be_written_at_once_goes_out_before_everything_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        wire = Wire(host, port, None, 5)
        peer, _ = listener.accept()
        pieces = [bytes([number]) * 1_000_000 for number in range(20)]
        for piece in pieces:
            wire.write(piece)
        unsent = wire.unsent
        got = bytearray()
        while len(got) < 20_000_000:
            got += peer.recv(1 << 20)
            wire.flush()
        assert got == b"".join(pieces)
        assert (unsent, wire.unsent) == (True, False)
        wire.close()
        wire.write(b"into nothing, and nobody is hurt")
        peer.close()


def test_a_status_that_ends_connections_is_given_up_and_tried_again_after_a_good_one() -> None:
    said: list[str] = []
    status = OwnStatus("topic", said.append)

    def topic_after(seconds: float) -> str | None:
        status.ended(seconds)
        status.listening()
        return status.topic

    assert [topic_after(seconds) for seconds in (0.5, 0.5, 0.5, 3_600, 0.5)] == ["topic", "topic", None, "topic", "topic"]
    assert len(said) == 1


def test_a_status_is_not_given_up_for_a_network_that_always_ends_connections() -> None:
    status = OwnStatus("topic", pytest.fail)
    for _ in range(6):
        status.ended(0.5)
    assert status.topic == "topic"


def test_a_status_that_was_refused_is_not_tried_again() -> None:
    said: list[str] = []
    status = OwnStatus("topic", said.append)
    status.refused("not authorized")
    status.ended(3_600)
    assert status.topic is None
    assert "not authorized" in said[0]
