"""Escalation by a virtual clock: who is called, when and by what, if nobody answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.call_out import CallState, Proof
from domain.people import Department
from domain.post import Post
from domain.records import Records
from domain.severity import Severity
from domain.sparing import SparingEach
from operations.escalation import alarming
from tests.operations.escalation.scenes import FITTER, GUARD, LEAD, MANAGER, SECOND_GUARD, Night, night, notification, on_post, reach
from tests.operations.scenes import T0


@pytest.fixture
def quiet_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has been said for a while: other tests were as loud as these."""
    for name in ("_nobody_found", "_nobody_answers"):
        monkeypatch.setattr(alarming, name, SparingEach(alarming.log))


def test_a_critical_alarm_that_nobody_answers_goes_up_the_whole_ladder(records: Records) -> None:
    scene = night(records, "wecom", "push", "voice", "sms")
    on_post(records, SECOND_GUARD, Post.CONTROL_ROOM)
    for person in (GUARD, SECOND_GUARD, LEAD, MANAGER):
        reach(records, person, "wecom", "push", "voice", "sms")
    scene.tell(notification())
    scene.until(600)
    assert scene.everything() == [
        (0, "wang", "push"),
        (0, "wang", "wecom"),
        (15, "wang", "voice"),
        (60, "wang", "sms"),
        (75, "zhao", "push"),
        (75, "zhao", "sms"),
        (75, "zhao", "voice"),
        (75, "zhao", "wecom"),
        (105, "sun", "push"),
        (105, "sun", "sms"),
        (105, "sun", "voice"),
        (105, "sun", "wecom"),
        (135, "ma", "push"),
        (135, "ma", "sms"),
        (135, "ma", "voice"),
        (135, "ma", "wecom"),
    ]
    call_out = scene.only()
    assert (call_out.state, call_out.next_at, call_out.people) == (CallState.UNANSWERED, None, ("wang", "zhao", "sun", "ma"))


@pytest.mark.usefixtures("quiet_before")
def test_that_nobody_answered_is_said_loudly(sqlite_records: Records, caplog: pytest.LogCaptureFixture) -> None:
    scene = night(sqlite_records, "push")
    reach(sqlite_records, GUARD, "push")
    scene.tell(notification())
    scene.until(600)
    assert "nobody answers a call-out" in caplog.text
    assert scene.logged("call-out")[-1]["state"] == "unanswered"


@pytest.mark.usefixtures("quiet_before")
def test_a_flood_that_nobody_answers_is_one_line_of_the_log(sqlite_records: Records, caplog: pytest.LogCaptureFixture) -> None:
    scene = Night(sqlite_records)
    scene.tell(*(notification(f"n{n}", posts=()) for n in range(40)))
    scene.until(60, every=30)
    assert {each.state for each in scene.call_outs()} == {CallState.UNANSWERED}
    assert sorted(caplog.messages) == ["nobody answers a call-out", "nobody can be called"]


def test_channels_that_nobody_has_take_no_time(sqlite_records: Records) -> None:
    scene = night(sqlite_records, "push")
    reach(sqlite_records, GUARD, "push")
    reach(sqlite_records, LEAD, "push")
    scene.tell(notification())
    scene.until(100)
    assert scene.everything() == [(0, "wang", "push"), (15, "sun", "push")]
    assert scene.only().people == ("wang", "sun", "ma")


def test_a_post_on_which_nobody_stands_is_said_and_the_next_step_begins_at_once(records: Records) -> None:
    scene = night(records, "push")
    on_post(records, FITTER, Post.MAINTAINER, since=T0 + timedelta(days=1))
    with records.transaction() as tx:
        tx.dispatch.end_duty("li-duty_engineer", T0)
    reach(records, GUARD, "push")
    scene.tell(notification(posts=(Post.MAINTAINER,)))
    scene.step()
    assert scene.everything() == [(0, "wang", "push")]
    (said,) = scene.logged("call-out")
    assert (said["empty"], said["new"], said["step"]) == (["post"], ["wang"], 3)


def test_the_deputy_of_an_empty_post_is_called_and_reads_whose_place_they_take(sqlite_records: Records) -> None:
    scene = night(sqlite_records, "push")
    with sqlite_records.transaction() as tx:
        tx.dispatch.end_duty("wang-nearest_guard", T0)
    reach(sqlite_records, LEAD, "push")
    scene.tell(notification())
    scene.step()
    ((_, message, address),) = scene.lines["push"].heard
    assert (address["of"], "代 就近秩序员" in message.body.zh) == ("sun", True)


def test_one_person_on_three_posts_gets_one_message_that_names_all_three(records: Records) -> None:
    scene = night(records, "push")
    on_post(records, FITTER, Post.NEAREST_GUARD)
    reach(records, FITTER, "push")
    scene.tell(
        notification("a", posts=(Post.DUTY_ENGINEER, Post.SECOND_ENGINEER), department=Department.ENGINEERING, order="o1"),
        notification("b", posts=(Post.DUTY_ENGINEER,), department=Department.SECURITY, order="o1"),
    )
    scene.step()
    ((_, message, _),) = scene.lines["push"].heard
    assert message.body.zh.count("值班工程师") == 1


def test_what_is_not_urgent_is_told_once_and_nobody_is_asked(records: Records) -> None:
    scene = night(records, "push", "voice")
    reach(records, GUARD, "push", "voice")
    scene.tell(notification(severity=Severity.MEDIUM))
    scene.until(600, every=60)
    assert scene.everything() == [(0, "wang", "push")]
    assert (scene.only().state, scene.only().asks, scene.lines["push"].heard[0][1].answers) == (CallState.SETTLED, False, ())


def test_somebody_without_any_way_of_contact_is_called_by_the_open_page(records: Records) -> None:
    scene = night(records)
    scene.tell(notification())
    scene.step()
    (event,) = scene.logged("notification")
    assert (event["called"], event["call_out_id"]) == (["wang"], scene.only().id)
    (page,) = scene.ladder()
    assert (page.channel, page.person, page.proof) == ("page", "wang", Proof.SENT)
