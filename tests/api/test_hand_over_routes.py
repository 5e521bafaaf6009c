"""Hand-overs over the API: who may do what, what is counted and lent, the printed sheet."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from domain.dispatch import Duty, DutySource
from domain.people import Department, Person, Role
from domain.post import Post
from domain.records import Account
from tests.api.world import ADMIN, DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, T0, VIEWER, World

FITTER = Person("p-fitter", "fitter", "赵工", Role.ENGINEER, Department.ENGINEERING, ("riverside",))
END = T0 + timedelta(hours=1)
POST = "/hand-over-posts/riverside/duty_engineer"


def staffed(world: World) -> None:
    """The engineer goes in an hour, the fitter comes."""
    with world.records.transaction() as tx:
        tx.people.add(Account(FITTER, "-"))
        for name, person, since, until in (("d-1", "engineer", T0 - timedelta(hours=11), END), ("d-2", "fitter", END, END + timedelta(hours=12))):
            tx.dispatch.add_duty(Duty(name, person, "riverside", Post.DUTY_ENGINEER, since, until, DutySource.HAND, "manager"))


def listed(world: World) -> list[dict[str, Any]]:
    """The post counts radios and keys."""
    answer = world.ask("PUT", POST, MANAGER, json={"asked": True, "things": [{"name": "对讲机", "number": 5}, {"name": "钥匙", "number": 2}]})
    assert answer.status_code == 200, answer.text
    things: list[dict[str, Any]] = answer.json()["things"]
    return things


def opened(world: World) -> dict[str, Any]:
    answer = world.post("/hand-overs", ENGINEER, json={"duty_id": "d-1"})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def offered(world: World) -> str:
    """Its path, signed by whoever goes."""
    things = listed(world)
    path = f"/hand-overs/{opened(world)['id']}"
    counts = {thing["id"]: {"counted": thing["number"]} for thing in things}
    assert world.post(f"{path}/count", ENGINEER, json={"counts": counts, "note": "3号泵异响"}).status_code == 200
    assert world.post(f"{path}/offer", ENGINEER, json={}).status_code == 200
    return path


def test_from_the_sheet_to_the_signature(world: World) -> None:
    staffed(world)
    path = offered(world)
    assert [item["post"] for item in world.get("/me/hand-overs", FITTER).json()["for_me"]] == ["duty_engineer"]
    assert world.get(path, FITTER).json()["may"] == ["count", "note", "attach", "sign", "refuse"][1:]
    done = world.post(f"{path}/sign", FITTER, json={}).json()
    assert (done["state"], done["incoming"], done["note"], done["may"]) == ("signed", "fitter", "3号泵异响", [])
    assert [(thing["name"], thing["expected"], thing["counted"]) for thing in done["sheet"]["things"]] == [("对讲机", 5, 5), ("钥匙", 2, 2)]
    assert world.get("/me/duty", ENGINEER).json()["duty"] is None
    assert world.get("/me/duty", FITTER).json()["duty"]["post"] == "duty_engineer"


@pytest.mark.parametrize(("by", "status"), [(ENGINEER, 422), (GUARD, 422), (VIEWER, 422), (STRANGER, 404)], ids=lambda value: getattr(value, "username", value))
def test_who_does_not_take_over(world: World, by: Person, status: int) -> None:
    staffed(world)
    path = offered(world)
    assert world.post(f"{path}/sign", by, json={}).status_code == status
    assert world.post(f"{path}/refuse", by, json={"note": "不接"}).status_code == status
    assert world.get(path, MANAGER).json()["state"] == "offered"


@pytest.mark.parametrize("step", ["count", "offer", "send-back", "sign-anyway", "cancel"])
def test_what_only_who_goes_or_a_lead_does(world: World, step: str) -> None:
    staffed(world)
    path = offered(world)
    assert world.post(f"{path}/{step}", FITTER, json={"note": "x"}).status_code == 403
    assert world.post(f"{path}/{step}", STRANGER, json={"note": "x"}).status_code == 404


def test_a_refusal_waits_for_the_lead_and_not_for_who_goes(world: World) -> None:
    staffed(world)
    path = offered(world)
    assert world.post(f"{path}/refuse", FITTER, json={"note": " "}).status_code == 422
    assert world.post(f"{path}/refuse", FITTER, json={"note": "钥匙少一把"}).json()["reason"] == "钥匙少一把"
    assert [len(world.get("/me/hand-overs", by).json()["to_decide"]) for by in (DISPATCHER, ENGINEER)] == [1, 0]
    assert world.post(f"{path}/sign-anyway", ENGINEER, json={}).status_code == 403
    assert world.post(f"{path}/sign-anyway", DISPATCHER, json={"note": "先接"}).json()["decided_by"] == "dispatcher"


def test_sent_twice_is_signed_once_and_an_old_version_is_a_conflict(world: World) -> None:
    staffed(world)
    path = offered(world)
    version = world.get(path, FITTER).json()["version"]
    stale = world.post(f"{path}/sign", FITTER, json={}, headers={"If-Match": f'"{version - 1}"'})
    assert (stale.status_code, stale.json()["current_version"]) == (409, version)
    answers = [world.post(f"{path}/sign", FITTER, json={}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.json()["state"] for answer in answers] == ["signed", "signed"]
    assert world.post(f"{path}/sign", FITTER, json={}).status_code == 409


def test_only_leads_say_what_is_counted_and_an_old_list_is_a_conflict(world: World) -> None:
    body = {"asked": False, "things": [{"name": "钥匙", "number": 1}]}
    assert [world.ask("PUT", POST, by, json=body).status_code for by in (ENGINEER, GUARD, VIEWER, STRANGER, MANAGER)] == [403, 403, 403, 404, 200]
    assert world.ask("PUT", POST, ADMIN, json=body, headers={"If-Match": '"0"'}).status_code == 409
    twice = {"asked": True, "things": [{"name": "钥匙", "number": 1}, {"name": " 钥匙 ", "number": 1}]}
    assert world.ask("PUT", POST, ADMIN, json=twice).status_code == 422


def test_what_is_lent_is_not_expected_until_it_is_back(world: World) -> None:
    staffed(world)
    thing = listed(world)[0]["id"]
    assert world.post(f"/hand-over-things/{thing}/lend", GUARD, json={"to": "保洁何洁"}).status_code == 403
    assert world.post(f"/hand-over-things/{thing}/lend", ENGINEER, json={"to": "保洁何洁", "number": 6}).status_code == 422
    lent = world.post(f"/hand-over-things/{thing}/lend", ENGINEER, json={"to": "保洁何洁", "number": 2}).json()
    assert [(each["name"], each["lent"]) for each in lent["things"]] == [("对讲机", 2), ("钥匙", 0)]
    sheet = opened(world)["sheet"]["things"][0]
    assert (sheet["expected"], sheet["loans"][0]["lent_to"]) == (3, "保洁何洁")
    loan = lent["loans"][0]["id"]
    assert [world.post(f"/thing-loans/{loan}/return", ENGINEER).status_code for _ in range(2)] == [200, 200]
    assert world.get("/hand-over-posts", ENGINEER, params={"site": "riverside"}).status_code == 200
    assert world.get("/hand-over-posts", STRANGER, params={"site": "riverside"}).status_code == 404


def test_a_signature_is_a_drawing_and_is_printed(world: World) -> None:
    staffed(world)
    path = offered(world)
    written = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 0, 0)).save(written, "PNG")
    drawn = ("signature.png", written.getvalue(), "image/png")
    assert world.post(f"{path}/files", GUARD, files={"file": drawn}).status_code == 403
    assert world.post(f"{path}/files", FITTER, files={"file": ("x.txt", b"words", "text/plain")}, data={"signature": "true"}).status_code == 422
    added = world.post(f"{path}/files", FITTER, files={"file": drawn}, data={"signature": "true"})
    assert (added.status_code, added.json()["signed_by"]) == (201, "fitter")
    assert world.get(f"{path}/files/{added.json()['id']}", MANAGER).content == written.getvalue()
    assert world.get(f"{path}/files/{added.json()['id']}", STRANGER).status_code == 404
    world.post(f"{path}/sign", FITTER, json={})
    for language in ("zh", "en"):
        printed = world.get(f"{path}/form.pdf", MANAGER, params={"lang": language})
        assert printed.content.startswith(b"%PDF-")
    assert world.get(f"{path}/form.pdf", STRANGER).status_code == 404


def test_the_history_is_filtered_and_exported_without_formulas(world: World) -> None:
    staffed(world)
    path = offered(world)
    world.post(f"{path}/refuse", FITTER, json={"note": "=1+1 13800138000"})
    assert [
        len(world.get("/hand-overs", MANAGER, params=each).json()["items"]) for each in ({"state": "refused,open"}, {"state": "signed"}, {"person": "engineer"})
    ] == [1, 0, 1]
    assert world.get("/hand-overs", STRANGER).json()["items"] == []
    table = world.get("/hand-overs", MANAGER, params={"format": "csv", "lang": "en"}).text
    assert "'=1+1" in table
    assert "13800138000" not in table
    assert world.get("/hand-overs", GUARD, params={"format": "csv"}).status_code == 403
    assert world.get("/hand-overs", MANAGER, params={"cursor": "x"}).status_code == 400
