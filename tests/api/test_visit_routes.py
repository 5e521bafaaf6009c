"""Visits over the API: a contractor without an account, the staff that approves and confirms, and who may know who it was."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.security.door import Door
from domain.people import Person
from domain.request import QrLink
from tests.api.test_attachments import PDF, picture
from tests.api.world import CLEANER, ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World

CODE = "A" * 24
WANG = {"firm": "安捷电梯", "name": "王建设", "phone": "13800138000", "purpose": "maintenance", "work": "半月维保", "minutes": 120}


def hang(world: World, *, asset: str | None = "t3-lift-1", space: str | None = None, token: str = CODE) -> None:
    """A code at the lift."""
    with world.records.transaction() as tx:
        tx.requests.add_qr(QrLink(f"l-{token}", hashlib.sha256(token.encode()).hexdigest(), "riverside", asset, space, world.clock(), "admin"))


def come(world: World, **more: object) -> dict[str, Any]:
    answer = world.post(f"/public/visit-places/{CODE}/sign-in", json={**WANG, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def send(world: World, token: str, kind: str, content: bytes, name: str = "照片.jpg") -> httpx.Response:
    return world.post(f"/public/visits/{token}/attachments?kind={kind}", files={"file": (name, content, "image/jpeg")})


def waiting(world: World) -> tuple[str, str]:
    """A visit with a certificate: its id and its own token."""
    hang(world)
    token = come(world)["token"]
    assert send(world, token, "certificate", picture(), "王建设.jpg").status_code == 201
    return world.get("/visits", ENGINEER).json()["items"][0]["id"], token


def take(world: World, visit: str, step: str, by: Person = ENGINEER, **body: object) -> dict[str, Any]:
    answer = world.post(f"/visits/{visit}/{step}", by, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_whole_way(world: World) -> None:
    visit, token = waiting(world)
    assert world.get(f"/public/visits/{token}").json() | {"time_zone": ""} == {
        "number": "F-20260131-001",
        "state": "waiting",
        "purpose": "maintenance",
        "site_name": {"zh": "滨江花园", "en": "Riverside Gardens"},
        "asset_name": {"zh": "电梯", "en": "Lift"},
        "place": {"zh": "3号楼 · 屋面机房", "en": "Tower 3 · Roof machine room"},
        "time_zone": "",
        "until": "2026-01-31T10:00:00.000Z",
        "certificates": 1,
        "sheets": 0,
        "said": "",
    }
    approved = take(world, visit, "approve")
    assert (approved["state"], approved["approved_by"]) == ("on_site", "engineer")
    (entry,) = world.get("/out-of-service", VIEWER).json()["items"]
    assert (entry["id"], entry["scope"]["assets"], entry["until"]) == (approved["out_of_service"], ["t3-lift-1"], "2026-01-31T10:00:00.000Z")
    assert "lift.entrapment*" in entry["spares"]
    assert world.post(f"/public/visits/{token}/sign-out", json={}).status_code == 422
    assert send(world, token, "sheet", PDF, "服务单.pdf").json()["sheets"] == 1
    assert world.post(f"/public/visits/{token}/sign-out", json={"note": "已完成"}).json()["state"] == "leaving"
    done = take(world, visit, "confirm")
    assert (done["state"], done["steps"]) == ("done", [])
    assert world.get("/out-of-service", VIEWER).json()["items"] == []
    service = world.get("/assets/t3-lift-1/service", VIEWER, params={"site": "riverside"}).json()
    assert (service["every_days"], service["last_at"], service["due_at"], service["overdue"]) == (
        15,
        "2026-01-31T08:00:00.000Z",
        "2026-02-15T08:00:00.000Z",
        False,
    )
    assert [record["visit_id"] for record in service["services"]] == [visit]


def test_an_entrapment_while_the_contractor_works_is_shown(world: World) -> None:
    visit, _ = waiting(world)
    take(world, visit, "approve")
    alarm, _ = world.raised(at=world.clock.forward(minutes=5))
    assert world.get(f"/alarms/{alarm.id}", VIEWER).json()["state"] == "unacknowledged"


def test_the_overdue_are_listed_and_tabled(world: World) -> None:
    visit, token = waiting(world)
    take(world, visit, "approve")
    send(world, token, "sheet", picture())
    world.post(f"/public/visits/{token}/sign-out", json={})
    take(world, visit, "confirm")
    world.clock.forward(days=16)

    def due(**query: str) -> list[tuple[str, bool, bool]]:
        items = world.get("/service-due", MANAGER, params=query).json()["items"]
        return [(item["site"], item["overdue"], item["unknown"]) for item in items]

    assert due() == [("hillside", False, True), ("riverside", True, False)]
    assert due(overdue="true") == [("riverside", True, False)]
    assert world.get("/service-due", GUARD, params={"format": "csv"}).status_code == 403
    assert "t3-lift-1" in world.get("/service-due", MANAGER, params={"format": "csv"}).text


@pytest.mark.parametrize("by", [GUARD, CLEANER, VIEWER], ids=lambda person: person.username)
def test_only_who_may_take_equipment_out_of_service_approves(world: World, by: Person) -> None:
    visit, _ = waiting(world)
    assert world.get(f"/visits/{visit}", by).json()["steps"] == []
    assert world.post(f"/visits/{visit}/approve", by, json={}).status_code == 403


def test_somebody_of_another_site_sees_nothing_of_it(world: World) -> None:
    visit, _ = waiting(world)
    assert [world.get(path, STRANGER).status_code for path in (f"/visits/{visit}", f"/visits/{visit}/attachments/x")] == [404, 404]
    assert world.post(f"/visits/{visit}/approve", STRANGER, json={}).status_code == 404
    assert world.post(f"/visits/{visit}/reveal", STRANGER, json={"reason": "x"}).status_code == 404
    assert world.get("/visits", STRANGER).json()["items"] == []


# --- Who it is ------------------------------------------------------------------------------------------------------


def test_who_it_is_is_masked_and_each_look_is_written_down(world: World) -> None:
    visit, _ = waiting(world)
    seen = world.get(f"/visits/{visit}", ENGINEER)
    assert (seen.json()["visitor"], seen.json()["may_reveal"]) == ("王•••", False)
    assert not [word for word in ("王建设", "13800138000") if word in seen.text + world.get("/visits", ENGINEER).text]
    assert world.post(f"/visits/{visit}/reveal", ENGINEER, json={"reason": "x"}).status_code == 403
    assert world.post(f"/visits/{visit}/reveal", MANAGER, json={}).status_code == 422
    assert world.post(f"/visits/{visit}/reveal", MANAGER, json={"reason": "核对身份"}).json() == {"name": "王建设", "phone": "13800138000"}
    assert ("manager", "visit.reveal", "核对身份") in world.audited()


def test_a_certificate_is_for_few_eyes_and_a_service_sheet_for_all(world: World) -> None:
    visit, token = waiting(world)
    take(world, visit, "approve")
    world.clock.forward(minutes=1)
    send(world, token, "sheet", PDF, "服务单.pdf")
    certificate, sheet = world.get(f"/visits/{visit}", ENGINEER).json()["files"]
    path = f"/visits/{visit}/attachments"
    assert (certificate["name"], certificate["kind"], sheet["kind"]) == ("certificate", "certificate", "sheet")
    assert [world.get(f"{path}/{certificate['id']}", by).status_code for by in (ENGINEER, VIEWER, MANAGER)] == [403, 403, 200]
    assert ("manager", "visit.certificate", certificate["id"]) in world.audited()
    answer = world.get(f"{path}/{sheet['id']}", VIEWER)
    assert (answer.content, answer.headers["content-disposition"].split(";")[0]) == (PDF, "attachment")


def test_the_table_carries_no_name_and_no_phone(world: World) -> None:
    waiting(world)
    table = world.get("/visits", MANAGER, params={"format": "csv"}).text
    assert "安捷电梯" in table
    assert not [word for word in ("王建设", "13800138000") if word in table]
    assert world.get("/visits", GUARD, params={"format": "csv"}).status_code == 403


# --- Strangers ------------------------------------------------------------------------------------------------------


def test_a_code_says_where_it_hangs_and_nothing_else(world: World) -> None:
    hang(world)
    assert world.get(f"/public/visit-places/{CODE}").json() == {
        "site_name": {"zh": "滨江花园", "en": "Riverside Gardens"},
        "asset_name": {"zh": "电梯", "en": "Lift"},
        "place": {"zh": "3号楼 · 屋面机房", "en": "Tower 3 · Roof machine room"},
    }


def test_a_code_that_was_revoked_or_hangs_at_no_asset_leads_nowhere(world: World) -> None:
    hang(world)
    hang(world, asset=None, space="t3", token="B" * 24)
    with world.records.transaction() as tx:
        tx.requests.revoke_qr(f"l-{CODE}", world.clock())
    assert [world.get(f"/public/visit-places/{token}").status_code for token in (CODE, "B" * 24, "C" * 24, "x")] == [404] * 4


def test_guessing_is_slowed_down(world: World) -> None:
    answers = [world.get(f"/public/visits/{number:024d}").status_code for number in range(40)]
    assert (answers[0], answers[-1]) == (404, 429)


def test_signing_in_again_and_again_is_slowed_down(world: World) -> None:
    hang(world)
    answers = [world.post(f"/public/visit-places/{CODE}/sign-in", json={**WANG, "phone": f"139{number:08d}"}) for number in range(12)]
    assert {answer.status_code for answer in answers[:5]} == {201}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0


def test_another_phone_goes_on_with_number_and_phone(world: World) -> None:
    hang(world)
    first = come(world)
    path = f"/public/visit-places/{CODE}/resume"
    assert world.post(path, json={"number": first["number"], "phone": "13900000000"}).status_code == 404
    again = world.post(path, json={"number": first["number"], "phone": "138 0013 8000"}).json()
    assert world.get(f"/public/visits/{first['token']}").status_code == 404
    assert world.get(f"/public/visits/{again['token']}").json()["number"] == first["number"]


def test_who_goes_again_before_the_approval_is_gone(world: World) -> None:
    hang(world)
    token = come(world)["token"]
    assert world.post(f"/public/visits/{token}/withdraw").json()["state"] == "withdrawn"
    assert world.post(f"/public/visits/{token}/withdraw").status_code == 409
    world.clock.forward(days=3)
    assert world.get(f"/public/visits/{token}").status_code == 404


@pytest.mark.parametrize(
    ("kind", "content"),
    [("certificate", PDF), ("certificate", b"<svg/>"), ("certificate", b""), ("sheet", picture()), ("passport", picture()), ("certificate", b"MZ\x90")],
)
def test_only_what_is_wanted_is_taken_and_nothing_is_kept_of_the_rest(world: World, kind: str, content: bytes) -> None:
    hang(world)
    token = come(world)["token"]
    assert send(world, token, kind, content).status_code == 422
    assert list(world.uploads.iterdir()) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.dictionaries(st.sampled_from(("firm", "name", "phone", "purpose", "work", "order_number", "minutes", "number", "note")), ANYTHING, max_size=9)
NEARLY = st.builds(lambda wrong: {**WANG, **wrong}, FIELDS)


@pytest.fixture
def hung(world: World) -> World:
    """The world with a code at the lift."""
    hang(world)
    return world


@given(body=st.one_of(FIELDS, NEARLY, ANYTHING), token=st.sampled_from((CODE, CODE, "x", "D" * 24, "%00", "..", "' or 1=1")))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_strangers_send_is_refused_or_taken_and_never_breaks(hung: World, body: object, token: str) -> None:
    hung.app.state.door = Door()  # each example knocks for the first time
    paths = (f"/public/visit-places/{token}/sign-in", f"/public/visit-places/{token}/resume", f"/public/visits/{token}/sign-out")
    statuses = [hung.post(path, json=body).status_code for path in paths]
    assert [status for status in statuses if status >= httpx.codes.INTERNAL_SERVER_ERROR or status in (401, 403)] == []
