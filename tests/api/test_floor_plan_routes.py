"""Floor plans over the API: uploading, placing, two editors at once, and who may."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from domain.people import Person
from tests.api.world import DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><rect width="9" height="9"/><script>alert(1)</script></svg>'
LIFT = {"asset": "t3-lift-1", "x": 0.25, "y": 0.75, "label": ""}
GATE = {"asset": "gate-1", "x": 0.5, "y": 0.5, "label": "南门"}


def hung(world: World, by: Person, space: str = "t3", content: bytes = SVG, version: int | None = None) -> httpx.Response:
    headers = {} if version is None else {"If-Match": str(version)}
    return world.ask("PUT", f"/floor-plans/riverside/{space}/picture", by, files={"file": ("plan.svg", content)}, headers=headers)


def placed(world: World, by: Person, *placements: object, space: str = "t3", version: int | None = None) -> httpx.Response:
    headers = {} if version is None else {"If-Match": str(version)}
    return world.ask("PUT", f"/floor-plans/riverside/{space}/placements", by, json={"placements": placements}, headers=headers)


def plan(world: World, space: str = "t3") -> dict[str, Any]:
    found: dict[str, Any] = world.get(f"/floor-plans/riverside/{space}", GUARD).json()
    return found


def files(world: World) -> int:
    return len(list(world.uploads.iterdir()))


def test_an_engineer_hangs_a_plan_places_assets_and_a_guard_sees_them(world: World) -> None:
    answer = hung(world, ENGINEER, version=0)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["left_out"], answer.json()["version"], answer.json()["placements"]) == ({"script": 1}, 1, [])
    assert placed(world, ENGINEER, LIFT, GATE, version=1).status_code == 200
    seen = plan(world)
    assert (seen["placements"], seen["placed"], seen["version"], seen["changed_by"]) == ([LIFT, GATE], 2, 2, "王建国")
    assert (seen["place"]["zh"], seen["picture"]["width"], seen["picture"]["height"]) == ("3号楼", 400, 300)


def test_the_picture_comes_without_what_was_harmful_and_as_a_download(world: World) -> None:
    hung(world, ENGINEER)
    picture = world.get("/floor-plans/riverside/t3/picture", GUARD)
    assert (picture.headers["content-type"], picture.headers["x-content-type-options"]) == ("image/svg+xml", "nosniff")
    assert picture.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in picture.headers["content-security-policy"]
    assert b"script" not in picture.content
    assert b"<rect" in picture.content


def test_another_picture_keeps_what_stands_on_it_and_the_old_file_goes(world: World) -> None:
    hung(world, ENGINEER)
    placed(world, ENGINEER, LIFT)
    png = io.BytesIO()
    Image.new("RGB", (80, 40)).save(png, "PNG")
    assert hung(world, MANAGER, content=png.getvalue(), version=2).status_code == 200
    seen = plan(world)
    assert (seen["placements"], seen["picture"]["content_type"], seen["picture"]["width"], seen["version"]) == ([LIFT], "image/png", 80, 3)
    assert files(world) == 1


def test_of_two_editors_the_second_learns_who_did_what(world: World) -> None:
    hung(world, ENGINEER)
    assert placed(world, MANAGER, GATE, version=1).status_code == 200
    late = placed(world, ENGINEER, LIFT, version=1)
    assert (late.status_code, late.json()["current_version"]) == (409, 2)
    (done,) = late.json()["meanwhile"]
    assert (done["event"], done["name"]) == ("placements", "陈静")
    assert plan(world)["placements"] == [GATE]


def test_two_who_hang_the_first_plan_at_once_do_not_overwrite_each_other(world: World) -> None:
    assert hung(world, ENGINEER, version=0).status_code == 200
    late = hung(world, MANAGER, version=0)
    assert (late.status_code, late.json()["meanwhile"][0]["event"]) == (409, "picture")
    assert files(world) == 1


def test_a_plan_is_taken_down_with_its_file(world: World) -> None:
    hung(world, ENGINEER)
    assert world.ask("DELETE", "/floor-plans/riverside/t3", ENGINEER, headers={"If-Match": "9"}).status_code == 409
    assert world.ask("DELETE", "/floor-plans/riverside/t3", ENGINEER, headers={"If-Match": "1"}).json() == {"items": []}
    assert (world.get("/floor-plans/riverside/t3", GUARD).status_code, files(world)) == (404, 0)


def test_the_plans_of_an_asset_come_nearest_first(world: World) -> None:
    for space in ("_site", "t3", "t3-roof"):
        hung(world, ENGINEER, space)
        placed(world, ENGINEER, LIFT, space=space)
    found = world.get("/floor-plans", GUARD, params={"asset": "t3-lift-1", "site": "riverside"}).json()["items"]
    assert [each["space"] for each in found] == ["t3-roof", "t3", "_site"]
    assert [each["place"]["zh"] for each in found] == ["3号楼 · 屋面机房", "3号楼", "滨江花园"]
    assert world.get("/floor-plans", GUARD, params={"asset": "gate-1", "site": "riverside"}).json()["items"] == []
    assert len(world.get("/floor-plans", GUARD, params={"site": "riverside"}).json()["items"]) == 3


@pytest.mark.parametrize("by", [GUARD, VIEWER, DISPATCHER])
def test_only_engineers_and_managers_edit_plans(world: World, by: Person) -> None:
    hung(world, ENGINEER)
    assert (hung(world, by).status_code, placed(world, by, LIFT).status_code, world.ask("DELETE", "/floor-plans/riverside/t3", by).status_code) == (
        403,
        403,
        403,
    )


def test_what_hangs_at_another_site_is_not_there(world: World) -> None:
    hung(world, ENGINEER)
    paths = ("/floor-plans/riverside/t3", "/floor-plans/riverside/t3/picture")
    assert {world.get(path, STRANGER).status_code for path in paths} == {404}
    assert (hung(world, STRANGER).status_code, world.get("/floor-plans", STRANGER).json()["items"]) == (404, [])


@pytest.mark.parametrize(
    ("placements", "status"),
    [
        ([{**LIFT, "x": 1.5}], 422),
        ([{**LIFT, "asset": "nothing"}], 422),
        ([LIFT, LIFT], 422),
        ([{**LIFT, "label": "x" * 41}], 422),
        ([LIFT], 200),
    ],
)
def test_what_cannot_stand_there_is_refused(world: World, placements: list[object], status: int) -> None:
    hung(world, ENGINEER)
    assert placed(world, ENGINEER, *placements).status_code == status


def test_an_asset_of_another_space_is_refused(world: World) -> None:
    hung(world, ENGINEER, "t3-roof")
    assert (placed(world, ENGINEER, GATE, space="t3-roof").status_code, placed(world, ENGINEER, LIFT, space="t3-roof").status_code) == (422, 200)


@pytest.mark.parametrize(
    ("space", "content"),
    [("nowhere", SVG), ("t3", b"<svg/>"), ("t3", b"%PDF-1.4\n%%EOF"), ("t3", b"plain words"), ("t3", b""), ("t3", b"<html></html>")],
)
def test_what_is_no_plan_leaves_nothing_behind(world: World, space: str, content: bytes) -> None:
    assert hung(world, ENGINEER, space, content).status_code == 422
    assert files(world) == 0
