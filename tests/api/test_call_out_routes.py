"""Call-outs by the API: who sees them, who may answer, what a device proves with the secret of its message, and quiet hours."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from api.security.door import GUESSES
from domain.call_out import CallOut
from domain.people import Department, Person
from domain.work_order import OrderState
from tests.api.world import CLEANER, ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World
from tests.operations.escalation.scenes import Night, reach


@pytest.fixture
def night(world: World) -> Night:
    """An entrapment for which the guard has been called by the page and by push."""
    reach(world.records, GUARD, "push")
    scene = Night(world.records, "push", site=world.sites["riverside"])
    scene.now = world.clock()
    world.raised()
    scene.step()
    return scene


def of_security(night: Night) -> CallOut:
    (found,) = [each for each in night.call_outs() if each.department is Department.SECURITY and each.asks]
    return found


def say(world: World, by: Person | None, call_out: CallOut, said: str, key: str | None = None) -> Any:  # noqa: ANN401  whatever httpx answers
    headers = {} if key is None else {"Idempotency-Key": key}
    return world.post(f"/call-outs/{call_out.id}/{said}", by, json={}, headers=headers)


def secret(night: Night) -> str:
    ((_, message, _),) = night.lines["push"].heard
    assert message.receipt is not None
    return message.receipt


def test_the_ladder_is_shown_at_the_alarm_the_order_and_by_itself(world: World, night: Night) -> None:
    known = of_security(night)
    for path in (f"/alarms/{known.alarm_ids[0]}/call-outs", f"/work-orders/{known.work_order_id}/call-outs"):
        assert known.id in [each["id"] for each in world.get(path, GUARD).json()["items"]]
    shown = world.get(f"/call-outs/{known.id}", VIEWER).json()
    assert (shown["state"], shown["policy"], shown["called"][0]["name"], shown["may_answer"]) == ("calling", "critical", "李强", False)
    assert {(each["person"], each["channel"], each["proof"]) for each in shown["deliveries"]} == {("guard", "page", "sent"), ("guard", "push", "sent")}
    assert [step["whom"] for step in shown["steps"]] == ["post", "post", "post", "colleague", "lead", "manager"]


def test_no_address_and_no_secret_is_in_any_answer(world: World, night: Night) -> None:
    known = of_security(night)
    paths = (
        "/call-outs",
        "/me/call-outs",
        f"/call-outs/{known.id}",
        f"/alarms/{known.alarm_ids[0]}/call-outs",
        f"/work-orders/{known.work_order_id}/call-outs",
    )
    said = "".join(world.get(path, GUARD).text for path in paths)
    (delivery,) = [each for each in night.ladder(known.id) if each.channel == "push"]
    assert delivery.receipt is not None
    assert [word for word in (secret(night), delivery.receipt, "guard-push") if word in said] == []


@pytest.mark.parametrize("path", ["/call-outs/{id}", "/alarms/{alarm}/call-outs", "/work-orders/{order}/call-outs"])
def test_who_does_not_work_at_the_site_finds_nothing(world: World, night: Night, path: str) -> None:
    known = of_security(night)
    where = path.format(id=known.id, alarm=known.alarm_ids[0], order=known.work_order_id)
    assert [world.get(where, by).status_code for by in (GUARD, STRANGER, None)] == [200, 404, 401]
    assert world.get("/call-outs", STRANGER).json()["items"] == []
    assert world.get("/call-outs/counts", STRANGER).json() == {"calling": 0, "unanswered": 0}


def test_what_one_is_called_to_oneself(world: World, night: Night) -> None:
    known = of_security(night)
    assert [each["id"] for each in world.get("/me/call-outs", GUARD).json()["items"]] == [known.id]
    assert world.get("/me/call-outs", CLEANER).json()["items"] == []
    say(world, GUARD, known, "seen")
    assert world.get("/me/call-outs", GUARD).json()["items"] == []


def test_going_takes_the_order_once_however_often_it_is_sent(world: World, night: Night) -> None:
    known = of_security(night)
    answers = [say(world, GUARD, known, "going", "k1") for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    shown = answers[0].json()["call_out"]
    assert (shown["state"], shown["answer"], shown["answered_by_name"], answers[0].json()["first_by"]) == ("answered", "going", "李强", None)
    with world.records.reading() as tx:
        order = tx.orders.get(known.work_order_id or "")
    assert order is not None
    assert (order.state, order.assignee) == (OrderState.ACCEPTED, "guard")


def test_who_comes_second_is_told_who_was_first(world: World, night: Night) -> None:
    known = of_security(night)
    say(world, GUARD, known, "seen")
    assert say(world, MANAGER, known, "seen").json()["first_by"] == "李强"
    assert say(world, GUARD, known, "seen").json()["first_by"] is None


@pytest.mark.parametrize("said", ["seen", "going", "false-alarm", "received", "opened"])
def test_who_was_not_called_and_may_not_acknowledge_answers_nothing(world: World, night: Night, said: str) -> None:
    known = of_security(night)
    assert [say(world, by, known, said).status_code for by in (VIEWER, CLEANER, STRANGER, None)] == [403, 403, 404, 401]
    assert of_security(night) == known


def test_an_answer_that_does_not_exist_is_none(world: World, night: Night) -> None:
    assert say(world, GUARD, of_security(night), "whatever").status_code == 422


def test_an_open_page_proves_that_it_came_and_answers_nothing(world: World, night: Night) -> None:
    known = of_security(night)
    shown = say(world, GUARD, known, "received").json()["call_out"]
    (page,) = [each for each in shown["deliveries"] if each["channel"] == "page"]
    assert (shown["state"], page["proof"]) == ("calling", "received")


def test_the_list_is_filtered_and_paged(world: World, night: Night) -> None:
    known = of_security(night)
    assert {each["state"] for each in world.get("/call-outs", MANAGER, params={"state": "calling", "asks": "true"}).json()["items"]} == {"calling"}
    assert world.get("/call-outs", MANAGER, params={"severity": "low"}).json()["items"] == []
    first = world.get("/call-outs", MANAGER, params={"limit": 1}).json()
    every = world.get("/call-outs", MANAGER).json()["items"]
    rest = world.get("/call-outs", MANAGER, params={"cursor": first["next_cursor"]}).json()["items"]
    assert [each["id"] for each in (*first["items"], *rest)] == [each["id"] for each in every]
    assert known.id in [each["id"] for each in every]
    assert world.get("/call-outs", MANAGER, params={"cursor": "none of ours"}).status_code == 400


def test_the_table_needs_its_permission_and_holds_what_the_list_does(world: World, night: Night) -> None:
    assert world.get("/call-outs", GUARD, params={"format": "csv"}).status_code == 403
    answer = world.get("/call-outs", MANAGER, params={"format": "csv", "lang": "en"})
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == len(night.call_outs())
    assert [row["Called"] for row in rows if row["State"] == "Calling" and row["Department"] == "Security"] == ["guard"]


def test_a_device_proves_and_answers_with_the_secret_of_its_message(world: World, night: Night) -> None:
    given = {"secret": secret(night)}
    assert world.post("/receipts", json={**given, "proof": "received"}).status_code == 204
    (push,) = [each for each in night.ladder() if each.channel == "push"]
    assert push.proof == "received"
    assert world.post("/receipts", json={**given, "proof": "acknowledged", "answer": "seen"}).status_code == 204
    assert (of_security(night).state, of_security(night).answered_by) == ("answered", "guard")


def test_a_stranger_learns_nothing_and_is_slowed_down(world: World, night: Night) -> None:
    known = world.post("/receipts", json={"secret": secret(night), "proof": "received"})
    guesses = [world.post("/receipts", json={"secret": f"{number:043}", "proof": "acknowledged", "answer": "going"}) for number in range(GUESSES + 1)]
    assert {each.status_code for each in guesses[:-1]} == {known.status_code} == {204}
    assert {each.content for each in guesses[:-1]} == {known.content} == {b""}
    assert guesses[-1].status_code == 429
    assert of_security(night).answered_by is None


@pytest.mark.parametrize(
    "body", [{"secret": "short", "proof": "received"}, {"secret": "x" * 43, "proof": "believed"}, {"secret": "x" * 300, "proof": "received"}]
)
def test_what_is_no_receipt_is_refused(world: World, body: dict[str, str]) -> None:
    assert world.post("/receipts", json=body).status_code == 422


def test_quiet_hours_are_one_s_own(world: World) -> None:
    assert world.get("/me/quiet-hours").status_code == 401
    assert world.get("/me/quiet-hours", GUARD).json() == {"quiet_hours": None}
    hours = {"quiet_hours": {"since": "22:00", "until": "07:00"}}
    assert world.ask("PUT", "/me/quiet-hours", GUARD, json=hours).json() == hours
    assert (world.get("/me/quiet-hours", GUARD).json(), world.get("/me/quiet-hours", ENGINEER).json()) == (hours, {"quiet_hours": None})
    world.ask("PUT", "/me/quiet-hours", GUARD, json={"quiet_hours": None})
    assert world.get("/me/quiet-hours", GUARD).json() == {"quiet_hours": None}


@pytest.mark.parametrize("since", ["24:00", "7:00", "noon", "07:60"])
def test_a_time_that_is_none_is_refused(world: World, since: str) -> None:
    assert world.ask("PUT", "/me/quiet-hours", GUARD, json={"quiet_hours": {"since": since, "until": "07:00"}}).status_code == 422
