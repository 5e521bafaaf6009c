"""Whatever a server answers, reading ends: with what was asked for, or with one of three exceptions."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socketserver
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bridges.kinds.modbus import _quiet
from bridges.modbus.addresses import Table
from bridges.modbus.connection import Connection, Lost, NoAnswer, Refused
from bridges.modbus.settings import ServerSettings

pytestmark = pytest.mark.real


class Babbler(socketserver.ThreadingTCPServer):
    """Answers every request with `answer`, behind the header of the request where `framed`; closes afterwards where told."""

    allow_reuse_address = True
    daemon_threads = True
    answer = b""
    framed = True
    closes = False


class _Babble(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        babbler = self.server
        assert isinstance(babbler, Babbler)
        with contextlib.suppress(OSError):
            while request := self.request.recv(260):
                body = babbler.answer
                header = request[:4] + (len(body) + 1).to_bytes(2, "big") + request[6:7]
                self.request.sendall(header + body if babbler.framed else body or b"\0")
                if babbler.closes:
                    return


@pytest.fixture(scope="module")
def babbler() -> Iterator[Babbler]:
    with Babbler(("127.0.0.1", 0), _Babble) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def asked(babbler: Babbler, table: Table, count: int, *, timeout_s: float = 20.0, pause_s: float = 0.0) -> object:
    """What became of one question, put twice where a pause is wanted."""

    async def ask() -> object:
        asyncio.get_running_loop().set_exception_handler(_quiet)
        connection = Connection(ServerSettings(host="127.0.0.1", port=babbler.server_address[1], base="0", timeout_s=timeout_s, pause_s=pause_s))
        try:
            await connection.open()
            if pause_s:
                await connection.read(1, table, 0, count)
            return await connection.read(1, table, 0, count)
        except (Refused, NoAnswer, Lost) as error:
            return error
        finally:
            connection.close()
            await asyncio.sleep(0)

    return asyncio.run(ask())


@given(st.binary(max_size=300), st.booleans(), st.booleans(), st.sampled_from(Table), st.integers(1, 20))
@example(b"\x03\x02\x00\x07", True, False, Table.HOLDING, 1)
@example(b"\x03\x04\x00\x07\x00\x08", True, False, Table.HOLDING, 1)
@example(b"\x04\x02\x00\x07", True, False, Table.HOLDING, 1)
@example(b"\x01\x01\x05", True, False, Table.COIL, 3)
@example(b"\x83\x02", True, False, Table.HOLDING, 1)
@example(b"\x83", True, False, Table.HOLDING, 1)
@example(b"\x03\xff\x00", True, True, Table.HOLDING, 1)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answer_ends_the_question(babbler: Babbler, answer: bytes, framed: bool, closes: bool, table: Table, count: int) -> None:  # noqa: FBT001  hypothesis gives them by name
    babbler.answer, babbler.framed, babbler.closes = answer, framed, closes
    found = asked(babbler, table, count, timeout_s=0.05)
    if isinstance(found, Exception):
        assert str(found)
    else:
        assert isinstance(found, list)
        assert len(found) == count
        assert all(0 <= value <= (1 if table.of_bits else 0xFFFF) for value in found)


@pytest.mark.parametrize(
    ("answer", "table", "count", "wanted"),
    [
        (b"\x03\x02\x01\x07", Table.HOLDING, 1, [263]),
        (b"\x04\x04\x00\x01\xff\xff", Table.INPUT, 2, [1, 65535]),
        (b"\x01\x02\x05\x01", Table.COIL, 9, [1, 0, 1, 0, 0, 0, 0, 0, 1]),
        (b"\x02\x01\x02", Table.DISCRETE, 2, [0, 1]),
    ],
)
def test_answers_that_fit(babbler: Babbler, answer: bytes, table: Table, count: int, wanted: list[int]) -> None:
    babbler.answer, babbler.framed, babbler.closes = answer, True, False
    assert asked(babbler, table, count) == wanted


@pytest.mark.parametrize(
    ("answer", "table", "count", "code", "word"),
    [
        (b"\x83\x02", Table.HOLDING, 1, 2, "no such address"),
        (b"\x83\x0b", Table.HOLDING, 1, 11, "behind the gateway"),
        (b"\x83\x63", Table.HOLDING, 1, 99, "exception 99"),
        (b"\x03\x02\x01\x07", Table.HOLDING, 2, 0, "does not fit"),
        (b"\x03\x04\x01\x07\x01\x07", Table.HOLDING, 1, 0, "does not fit"),
        (b"\x04\x02\x01\x07", Table.HOLDING, 1, 0, "does not fit"),
        (b"\x01\x01\x05", Table.COIL, 9, 0, "does not fit"),
        (b"\x06\x00\x00\x00\x01", Table.HOLDING, 1, 0, "does not fit"),
    ],
)
def test_answers_that_are_none(babbler: Babbler, answer: bytes, table: Table, count: int, code: int, word: str) -> None:
    babbler.answer, babbler.framed, babbler.closes = answer, True, False
    found = asked(babbler, table, count)
    assert isinstance(found, Refused)
    assert (found.code, word in str(found)) == (code, True)


def test_what_the_library_says_of_each_attempt_is_not_in_our_log(babbler: Babbler, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    babbler.answer, babbler.framed, babbler.closes = b"HTTP/1.1 400 Bad Request\r\n\r\n", False, True
    assert isinstance(asked(babbler, Table.COIL, 1), (NoAnswer, Lost))
    assert caplog.records == []


def test_a_rest_is_kept_between_an_answer_and_the_next_question(babbler: Babbler, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    sleep = asyncio.sleep

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", rest)
    babbler.answer, babbler.framed, babbler.closes = b"\x03\x02\x01\x07", True, False
    assert asked(babbler, Table.HOLDING, 1, pause_s=9.0) == [263]
    assert [8 < each <= 9 for each in rests if each] == [True]
