"""What is for a person by name reaches that person, wherever they stand, and then goes up as the policy says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.call_out import Answer, CallState, QuietHours
from domain.outbox import Notification, NotificationKind
from domain.people import Department, Person
from domain.post import Post
from domain.records import Records
from domain.severity import Severity
from domain.work_order import OrderEvent
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from tests.operations.escalation.scenes import FITTER, GUARD, LEAD, MANAGER, SECOND, SECOND_GUARD, Night, night, notification, reach
from tests.operations.scenes import ENTRAPMENT, LEVEL, SITE, T0, happen, hire, only_order, told

HIGH, LOW = Severity.HIGH, Severity.LOW
ASSIGNED = NotificationKind.ORDER_ASSIGNED


def named(*people: Person, severity: Severity = HIGH, posts: tuple[Post, ...] = (), key: str = "n1") -> Notification:
    made = notification(key, severity=severity, kind=ASSIGNED, posts=posts)
    return replace(made, persons=tuple(person.username for person in people))


def on_the_wire(records: Records, *people: Person) -> Night:
    scene = night(records, "push", "voice", groups=("wecom-robot",))
    for person in people:
        reach(records, person, "push", "voice")
    return scene


def test_the_person_named_is_told_and_not_who_stands_on_the_post(records: Records) -> None:
    scene = on_the_wire(records, GUARD, SECOND_GUARD)
    scene.tell(named(SECOND_GUARD, severity=LOW, posts=(Post.NEAREST_GUARD,)))
    scene.step()
    assert scene.everything() == [(0, "zhao", "push")]
    assert (scene.only().persons, scene.only().people) == (("zhao",), ("zhao",))
    (event,) = scene.logged("notification")
    assert (event["persons"], event["called"]) == (["zhao"], ["zhao"])


def test_nobody_reads_in_a_group_chat_what_is_for_one_person(records: Records) -> None:
    scene = on_the_wire(records, GUARD)
    scene.tell(named(GUARD), notification("n2", severity=LOW, order="o2"))
    scene.step()
    assert [message.title.en for _, message, _ in scene.lines["wecom-robot"].heard] == ["Alarm n2"]


def test_who_does_not_answer_is_rung_and_then_the_ladder_goes_to_colleague_lead_and_manager(records: Records) -> None:
    scene = on_the_wire(records, GUARD, SECOND_GUARD, LEAD, MANAGER)
    scene.tell(named(SECOND_GUARD))
    scene.until(700, every=10)
    pushed = [(at, who) for at, who, by in scene.everything() if by == "push"]
    assert pushed == [(0, "zhao"), (180, "wang"), (360, "sun"), (660, "ma")]
    assert (120, "zhao", "voice") in scene.everything()


def test_each_of_several_persons_is_told_once(records: Records) -> None:
    scene = on_the_wire(records, GUARD, SECOND_GUARD)
    scene.tell(named(GUARD, SECOND_GUARD, severity=LOW))
    scene.until(60)
    assert scene.everything() == [(0, "wang", "push"), (0, "zhao", "push")]


def test_of_somebody_who_has_left_the_posts_are_told_instead(records: Records) -> None:
    scene = on_the_wire(records, GUARD)
    gone = replace(SECOND_GUARD, username="gone")
    scene.tell(named(gone, severity=LOW, posts=(Post.NEAREST_GUARD,)))
    scene.step()
    assert scene.everything() == [(0, "wang", "push")]


def test_it_waits_for_the_end_of_the_persons_quiet_hours(records: Records) -> None:
    scene = on_the_wire(records, GUARD)
    with records.transaction() as tx:
        tx.call_outs.set_quiet_hours("wang", QuietHours("wang", 23 * 60, 1 * 60))  # T0 is 23:59 at the site
    scene.tell(named(GUARD, severity=LOW))
    assert scene.step() == 0
    assert scene.step(61 * 60) == 1


def given(records: Records, to: Person, by: str, after_s: int = 0) -> None:
    with records.transaction() as tx:
        details, at = StepDetails(assignee=to.username), T0 + after_s * SECOND
        take_step(tx, only_order(records).id, OrderEvent.DISPATCHED, details, site=SITE, by=by, at=at, note="请前往")


def assigned(records: Records) -> list[tuple[str, ...]]:
    return [one.persons for one in told(records) if one.kind is ASSIGNED]


def test_an_order_that_a_dispatcher_gives_to_somebody_reaches_that_person_in_one_message_with_its_alarm(records: Records) -> None:
    scene = on_the_wire(records, FITTER)
    happen(records, LEVEL.raised("e1"))
    given(records, FITTER, "dispatcher")
    assert assigned(records) == [("li",)]
    scene.step()
    ((_, message, address),) = scene.lines["push"].heard
    assert (address["of"], "Yours:" in message.body.en) == ("li", True)


def entrapment(records: Records) -> Night:
    """The guard on the post is being called to somebody in a lift."""
    scene = on_the_wire(records, GUARD, SECOND_GUARD)
    happen(records, ENTRAPMENT.raised("e1"))
    scene.step()
    assert "wang" in calling(scene)
    return scene


def calling(scene: Night) -> list[str]:
    return [person for each in scene.call_outs() if each.asks and each.state is CallState.CALLING for person in each.people]


@pytest.mark.parametrize(
    ("by", "reached"),
    [
        pytest.param("dispatcher", [("wang",)], id="by a dispatcher"),
        pytest.param("wang", [], id="by themselves"),
        pytest.param("system", [], id="by Steward"),
    ],
)
def test_who_is_being_called_to_an_order_hears_that_it_is_theirs_only_from_somebody_else(records: Records, by: str, reached: list[tuple[str]]) -> None:
    entrapment(records)
    given(records, GUARD, by, after_s=1)
    assert assigned(records) == reached


def test_whom_steward_chooses_of_those_who_were_not_called_is_told_and_not_asked_a_second_time(records: Records) -> None:
    scene = entrapment(records)
    newcomer = replace(SECOND_GUARD, id="p-he", username="he", name="何伟")
    hire(records, newcomer)
    given(records, newcomer, "system", after_s=1)
    scene.step(1)
    told_too = [each for each in scene.call_outs() if each.persons]
    assert [(each.people, each.asks) for each in told_too] == [(("he",), False)]


def seen_and_given(records: Records) -> Night:
    """The guard on the post has seen the alarm; then the dispatcher gave the order to the other one."""
    scene = entrapment(records)
    (first,) = [each for each in scene.call_outs() if each.department is Department.SECURITY and each.asks]
    scene.answer(first.id, Answer.SEEN, GUARD)
    given(records, SECOND_GUARD, "dispatcher", after_s=5)
    scene.step(5)
    return scene


def test_that_somebody_else_has_seen_the_alarm_is_no_answer_of_whose_order_it_is(records: Records) -> None:
    scene = seen_and_given(records)
    scene.step(20)
    assert "zhao" in calling(scene)


@pytest.mark.parametrize("to", [SECOND_GUARD, GUARD], ids=["accepted", "given to somebody else"])
def test_the_call_ends_when_the_order_is_accepted_or_goes_to_somebody_else(records: Records, to: Person) -> None:
    scene = seen_and_given(records)
    step = {"zhao": OrderEvent.ACCEPTED, "wang": OrderEvent.TRANSFERRED}[to.username]
    details = {"zhao": StepDetails(), "wang": StepDetails(assignee="wang")}[to.username]
    with records.transaction() as tx:
        take_step(tx, only_order(records).id, step, details, site=SITE, by=to.username, at=scene.now, note="我在附近")
    scene.step(1)
    assert "zhao" not in calling(scene)
