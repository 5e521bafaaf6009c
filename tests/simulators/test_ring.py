"""A lane's packets, made once."""

from __future__ import annotations

import json

import pytest

from simulators.packets import puback, publish_head
from simulators.ring import MOST_IDENTIFIERS, Parcel, Ring


def parcel(device: str) -> Parcel:
    after = json.dumps({"temp": 1, "says": device}).encode()
    return Parcel(device, publish_head(f"t/{device}", 13 + len(after)), b"", after)


def spelled(device: str, identifier: int, ts_ms: int) -> bytes:
    found = parcel(device)
    return found.head + identifier.to_bytes(2, "big") + str(ts_ms).encode() + found.after


def test_packets_are_as_if_each_were_made_by_hand() -> None:
    ring = Ring([parcel("a"), parcel("b"), parcel("c")], window=5)
    assert ring.places == 6
    assert ring.packets(1, 3, 1_769_846_400_000) == spelled("b", 2, 1_769_846_400_000) + spelled("c", 3, 1_769_846_400_000) + spelled("a", 4, 1_769_846_400_000)
    assert ring.packets(13, 1, 1_769_846_400_001) == spelled("b", 2, 1_769_846_400_001)
    assert (ring.run_from(0), ring.run_from(5), ring.run_from(6)) == (6, 1, 6)


def test_a_repeated_packet_is_marked_and_otherwise_the_same() -> None:
    ring = Ring([parcel("a")], window=1)
    once, again = ring.packets(7, 1, 1_769_846_400_000), ring.repeated(7, 1_769_846_400_000)
    assert (again[0], again[1:]) == (once[0] | 0x08, once[1:])


def test_no_identifier_is_in_use_twice_within_the_window() -> None:
    ring = Ring([parcel(str(n)) for n in range(7)], window=20)
    assert 20 <= ring.places <= MOST_IDENTIFIERS
    assert len({ring.answers(number, 4) for number in range(20)}) == 20


def test_answers_that_are_expected_run_on_past_the_end() -> None:
    ring = Ring([parcel("a"), parcel("b")], window=2)
    assert ring.answers(3, 8) == puback(2) + puback(1)


@pytest.mark.parametrize("oldest", [0, 3, 4, 1_000_003])
def test_an_acknowledgement_means_one_message_of_the_window(oldest: int) -> None:
    ring = Ring([parcel("a"), parcel("b")], window=4)
    assert [ring.number_of(number % ring.places + 1, oldest) for number in range(oldest, oldest + 4)] == list(range(oldest, oldest + 4))


def test_more_devices_than_identifiers_are_refused() -> None:
    with pytest.raises(ValueError, match="packet identifiers"):
        Ring([parcel("a")] * (MOST_IDENTIFIERS + 1), window=1)


def test_a_window_that_is_too_wide_is_cut() -> None:
    assert Ring([parcel("a"), parcel("b")], window=1_000_000).places == MOST_IDENTIFIERS - 1
