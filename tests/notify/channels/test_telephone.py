"""Numbers, parts of short messages, and what a pressed key means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.call_out import Answer, Proof, Receipt
from notify.channels.message import Callback, NotOurs
from notify.channels.sms import Sms, SmsSettings
from notify.channels.voice import Voice, VoiceSettings
from notify.phone_number import e164, masked, national
from notify.request_template import RequestTemplate, ValueSetting, filled
from notify.sms_length import parts, units
from tests.notify.channels.cases.telephone import VOICE
from tests.notify.channels.contract import T0, Opened, message, opened
from tests.notify.channels.servers.voice import VoiceServer


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13812345678", "+8613812345678"),
        ("138 1234 5678", "+8613812345678"),
        ("１３８１２３４５６７８", "+8613812345678"),
        ("86-138-1234-5678", "+8613812345678"),
        ("008613812345678", "+8613812345678"),
        ("+852 2123 4567", "+85221234567"),
    ],
)
def test_a_number_is_kept_as_everybody_dials_it(written: str, number: str) -> None:
    assert e164(written) == number


@pytest.mark.parametrize("written", ["", "110", "12812345678", "+8612812345678", "+86138", "+0123456789", "1381234567٣", "+1" * 9])
def test_what_cannot_be_dialled_from_anywhere_is_no_number(written: str) -> None:
    with pytest.raises(ValueError, match="country code"):
        e164(written)


def test_numbers_are_shown_masked() -> None:
    assert (national("+8613812345678"), masked("+8613812345678"), masked("+85221234567")) == ("13812345678", "138****5678", "+85****4567")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("水" * 70, 1),
        ("水" * 71, 2),
        ("水" * 134, 2),
        ("水" * 135, 3),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("🔥" * 35, 1),
        ("🔥" * 36, 2),
        ("", 1),
    ],
)
def test_parts_are_counted_as_networks_count_them(text: str, count: int) -> None:
    assert parts(text) == count


@given(st.text(max_size=400), st.text(max_size=1500), st.integers(1, 4))
def test_a_short_message_never_costs_more_than_it_may_and_keeps_its_link(title: str, body: str, most: int) -> None:
    sms = Sms.__new__(Sms)
    sms._settings = SmsSettings(request=RequestTemplate(url="https://gw.example/"), signature="【滨江】", most_parts=most)
    text = sms.text(message(title=title, body=body))
    assert text.endswith(message().link)
    assert text.startswith("【滨江】")
    assert parts(text) <= max(most, parts("【滨江】 " + message().link))
    assert units(text) > 0


def test_no_content_changes_what_a_gateway_is_asked() -> None:
    hostile = '","admin":true,"x":"&to=110\r\nX-Evil: 1 {token}'
    template = RequestTemplate.model_validate(
        {"url": "https://gw.example/send?text={text}", "headers": {"X-Text": "{text}"}, "json": {"content": "{text}", "to": ["{phone}"]}}
    )
    request = filled(template, {"text": hostile, "phone": "1", "token": "secret"})
    assert "\r" not in request.headers["X-Text"] + request.url
    assert "&to" not in request.url
    assert b'"admin":true' not in request.body.replace(b"\\", b"?")
    assert "secret" not in request.url + str(request.headers) + request.body.decode()
    form = filled(RequestTemplate(url="https://gw.example/", form={"content": "{text}"}), {"text": hostile})
    assert form.body.count(b"=") == 1


@pytest.mark.parametrize(
    "settings",
    [
        {"request": {"url": "https://{phone}.example/"}},
        {"request": {"url": "https://gw.example/", "json": {"a": "{number}"}}},
        {"request": {"url": "https://gw.example/", "json": {}, "form": {}}},
        {"request": {"url": "https://gw.example/"}, "success": {"path": "a[", "equals": ["1"]}},
        {"request": {"url": "https://gw.example/"}, "success": {"equals": ["1"]}},
        {"request": {"url": "https://gw.example/"}, "password": "x"},
    ],
)
def test_settings_that_cannot_work_are_refused_when_they_are_read(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SmsSettings.model_validate(settings)
    with pytest.raises(ValidationError):
        VoiceSettings.model_validate(settings)


@given(st.binary(max_size=300))
def test_whatever_a_gateway_answers_can_be_looked_at(body: bytes) -> None:
    assert ValueSetting(path="a.b[0]").found(body) is None or body
    assert ValueSetting(pattern=r"code=(\w+)").found(body) is None or body


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Opened]:
    with opened(VOICE, tmp_path) as running:
        yield running


def heard(at: Opened, callback: Callback) -> list[Receipt]:
    assert isinstance(at.channel, Voice)
    return list(at.channel.answer(callback).receipts)


@pytest.mark.parametrize("answer", list(Answer))
def test_a_pressed_key_is_an_answer(at: Opened, answer: Answer) -> None:
    assert isinstance(at.server, VoiceServer)
    name = at.channel.send(message(), VOICE.address, T0).outside_id
    assert name is not None
    later = T0 + timedelta(minutes=1)
    assert heard(at, at.server.press(name, answer, later)) == [Receipt(Proof.ACKNOWLEDGED, later, outside_id=name, answer=answer)]


@pytest.mark.parametrize(("status", "proof"), [("answered", [Proof.RECEIVED]), ("busy", []), ("no-answer", []), ("failed", [])])
def test_only_a_picked_up_call_proves_anything(at: Opened, status: str, proof: list[Proof]) -> None:
    assert isinstance(at.server, VoiceServer)
    name = at.channel.send(message(), VOICE.address, T0).outside_id
    assert name is not None
    assert [receipt.proof for receipt in heard(at, at.server.said(name, T0, status=status))] == proof


def test_a_callback_for_another_call_late_or_wrongly_signed_is_not_ours(at: Opened) -> None:
    assert isinstance(at.server, VoiceServer)
    names = [at.channel.send(message(key), VOICE.address, T0).outside_id or "" for key in ("d-1", "d-2")]
    good = at.server.press(names[0], Answer.GOING, T0)
    forged = [
        replace(good, query={**good.query, "call": names[1]}),
        replace(good, query={**good.query, "until": str(int(good.query["until"]) + 9999)}),
        replace(good, query={}),
        replace(good, headers={**good.headers, "x-signature": "0" * 64}),
        replace(good, body=b"digits=3"),
        replace(good, at=T0 + timedelta(hours=2)),
    ]
    refused = 0
    for callback in forged:
        with pytest.raises(NotOurs):
            heard(at, callback)
        refused += 1
    assert refused == len(forged)


def test_the_text_is_said_twice_with_its_keys(at: Opened) -> None:
    at.channel.send(message(), VOICE.address, T0)
    (spoken,) = at.server.shown.values()
    assert spoken.count("水位过低") == 2
    assert "收到请按1，我去请按2，误报请按3" in spoken


@given(st.text(max_size=500))
def test_whatever_is_said_can_be_spoken(text: str) -> None:
    voice = Voice.__new__(Voice)
    voice._settings = VoiceSettings(request=RequestTemplate(url="https://gw.example/"))
    assert len(voice.spoken(replace(message(), spoken=message(body=text).body))) < 1000
