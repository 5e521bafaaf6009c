"""The rota over HTTP: its calendar, patterns, gaps, swaps, month tables and calendars to subscribe to."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from openpyxl import Workbook, load_workbook

from domain.people import Department, Person, Role
from domain.records import Account
from operations.rota import looking
from tests.api.world import CLEANER, DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, T0, VIEWER, World

# T0 is Saturday 31 January 2026, 16:00 at the site.
AT = {"site": "riverside"}
MATE = Person("p-mate", "mate", "赵敏", Role.ENGINEER, Department.ENGINEERING, ("riverside",))
LATE = {"id": "late", "name": {"zh": "中班", "en": "Late"}, "mark": "中", "begin": 960, "end": 0, "needs": [{"post": "duty_engineer", "people": 1}]}
EARLY = {"id": "early", "name": {"zh": "早班", "en": "Early"}, "mark": "早", "begin": 480, "end": 960, "needs": [{"post": "duty_engineer", "people": 1}]}
PLAN = {"shifts": [EARLY, LATE], "deputies": [], "holders": [], "certificates": [], "lead_approves": False}
PATTERN = {
    "site": "riverside",
    "name": "工程一班",
    "cycle": ["early"],
    "starts_on": "2026-02-01",
    "members": [{"person": "engineer"}],
    "posts": ["duty_engineer", "engineering_lead"],
}


@pytest.fixture(autouse=True)
def _mate(world: World) -> None:
    with world.records.transaction() as tx:
        tx.people.add(Account(MATE, "!"))


def planned(world: World, **more: object) -> Any:  # noqa: ANN401  JSON
    answer = world.ask("PUT", "/rota/plan", MANAGER, params=AT, json={**PLAN, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def walked(world: World) -> Any:  # noqa: ANN401  JSON
    planned(world)
    answer = world.post("/rota/patterns", MANAGER, json=PATTERN)
    assert answer.status_code == 201, answer.text
    return answer.json()


def rota(world: World, by: Person = GUARD, days: int = 7) -> Any:  # noqa: ANN401  JSON
    return world.get("/rota", by, params={**AT, "from": "2026-02-01", "days": days}).json()


def test_a_plan_says_what_is_usual_and_what_the_site_says(world: World) -> None:
    assert world.get("/rota/plan", GUARD, params=AT).json()["version"] == 0
    own = [{"post": "duty_engineer", "deputies": [{"person": "guard"}]}]
    saved = planned(world, deputies=own)
    chains = {each["post"]: each for each in saved["deputies"]}
    assert (chains["duty_engineer"]["usual"], chains["duty_engineer"]["deputies"]) == (False, [{"post": None, "person": "guard"}])
    assert (chains["control_room"]["usual"], chains["control_room"]["deputies"][0]["post"]) == (True, "guard_captain")
    stale = world.ask("PUT", "/rota/plan", MANAGER, params=AT, json=PLAN, headers={"If-Match": '"0"'})
    assert (stale.status_code, stale.json()["current_version"]) == (409, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"shifts": [EARLY, {**EARLY, "id": "other"}]},
        {"shifts": [{**EARLY, "mark": "休"}]},
        {"holders": [{"post": "building_steward", "person": "nobody"}]},
        {"holders": [{"post": "building_steward", "person": "guard", "building": "t99"}]},
        {"deputies": [{"post": "manager", "deputies": [{"post": "manager"}]}]},
        {"certificates": [{"post": "manager", "skills": ["flying"]}]},
    ],
)
def test_what_cannot_be_a_plan_is_refused_in_words(world: World, wrong: dict[str, object]) -> None:
    answer = world.ask("PUT", "/rota/plan", MANAGER, params=AT, json={**PLAN, **wrong})
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_pattern_fills_the_calendar_on_all_its_posts(world: World) -> None:
    saved = walked(world)
    assert (saved["added"], saved["clashes"]) == (2 * 28, [])
    shown = rota(world)
    assert [day["kind"] for day in shown["days"]][:2] == ["weekend", "workday"]
    first = [duty for duty in shown["duties"] if duty["day"] == "2026-02-01"]
    assert sorted((duty["post"], duty["shift"], duty["source"]) for duty in first) == [
        ("duty_engineer", "early", "pattern"),
        ("engineering_lead", "early", "pattern"),
    ]
    assert {(lack["shift"], lack["missing"]) for lack in shown["lacks"]} == {("late", 1)}
    fewer = world.ask("PUT", f"/rota/patterns/{saved['pattern']['id']}", MANAGER, json={**PATTERN, "posts": ["duty_engineer"]}).json()
    assert fewer["removed"] == 28
    assert world.ask("DELETE", f"/rota/patterns/{saved['pattern']['id']}", MANAGER).status_code == 200
    assert rota(world)["duties"] == []
    assert world.get("/rota/patterns", GUARD, params=AT).json() == {"items": []}


def test_a_single_shift_is_added_changed_and_taken_off(world: World) -> None:
    planned(world)
    added = world.post("/rota/duties", DISPATCHER, json={**AT, "username": "mate", "shift": "late", "day": "2026-02-01", "post": "duty_engineer"}).json()
    assert (added["since"], added["until"], added["version"]) == ("2026-02-01T08:00:00.000Z", "2026-02-01T16:00:00.000Z", 0)
    asked = {"username": "engineer", "post": "duty_engineer", "since": added["since"], "until": "2026-02-01T14:00:00Z"}
    changed = world.ask("PUT", f"/duty/{added['id']}", DISPATCHER, json=asked, headers={"If-Match": '"0"'}).json()
    assert (changed["username"], changed["until"], changed["source"], changed["version"]) == ("engineer", "2026-02-01T14:00:00.000Z", "hand", 1)
    assert world.ask("PUT", f"/duty/{added['id']}", DISPATCHER, json=asked, headers={"If-Match": '"0"'}).status_code == 409
    assert [lack["since"] for lack in rota(world)["lacks"] if lack["day"] == "2026-02-01" and lack["shift"] == "late"] == ["2026-02-01T14:00:00.000Z"]
    assert world.ask("DELETE", f"/duty/{added['id']}", DISPATCHER).status_code == 200


def test_an_empty_post_is_listed_with_who_is_called_meanwhile(world: World) -> None:
    planned(world)
    world.clock.forward(minutes=11)
    looking.sweep(world.records, world.sites, world.clock())
    (gap,) = world.get("/rota/gaps", GUARD, params={**AT, "open": True}).json()["items"]
    assert (gap["post"], gap["shift"], gap["found"], gap["ended_at"]) == ("duty_engineer", "late", 0, None)
    assert gap["instead"]["zh"] == "暂由项目经理 陈静 代班"
    (standing,) = world.get("/rota/standing", GUARD, params=AT).json()["items"]
    assert (standing["why"], standing["stands_on"], standing["empty"]) == ("deputy", "manager", True)
    world.post("/me/duty", ENGINEER, json={"on": True, **AT, "post": "duty_engineer"})
    looking.sweep(world.records, world.sites, world.clock())
    assert world.get("/rota/gaps", GUARD, params={"open": True}).json()["items"] == []
    (ended,) = world.get("/rota/gaps", GUARD).json()["items"]
    assert ended["ended_at"] is not None
    assert world.get("/rota/gaps", STRANGER).json()["items"] == []


def test_somebody_on_two_posts_signs_off_from_both(world: World) -> None:
    for post in ("duty_engineer", "engineering_lead"):
        world.post("/me/duty", ENGINEER, json={"on": True, **AT, "post": post})
    assert [each["post"] for each in world.get("/me/duty", ENGINEER).json()["duties"]] == ["duty_engineer", "engineering_lead"]
    world.clock.forward(minutes=5)
    assert world.post("/me/duty", ENGINEER, json={"on": False}).json()["duties"] == []


def test_a_shift_is_swapped_with_what_each_may_do(world: World) -> None:
    walked(world)
    mine = next(duty for duty in rota(world)["duties"] if duty["day"] == "2026-02-02")
    swap = world.post("/rota/swaps", ENGINEER, json={"duty_id": mine["id"], "note": "看病"}).json()
    assert (swap["state"], swap["may"], swap["given"]["posts"]) == ("asked", ["withdraw"], ["duty_engineer", "engineering_lead"])
    (open_to_me,) = world.get("/rota/swaps", MATE, params={**AT, "mine": True}).json()["items"]
    assert open_to_me["may"] == ["accept"]
    assert world.post(f"/rota/swaps/{swap['id']}/approve", MATE).status_code == 403
    assert world.post(f"/rota/swaps/{swap['id']}/refuse", CLEANER).status_code == 403
    done = world.post(f"/rota/swaps/{swap['id']}/accept", MATE, headers={"If-Match": f'"{swap["version"]}"'}).json()
    assert (done["state"], done["taker_name"], done["may"]) == ("done", "赵敏", [])
    assert {duty["username"] for duty in rota(world)["duties"] if duty["day"] == "2026-02-02"} == {"mate"}
    again = world.post(f"/rota/swaps/{swap['id']}/accept", CLEANER)
    assert again.status_code == 409
    assert world.post("/rota/swaps", ENGINEER, json={"duty_id": mine["id"]}).status_code == 404


def test_who_cannot_come_frees_their_shifts_and_can_come_after_all(world: World) -> None:
    walked(world)
    told = world.post("/me/absences", ENGINEER, json={**AT, "until": "2026-02-02T16:00:00Z"}).json()
    assert {duty["day"] for duty in told["free"]} == {"2026-02-01", "2026-02-02"}
    assert [gap["day"] for gap in world.get("/rota/gaps", GUARD, params={"open": True}).json()["items"]] == ["2026-02-01", "2026-02-02"]
    assert world.post("/me/absences", GUARD, json={**AT, "username": "engineer", "until": "2026-02-02T16:00:00Z"}).status_code == 403
    assert [each["username"] for each in rota(world)["absences"]] == ["engineer"]
    assert world.ask("DELETE", f"/me/absences/{told['absence']['id']}", GUARD).status_code == 403
    assert world.ask("DELETE", f"/me/absences/{told['absence']['id']}", ENGINEER).status_code == 200
    assert rota(world)["absences"] == []


@pytest.mark.parametrize("person", [GUARD, ENGINEER, CLEANER, VIEWER])
def test_only_who_arranges_duty_changes_the_rota(world: World, person: Person) -> None:
    assert world.ask("PUT", "/rota/plan", person, params=AT, json=PLAN).status_code == 403
    assert world.post("/rota/patterns", person, json=PATTERN).status_code == 403
    assert world.post("/rota/duties", person, json={**AT, "username": "guard", "shift": "early", "day": "2026-02-01"}).status_code == 403
    assert world.get("/rota/month", person, params={**AT, "month": "2026-02"}).status_code == 403
    assert sent(world, b"x", by=person).status_code == 403
    assert world.post("/me/calendars", person, json=AT).status_code == 403


def test_another_site_does_not_exist(world: World) -> None:
    saved = walked(world)
    for path in ("/rota/plan", "/rota/patterns", "/rota/standing"):
        assert world.get(path, STRANGER, params=AT).status_code == 404
    assert world.get("/rota", STRANGER, params={**AT, "from": "2026-02-01"}).status_code == 404
    assert world.ask("DELETE", f"/rota/patterns/{saved['pattern']['id']}", STRANGER).status_code == 404
    assert world.get("/rota/swaps", STRANGER).json()["items"] == []


def sent(world: World, content: bytes, *, by: Person = MANAGER, dry_run: bool = False, name: str = "rota.csv") -> httpx.Response:
    files = {"file": (name, content, "text/csv")}
    return world.post("/rota/month", by, params={**AT, "month": "2026-02", "dry_run": dry_run}, files=files)


def test_a_month_table_comes_in_with_a_preview_and_goes_out_the_same(world: World) -> None:
    planned(world)
    days = [f"{number}日" for number in range(1, 29)]
    row = ["王建国", "值班工程师", *(("早", "中", "休", "")[number % 4] for number in range(28))]
    table = "\n".join(",".join(line) for line in (["序号", "姓名", "岗位", *days], ["1", *row])).encode("gb18030")
    looked = sent(world, table, dry_run=True).json()
    assert (looked["stored"], looked["new"], rota(world)["duties"]) == (False, 14, [])
    assert sent(world, table).json()["stored"] is True
    assert sent(world, table).json() | {"rows": []} == {"stored": True, "new": 0, "known": 14, "removed": 0, "rows": []}
    book = world.get("/rota/month", MANAGER, params={**AT, "month": "2026-02", "format": "xlsx"}).content
    (heading, line) = load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(values_only=True)
    assert (heading[:4], line[:6]) == (("姓名", "用户名", "岗位", "1"), ("王建国", "engineer", "值班工程师", "早", "中", "休"))
    before = rota(world, days=28)["duties"]
    assert sent(world, book, name="rota.xlsx").json() | {"rows": []} == {"stored": True, "new": 0, "known": 14, "removed": 0, "rows": []}
    assert rota(world, days=28)["duties"] == before
    assert sent(world, table.replace("早,中".encode("gb18030"), "休,中".encode("gb18030"), 1)).json()["removed"] == 1


def test_bad_rows_are_named_and_nothing_is_taken(world: World) -> None:
    planned(world)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["姓名", "岗位", 1, 2], [None, None, "日", "一"], ["王建国", "值班工程师", "早", "晚"], ["无此人", "", "早", ""], ["李强", "天台", "早", ""]):
        sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    told = sent(world, content.getvalue(), name="rota.xlsx").json()
    assert (told["stored"], [(row["row"], [each["zh"] for each in row["problems"]]) for row in told["rows"]]) == (
        False,
        [(3, ["2日：没有班次“晚”"]), (4, ["本项目没有 无此人"]), (5, ["没有岗位：天台"])],
    )
    assert rota(world)["duties"] == []
    assert sent(world, b"a,b\n1,2\n").json()["rows"][0]["problems"] != []


def test_a_calendar_shows_my_shifts_and_nobody_elses_name(world: World) -> None:
    walked(world)
    feed = world.post("/me/calendars", ENGINEER, json={"site": None}).json()
    answer = world.ask("GET", "/" + feed["path"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    events = Calendar.from_ical(answer.content).events
    assert len(events) == 28
    assert (str(events[0]["summary"]), str(events[0]["location"])) == ("早班 · 值班工程师、工程主管", "滨江花园")
    assert events[0].start == T0 + timedelta(hours=16)
    cover = world.post("/me/calendars", MANAGER, json=AT).json()
    shown = world.ask("GET", "/" + cover["path"]).content.decode()
    assert "中班 · 值班工程师 0/1 · 缺人" in shown.replace("\r\n ", "")
    assert "王建国" not in shown
    (listed,) = world.get("/me/calendars", ENGINEER).json()["items"]
    assert listed["used_at"] is not None
    assert world.ask("DELETE", f"/me/calendars/{feed['id']}", GUARD).status_code == 404
    assert world.ask("DELETE", f"/me/calendars/{feed['id']}", ENGINEER).status_code == 204
    assert world.ask("GET", "/" + feed["path"]).status_code == 404
    assert world.get("/calendar/nonsense.ics").status_code == 404


def test_the_address_of_a_calendar_is_at_rest_only_as_a_digest_and_masked_where_it_is_written_down(world: World) -> None:
    from api.security.links import digest_of, without_token  # noqa: PLC0415  for this test alone

    feed = world.post("/me/calendars", ENGINEER, json={"site": None}).json()
    token = feed["path"].rpartition("/")[2].removesuffix(".ics")
    with world.records.reading() as tx:
        assert tx.rota.feed(digest_of(token)) is not None
        assert tx.rota.feed(token) is None
    assert without_token(feed["path"]) == "/api/v1/calendar/•••"
    assert len(token) * 6 >= 128


def test_no_more_than_five_calendars(world: World) -> None:
    answers = [world.post("/me/calendars", ENGINEER, json={"site": None}).status_code for _ in range(6)]
    assert answers == [201] * 5 + [422]
