"""Scanning a code, typing what is printed under it, reading a tag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from api.scanning import printed_code
from tests.api.world import DISPATCHER, ENGINEER, GUARD, SECRET, STRANGER, World

SCAN = "/scans"


def hung(world: World, **places: object) -> dict[str, Any]:
    """A code that hangs at the lift, or where `places` says."""
    made = world.post("/qr-links", DISPATCHER, json={"site": "riverside", **(places or {"assets": ["t3-lift-1"]})})
    found: dict[str, Any] = made.json()["items"][0]
    return found


@pytest.mark.parametrize(
    "way",
    [
        lambda link: f"https://steward.example{link['path']}",
        lambda link: link["path"].rpartition("/")[2],
        lambda link: link["code"],
        lambda link: f" {link['code'].lower().replace('-', ' ')} ",
        lambda link: link["code"].replace("0", "O").replace("1", "l"),
    ],
    ids=["address", "token", "printed", "as people type", "as people misread"],
)
def test_however_it_is_read_it_leads_to_the_asset(world: World, way: Callable[[dict[str, Any]], str]) -> None:
    answer = world.post(SCAN, GUARD, json={"code": way(hung(world))})
    assert answer.json() == {
        "site": "riverside",
        "asset": "t3-lift-1",
        "space": "t3-roof",
        "name": {"zh": "电梯", "en": "Lift"},
        "place": {"zh": "3号楼 · 屋面机房", "en": "Tower 3 · Roof machine room"},
    }


def test_a_code_in_a_space_leads_to_the_space(world: World) -> None:
    found = world.post(SCAN, GUARD, json={"code": hung(world, spaces=["t3"])["code"]}).json()
    assert (found["asset"], found["space"]) == (None, "t3")


@pytest.mark.parametrize("code", ["0000-0000", "x", "/q/", "泵", "x" * 24, "https://elsewhere.example/q/6u1yJ0"])
def test_what_hangs_nowhere_is_not_found(world: World, code: str) -> None:
    hung(world)
    assert world.post(SCAN, GUARD, json={"code": code}).status_code == 404


def test_nobody_finds_what_hangs_at_the_site_of_others(world: World) -> None:
    link = hung(world)
    assert [world.post(SCAN, STRANGER, json={"code": link[part]}).status_code for part in ("path", "code")] == [404, 404]


def test_an_ended_code_leads_nowhere(world: World) -> None:
    link = hung(world)
    world.ask("DELETE", f"/qr-links/{link['id']}", DISPATCHER)
    assert [world.post(SCAN, GUARD, json={"code": link[part]}).status_code for part in ("path", "code")] == [404, 404]


def test_the_tag_of_an_asset_leads_to_it(world: World) -> None:
    site = world.sites["riverside"]
    lift = replace(site.assets["t3-lift-1"], attributes={"tag": "04:A2:11"})
    tagged = replace(site, assets={**site.assets, lift.id: lift})
    world.app.state.services = replace(world.app.state.services, sites={**world.sites, site.id: tagged})
    assert world.post(SCAN, GUARD, json={"code": "04:A2:11"}).json()["asset"] == "t3-lift-1"


def test_a_printed_code_says_nothing_of_the_secret_token_and_differs_for_each(world: World) -> None:
    lift, gate = hung(world), hung(world, assets=["gate-1"])
    assert lift["code"] != gate["code"]
    assert lift["code"].replace("-", "").lower() not in lift["path"].lower()
    assert printed_code(b"another secret", lift["id"]) != printed_code(SECRET, lift["id"]) == lift["code"]


def test_the_code_that_was_typed_proves_that_somebody_stood_there(world: World) -> None:
    _, order = world.raised()
    elsewhere = world.post(f"/work-orders/{order.id}/accept", ENGINEER, json={"tag": hung(world, assets=["gate-1"])["code"]})
    assert elsewhere.status_code == 422
    here = world.post(f"/work-orders/{order.id}/accept", ENGINEER, json={"tag": hung(world)["code"]})
    assert here.status_code == 200, here.text
