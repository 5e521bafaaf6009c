"""The time in an answer of ONVIF: read safely, or not at all."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.video.answer import BadAnswer
from bridges.video.device_time import device_time
from bridges.video.onvif import LARGEST_ERROR_S, error_s
from tests.bridges.video.simulated_onvif import document

AT = datetime(2026, 11, 23, 8, 15, 30, tzinfo=UTC)
GOOD = document(AT)


def test_the_time_in_utc_is_read_and_not_the_local_one() -> None:
    assert device_time(GOOD) == AT
    assert device_time(GOOD.decode().replace("UTF-8", "utf-16").encode("utf-16")) == AT
    assert device_time(GOOD.replace(b"<tt:Second>30<", b"<tt:Second> 60 <")) == AT + timedelta(seconds=30), "a leap second"


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no XML"),
        (b"<html><body>Not here</body></html>", "no time in UTC"),
        (GOOD[:-20], "no XML"),
        (document(None), "no time in UTC"),
        (GOOD.replace(b"GetSystemDateAndTimeResponse", b"Other"), "no time in UTC"),
        (GOOD.replace(b">2026<", b">soon<"), "no time in UTC"),
        (GOOD.replace(b">23<", b">31<"), "is none"),
        (GOOD.replace(b"<tt:Second>30<", b"<tt:Second>61<"), "is none"),
        (GOOD.replace(b">2026<", b">0<"), "is none"),
        (GOOD.replace(b"<SOAP-ENV:Envelope", DOCTYPE + b"<SOAP-ENV:Envelope", 1), "document type"),
        (GOOD.decode().replace("UTF-8", "utf-16").replace("<SOAP-ENV:Envelope", DOCTYPE.decode() + "<SOAP-ENV:Envelope", 1).encode("utf-16"), "document type"),
        (b"<a>" * 30, "too deep"),
        (b"<a>" + b"<b/>" * 2000, "too much"),
        (b'<?xml version="1.0" encoding="none-such"?><a/>', "no XML"),
    ],
)
def test_what_is_no_time_says_why(data: bytes, said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        device_time(data)


@given(st.binary() | st.builds(lambda cut, put: GOOD[:cut] + put + GOOD[cut:], st.integers(0, len(GOOD)), st.binary(max_size=5)))
def test_any_document_is_a_time_or_none(data: bytes) -> None:
    with contextlib.suppress(BadAnswer):
        assert device_time(data).tzinfo is UTC


def test_an_error_counts_from_half_the_round_trip_and_the_middle_of_the_second() -> None:
    assert error_s(AT + timedelta(seconds=40), AT, 0.0) == 40.5
    assert error_s(AT, AT + timedelta(seconds=0.5), 0.0) == 0.0
    assert error_s(AT + timedelta(seconds=1), AT, 3.0) == 0.0
    assert error_s(AT - timedelta(hours=8), AT, 1.0) == -28800.0


def test_a_clock_that_begins_anew_is_as_wrong_as_its_point_can_tell() -> None:
    assert error_s(datetime(1970, 1, 1, tzinfo=UTC), AT, 0.1) == -LARGEST_ERROR_S
    assert error_s(datetime(9999, 1, 1, tzinfo=UTC), AT, 0.1) == LARGEST_ERROR_S
