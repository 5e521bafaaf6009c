"""What was done, repeat faults, printed forms and signatures, over HTTP."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from domain.people import Department, Person
from domain.records import Transaction
from domain.request import Channel, Request
from domain.severity import Priority
from domain.text import Text
from domain.work_order import OrderKind, WorkOrder
from operations.workorders.opening import open_request
from tests.api.test_attachments import picture
from tests.api.world import CLEANER, ENGINEER, GUARD, MANAGER, STRANGER, T0, VIEWER, World
from tests.operations.forms.sheets import letters_of, pages_of

WORK = {
    "problem": "failure",
    "cause": "wear",
    "remedy": "replacement",
    "what": "换了门滚轮",
    "labour": [{"person": "guard", "minutes": 45}],
    "parts": [
        {"name": "门滚轮", "quantity": 4, "unit": "个", "unit_cost_fen": 1250},
        {"name": "电缆", "quantity": 2.5, "unit_cost_fen": 333, "owner_pays": True},
    ],
}


def put(world: World, order_id: str, body: dict[str, Any], by: Person = GUARD, version: int | None = None) -> httpx.Response:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return world.ask("PUT", f"/work-orders/{order_id}/work-done", by, json=body, headers=headers)


def sign(world: World, order_id: str, by: Person = GUARD, name: str = "张伟", signed_as: str = "requester", content: bytes | None = None) -> httpx.Response:
    file = {"file": ("x.png", picture("PNG") if content is None else content, "image/png")}
    return world.post(f"/work-orders/{order_id}/signatures", by, files=file, data={"signed_by": name, "signed_as": signed_as})


def asked(world: World, title: str = "1203 厨房水龙头漏水", site: str = "riverside") -> WorkOrder:
    """Somebody phoned."""

    def act(tx: Transaction) -> WorkOrder:
        order = open_request(
            tx,
            site=world.sites[site],
            asset=None,
            kind=OrderKind.REPAIR,
            title=Text(title, title),
            department=Department.ENGINEERING,
            priority=Priority.P3,
            by="manager",
            at=T0,
        )
        told = Request(
            "r" + order.id, order.id, site, Channel.PHONE, T0, "manager", "厨房漏水，回电 13912345678", name="张伟", phone="13912345678", room="1203"
        )
        tx.requests.add(told)
        return order

    with world.records.transaction() as tx:
        return act(tx)


def test_nothing_is_recorded_at_first_and_everything_is_optional(world: World) -> None:
    _, order = world.raised()
    before = world.get(f"/work-orders/{order.id}/work-done", GUARD).json()
    assert (before["version"], before["labour"], before["parts"], before["may_record"]) == (0, [], [], True)
    assert put(world, order.id, {}).json()["version"] == 1


def test_what_was_done_is_written_down_and_added_up(world: World) -> None:
    _, order = world.raised()
    told = put(world, order.id, WORK, version=0).json()
    assert (told["minutes"], told["cost_fen"], told["owner_cost_fen"], told["recorded_by"]) == (45, 5833, 833, "guard")
    assert [part["cost_fen"] for part in told["parts"]] == [5000, 833]
    assert world.get(f"/work-orders/{order.id}/work-done", VIEWER).json() == {**told, "may_record": False}
    assert world.get(f"/work-orders/{order.id}", GUARD).json()["timeline"][-1]["event"] == "record"
    assert world.audited()[-1][:2] == ("guard", "work-order.record")


def test_whoever_has_not_read_the_newest_is_told_the_version_now(world: World) -> None:
    _, order = world.raised()
    put(world, order.id, WORK, version=0)
    late = put(world, order.id, WORK, MANAGER, version=0)
    assert (late.status_code, late.json()["current_version"]) == (409, 1)


@pytest.mark.parametrize(("by", "status"), [(GUARD, 200), (ENGINEER, 200), (MANAGER, 200), (CLEANER, 403), (VIEWER, 403), (STRANGER, 404)])
def test_who_leads_or_assists_may_write_it_down(world: World, by: Person, status: int) -> None:
    _, order = world.raised()
    assert put(world, order.id, WORK, by).status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"labour": [{"person": "guard"}]},
        {"labour": [{"person": "guard", "minutes": 0}]},
        {"labour": [{"person": "guard", "started_at": "2026-01-31T08:00:00Z"}]},
        {"labour": [{"person": "guard", "started_at": "2026-01-31T08:00:00Z", "ended_at": "2026-01-31T07:00:00Z"}]},
        {"parts": [{"name": ""}]},
        {"parts": [{"name": "x", "quantity": 0}]},
        {"parts": [{"name": "x", "unit_cost_fen": -1}]},
        {"parts": [{"name": "x", "unit_cost_fen": 1.5}]},
        {"cause": "gremlins"},
        {"what": "x" * 4001},
    ],
)
def test_what_cannot_be_is_refused(world: World, wrong: dict[str, Any]) -> None:
    _, order = world.raised()
    assert put(world, order.id, wrong).status_code == 422


def repeated(world: World) -> tuple[WorkOrder, WorkOrder]:
    """The lift is repaired, and fails again the next day for the same cause."""
    return _repaired(world, 0), _repaired(world, 1)


def _repaired(world: World, day: int) -> WorkOrder:
    at = world.clock.now = T0 + timedelta(days=day)
    title, lift, security = Text("电梯异响", "Noise in the lift"), "t3-lift-1", Department.SECURITY
    with world.records.transaction() as tx:
        order = open_request(
            tx, site=world.sites["riverside"], asset=lift, kind=OrderKind.REPAIR, title=title, department=security, priority=Priority.P3, by="manager", at=at
        )
    world.clock.forward(hours=1)
    steps = (("dispatch", MANAGER), ("accept", GUARD), ("complete", GUARD))
    assert [world.post(f"/work-orders/{order.id}/{step}", by).status_code for step, by in steps] == [200, 200, 200]
    assert put(world, order.id, WORK).status_code == 200
    return order


def test_a_repeat_is_shown_on_both_orders_and_in_the_list(world: World) -> None:
    first, second = repeated(world)
    assert world.get(f"/work-orders/{second.id}/work-done", GUARD).json()["repeat_of"]["number"] == first.number
    assert world.get(f"/work-orders/{first.id}/work-done", GUARD).json()["repeated_by"][0]["order_id"] == second.id
    (fault,) = world.get("/repeat-faults", GUARD, params={"site": "riverside"}).json()["items"]
    assert (fault["asset"], fault["cause"], fault["count"], fault["cost_fen"], fault["minutes"]) == ("t3-lift-1", "wear", 2, 11666, 90)
    assert world.get("/repeat-faults", GUARD, params={"since": "2026-03-01T00:00:00Z"}).json()["items"] == []
    assert world.get("/repeat-faults", STRANGER).json()["items"] == []


def test_repeat_faults_come_as_a_table(world: World) -> None:
    repeated(world)
    table = world.get("/repeat-faults", ENGINEER, params={"format": "csv", "lang": "en"})
    assert table.text.splitlines()[1] == "riverside,t3-lift-1,Wear,,2,2026-02-01T09:00:00.000Z,90,116.66,Replacement / Replacement"
    assert world.get("/repeat-faults", VIEWER, params={"format": "csv"}).status_code == 403


@pytest.mark.parametrize(("form", "word"), [("contact-sheet", "工作联系单"), ("service-sheet", "维修服务单")])
def test_an_order_is_printed_as_a_form(world: World, form: str, word: str) -> None:
    order = asked(world)
    answer = world.get(f"/work-orders/{order.id}/forms/{form}.pdf", ENGINEER)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == f'attachment; filename="{form}-{order.number}.pdf"'
    assert set(word) | set("厨房水龙头漏") <= set(letters_of(answer.content))
    assert world.audited()[-1] == ("engineer", "work-order.print", f"{form} zh")


def test_who_may_not_see_personal_data_prints_none_and_who_may_is_logged(world: World) -> None:
    order = asked(world)
    masked = world.get(f"/work-orders/{order.id}/forms/service-sheet.pdf", ENGINEER).content
    whole = world.get(f"/work-orders/{order.id}/forms/service-sheet.pdf", MANAGER).content
    assert "伟" not in letters_of(masked)
    assert "张" in letters_of(masked)
    assert "伟" in letters_of(whole)
    assert world.audited()[-1] == ("manager", "work-order.print", "service-sheet zh personal")


def test_several_are_printed_in_one_and_each_begins_on_a_page_of_its_own(world: World) -> None:
    orders = [asked(world, f"第 {n} 件事") for n in range(3)]
    body = {"ids": [order.id for order in orders] * 2, "form": "contact-sheet", "lang": "en"}
    answer = world.post("/work-orders/forms", ENGINEER, json=body)
    assert (answer.status_code, pages_of(answer.content)) == (200, 3)
    assert answer.headers["content-disposition"] == 'attachment; filename="contact-sheet-3-orders.pdf"'
    assert [entry[1] for entry in world.audited()].count("work-order.print") == 3


@pytest.mark.parametrize("ids", [[], ["x"] * 201])
def test_too_few_and_too_many_are_refused(world: World, ids: list[str]) -> None:
    assert world.post("/work-orders/forms", ENGINEER, json={"ids": ids, "form": "contact-sheet"}).status_code == 422


def test_what_one_may_not_see_is_not_printed(world: World) -> None:
    order, other = asked(world), asked(world, site="hillside")
    assert world.get(f"/work-orders/{order.id}/forms/contact-sheet.pdf", STRANGER).status_code == 404
    assert world.post("/work-orders/forms", ENGINEER, json={"ids": [order.id, other.id], "form": "contact-sheet"}).status_code == 404
    assert world.get(f"/work-orders/{order.id}/forms/love-letter.pdf", ENGINEER).status_code == 422


def test_a_signature_belongs_to_the_order_and_names_its_signer_with_care(world: World) -> None:
    order = asked(world)
    added = sign(world, order.id, ENGINEER).json()
    assert (added["kind"], added["signed_by"], added["signed_as"], added["name"]) == ("signature", "张**", "requester", "signature-requester.png")
    assert sign(world, order.id, ENGINEER, "王建国", "fitter").json()["signed_by"] == "王建国"
    assert [file["kind"] for file in world.get(f"/work-orders/{order.id}", ENGINEER).json()["attachments"]] == ["signature", "signature"]
    assert "伟" not in world.get(f"/work-orders/{order.id}", ENGINEER).text


def test_other_files_are_no_signatures(world: World) -> None:
    _, order = world.raised()
    file = world.post(f"/work-orders/{order.id}/attachments", GUARD, files={"file": ("a.jpg", picture(), "image/jpeg")}).json()
    assert (file["kind"], file["signed_by"], file["signed_as"]) == ("file", None, None)


def large_png() -> bytes:
    """A PNG of more than half a megabyte."""
    buffer = io.BytesIO()
    Image.effect_noise((900, 900), 90).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("content", [picture(), b"%PDF-1.4\n%%EOF", large_png(), b"<svg/>"])
def test_only_a_small_png_is_a_signature_and_nothing_else_is_kept(world: World, content: bytes) -> None:
    _, order = world.raised()
    assert sign(world, order.id, content=content).status_code == 422
    assert list(world.uploads.iterdir()) == []


@pytest.mark.parametrize(("by", "status"), [(GUARD, 201), (MANAGER, 201), (CLEANER, 403), (VIEWER, 403), (STRANGER, 404)])
def test_who_works_on_it_or_verifies_it_may_have_it_signed(world: World, by: Person, status: int) -> None:
    _, order = world.raised()
    assert sign(world, order.id, by).status_code == status


@pytest.mark.parametrize("name", ["", "   ", "x" * 65])
def test_a_signature_has_a_name(world: World, name: str) -> None:
    _, order = world.raised()
    assert sign(world, order.id, name=name).status_code == 422
