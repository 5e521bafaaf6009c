"""Steps that were taken offline, told later: every row of the conflict policy in docs/offline.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.people import Department, Person, Role
from domain.records import Account
from domain.telemetry import TelemetryStore
from domain.time import rfc3339
from domain.work_order import Evidence, OrderState, WorkOrder
from storage.database.records import DatabaseRecords
from tests.api.building import photo
from tests.api.world import DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, T0, VIEWER, SetClock, World, opened

MINUTE = timedelta(minutes=1)
WANG = Person("p-wang", "wang", "王磊", Role.GUARD, Department.SECURITY, ("riverside",))


@pytest.fixture
def world(records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    """As everywhere in these tests, but on both engines."""
    with records.transaction() as tx:
        tx.people.add(Account(WANG, "!"))
    # Without the follower of the event log: nobody reads while the engine is closed.
    with opened(records, telemetry, clock, tmp_path, living=False) as still:
        yield still


@pytest.fixture
def records(records_url: str, clock: SetClock) -> Iterator[DatabaseRecords]:
    found = DatabaseRecords(records_url, clock=clock)
    yield found
    found.close()


def request(world: World, **more: object) -> dict[str, Any]:
    """A lamp to be mended, dispatched to nobody in particular of security."""
    asked = {"site": "riverside", "title": "大堂灯不亮", "department": "security", **more}
    order = world.post("/work-orders", MANAGER, json=asked).raise_for_status().json()
    return step(world, order["id"], "dispatch", DISPATCHER)


def step(world: World, order: str, name: str, by: Person = GUARD, **body: object) -> dict[str, Any]:
    """A step of somebody who has a network."""
    world.clock.forward(seconds=20)
    answer = world.post(f"/work-orders/{order}/{name}", by, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def late(world: World, what: str, subject: str, by: Person = GUARD, *, id: str | None = None, at: datetime | None = None, **more: object) -> httpx.Response:  # noqa: A002  as the contract calls it
    """What a phone tells, ten minutes after it was done unless `at` says otherwise."""
    now = world.clock()
    asked = {
        "id": id or f"late-{what}-{subject}",
        "what": what,
        "subject": subject,
        "occurred_at": rfc3339(at or now - 10 * MINUTE),
        "sent_at": rfc3339(now),
        "device_id": "phone-7",
        **more,
    }
    return world.post("/late-steps", by, json=asked)


def told(answer: httpx.Response) -> tuple[str, str | None]:
    assert answer.status_code == 200, answer.text
    return answer.json()["outcome"], answer.json()["reason"]


def order_of(world: World, order: str) -> dict[str, Any]:
    found: dict[str, Any] = world.get(f"/work-orders/{order}", MANAGER).raise_for_status().json()
    return found


def lines(world: World, order: str, event: str) -> list[dict[str, Any]]:
    return [line for line in order_of(world, order)["timeline"] if line["event"] == event]


def stored(world: World, order: str) -> WorkOrder:
    with world.records.reading() as tx:
        found = tx.orders.get(order)
    assert found is not None
    return found


def test_steps_keep_their_own_times_and_their_order(world: World) -> None:
    order = request(world)
    world.clock.forward(hours=30)
    moments = [world.clock() - minutes * MINUTE for minutes in (50, 40, 10)]
    for what, moment in zip(("accept", "arrive", "complete"), moments, strict=True):
        assert told(late(world, what, order["id"], at=moment, based_on=order["version"])) == ("applied", None)
    after = order_of(world, order["id"])
    assert (after["state"], after["assignee"]) == ("completed", "guard")
    assert [after["accepted_at"], after["arrived_at"], after["completed_at"]] == [rfc3339(moment) for moment in moments]
    assert [(line["event"], line["device_id"]) for line in after["timeline"][-3:]] == [(what, "phone-7") for what in ("accept", "arrive", "complete")]


def test_the_same_step_sent_again_after_two_days_is_decided_once(world: World) -> None:
    order = request(world)
    moment = world.clock()
    first = late(world, "accept", order["id"], at=moment)
    world.clock.forward(hours=50)
    again = late(world, "accept", order["id"], at=moment)
    assert (again.json(), len(lines(world, order["id"], "accept"))) == (first.json(), 1)


def test_the_same_id_for_another_step_is_refused(world: World) -> None:
    order = request(world)
    late(world, "accept", order["id"], id="one-and-the-same")
    assert late(world, "arrive", order["id"], id="one-and-the-same").status_code == 422


def test_another_person_may_use_the_same_id(world: World) -> None:
    order = request(world)
    late(world, "accept", order["id"], id="one-and-the-same")
    assert told(late(world, "note", order["id"], WANG, id="one-and-the-same", note="我也在"))[0] == "applied"


def test_what_somebody_did_meanwhile_counts_as_done_and_both_stand_in_the_timeline(world: World) -> None:
    order = request(world)
    seen = step(world, order["id"], "accept")
    step(world, order["id"], "arrive", MANAGER)
    step(world, order["id"], "complete", MANAGER)
    answers = [told(late(world, what, order["id"], based_on=seen["version"], note="灯已换")) for what in ("arrive", "complete")]
    assert answers == [("counted", None), ("counted", None)]
    assert order_of(world, order["id"])["state"] == "completed"
    notes = lines(world, order["id"], "note")
    assert [(line["actor"], "灯已换" in line["note"]) for line in notes] == [("guard", True), ("guard", True)]
    assert "完成" in notes[1]["note"]
    assert len(lines(world, order["id"], "complete")) == 1


def test_what_i_did_on_another_device_counts_too(world: World) -> None:
    order = request(world)
    step(world, order["id"], "accept")
    assert told(late(world, "accept", order["id"], based_on=order["version"])) == ("counted", None)
    assert order_of(world, order["id"])["assignee"] == "guard"


def test_a_cancelled_order_takes_no_step_but_words_and_photos(world: World) -> None:
    order = request(world)
    seen = step(world, order["id"], "accept")
    step(world, order["id"], "cancel", MANAGER, note="重复")
    answer = late(world, "complete", order["id"], based_on=seen["version"])
    assert told(answer) == ("refused", "cancelled")
    assert answer.json()["why"]["zh"] == "工单已作废"
    assert told(late(world, "note", order["id"], note="已到现场，灯好的")) == ("applied", None)
    assert send_photo(world, order["id"]).json()["outcome"] == "applied"
    after = order_of(world, order["id"])
    assert (after["state"], len(after["attachments"]), lines(world, order["id"], "note")[-1]["note"]) == ("cancelled", 1, "已到现场，灯好的")


def test_an_order_that_another_took_is_refused_and_named(world: World) -> None:
    order = request(world)
    step(world, order["id"], "accept", WANG)
    answers = [late(world, what, order["id"], based_on=order["version"]) for what in ("accept", "arrive", "complete")]
    assert [told(answer) for answer in answers] == [("refused", "taken")] * 3
    assert "王磊" in answers[0].json()["why"]["zh"]
    assert order_of(world, order["id"])["state"] == "accepted"


def test_an_arrival_at_what_another_took_and_reached_counts(world: World) -> None:
    order = request(world)
    step(world, order["id"], "accept", WANG)
    step(world, order["id"], "arrive", WANG)
    assert told(late(world, "arrive", order["id"], based_on=order["version"])) == ("counted", None)


def test_a_reopened_order_is_looked_at_first(world: World) -> None:
    order = request(world)
    step(world, order["id"], "accept")
    seen = step(world, order["id"], "start")
    step(world, order["id"], "complete", MANAGER)
    step(world, order["id"], "reopen", MANAGER, note="没修好")
    assert told(late(world, "complete", order["id"], based_on=seen["version"])) == ("refused", "reopened")
    assert order_of(world, order["id"])["state"] == "in_progress"


def test_a_merged_order_names_the_one_that_goes_on(world: World) -> None:
    order, other = request(world), request(world, title="大堂漏水")
    step(world, order["id"], "merge", MANAGER, into=other["id"])
    answer = late(world, "accept", order["id"], based_on=order["version"])
    assert told(answer) == ("refused", "merged")
    assert other["number"] in answer.json()["why"]["en"]


def test_what_does_not_go_from_where_it_is_is_refused_in_words(world: World) -> None:
    order = request(world)
    answer = late(world, "resume", order["id"], based_on=order["version"])
    assert told(answer) == ("refused", "not_now")
    assert answer.json()["why"] == {"zh": "工单已是“待接单”，不能再恢复", "en": "The order is “Dispatched” now; that does not go with “resume”."}


def test_what_asks_for_something_else_first_says_what(world: World) -> None:
    _, order = world.raised()
    for what in ("accept", "arrive"):
        late(world, what, order.id)
    answer = late(world, "complete", order.id)
    assert told(answer) == ("refused", "missing")
    assert stored(world, order.id).state is OrderState.IN_PROGRESS


def test_a_refusal_stays_a_refusal_though_it_would_go_now(world: World) -> None:
    order = request(world)
    assert told(late(world, "resume", order["id"], id="resume-it", at=T0 + MINUTE)) == ("refused", "not_now")
    step(world, order["id"], "accept")
    step(world, order["id"], "hold", hold_reason="parts")
    assert told(late(world, "resume", order["id"], id="resume-it", at=T0 + MINUTE)) == ("refused", "not_now")


def test_holding_and_going_on_offline_is_two_steps(world: World) -> None:
    order = request(world)
    whats = ("accept", "start", "hold", "resume", "hold")
    answers = [
        told(
            late(
                world, what, order["id"], id=f"my-queue-{place}", at=world.clock() - (20 - place) * MINUTE, based_on=order["version"], hold_reason=reason(what)
            )
        )
        for place, what in enumerate(whats)
    ]
    assert answers == [("applied", None)] * len(whats)
    assert order_of(world, order["id"])["state"] == "on_hold"


def reason(what: str) -> str | None:
    return "parts" if what == "hold" else None


@pytest.mark.parametrize(
    ("claimed", "sent", "counts", "flag"),
    [
        pytest.param(-10, 0, -10, "", id="a good clock"),
        pytest.param(1, 1, 0, "", id="a minute ahead is clamped without a word"),
        pytest.param(5, 15, -10, "快 15 分钟", id="a clock that is ahead is set right"),
        pytest.param(9, 0, 0, "晚于收到时间", id="a time in the future counts as now"),
        pytest.param(-30, -20, -30, "慢 20 分钟", id="a clock that is behind is told of"),
        pytest.param(-100_000, 0, -60, "", id="nothing was done before the order was there"),
    ],
)
def test_the_clock_of_the_phone(world: World, claimed: int, sent: int, counts: int, flag: str) -> None:
    order = world.post("/work-orders", MANAGER, json={"site": "riverside", "title": "灯", "department": "security"}).json()
    now = world.clock.forward(minutes=60)
    answer = late(world, "note", order["id"], at=now + claimed * MINUTE, sent_at=rfc3339(now + sent * MINUTE), note="看过")
    assert answer.json()["occurred_at"] == rfc3339(now + counts * MINUTE)
    (line,) = lines(world, order["id"], "note")
    assert (line["occurred_at"], line["at"]) == (rfc3339(now + counts * MINUTE), rfc3339(now))
    assert line["note"].startswith("看过")
    assert flag in line["note"]
    assert ("[" in line["note"]) is bool(flag)


def test_a_note_to_an_order_that_left_my_department_is_kept(world: World) -> None:
    order = request(world)
    step(world, order["id"], "transfer", MANAGER, department="engineering", note="水电")
    assert told(late(world, "note", order["id"], note="门开着")) == ("applied", None)
    assert late(world, "accept", order["id"]).status_code == 403


def test_what_was_scanned_without_a_network_is_told_with_a_note(world: World) -> None:
    tagged_lift(world, "04:A2:11")
    order = request(world, asset="t3-lift-1")
    assert told(late(world, "note", order["id"], id="wrong-tag", note="扫码", tag="04:A2:99")) == ("refused", "missing")
    assert told(late(world, "note", order["id"], id="right-tag", note="扫码", tag="04:A2:11")) == ("applied", None)
    assert stored(world, order["id"]).shown == (Evidence.TAG,)
    step(world, order["id"], "cancel", MANAGER, note="重复")
    assert told(late(world, "note", order["id"], id="too-late", note="扫过了", tag="04:A2:99")) == ("applied", None)


def tagged_lift(world: World, tag: str) -> None:
    """A lift with a tag at its door."""
    lift = replace(world.sites["riverside"].assets["t3-lift-1"], attributes={"tag": tag})
    site = replace(world.sites["riverside"], assets={**world.sites["riverside"].assets, lift.id: lift})
    world.app.state.services = replace(world.app.state.services, sites={**world.sites, "riverside": site})


@pytest.mark.parametrize(("tag", "shown"), [("04:A2:11", (Evidence.TAG,)), ("04:A2:99", ())])
def test_what_was_scanned_with_a_step_that_only_counts_is_shown_all_the_same(world: World, tag: str, shown: tuple[Evidence, ...]) -> None:
    tagged_lift(world, "04:A2:11")
    order = request(world, asset="t3-lift-1")
    seen = step(world, order["id"], "accept")
    step(world, order["id"], "arrive", MANAGER)
    assert told(late(world, "arrive", order["id"], based_on=seen["version"], note="我也到了", tag=tag)) == ("counted", None)
    assert stored(world, order["id"]).shown == shown
    (line,) = lines(world, order["id"], "note")
    assert "我也到了" in line["note"]


def send_photo(world: World, order: str, by: Person = GUARD, **more: str) -> httpx.Response:
    now = world.clock()
    form = {"id": "photo-0001", "order_id": order, "occurred_at": rfc3339(now - 5 * MINUTE), "sent_at": rfc3339(now), **more}
    return world.post("/late-steps/attachments", by, data=form, files={"file": ("现场.jpg", photo(), "image/jpeg")})


def test_a_photo_keeps_the_time_at_which_it_was_taken_and_is_kept_once(world: World) -> None:
    order = request(world)
    taken = rfc3339(world.clock() + MINUTE)
    world.clock.forward(hours=2)
    answers = [send_photo(world, order["id"], occurred_at=taken) for _ in range(2)]
    assert [answer.json()["outcome"] for answer in answers] == ["applied", "applied"]
    (file,) = order_of(world, order["id"])["attachments"]
    assert (file["added_at"], file["added_by"]) == (taken, "guard")
    assert [place.name for place in world.uploads.iterdir()] == [file["id"]]


@pytest.mark.parametrize("state", ["completed", "closed"])
def test_a_photo_belongs_to_an_order_that_is_done(world: World, state: str) -> None:
    order = request(world)
    for name, by in (("accept", WANG), ("start", WANG), ("complete", WANG), ("verify", MANAGER), ("close", MANAGER))[: 3 if state == "completed" else 5]:
        step(world, order["id"], name, by)
    assert send_photo(world, order["id"]).json()["outcome"] == "applied"
    assert (order_of(world, order["id"])["state"], len(order_of(world, order["id"])["attachments"])) == (state, 1)


@pytest.mark.parametrize(("by", "status"), [(VIEWER, 403), (STRANGER, 404)])
def test_who_may_not_work_on_it_may_not_later_either(world: World, by: Person, status: int) -> None:
    order = request(world)
    assert [late(world, "note", order["id"], by, note="x").status_code, late(world, "accept", order["id"], by).status_code] == [status, status]
    assert send_photo(world, order["id"], by).status_code == status
    assert list(world.uploads.iterdir()) == []


def test_what_is_no_photo_is_not_kept(world: World) -> None:
    order = request(world)
    now = rfc3339(world.clock())
    form = {"id": "photo-0001", "order_id": order["id"], "occurred_at": now, "sent_at": now}
    answer = world.post("/late-steps/attachments", GUARD, data=form, files={"file": ("a.jpg", b"MZ\x90\x00", "image/jpeg")})
    assert (answer.status_code, list(world.uploads.iterdir())) == (422, [])


def test_an_alarm_is_acknowledged_at_the_time_it_was_seen(world: World) -> None:
    alarm, _ = world.raised()
    world.clock.forward(minutes=30)
    seen = world.clock() - 20 * MINUTE
    assert told(late(world, "acknowledge", alarm.id, at=seen)) == ("applied", None)
    assert told(late(world, "acknowledge", alarm.id, ENGINEER, at=seen)) == ("counted", None)
    after = world.get(f"/alarms/{alarm.id}", GUARD).json()
    assert (after["acknowledged_by"], after["acknowledged_at"]) == ("guard", rfc3339(seen))


def test_a_task_is_done_at_its_own_time_once(world: World) -> None:
    order = request(world, assist=["engineering"])
    task = order["tasks"][0]["id"]
    world.clock.forward(minutes=30)
    moment = world.clock() - 5 * MINUTE
    assert told(late(world, "task-done", order["id"], ENGINEER, task=task, at=moment)) == ("applied", None)
    assert told(late(world, "task-done", order["id"], MANAGER, task=task, note="我也看了")) == ("counted", None)
    (done,) = order_of(world, order["id"])["tasks"]
    assert (done["done_at"], done["done_by"]) == (rfc3339(moment), "engineer")
    assert "我也看了" in lines(world, order["id"], "note")[0]["note"]


def test_checking_in_at_a_whistle_counts_from_when_one_came(world: World) -> None:
    blown = world.post("/whistles", MANAGER, json={"site": "riverside", "matter": "水管爆裂", "departments": ["security"], "severity": "high"}).json()
    world.clock.forward(minutes=30)
    came = world.clock() - 28 * MINUTE
    assert told(late(world, "check-in", blown["id"], department="security", at=came)) == ("applied", None)
    assert told(late(world, "check-in", blown["id"], MANAGER, department="security")) == ("counted", None)
    (call,) = world.get(f"/whistles/{blown['id']}", GUARD).json()["calls"]
    assert (call["checked_in_at"], call["checked_in_by"]) == (rfc3339(came), "guard")


@pytest.mark.parametrize("missing", [{"what": "task-done"}, {"what": "check-in"}, {"what": "note"}, {"what": "verify"}, {"occurred_at": "2026-01-31T08:00:00"}])
def test_half_a_step_is_refused(world: World, missing: dict[str, str]) -> None:
    order = request(world)
    now = rfc3339(world.clock())
    whole = {"id": "late-0001", "what": "accept", "subject": order["id"], "occurred_at": now, "sent_at": now}
    assert world.post("/late-steps", GUARD, json={**whole, **missing}).status_code == 422


def test_every_decision_stands_in_the_audit_log_with_both_times(world: World) -> None:
    order = request(world)
    late(world, "accept", order["id"])
    actor, action, detail = world.audited()[-1]
    assert (actor, action) == ("guard", "late.accept")
    assert "claimed_at=" in detail
    assert "phone-7" in detail
