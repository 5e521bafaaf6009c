"""What servers tell us: taken when it is theirs, fresh and new; else refused, whatever it is made of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.call_out import Answer, Proof
from notify.channels.channel import AnswersCallbacks
from notify.channels.message import Callback, CallbackAnswer, NotOurs, Sent
from tests.notify.channels.contract import T0, CallsBack, Case, Opened, all_cases, message, opened
from tests.notify.channels.test_contract import named

CASES = [case for case in all_cases() if case.callbacks]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["going", "d-1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "header",
                        "event_type",
                        "event",
                        "action",
                        "value",
                        "answer",
                        "context",
                        "open_message_id",
                        "operator",
                        "open_id",
                        "reader",
                        "message_id_list",
                    ),
                    *("type", "challenge", "content", "cardPrivateData", "params", "actionIds", "outTrackId", "userId"),
                    *("callback_query", "id", "from", "message", "message_id", "data", "parameters"),
                ]
            ),
            inner,
        )
    ),
    max_leaves=20,
)


@dataclass(frozen=True, slots=True)
class Called:
    """A message that was sent, and what may be said of it."""

    at: Opened
    sent: Sent

    def press(self, answer: Answer, when: datetime = T0) -> Callback:
        assert self.sent.outside_id is not None
        return cast("CallsBack", self.at.server).press(self.sent.outside_id, answer, when)

    def answer(self, callback: Callback) -> CallbackAnswer:
        assert isinstance(self.at.channel, AnswersCallbacks)
        return self.at.channel.answer(callback)

    def harmless(self, callback: Callback) -> None:
        """It is answered or refused; anything else fails the test."""
        with suppress(NotOurs):
            assert isinstance(self.answer(callback), CallbackAnswer)


@pytest.fixture
def called(case: Case, tmp_path: Path) -> Iterator[Called]:
    with opened(case, tmp_path) as at:
        yield Called(at, at.channel.send(message(), at.case.address, T0))


@named(CASES)
@pytest.mark.parametrize("given_answer", list(Answer))
def test_a_pressed_button_says_which_and_of_what(called: Called, given_answer: Answer) -> None:
    answered = called.answer(called.press(given_answer))
    (receipt,) = answered.receipts
    assert (receipt.answer, receipt.outside_id, receipt.proof, receipt.at) == (given_answer, called.sent.outside_id, Proof.ACKNOWLEDGED, T0)
    assert answered.status == 200


@named(CASES)
def test_a_wrong_signature_is_refused(called: Called) -> None:
    good = called.press(Answer.GOING)
    forged = replace(good, query={**dict.fromkeys(good.query, "1"), **_times(good.query)}, headers=_forged(good.headers))
    with pytest.raises(NotOurs):
        called.answer(forged)
    with pytest.raises(NotOurs):
        called.answer(replace(good, query={}, headers={}))


@named([case for case in CASES if case.replay_is_refused])
@pytest.mark.parametrize("off", [timedelta(minutes=6), -timedelta(minutes=6), timedelta(days=4000)])
def test_what_is_too_old_or_from_the_future_is_refused(called: Called, off: timedelta) -> None:
    with pytest.raises(NotOurs):
        called.answer(replace(called.press(Answer.GOING), at=T0 + off))


@named([case for case in CASES if case.replay_is_refused])
def test_what_was_seen_before_is_refused_and_another_is_not(called: Called) -> None:
    first = called.press(Answer.SEEN)
    called.answer(first)
    with pytest.raises(NotOurs, match="before"):
        called.answer(replace(first, at=T0 + timedelta(seconds=30)))
    assert called.answer(called.press(Answer.GOING)).receipts


@named([case for case in CASES if not case.replay_is_refused])
def test_where_updates_bear_no_time_the_same_again_says_the_same_again(called: Called) -> None:
    pressed = called.press(Answer.GOING)
    assert called.answer(pressed) == called.answer(pressed)


@named(CASES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), values=st.lists(st.text(max_size=40), min_size=8, max_size=8), method=st.sampled_from(["GET", "POST"]))
def test_whatever_strangers_send_is_refused(called: Called, body: bytes, values: list[str], method: str) -> None:
    good = called.press(Answer.GOING)
    query = dict(zip([*good.query, "echostr"], values, strict=False))
    with pytest.raises(NotOurs):
        called.answer(Callback(method, query, dict(zip(good.headers, values[4:], strict=False)), body, T0))


@named(CASES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(inside=st.binary(max_size=300) | JSON.map(lambda found: json.dumps(found).encode()))
def test_whatever_stands_in_a_signed_one_raises_nothing_else(called: Called, inside: bytes) -> None:
    called.harmless(cast("CallsBack", called.at.server).signed(inside, T0))


@named(CASES)
@pytest.mark.parametrize("inside", [b"", b"null", b"[]", b"[" * 100_000, b"<xml>" * 60_000, b'{"event":{"action":[]}}', b"\xff\xfe<\x00"])
def test_odd_insides_raise_nothing_else(called: Called, inside: bytes) -> None:
    called.harmless(cast("CallsBack", called.at.server).signed(inside, T0))


def _times(query: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in query.items() if name == "timestamp"}


def _forged(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value if "timestamp" in name else f"{value[:-4]}AAAA" for name, value in headers.items()}
