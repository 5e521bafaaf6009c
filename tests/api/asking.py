"""People at the counter and people without an account, for tests of requests."""

from __future__ import annotations

import io
from typing import Any

import httpx
from PIL import Image

from domain.people import Department, Person, Role
from domain.records import Account
from tests.api.world import DISPATCHER, World

CLERK = Person("p-clerk", "clerk", "周敏", Role.SERVICE_CENTRE, Department.SERVICE_CENTRE, ("riverside",))
STEWARD = Person("p-steward", "steward", "方圆", Role.STEWARD, None, ("riverside",))
TAP = {"site": "riverside", "channel": "phone", "words": "厨房水龙头漏水，电话13800138000", "room": "3-1201", "name": "王秀英", "phone": "13800138000"}


def hire(world: World) -> None:
    """They have accounts."""
    with world.records.transaction() as tx:
        for person in (CLERK, STEWARD):
            tx.people.add(Account(person, "!"))


def taken_in(world: World, by: Person = CLERK, **changes: object) -> dict[str, Any]:
    """A request that has been taken in."""
    answer = world.post("/requests", by, json={**TAP, **changes})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def code(world: World, **place: str) -> str:
    """The path of a new code's public address, behind ``/api/v1``."""
    where = {"assets": [place["asset"]]} if "asset" in place else {"spaces": [place.get("space", "t3")]}
    (link,) = world.post("/qr-links", DISPATCHER, json={"site": "riverside", **where}).raise_for_status().json()["items"]
    return f"/public{link['path'].replace('/q/', '/qr/')}"


def photo() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "gray").save(out, "JPEG")
    return out.getvalue()


def reported(
    world: World, path: str, words: str = "大堂灯不亮", *, files: list[tuple[str, tuple[str, bytes, str]]] | None = None, **fields: str
) -> httpx.Response:
    """Somebody opens the page of a code, takes a moment and sends it."""
    form = world.get(path).raise_for_status().json()["form"]
    world.clock.forward(seconds=10)
    return world.post(f"{path}/requests", data={"words": words, "form": form, **fields}, files=files)


def finish(world: World, order_id: str) -> None:
    """The order's work is done."""
    for step in ("dispatch", "accept", "start", "complete"):
        world.post(f"/work-orders/{order_id}/{step}", DISPATCHER).raise_for_status()
