"""People without an account: they report, follow and rate; nobody learns more than that, and nothing hostile gets further."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.security.links import form_age, form_token, link_token, without_token
from domain.request import LINK_KEPT
from tests.api.asking import code, finish, hire, photo, reported, taken_in
from tests.api.world import DISPATCHER, MANAGER, T0, World

JPEG = ("photos", ("灯.jpg", photo(), "image/jpeg"))


@pytest.fixture(autouse=True)
def _hired(world: World) -> None:
    hire(world)


@pytest.fixture
def lobby(world: World) -> str:
    return code(world)


def followed(path: str) -> str:
    return f"/public{path.replace('/r/', '/requests/')}"


def test_a_code_says_where_it_hangs_and_nothing_else(world: World) -> None:
    place = world.get(code(world, asset="t3-lift-1")).json()
    assert (place["site"]["zh"], place["place"]["zh"], place["thing"]["en"]) == ("滨江花园", "3号楼 · 屋面机房", "Lift")
    assert place["kinds"] == ["repair", "enquiry", "complaint", "suggestion"]
    assert "t3-lift-1" not in world.get(code(world, asset="t3-lift-1")).text


def test_a_report_with_photos_opens_an_order_at_that_place(world: World) -> None:
    answer = reported(world, code(world, asset="t3-lift-1"), "电梯异响", files=[JPEG, JPEG], phone="13800138000", kind="complaint")
    (order,) = world.orders()
    assert (answer.status_code, answer.json()["number"]) == (201, order.number)
    assert (order.asset, order.kind, order.title.zh, order.owner) == ("t3-lift-1", "complaint", "电梯异响", None)
    files = world.get(f"/work-orders/{order.id}/attachments", MANAGER).json()["items"]
    assert [(file["content_type"], file["added_by"]) for file in files] == [("image/jpeg", "requester")] * 2
    (request,) = world.get(f"/work-orders/{order.id}/request", MANAGER).json()["items"]
    assert (request["channel"], request["phone"], request["has_link"]) == ("qr", "•••8000", True)


def test_it_is_followed_by_its_link_in_plain_words_without_names_and_notes(world: World, lobby: str) -> None:
    path = followed(reported(world, lobby).json()["path"])
    (order,) = world.orders()
    world.post(f"/work-orders/{order.id}/dispatch", DISPATCHER, json={"assignee": "engineer", "note": "内部备注"}).raise_for_status()
    world.post(f"/work-orders/{order.id}/accept", DISPATCHER).raise_for_status()
    answer = world.get(path)
    assert answer.json()["state"]["zh"] == "已安排人员，即将处理"
    assert [step["at"] is not None for step in answer.json()["steps"]] == [True, True, False, False, False]
    assert not any(secret in answer.text for secret in ("王建国", "engineer", "dispatcher", "孙丽", "内部备注", order.id))


def test_public_answers_are_neither_kept_nor_told_on(world: World, lobby: str) -> None:
    answer = world.get(lobby)
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")


def test_a_home_is_not_named(world: World) -> None:
    request = taken_in(world)
    link = world.post(f"/requests/{request['id']}/tracking-link", MANAGER).json()
    answer = world.get(followed(link["path"])).text
    assert not any(secret in answer for secret in ("1201", "王", "8000", "漏水"))


def test_a_bad_rating_by_link_makes_a_return_visit_and_is_given_once(world: World, lobby: str) -> None:
    path = followed(reported(world, lobby).json()["path"])
    (order,) = world.orders()
    assert world.post(f"{path}/rating", json={"score": 5}).status_code == 422
    finish(world, order.id)
    assert world.get(path).json()["can_rate"]
    after = world.post(f"{path}/rating", json={"score": 1, "text": "还是不亮"}).json()
    assert (after["can_rate"], after["rated"]) == (False, 1)
    assert world.post(f"{path}/rating", json={"score": 5}).status_code == 422
    assert [task.title.zh for task in world.orders()[0].tasks] == ["回访：大堂灯不亮"]


def test_a_good_rating_by_link_closes_it(world: World, lobby: str) -> None:
    path = followed(reported(world, lobby).json()["path"])
    finish(world, world.orders()[0].id)
    assert world.post(f"{path}/rating", json={"score": 4}).json()["over"]


def test_a_link_says_nothing_any_more_long_after_the_end(world: World, lobby: str) -> None:
    path = followed(reported(world, lobby).json()["path"])
    finish(world, world.orders()[0].id)
    world.post(f"{path}/rating", json={"score": 5})
    world.clock.forward(seconds=LINK_KEPT.total_seconds() - 1)
    assert world.get(path).status_code == 200
    world.clock.forward(seconds=1)
    assert world.get(path).status_code == 404


def test_the_same_words_again_within_minutes_are_one_report(world: World, lobby: str) -> None:
    first, again = reported(world, lobby, files=[JPEG]), reported(world, lobby, files=[JPEG])
    assert first.json() == again.json()
    assert len(world.orders()) == len(list(world.uploads.iterdir())) == 1
    world.clock.forward(minutes=20)
    reported(world, lobby)
    assert len(world.orders()) == 2


def test_who_reports_too_often_waits(world: World, lobby: str) -> None:
    answers = [reported(world, lobby, f"第{number}件事").status_code for number in range(10)]
    late = reported(world, lobby, "第11件事")
    assert answers == [201] * 10
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) > 0
    world.clock.forward(minutes=10)
    assert reported(world, lobby, "第12件事").status_code == 201


def test_who_guesses_tokens_waits(world: World, lobby: str) -> None:
    guesses = [world.get(f"/public/qr/{'x' * 23}{number % 10}").status_code for number in range(31)]
    assert (set(guesses[:30]), guesses[30], world.get(lobby).status_code) == ({404}, 429, 429)


@pytest.mark.parametrize(
    ("seconds", "fields", "status"),
    [(1, {}, 429), (12 * 3600 + 1, {}, 422), (10, {"website": "http://spam"}, 422), (10, {"form": "1769846400000." + "x" * 24}, 422), (10, {"form": ""}, 422)],
    ids=["too quick", "too old", "trap", "not ours", "none"],
)
def test_what_no_person_fills_in_is_refused(seconds: int, fields: dict[str, str], status: int, world: World, lobby: str) -> None:
    form = world.get(lobby).json()["form"]
    world.clock.forward(seconds=seconds)
    assert world.post(f"{lobby}/requests", data={"words": "灯坏了", "form": form, **fields}).status_code == status
    assert world.orders() == []


def test_a_form_of_another_code_is_not_taken(world: World, lobby: str) -> None:
    form = world.get(code(world, asset="gate-1")).json()["form"]
    world.clock.forward(seconds=10)
    assert world.post(f"{lobby}/requests", data={"words": "灯坏了", "form": form}).status_code == 422


@pytest.mark.parametrize(
    ("fields", "files", "status"),
    [
        ({"words": " "}, [], 422),
        ({"words": "x" * 1001}, [], 422),
        ({"kind": "rescue"}, [], 422),
        ({"language": "fr"}, [], 422),
        ({}, [("photos", ("a.pdf", b"%PDF-1.4 %%EOF", "application/pdf"))], 422),
        ({}, [("photos", ("a.jpg", b"<script>", "image/jpeg"))], 422),
        ({}, [("photos", ("a.jpg", b"", "image/jpeg"))], 422),
        ({}, [JPEG] * 4, 422),
        ({}, [("photos", ("a.jpg", photo() + b"\0" * 12 * 1024 * 1024, "image/jpeg"))], 413),
    ],
)
def test_what_is_no_report_is_refused_and_leaves_nothing(
    fields: dict[str, str], files: list[tuple[str, tuple[str, bytes, str]]], status: int, world: World, lobby: str
) -> None:
    assert reported(world, lobby, **{"files": files, **fields}).status_code == status  # type: ignore[arg-type]  # fields and files by name
    assert (world.orders(), list(world.uploads.iterdir())) == ([], [])


def test_a_revoked_code_leads_nowhere(world: World, lobby: str) -> None:
    (link,) = world.get("/qr-links", DISPATCHER).json()["items"]
    world.ask("DELETE", f"/qr-links/{link['id']}", DISPATCHER)
    assert world.get(lobby).status_code == 404


def test_a_session_of_staff_opens_no_link_and_a_link_opens_nothing_else(world: World, lobby: str) -> None:
    token = lobby.rpartition("/")[2]
    assert world.get(f"/public/requests/{token}", MANAGER).status_code == 404
    assert world.get("/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.parametrize("path", ["/public/qr/{}", "/public/requests/{}"])
def test_tokens_are_neither_logged_nor_said_back(path: str, world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "s" * 24
    answer = world.get(path.format(secret))
    assert secret not in answer.text
    assert not any(secret in f"{record.getMessage()}{vars(record)}" for record in caplog.records if not record.name.startswith(("httpx", "httpcore")))
    assert without_token(f"/api/v1{path.format(secret)}/rating") == f"/api/v1{path.format('•••')}/rating"


ANYTHING = st.one_of(st.text(max_size=40), st.binary(max_size=40).map(lambda some: some.decode("latin-1")))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=ANYTHING, body=st.dictionaries(st.sampled_from(["words", "form", "kind", "name", "phone", "language", "website", "photos"]), ANYTHING))
def test_whatever_comes_in_is_a_polite_refusal(token: str, body: dict[str, str], world: World, lobby: str) -> None:
    world.clock.forward(minutes=10)
    world.app.state.door.__init__()
    odd = "".join(f"%{byte:02x}" for byte in token.encode("utf-8", "replace")) or "x"
    answers = [
        world.get(f"/public/qr/{odd}"),
        world.get(f"/public/requests/{odd}"),
        world.post(f"{lobby}/requests", data=body),
        world.post(f"{lobby}/requests", content=token.encode("utf-8", "replace"), headers={"content-type": "multipart/form-data; boundary=x"}),
        world.post(f"/public/requests/{odd}/rating", json=body),
        world.post(f"/public/requests/{odd}/rating", content=token.encode("utf-8", "replace")),
    ]
    assert [answer.status_code for answer in answers if not 400 <= answer.status_code < 500] == []
    assert world.orders() == []


def test_a_form_says_how_old_it_is_at_its_place_only() -> None:
    form = form_token(b"secret", "lobby", T0)
    assert form_age(b"secret", "lobby", form, T0 + timedelta(seconds=5)) == timedelta(seconds=5)
    assert [form_age(secret, place, form, T0) for secret, place in ((b"other", "lobby"), (b"secret", "lift"))] == [None, None]


def test_a_token_leads_to_one_thing_only() -> None:
    assert (
        len({link_token(b"secret", "qr", "a"), link_token(b"secret", "request", "a"), link_token(b"other", "qr", "a"), link_token(b"secret", "qr", "b")}) == 4
    )
