"""The fire control room over the API: who confirms, who asks, who answers, and the log as JSON, table and PDF."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.dispatch import Duty, DutySource
from domain.people import Department, Person, Role
from domain.post import Post
from domain.records import Account
from domain.skill import HeldSkill
from tests.api.world import DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, T0, VIEWER, World

ROOM = "/control-room/riverside"
QIAN = Person("p-qian", "qian", "钱进", Role.CONTROL_ROOM, Department.SECURITY, ("riverside",))


@pytest.fixture
def room(world: World) -> World:
    """T0 is 16:00 at the site: a check is due. One operator stands there."""
    with world.records.transaction() as tx:
        tx.people.add(Account(QIAN, "-"))
        tx.dispatch.add_duty(Duty("d-qian", "qian", "riverside", Post.CONTROL_ROOM, T0 - timedelta(hours=8), T0 + timedelta(hours=4), DutySource.HAND, "m"))
        tx.dispatch.set_skills("qian", [HeldSkill("qian", "fire-facilities", "XF-1")])
    return world


def test_the_room_as_it_is(room: World) -> None:
    told = room.get(ROOM, QIAN).json()
    assert [(each["username"], each["standing"], each["certified"]) for each in told["operators"]] == [("qian", "valid", True)]
    assert (told["required"], told["certified"], told["on_duty"], told["may_ask"], told["call"], told["attended"]) == (0, 1, True, False, None, False)
    assert room.get(ROOM, STRANGER).status_code == 404


def test_one_tap_confirms_the_check_and_only_of_who_stands_there(room: World) -> None:
    room.clock.forward(hours=1, minutes=50)
    due = room.get(ROOM, QIAN).json()["check"]["due_at"]
    assert due == "2026-01-31T10:00:00.000Z"
    assert [room.post(f"{ROOM}/check", by, json={}).status_code for by in (MANAGER, GUARD, STRANGER)] == [422, 422, 404]
    seen = [{"asset": "t3-lift-1", "states": ["fault", "isolated"]}]
    assert room.post(f"{ROOM}/check", QIAN, json={"panels": [{"asset": "nothing", "states": ["fault"]}]}).status_code == 422
    assert room.post(f"{ROOM}/check", QIAN, json={"panels": seen, "note": "3层烟感屏蔽"}).status_code == 200
    assert room.post(f"{ROOM}/check", QIAN, json={}).status_code == 422, "once"
    line = room.get(f"{ROOM}/log", VIEWER).json()["lines"][0]
    assert (line["kind"], line["what"]["zh"], line["handled_by"], line["note"]) == ("check", "值班检查 18:00：电梯 故障、屏蔽", "qian", "3层烟感屏蔽")


def test_a_manager_asks_and_who_stands_there_answers(room: World) -> None:
    assert [room.post(f"{ROOM}/calls", by).status_code for by in (QIAN, ENGINEER, STRANGER)] == [403, 403, 404]
    call = room.post(f"{ROOM}/calls", MANAGER).json()["call"]
    assert call["answer_by"] == "2026-01-31T08:03:00.000Z"
    assert room.post(f"{ROOM}/calls", DISPATCHER).json()["call"]["id"] == call["id"], "one at a time"
    assert room.post(f"{ROOM}/calls/{call['id']}/answer", MANAGER).status_code == 422
    assert room.post(f"{ROOM}/calls/nothing/answer", QIAN).status_code == 404
    assert room.post(f"/control-room/hillside/calls/{call['id']}/answer", MANAGER).status_code == 404
    room.clock.forward(minutes=1)
    answered = room.post(f"{ROOM}/calls/{call['id']}/answer", QIAN).json()
    assert (answered["call"], answered["recent_calls"][0]["answered_by"]) == (None, "qian")


def test_the_log_is_a_table_and_a_pdf_in_both_languages(room: World) -> None:
    room.post(f"{ROOM}/calls", MANAGER)
    assert room.get(f"{ROOM}/log", MANAGER, params={"format": "xlsx"}).content.startswith(b"PK")
    assert "查岗" in room.get(f"{ROOM}/log", MANAGER, params={"format": "csv"}).text
    assert room.get(f"{ROOM}/log", GUARD, params={"format": "csv"}).status_code == 403
    for language in ("zh", "en"):
        assert room.get(f"{ROOM}/log.pdf", MANAGER, params={"lang": language, "day": "2026-01-31", "shift": 1}).content.startswith(b"%PDF-")
    assert room.get(f"{ROOM}/log", MANAGER, params={"shift": 9}).status_code == 404
    assert [room.get(f"{ROOM}/log", MANAGER, params={"day": day}).status_code for day in ("0001-01-01", "9999-12-31", "yesterday")] == [422, 422, 422]


def test_a_touched_screen_is_attended(room: World) -> None:
    assert room.post("/screens/wall-1/touch", VIEWER, json={"site": "riverside"}).status_code == 403
    assert room.post("/screens/Wall/touch", QIAN, json={"site": "riverside"}).status_code == 422
    touched = room.post("/screens/wall-1/touch", QIAN, json={"site": "riverside"}).json()
    assert (touched["attended"], touched["screens"][0]["touched_by"]) == (True, "qian")
    room.clock.forward(minutes=10)
    assert room.get(ROOM, QIAN).json()["attended"] is False
