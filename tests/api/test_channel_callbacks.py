"""The address at which servers of channels call back: what is theirs is taken, everything else is refused and said nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol, cast

import httpx
import pytest

from api.routes.channel_callbacks import LARGEST, UNSIGNED
from domain.call_out import Answer, Called, CallOut, CallState, Delivery, Proof
from domain.outbox import NotificationKind
from domain.people import Department
from domain.post import Post
from domain.records import RecordsUnavailable
from domain.severity import Severity
from domain.text import Text
from notify.channels.message import Callback
from storage.database.records import DatabaseRecords
from tests.api.world import GUARD, World
from tests.notify.channels.cases.dingtalk import CARDS as DINGTALK
from tests.notify.channels.cases.feishu import FEISHU
from tests.notify.channels.cases.telegram import TELEGRAM
from tests.notify.channels.cases.wecom import WECOM
from tests.notify.channels.contract import CallsBack, Case, Opened, message, opened
from tests.notify.channels.servers.wecom import WecomServer
from tests.notify.channels.test_contract import named

CASES = [WECOM, DINGTALK, FEISHU, TELEGRAM]


class Sender(Protocol):
    """Sends a callback to the app, at its channel's address or another's."""

    def __call__(self, callback: Callback, name: str = ...) -> httpx.Response: ...


@pytest.fixture
def at(case: Case, tmp_path: Path) -> Iterator[Opened]:
    with opened(case, tmp_path) as running:
        yield running


@pytest.fixture
def called_back(world: World, at: Opened) -> Sender:
    """Sends a callback to the app, in which the channel is open."""
    world.app.state.services = replace(world.app.state.services, channels={at.channel.name: at.channel})

    def send(callback: Callback, name: str = at.channel.name) -> httpx.Response:
        return world.ask(callback.method, f"/channels/{name}/callback", params=dict(callback.query), headers=dict(callback.headers), content=callback.body)

    return send


def press(world: World, at: Opened) -> Callback:
    sent = at.channel.send(message(), at.case.address, world.clock())
    assert sent.outside_id is not None
    return cast("CallsBack", at.server).press(sent.outside_id, Answer.GOING, world.clock())


def calling(world: World, at: Opened) -> Callback:
    """The guard has been called out by the channel; gives the button that they press: 我去."""
    sent = at.channel.send(message(), at.case.address, world.clock())
    now = world.clock()
    called = Called(GUARD.username, 0, now, (Post.NEAREST_GUARD,))
    with world.records.transaction() as tx:
        tx.call_outs.add(
            CallOut(
                id="c-1",
                notification_id="n-1",
                realm="live",
                site="riverside",
                kind=NotificationKind.ALARM_LATE,
                severity=Severity.CRITICAL,
                department=Department.SECURITY,
                title=Text("困人", "Entrapment"),
                body=Text("3号楼", "Tower 3"),
                posts=(Post.NEAREST_GUARD,),
                policy="critical",
                asks=True,
                created_at=now,
                step_at=now,
                next_at=now + timedelta(seconds=15),
                called=(called,),
            )
        )
        tx.call_outs.add_delivery(
            Delivery(
                id="d-1",
                call_out_id="c-1",
                site="riverside",
                realm="live",
                person=GUARD.username,
                channel=at.channel.name,
                contact_id=None,
                key="d-1",
                step=0,
                queued_at=now,
                proof=Proof.SENT,
                sent_at=now,
                outside_id=sent.outside_id,
            )
        )
    assert sent.outside_id is not None
    return cast("CallsBack", at.server).press(sent.outside_id, Answer.GOING, now)


@named(CASES)
def test_a_pressed_button_answers_the_call_out_and_what_was_pressed_is_shown_at_once(world: World, at: Opened, called_back: Sender) -> None:
    answer = called_back(calling(world, at))
    assert answer.status_code == 200
    assert answer.content
    with world.records.reading() as tx:
        call_out, delivery = tx.call_outs.get("c-1"), tx.call_outs.delivery("d-1")
    assert call_out is not None
    assert delivery is not None
    assert (call_out.state, call_out.answer, call_out.answered_by) == (CallState.ANSWERED, Answer.GOING, GUARD.username)
    assert delivery.proof is Proof.ACKNOWLEDGED


@named(CASES)
def test_what_nobody_here_knows_of_is_answered_and_forgotten(world: World, at: Opened, called_back: Sender) -> None:
    assert called_back(press(world, at)).status_code == 200


@named(CASES)
def test_what_is_not_signed_is_refused_and_logged_without_its_contents(world: World, at: Opened, called_back: Sender, caplog: pytest.LogCaptureFixture) -> None:
    forged = replace(press(world, at), query={"timestamp": "1", "msg_signature": "private-1"}, headers={})
    answer = called_back(replace(forged, body=b'{"private": "private-2"}'))
    logged = [str(record.__dict__) for record in caplog.records if record.name.startswith("api.")]
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:steward:problem:not-signed")
    assert "is refused" in "".join(logged)
    assert "private-" not in "".join(logged) + answer.text


@named([WECOM])
def test_the_same_again_is_refused(world: World, at: Opened, called_back: Sender) -> None:
    pressed = press(world, at)
    assert [called_back(pressed).status_code for _ in range(2)] == [200, 403]


@named([WECOM, DINGTALK, FEISHU])
def test_what_could_not_be_stored_may_be_said_again(world: World, at: Opened, called_back: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(_: DatabaseRecords) -> Iterator[object]:
        raise RecordsUnavailable("no answer")

    pressed = calling(world, at)
    with monkeypatch.context() as away:
        away.setattr(DatabaseRecords, "transaction", unavailable)
        assert called_back(pressed).status_code == 503
    assert called_back(pressed).status_code == 200
    with world.records.reading() as tx:
        call_out = tx.call_outs.get("c-1")
    assert call_out is not None
    assert call_out.answered_by == GUARD.username
    assert called_back(pressed).status_code == 403


@named([WECOM])
def test_the_console_finds_the_address_in_order(world: World, at: Opened, called_back: Sender) -> None:
    answer = called_back(cast("WecomServer", at.server).verify("1616140317555161061", world.clock()))
    assert (answer.status_code, answer.text) == (200, "1616140317555161061")


@named([WECOM])
@pytest.mark.parametrize("name", ["page", "nothing", "..%2f..", "%00"])
def test_other_names_lead_nowhere(world: World, at: Opened, called_back: Sender, name: str) -> None:
    assert called_back(press(world, at), name).status_code == 404


@named([WECOM])
def test_more_than_64_kilobytes_are_not_read(world: World, at: Opened, called_back: Sender) -> None:
    assert called_back(replace(press(world, at), body=b"x" * (LARGEST + 1))).status_code == 413


@named([WECOM])
def test_strangers_are_slowed_down_and_hold_up_nobody_who_signs(world: World, at: Opened, called_back: Sender, caplog: pytest.LogCaptureFixture) -> None:
    strange = Callback("POST", {}, {}, b"<xml></xml>", world.clock())
    answers = [called_back(strange).status_code for _ in range(UNSIGNED + 5)]
    assert answers == [403] * UNSIGNED + [429] * 5
    assert caplog.text.count("is refused") == UNSIGNED
    assert called_back(press(world, at)).status_code == 200


@named([WECOM])
def test_refusals_are_counted(world: World, at: Opened, called_back: Sender) -> None:
    called_back(replace(press(world, at), query={}))
    assert 'route="take_channel_callback",status="403"} 1.0' in world.get("//metrics").text
