"""Answers: what is read of them, and where their bounds are."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.video.answer import LARGEST_BODY, LONGEST_LINE, MOST_LINES, Answer, BadAnswer, read_answer


def read(data: bytes, protocol: str = "RTSP") -> Answer:
    async def reading() -> Answer:
        reader = asyncio.StreamReader(limit=LONGEST_LINE)
        reader.feed_data(data)
        reader.feed_eof()
        return await read_answer(reader, protocol)

    return asyncio.run(reading())


def test_an_answer_with_a_body_of_the_length_it_gives() -> None:
    answer = read(b"\r\nRTSP/1.0 200 OK\r\nCSeq: 2\r\nWWW-Authenticate: a\r\nwww-authenticate:  b \r\nno colon\r\nContent-Length: 4\r\n\r\nbodymore")
    assert (answer.status, answer.header("cseq"), answer.every("www-authenticate"), answer.body) == (200, "2", ["a", "b"], b"body")
    assert (answer.header("session"), answer.closes) == ("", False)


def test_lines_may_end_by_lf_alone_and_no_length_means_no_body_in_rtsp() -> None:
    answer = read(b"RTSP/2.0 404 Not Found\nConnection: Close\n\nrest")
    assert (answer.status, answer.body, answer.closes) == (404, b"", True)


def test_in_http_no_length_means_all_that_comes() -> None:
    assert read(b"HTTP/1.0 200 OK\r\n\r\nall of it", "HTTP").body == b"all of it"
    assert read(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP").body == b"ok"
    assert read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", "HTTP").body == b"abc0123456789"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x16\x03\x01\x02\x00\n", "is not RTSP"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "is not RTSP"),
        (b"RTSP/1.0 20 OK\r\n\r\n", "is not RTSP"),
        (b"RTSP/1.0 099 OK\r\n\r\n", "is not RTSP"),
        (b"RTSP/1.0 200 OK\r\nContent-Length: -5\r\n\r\n", "is no number"),
        (b"RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n", "larger than"),
        (b"RTSP/1.0 200 OK\r\n" + b"a: b\r\n" * (MOST_LINES + 1), "more than"),
        (b"RTSP/1.0 200 OK\r\na: " + b"x" * (LONGEST_LINE + 1), "longer than"),
        (b"RTSP/1.0 100 Continue\r\n\r\n" * 50, "without end"),
    ],
)
def test_what_is_no_answer_or_too_much_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        read(data)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"\r\n\r\n" + b"x" * (LARGEST_BODY + 1), "larger than"),
        (b"\r\nTransfer-Encoding: chunked\r\n\r\n" + b"fff\r\n" + b"x" * 0xFFF + b"\r\n" + b"ffff\r\n" + b"x" * 70_000, "larger than"),
        (b"\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "how long"),
        (b"\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", "longer than it says"),
    ],
)
def test_in_http_as_well(body: bytes, said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        read(b"HTTP/1.1 200 OK" + body, "HTTP")


@pytest.mark.parametrize("data", [b"", b"RTSP/1.0 200", b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n", b"RTSP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nbody"])
def test_an_answer_that_ends_too_soon_is_none(data: bytes) -> None:
    with pytest.raises(EOFError):
        read(data)


_PIECES = st.sampled_from(
    [
        b"RTSP/1.0 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"RTSP/1.0 100 C\r\n\r\n",
        b"\r\n",
        b"Content-Length: 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"2\r\nab\r\n",
        b"$\0\0\1a",
    ]
)


@given(st.lists(st.binary(max_size=50) | _PIECES, max_size=10).map(b"".join), st.sampled_from(["RTSP", "HTTP"]))
def test_any_bytes_are_an_answer_or_none_and_never_more_than_the_bound(data: bytes, protocol: str) -> None:
    with contextlib.suppress(BadAnswer, EOFError):
        assert len(read(data, protocol).body) <= min(len(data), LARGEST_BODY)
