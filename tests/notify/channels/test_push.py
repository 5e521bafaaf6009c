"""Web Push as a browser gets it: encrypted for it alone, from us, short enough, and never to a place that is no push service."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.call_out import Answer
from egress.addresses import allowed
from egress.client import Egress
from notify.channels.channel import Services
from notify.channels.message import NotifyError
from notify.channels.push import Push, PushSettings, payload, topic
from tests.notify.channels.contract import T0, message
from tests.parts.push_service import Browser, PushService, push_service

SOMEBODY = Browser("https://push.example/1")


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


def a_push(service: PushService, folder: Path, subject: str = "mailto:duty@example.com") -> Push:
    services = Services(Egress(allowed([service.origin])), lambda _variable, _file: "", "", folder)
    return Push(PushSettings(subject=subject, services=[service.host]), services)


def test_the_browser_reads_what_was_meant(service: PushService, tmp_path: Path) -> None:
    browser = service.subscribe()
    told = replace(message(), receipt="r" * 43, tag={"call_out_id": "c1"}, replaces="d-0")
    a_push(service, tmp_path).send(told, browser.address, T0)
    (pushed,) = service.wait()
    assert pushed.payload == {
        "v": 1,
        "key": "d-0",
        "title": told.title.zh,
        "body": told.body.zh,
        "severity": "critical",
        "urgent": True,
        "link": told.link,
        "tag": {"call_out_id": "c1"},
        "receipt": "r" * 43,
        "answers": ["seen", "going", "false_alarm"],
        "lang": "zh",
        "drill": False,
        "expires_at": "2026-03-02T01:30:00.000Z",
    }
    assert told.title.zh.encode() not in pushed.encrypted
    assert (pushed.headers["ttl"], pushed.headers["urgency"], pushed.headers["topic"]) == ("1800", "high", topic("d-0"))


def test_the_language_is_that_of_the_browser(service: PushService, tmp_path: Path) -> None:
    browser = service.subscribe()
    a_push(service, tmp_path).send(message(), {**browser.address, "lang": "en"}, T0)
    assert service.wait()[0].payload["title"] == message().title.en


def test_we_say_who_we_are_for_this_service_and_half_a_day(service: PushService, tmp_path: Path) -> None:
    push = a_push(service, tmp_path)
    push.send(message(), service.subscribe().address, T0)
    (pushed,) = service.wait()
    assert pushed.claims == {"aud": service.origin, "exp": int((T0 + timedelta(hours=12)).timestamp()), "sub": "mailto:duty@example.com"}
    assert pushed.key == push.vapid.public_key
    assert len(base64.urlsafe_b64decode(pushed.key + "=")) == 65


@pytest.mark.parametrize(
    ("status", "permanent", "gone", "wait_s"),
    [
        (404, True, True, None),
        (410, True, True, None),
        (403, True, True, None),
        (413, True, False, None),
        (400, True, False, None),
        (429, False, False, 120.0),
        (503, False, False, 120.0),
    ],
)
def test_each_answer_means_something(service: PushService, tmp_path: Path, *, status: int, permanent: bool, gone: bool, wait_s: float | None) -> None:
    service.status = status
    service.headers = {"Retry-After": "120"}
    with pytest.raises(NotifyError) as raised:
        a_push(service, tmp_path).send(message(), service.subscribe().address, T0)
    assert (raised.value.permanent, raised.value.gone, raised.value.retry_after_s) == (permanent, gone, wait_s)


def test_a_date_may_say_how_long_to_wait(service: PushService, tmp_path: Path) -> None:
    service.status = 429
    service.headers = {"Retry-After": "Mon, 02 Mar 2026 01:01:30 GMT"}
    with pytest.raises(NotifyError) as raised:
        a_push(service, tmp_path).send(message(), service.subscribe().address, T0)
    assert raised.value.retry_after_s == 90


@given(st.text(max_size=4000), st.text(max_size=4000), st.sampled_from(["zh", "en"]))
@settings(max_examples=60, deadline=None)
def test_every_text_fits(title: str, body: str, lang: str) -> None:
    told = replace(message(title=title, body=body), answers=(Answer.SEEN,))
    assert len(payload(told, lang)) <= 3072


@given(st.one_of(st.text(max_size=80), st.from_regex(r"https?://[a-z0-9.\[\]:@-]{1,40}(/[a-z0-9./?#@-]{0,20})?", fullmatch=True)))
@settings(max_examples=300, deadline=None)
def test_no_endpoint_leads_to_a_place_that_is_not_on_the_list(tmp_path_factory: pytest.TempPathFactory, endpoint: str) -> None:
    asked: list[str] = []

    def resolver(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["10.0.0.7"]

    services = Services(Egress(allowed([]), resolver=resolver), lambda _variable, _file: "", "", tmp_path_factory.getbasetemp())
    with pytest.raises(NotifyError):
        Push(PushSettings(), services).send(message(), {**SOMEBODY.address, "endpoint": endpoint}, T0)
    assert [host for host in asked if not host.endswith(("googleapis.com", "mozilla.com", "apple.com", "windows.com"))] == []


@pytest.mark.parametrize(
    ("endpoint", "known"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://web.push.apple.com/x", True),
        ("https://wns2-sg2p.notify.windows.com/w/?token=x", True),
        ("https://fcm.googleapis.com@10.0.0.1/x", False),
        ("https://fcm.googleapis.com.example.com/x", False),
        ("https://push.apple.com.evil.example/x", False),
        ("https://evilpush.apple.com.cn/x", False),
        ("https://[::1]/x", False),
        ("https://127.0.0.1/x", False),
        ("file:///etc/passwd", False),
    ],
)
def test_push_services_are_known_by_their_whole_name(tmp_path: Path, *, endpoint: str, known: bool) -> None:
    services = Services(Egress(allowed([])), lambda _variable, _file: "", "", tmp_path)
    assert Push(PushSettings(), services).knows(endpoint) is known


def test_a_known_name_that_leads_into_our_network_is_not_called(tmp_path: Path, service: PushService) -> None:
    services = Services(Egress(allowed([]), resolver=lambda _host, _port: ["10.0.0.7"]), lambda _variable, _file: "", "", tmp_path)
    address = {**service.subscribe().address, "endpoint": "https://fcm.googleapis.com/fcm/send/abc"}
    with pytest.raises(NotifyError) as raised:
        Push(PushSettings(), services).send(message(), address, datetime(2026, 3, 2, tzinfo=T0.tzinfo))
    assert raised.value.permanent
    assert "googleapis" not in str(raised.value)


def test_keys_that_are_none_end_the_contact(tmp_path: Path, service: PushService) -> None:
    with pytest.raises(NotifyError) as raised:
        a_push(service, tmp_path).send(message(), {**service.subscribe().address, "p256dh": "AAAA"}, T0)
    assert raised.value.gone
