"""Frames are found in any stream, whole, in pieces or between other bytes, and answered as the standard's examples are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.fire.frame import LONGEST_UNIT, Command, Damaged, Frame, FrameReader
from tests.bridges.fire.examples import ANSWERED, CONFIRMED, DENIED, DETECTOR, FLOOR, HANDSHAKE, MAINS, SILENCED, TIME, VERSION
from tests.bridges.fire.panel import frame

ALL = (FLOOR, DETECTOR, MAINS, ANSWERED, VERSION, TIME, SILENCED, HANDSHAKE)


def found(*pieces: bytes) -> list[Frame]:
    reader = FrameReader()
    return [each for piece in pieces for each in reader.feed(piece)]


def whole(frames: list[Frame]) -> list[Frame]:
    return [each for each in frames if not isinstance(each, Damaged)]


@pytest.mark.parametrize("example", ALL)
def test_published_frames_are_whole(example: bytes) -> None:
    (only,) = found(example)
    assert not isinstance(only, Damaged)
    assert only.length == len(example)


def test_serial_number_source_and_command_are_where_the_standard_has_them() -> None:
    (only,) = found(DETECTOR)
    assert (only.serial, only.source, only.command, len(only.unit)) == (1, "000000000379", Command.SEND, 48)


def test_answers_are_those_of_the_worked_example() -> None:
    (only,) = found(DETECTOR)
    assert only.reply(Command.CONFIRM) == CONFIRMED
    assert only.reply(Command.DENY) == DENIED


def test_several_in_one_piece_and_one_in_many() -> None:
    assert len(found(b"".join(ALL))) == len(ALL)
    assert len(found(*(bytes([byte]) for byte in b"".join(ALL)))) == len(ALL)


def test_a_wrong_sum_is_damage_each_time_and_what_follows_is_read() -> None:
    bad = DETECTOR[:-3] + b"\x00##"
    first, second, good = found(bad + bad, MAINS)
    assert isinstance(first, Damaged)
    assert isinstance(second, Damaged)
    assert (first.serial, first.reply(Command.DENY), good.unit[0]) == (1, DENIED, 21)
    assert "46 would be right" in first.why


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"@",
        b"@@",
        b"@@@",
        b"@@" * 40,
        b"##",
        DETECTOR[:20],
        DETECTOR[:70],
        b"@@" + bytes(22) + b"\x00\x02\x02",
        b"@@" + b"\xff" * 40,
    ],
)
def test_it_finds_its_way_after_garbage_without_waiting_for_more(garbage: bytes) -> None:
    assert [each.unit[0] for each in whole(found(garbage + DETECTOR))] == [2]
    assert [each.unit[0] for each in whole(found(garbage, DETECTOR, garbage, MAINS))] == [2, 21]


def test_a_length_that_cannot_be_is_told_once_in_a_piece() -> None:
    long = b"@@" + bytes(22) + (LONGEST_UNIT + 1).to_bytes(2, "little") + b"\x02"
    assert [each.why for each in found(long * 5) if isinstance(each, Damaged)] == ["its length is 1025, and 1024 is the most"]
    assert len(whole(found(frame(bytes(LONGEST_UNIT), serial=1)))) == 1


@given(st.lists(st.binary(max_size=80) | st.sampled_from([*ALL, b"@@", b"@@" + bytes(24)]), max_size=12), st.integers(1, 50))
def test_no_bytes_raise_and_no_cut_changes_what_is_whole(pieces: list[bytes], step: int) -> None:
    stream = b"".join(pieces)
    reader = FrameReader()
    for begin in range(0, len(stream), step):
        list(reader.feed(stream[begin : begin + step]))
        assert len(reader._bytes) < 27 + LONGEST_UNIT + 3


@given(st.lists(st.sampled_from([*ALL, b"abc", b"\x00#@", b"##"]), max_size=8), st.integers(1, 50))
def test_every_whole_frame_is_found_however_it_is_cut(pieces: list[bytes], step: int) -> None:
    stream = b"".join(pieces)
    frames = found(*(stream[begin : begin + step] for begin in range(0, len(stream), step)))
    assert [each.head + each.unit for each in whole(frames)] == [piece[:-3] for piece in pieces if piece in ALL]
