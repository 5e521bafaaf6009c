"""Whatever the bytes and however they are cut into reads: messages, or a reason why not. Never anything else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import mqtt5
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mqtt5_stream import Malformed, PacketStream
from ingest.session import BEGINNING_BYTES, KEPT_BYTES, Message
from tests.ingest.fake_broker import message, number

CAPACITY = 600
"""Small, so that many packets are too large for it."""
WHOLE = 600_000

topics = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=40).map(str.encode)
good = st.builds(
    message,
    topics,
    st.binary(max_size=1_500),
    mid=st.integers(1, 65_535),
    first=st.sampled_from([0x30, 0x31, 0x32, 0x33, 0x3A]),
    properties=st.sampled_from([b"\0", b"\x02\x01\x01", b"\x07\x26\0\x01a\0\x01b"]),
)
others = st.sampled_from([mqtt5.PingRespPacket().write(), mqtt5.PubAckPacket(7).write(), mqtt5.DisconnectPacket().write()])
streams = st.lists(good | others, max_size=12)
cuts = st.lists(st.integers(0, 20_000), max_size=30)
Read = list[Message | str]
# Where the codec panics it also tells Python of an exception that nobody can catch.
codec_may_panic = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def read(data: bytes, at: Sequence[int] = (), capacity: int = WHOLE) -> tuple[Read, str]:
    """Everything that comes of `data` when it is cut `at` these places: messages and names of packets; and what is wrong with it."""
    stream = PacketStream(3, capacity)
    found: Read = []
    rest = memoryview(data)
    for start, end in pairwise(sorted({0, len(data), *(place for place in at if place < len(data))})):
        piece = rest[start:end]
        while piece:
            room = stream.room()
            assert len(room) > 0
            count = min(len(room), len(piece))
            room[:count], piece = piece[:count], piece[count:]
            try:
                for part in stream.arrived(count, 5):
                    found.extend(part if isinstance(part, list) else [type(part).__name__])
            except Malformed as error:
                return found, str(error)
    return found, ""


@given(streams, cuts)
def test_it_does_not_matter_how_the_stream_is_cut(packets: list[bytes], at: list[int]) -> None:
    data = b"".join(packets)
    whole = read(data)
    assert len(whole[0]) == len(packets)
    assert read(data, at) == whole


@given(streams)
def test_it_does_not_matter_if_every_byte_comes_by_itself(packets: list[bytes]) -> None:
    data = b"".join(packets)[:3_000]
    assert read(data, range(len(data))) == read(data)


@given(streams, cuts)
def test_a_packet_larger_than_all_our_room_comes_with_its_beginning_and_its_size(packets: list[bytes], at: list[int]) -> None:
    data = b"".join(packets)
    small, whole = read(data, at, CAPACITY), read(data)
    assert [_outline(each) for each in small[0]] == [_outline(each) for each in whole[0]]
    assert small[1] == whole[1] == ""


@codec_may_panic
@given(st.binary(max_size=400), cuts)
def test_any_bytes_are_messages_or_a_reason(data: bytes, at: list[int]) -> None:
    assert read(data, at, CAPACITY) == read(data, (), CAPACITY)


@codec_may_panic
@given(streams, st.integers(0, 20_000), st.integers(0, 255), cuts)
def test_a_byte_that_was_changed_on_the_way_makes_messages_or_a_reason(packets: list[bytes], place: int, byte: int, at: list[int]) -> None:
    data = bytearray(b"".join(packets) or b"\xd0\0")
    data[place % len(data)] = byte
    assert read(bytes(data), at, CAPACITY) == read(bytes(data), (), CAPACITY)


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60), st.integers(1, 65_535))
def test_no_content_keeps_a_message_from_being_acknowledged(topic: bytes, properties: bytes, payload: bytes, mid: int) -> None:
    """Only its frame, its length of topic and its number have to be right, and those the broker makes."""
    (found,), fault = read(message(topic, payload, mid=mid, properties=properties))
    assert isinstance(found, Message)
    assert (found.mid, found.qos, fault) == (mid, 1, "")


@pytest.mark.parametrize(
    ("sent", "topic", "payload"),
    [
        (message(b"a/\xff\xfe"), "a/\ufffd\ufffd", b"{}"),
        (message(b"a/\xed\xa0\x80"), "a/\ufffd\ufffd\ufffd", b"{}"),
        (message(b"a/\0"), "a/\0", b"{}"),
        (message(b""), "", b"{}"),
        (message(b"", properties=b"\x03\x23\0\x01"), "", b"{}"),
        (message(b"a", b"\xff", properties=b"\x02\x01\x01"), "a", b"\xff"),
        (message(b"a", properties=b"\x02\x7f\x01"), "a", b"{}"),
        (message(b"a", properties=b"\x07\x26\0\x01\xff\0\x01a"), "a", b"{}"),
        (message(b"a", properties=b"\x20"), "a", b"\x20{}"),
        (message(b"a", b"", properties=b"\xff\xff\xff\xff\x7f"), "a", b"\xff\xff\xff\xff\x7f"),
        (message(b"a", b"", properties=b""), "a", b""),
    ],
    ids=["latin", "surrogate", "nul", "no topic", "alias", "no text", "unknown property", "bad property", "too long", "no length", "none"],
)
def test_of_a_message_that_is_wrong_comes_what_can_be_read(sent: bytes, topic: str, payload: bytes) -> None:
    (found, after), fault = read(sent + message(b"b"))
    assert isinstance(found, Message)
    assert (found.topic, found.payload, found.mid, fault) == (topic, payload, 1, "")
    assert isinstance(after, Message)


@codec_may_panic
@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (message(b"a", mid=0), "number cannot be read"),
        (b"\x32\x05\xff\xffaaa", "number cannot be read"),
        (b"\x30\x05\xff\xffaaa", "topic does not end"),
        (b"\x32\x01\x00", "without topic"),
        (message(b"a", first=0x34), "QoS 2"),
        (message(b"a", first=0x36), "QoS 2"),
        (b"\x32\xff\xff\xff\xff\x01", "more than four bytes"),
        (b"\x00\x00", "no packet"),
        (b"\xd0\x01a", "no packet"),
        (b"\xe0\x08\x81\x06\x1f\0\x03\xff\xff\xff", "no UTF-8"),
        (b"\x20\x02\0\x05", "3.1.1"),
        (b"\xe0\x05\x8e\x09aaa", "no packet"),
        (b"\x90" + number(WHOLE) + b"aaa", "no message"),
    ],
)
def test_what_cannot_be_acknowledged_or_understood_ends_the_stream_after_what_came_before(sent: bytes, reason: str) -> None:
    found, fault = read(message(b"before") + sent)
    assert [each.topic for each in found if isinstance(each, Message)] == ["before"]
    assert reason in fault


@pytest.mark.parametrize(("size", "kept"), [(KEPT_BYTES, KEPT_BYTES), (KEPT_BYTES + 1, BEGINNING_BYTES), (3 << 20, BEGINNING_BYTES)])
def test_a_long_payload_comes_with_its_size(size: int, kept: int) -> None:
    for first, retained in ((0x32, False), (0x33, True)):
        sent = message(b"a", b"x" * size, mid=77, first=first)
        (found, after), fault = read(sent + message(b"b"), range(0, len(sent), 65_536))
        assert found == Message("a", b"x" * kept, size, retained, 5, 77, 1, 3)
        assert isinstance(after, Message)
        assert fault == ""


@pytest.mark.parametrize("more", range(-2, 8))
def test_a_packet_about_as_large_as_all_our_room_is_read_like_any_other(more: int) -> None:
    sent = message(b"a", b"x" * (CAPACITY + more - 9))
    assert len(sent) == CAPACITY + more
    (found, after), fault = read(sent + message(b"b"), (), CAPACITY)
    assert isinstance(found, Message)
    assert (found.size, fault) == (CAPACITY + more - 9, "")
    assert isinstance(after, Message)


def test_topics_are_remembered_up_to_a_number() -> None:
    names = [f"t/{number}".encode() for number in range(50_000)]
    found, _ = read(b"".join(message(name) for name in names), range(0, 10_000_000, 300_000))
    assert [each.topic for each in found if isinstance(each, Message)] == [name.decode() for name in names]


def _outline(each: Message | str) -> tuple[str, int, int] | str:
    return each if isinstance(each, str) else (each.topic, each.size, each.mid)
