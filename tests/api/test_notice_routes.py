"""Notices over the API: who may draft, approve and let out; what residents read; whom it went to, masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.people import Department, Person, Role
from domain.records import Account
from domain.site import Site
from domain.telemetry import TelemetryStore
from operations.notices.tokens import off_token
from storage.database.records import DatabaseRecords
from tests.api.world import ADMIN, DISPATCHER, ENGINEER, GUARD, MANAGER, SECRET, SITES, STRANGER, VIEWER, SetClock, World, opened
from tests.operations.notices.scenes import PEOPLE, WAYS
from tests.operations.notices.scenes import SITE as WITH_FLATS

DESK = Person("p-desk", "desk", "客服", Role.SERVICE_CENTRE, Department.SERVICE_CENTRE, ("riverside",))
STEWARD = Person("p-steward", "steward", "管家", Role.STEWARD, Department.SERVICE_CENTRE, ("riverside",))
_OWN = SITES["riverside"]
_ROOF = {"t3-roof": _OWN.spaces["t3-roof"]}
_SPACES, _ASSETS = {**WITH_FLATS.spaces, **_ROOF}, {**WITH_FLATS.assets, **_OWN.assets}
MOVED = {"riverside": replace(WITH_FLATS, assets=_ASSETS, devices=_OWN.devices, spaces=_SPACES), "hillside": SITES["hillside"]}
CUT = {
    "site": "riverside",
    "kind": "water_cut",
    "cause": {"zh": "加压泵故障", "en": "a fault of the booster pump"},
    "units": ["t2", "t3"],
    "until": "2026-01-31T12:00:00Z",
    "phone": "0571-80001234",
}


@pytest.fixture
def town(site_records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    """The site with flats, and channels to its residents."""
    sites: Mapping[str, Site] = MOVED
    with opened(site_records, telemetry, clock, tmp_path, sites=sites) as living:
        with site_records.transaction() as tx:
            for person in (DESK, STEWARD):
                tx.people.add(Account(person, "!"))
        living.app.state.services = replace(living.app.state.services, resident_ways=WAYS)
        yield living


def drafted(world: World, by: Person = DESK, **more: object) -> dict[str, Any]:
    answer = world.post("/notices", by, json={**CUT, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def step(world: World, notice: Mapping[str, Any], what: str, by: Person, **body: object) -> dict[str, Any]:
    answer = world.post(f"/notices/{notice['id']}/{what}", by, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def submitted(world: World) -> dict[str, Any]:
    return step(world, drafted(world), "submit", DESK)


def out(world: World) -> dict[str, Any]:
    return step(world, submitted(world), "approve", MANAGER, publish=True)


def imported(world: World) -> dict[str, Any]:
    answer = world.post("/notice-recipients/import", MANAGER, json={"site": "riverside", "csv": PEOPLE})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_draft_says_whom_it_concerns_how_many_it_reaches_and_what_may_be_done(town: World) -> None:
    imported(town)
    notice = drafted(town)
    assert (notice["number"], notice["state"], notice["unit_count"], notice["place"]["zh"]) == ("T-20260131-001", "draft", 14, "2号楼、3号楼")
    assert {each["channel"]: (each["chosen"], each["messages"]) for each in notice["reach"]} == {"group": (True, 1), "texts": (True, 2), "mails": (True, 1)}
    assert notice["page"] is None
    assert notice["may"] == {
        "change": True,
        "submit": True,
        "approve": False,
        "reject": False,
        "publish": False,
        "update": False,
        "approve_update": False,
        "withdraw": True,
    }


def test_from_the_order_of_an_alarm_everything_is_found(town: World) -> None:
    _, order = town.raised()
    notice = drafted(town, kind=None, cause=None, units=None, order_id=order.id)
    assert (notice["kind"], notice["order_number"]) == ("lift", order.number)
    assert notice["place"]["zh"].startswith("3号楼")
    assert {unit["reason"]["zh"] for unit in notice["units"]} == {"电梯停用"}
    assert [each["id"] for each in town.get(f"/notices?about={order.id}", DESK).json()["items"]] == [notice["id"]]


@pytest.mark.parametrize("by", [GUARD, ENGINEER, VIEWER], ids=lambda person: person.username)
def test_hands_and_viewers_draft_nothing(town: World, by: Person) -> None:
    assert town.post("/notices", by, json=CUT).status_code == 403


def test_stewards_and_the_desk_draft_and_only_the_manager_lets_out(town: World) -> None:
    notice = step(town, drafted(town, by=STEWARD), "submit", DESK)
    for by in (DESK, STEWARD, DISPATCHER):
        for what in ("approve", "publish"):
            assert town.post(f"/notices/{notice['id']}/{what}", by, json={}).status_code == 403
    assert step(town, notice, "approve", MANAGER)["state"] == "approved"
    assert step(town, notice, "publish", MANAGER)["state"] == "published"


def test_nobody_approves_what_they_wrote_themselves_not_even_the_administrator(town: World) -> None:
    notice = step(town, drafted(town, by=ADMIN), "submit", ADMIN)
    answer = town.post(f"/notices/{notice['id']}/approve", ADMIN, json={"publish": True})
    assert answer.status_code == 422
    assert town.get(f"/notices/{notice['id']}", ADMIN).json()["state"] == "submitted"


def test_somebody_of_another_site_sees_nothing_of_it(town: World) -> None:
    notice = drafted(town)
    assert town.get(f"/notices/{notice['id']}", STRANGER).status_code == 404
    assert town.post("/notices", STRANGER, json=CUT).status_code == 404
    assert town.get("/notices", STRANGER).json()["items"] == []


def test_it_is_changed_sent_back_and_changed_again(town: World) -> None:
    notice = submitted(town)
    back = step(town, notice, "reject", MANAGER, words="请写明范围")
    assert (back["state"], back["words"], back["may"]["change"]) == ("rejected", "请写明范围", True)
    body = {name: back[name] for name in ("kind", "title", "text", "cause", "since", "until", "phone")}
    again = step(town, back, "change", DESK, **{**body, "units": ["t2"], "channels": ["group"], "reword": True})
    assert (again["state"], again["title"]["zh"]) == ("draft", "关于2号楼临时停水的紧急通知")
    assert [each["channel"] for each in again["reach"] if each["chosen"]] == ["group"]
    refused = town.post(f"/notices/{notice['id']}/change", DESK, json={**body, "units": ["t9"], "channels": []})
    assert (refused.status_code, "t9" in refused.text) == (422, True)


def test_a_step_that_is_not_possible_and_an_old_version_are_conflicts(town: World) -> None:
    notice = submitted(town)
    assert town.post(f"/notices/{notice['id']}/publish", MANAGER, json={}).status_code == 409
    assert town.post(f"/notices/{notice['id']}/approve", MANAGER, json={}, headers={"If-Match": "1"}).status_code == 409


def test_residents_read_it_with_its_updates_in_order_and_without_personal_data(town: World) -> None:
    notice = out(town)
    token = notice["page"].removeprefix("/n/")
    assert notice["svg"].startswith("<svg")
    waiting = step(town, notice, "updates", DESK, text={"zh": "正在试压", "en": "Being tested"}, until="2026-01-31T14:00:00Z")
    before = town.get(f"/public/notices/{token}").json()
    assert before["updates"] == []
    step(town, notice, f"updates/{waiting['updates'][0]['id']}/approve", MANAGER)
    closing = step(town, notice, "updates", DESK, text=notice["closing_text"], closing=True)
    step(town, notice, f"updates/{closing['updates'][1]['id']}/approve", MANAGER)
    read = town.get(f"/public/notices/{token}").json()
    assert [(each["text"]["zh"][:4], each["closing"]) for each in read["updates"]] == [("正在试压", False), ("尊敬的业", True)]
    assert (read["state"], read["until"], read["phone"]) == ("closed", "2026-01-31T14:00:00.000Z", "0571-80001234")
    assert not {"written_by", "approved_by", "units", "log", "id", "order_id"} & set(read)
    assert "desk" not in str(read)
    assert town.get(f"/notices/{notice['id']}", DESK).json()["opened"] == 2


def test_before_it_is_out_and_in_a_drill_there_is_no_page(town: World) -> None:
    notice = step(town, submitted(town), "approve", MANAGER)
    with town.records.transaction() as tx:
        stored = tx.notices.get(notice["id"])
        assert stored is not None
        tx.notices.save(replace(stored, realm="drill-1"), [])
    shown = step(town, notice, "publish", MANAGER)
    assert (shown["state"], shown["page"], shown["counts"]) == ("published", None, [])
    assert town.get("/notices", DESK).json()["items"] == []
    assert [each["id"] for each in town.get("/notices?drill=drill-1", DESK).json()["items"]] == [notice["id"]]


def test_a_token_that_leads_nowhere_is_not_found(town: World) -> None:
    assert town.get("/public/notices/abc").status_code == 404
    assert town.get(f"/public/notices/{'A' * 24}").status_code == 404


def test_a_withdrawn_notice_says_why_and_only_the_manager_takes_back_what_is_out(town: World) -> None:
    notice = out(town)
    assert town.post(f"/notices/{notice['id']}/withdraw", DESK, json={"words": "误发"}).status_code == 403
    assert town.post(f"/notices/{notice['id']}/withdraw", MANAGER, json={"words": ""}).status_code == 422
    step(town, notice, "withdraw", MANAGER, words="误发")
    read = town.get(f"/public/notices/{notice['page'].removeprefix('/n/')}").json()
    assert (read["state"], read["words"]) == ("withdrawn", "误发")


def test_deliveries_are_counted_and_masked_and_exported(town: World) -> None:
    imported(town)
    notice = out(town)
    assert notice["counts"] == [
        {"channel": "group", "queued": 1, "sent": 0, "failed": 0, "cancelled": 0},
        {"channel": "mails", "queued": 1, "sent": 0, "failed": 0, "cancelled": 0},
        {"channel": "texts", "queued": 2, "sent": 0, "failed": 0, "cancelled": 0},
    ]
    mine = town.get(f"/notices/{notice['id']}/deliveries", DESK).json()["items"]
    others = town.get(f"/notices/{notice['id']}/deliveries", STEWARD).json()["items"]
    assert {each["to"] for each in mine} == {"", "138****8001", "138****8002", "l****@example.com"}
    assert {(each["to"], each["unit"]) for each in others} == {("", None)}
    table = town.get(f"/notices/{notice['id']}/deliveries?format=csv", MANAGER).text
    assert "待发送" in table
    assert "13800138001" not in table
    whole = town.get("/notices?format=csv&lang=en", MANAGER).text
    assert "T-20260131-001" in whole
    assert "Water cut" in whole
    assert town.get("/notices?format=csv", DESK).status_code == 403


def test_whom_it_goes_to_is_seen_by_few_masked_and_each_look_is_logged(town: World) -> None:
    assert imported(town) == {"kept": 5, "without_consent": 1, "stayed_out": 0, "problems": []}
    assert town.get("/notice-recipients", STEWARD).status_code == 403
    shown = town.get("/notice-recipients?reason=核对", DESK).json()["items"]
    assert {each["hint"] for each in shown} == {"138****8001", "138****8002", "138****8003", "l****@example.com"}
    assert "13800138001" not in str(shown)
    assert ("desk", "notice-recipient.list", "核对") in town.audited()
    assert town.post("/notice-recipients/import", DESK, json={"site": "riverside", "csv": PEOPLE}).status_code == 403
    removed = next(each for each in shown if each["by"] == "email")
    assert town.ask("DELETE", f"/notice-recipients/{removed['id']}", MANAGER).status_code == 204
    assert [each["ended"] for each in town.get("/notice-recipients", MANAGER).json()["items"] if each["by"] == "email"] == ["removed"]


def test_bad_rows_are_named_and_nothing_is_kept(town: World) -> None:
    answer = town.post("/notice-recipients/import", MANAGER, json={"site": "riverside", "csv": "房号,手机,同意接收\nt2-101,13800138001,是\nt9,12,是\n"}).json()
    assert (answer["kept"], [each["line"] for each in answer["problems"]]) == (0, [3])
    assert town.get("/notice-recipients", MANAGER).json()["items"] == []


def test_a_resident_stops_the_messages_with_the_token_of_his_link(town: World) -> None:
    imported(town)
    with town.records.reading() as tx:
        person = tx.notices.recipients.of("riverside", "email")[0]
    token = off_token(SECRET, person.id)
    for _ in range(2):
        assert town.post("/public/notice-opt-out", json={"token": token}).json() == {"done": True}
    assert town.post("/public/notice-opt-out", json={"token": "A" * 24}).status_code == 404
    assert {each["messages"] for each in drafted(town)["reach"] if each["channel"] == "mails"} == {0}


def test_the_sheet_for_the_notice_board(town: World) -> None:
    notice = out(town)
    sheet = town.get(f"/notices/{notice['id']}/sheet", DESK)
    assert (sheet.status_code, sheet.headers["content-type"], sheet.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert ("desk", "notice.print", "") in town.audited()


def test_the_units_to_choose_from(town: World) -> None:
    found = town.get("/notices/units?site=riverside", DESK).json()
    assert [(each["id"], each["dwellings"], len(each["units"])) for each in found["buildings"]] == [("t1", True, 7), ("t2", True, 7), ("t3", True, 7)]
    assert "garage" in {each["id"] for each in found["places"]}


def test_the_same_draft_asked_twice_is_one(town: World) -> None:
    answers = [town.post("/notices", DESK, json=CUT, headers={"Idempotency-Key": "k"}).json()["id"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(town.get("/notices", DESK).json()["items"]) == 1
