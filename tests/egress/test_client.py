"""The client against real servers: what it refuses, what it bears, what it tells."""

from __future__ import annotations

import itertools
import ssl
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from egress.addresses import allowed
from egress.client import Egress, Method, NotSent
from egress.connecting import Refused
from egress.urls import check
from tests.egress.receiver import Receiver, Reply, receiving, server_tls
from tests.ingest.certificates import make_certificates


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_certificates(tmp_path)
    return tmp_path


def local(**more: float) -> Egress:
    return Egress(allowed(["http://127.0.0.1"]), within_s=more.get("within_s", 60), most_bytes=int(more.get("most_bytes", 65536)))


def test_what_is_sent_arrives_and_the_answer_comes_back(receiver: Receiver) -> None:
    receiver.answer = lambda _: Reply(202, {"Retry-After": "7"}, lambda: iter((b"tak", b"en")))
    answer = local().post(receiver.url + "?a=1", headers={"X-One": "1"}, body=b"hello")
    (got,) = receiver.received
    assert (got.path, got.body, got.headers["x-one"], got.headers["host"]) == ("/hook?a=1", b"hello", "1", f"127.0.0.1:{receiver.port}")
    assert (answer.status, answer.headers["retry-after"], answer.body) == (202, "7", b"taken")


@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("PUT", b"new"), ("PATCH", b"changed"), ("POST", b"")])
def test_other_methods_arrive_as_they_are(receiver: Receiver, method: Method, body: bytes) -> None:
    assert local().request(method, receiver.url, headers={}, body=body).status == 200
    (got,) = receiver.received
    assert (got.method, got.body, got.headers.get("content-length")) == (method, body, None if method == "GET" else str(len(body)))


def test_a_request_may_be_given_less_time_and_never_more(receiver: Receiver) -> None:
    let_go = threading.Event()

    def never() -> Iterator[bytes]:
        let_go.wait(60)
        yield b""

    receiver.answer = lambda _: Reply(200, {"Content-Length": "1"} if let_go.wait(60) else {}, never)
    try:
        with pytest.raises(NotSent, match="in time"):
            local().request("GET", receiver.url, headers={}, within_s=0.3)
        with pytest.raises(NotSent, match="in time"):
            local(within_s=0.3).request("GET", receiver.url, headers={}, within_s=60)
    finally:
        let_go.set()


def test_a_server_of_our_own_network_is_not_reached_unless_it_is_listed(receiver: Receiver) -> None:
    with pytest.raises(Refused):
        Egress(allowed([])).post(receiver.url, headers={}, body=b"")
    with pytest.raises(Refused):
        Egress(allowed([])).post(f"https://127.0.0.1:{receiver.port}/", headers={}, body=b"")
    assert receiver.received == []


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_other_ways_to_write_this_machine_lead_nowhere(host: str) -> None:
    with pytest.raises((Refused, NotSent)):
        Egress(allowed([])).post(f"https://{host}:9/", headers={}, body=b"")


def test_a_name_with_one_forbidden_address_is_refused_whole(receiver: Receiver) -> None:
    egress = Egress(allowed([]), resolver=lambda _host, _port: ["8.8.8.8", "127.0.0.1"])
    with pytest.raises(Refused):
        egress.post(f"https://partner.example:{receiver.port}/", headers={}, body=b"")


def test_a_name_that_means_another_address_the_second_time_is_not_asked_twice(folder: Path) -> None:
    asked: list[str] = []
    answers = itertools.chain([["127.0.0.1"]], itertools.repeat(["192.0.2.1"]))

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    with receiving(server_tls(folder)) as receiver:
        trusting = ssl.create_default_context(cafile=str(folder / "authority.crt"))
        egress = Egress(allowed(["127.0.0.1"]), resolver=rebinding, tls=trusting, within_s=60)
        assert egress.post(f"https://localhost:{receiver.port}/", headers={}, body=b"x").status == 200
        assert asked == ["localhost"]
        with pytest.raises(Refused):
            egress.post(f"https://localhost:{receiver.port}/", headers={}, body=b"x")
        assert len(receiver.received) == 1


def test_a_certificate_of_another_name_or_authority_is_not_taken(folder: Path) -> None:
    with receiving(server_tls(folder)) as receiver:
        trusting = ssl.create_default_context(cafile=str(folder / "authority.crt"))
        with pytest.raises(NotSent, match="certificate"):
            Egress(allowed(["127.0.0.1"]), tls=trusting, within_s=60).post(f"https://127.0.0.1:{receiver.port}/", headers={}, body=b"x")
        with pytest.raises(NotSent, match="certificate"):
            Egress(allowed(["localhost"]), within_s=60).post(f"https://localhost:{receiver.port}/", headers={}, body=b"x")
        assert receiver.received == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_told_and_not_followed(receiver: Receiver, status: int) -> None:
    receiver.answer = lambda _: Reply(status, {"Location": "http://127.0.0.1/elsewhere", "Content-Length": "0"}, lambda: iter(()))
    assert local().post(receiver.url, headers={}, body=b"").status == status
    assert len(receiver.received) == 1


def test_a_proxy_of_the_environment_is_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://192.0.2.1:9")
    assert local().post(receiver.url, headers={}, body=b"").status == 200


def test_an_endless_answer_is_cut_and_its_status_counts(receiver: Receiver) -> None:
    receiver.answer = lambda _: Reply(200, {}, lambda: itertools.repeat(b"x" * 1000))
    answer = local(most_bytes=10_000).post(receiver.url, headers={}, body=b"")
    assert answer.status == 200
    assert len(answer.body) <= 10_000


def test_endless_headers_are_no_answer(receiver: Receiver) -> None:
    receiver.answer = lambda _: Reply(200, {"X-Long": "y" * 50_000})
    with pytest.raises(NotSent, match="too long"):
        local(most_bytes=10_000).post(receiver.url, headers={}, body=b"")


def test_who_never_answers_is_left(receiver: Receiver) -> None:
    let_go = threading.Event()
    receiver.answer = lambda _: Reply(200 if let_go.wait(60) else 500)
    with pytest.raises(NotSent, match="in time"):
        local(within_s=0.3).post(receiver.url, headers={}, body=b"")
    let_go.set()


def test_who_answers_byte_by_byte_does_not_hold_us_longer_than_the_whole_may_take(receiver: Receiver) -> None:
    let_go = threading.Event()

    def dripping() -> Iterator[bytes]:
        while not let_go.wait(0.02):
            yield b"."

    receiver.answer = lambda _: Reply(200, {}, dripping)
    assert local(within_s=5).post(receiver.url, headers={}, body=b"").status == 200
    let_go.set()


def test_who_is_not_there_is_told(receiver: Receiver) -> None:
    receiver.close()
    with pytest.raises(NotSent, match="cannot be reached"):
        local().post(receiver.url, headers={}, body=b"")


@pytest.mark.parametrize(
    "address",
    [
        "http://partner.example/",
        "ftp://partner.example/",
        "https://user:secret@partner.example/",
        "https://",
        "partner.example",
        "file:///etc/passwd",
        "https://[::1",
        "https://partner.example:99999/",
        "https://partner.example/" + "a" * 2000,
        "https://exa\nmple.com/",
    ],
)
def test_addresses_that_are_none_are_refused_by_their_looks(address: str) -> None:
    with pytest.raises(Refused):
        check(address, allowed([]))


def test_errors_never_tell_the_address() -> None:
    with pytest.raises(NotSent) as failed:
        Egress(allowed([]), resolver=lambda _host, _port: []).post("https://partner.example/?token=hush", headers={}, body=b"")
    assert "hush" not in str(failed.value)
