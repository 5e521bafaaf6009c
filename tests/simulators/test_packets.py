"""The few packets of MQTT that load is made of."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from simulators.packets import connect, publish_head, take_acknowledgements


def test_connect_is_as_the_standard_writes_it() -> None:
    assert connect("me", "a", "b", keep_alive_s=10) == b"\x10\x14\x00\x04MQTT\x04\xc2\x00\x0a\x00\x02me\x00\x01a\x00\x01b"
    assert connect("me", None, None)[9] == 0x02


def test_a_long_payload_has_a_length_of_several_bytes() -> None:
    assert publish_head("t", 400)[:3] == bytes((0x32, 0x95, 0x03))


@given(identifiers=st.lists(st.integers(1, 65_535), max_size=50), cuts=st.lists(st.integers(0, 200), max_size=8))
def test_acknowledgements_are_read_however_the_stream_is_cut(identifiers: list[int], cuts: list[int]) -> None:
    stream = b"".join(b"\xd0\x00\x40\x02" + identifier.to_bytes(2, "big") for identifier in identifiers)
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    buffer, found = bytearray(), []
    for start, end in itertools.pairwise(edges):
        buffer += stream[start:end]
        found += list(take_acknowledgements(buffer))
    assert found == identifiers
    assert not buffer
