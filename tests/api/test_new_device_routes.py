"""New devices: who is listed with what, who may see and bind, and what is answered when the site file says no."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from domain.joining import Newcomer, Taken
from domain.people import PERMISSIONS, Permission, Role
from domain.problem import BadConfiguration, Problem
from domain.quarantine import Quarantined, QuarantineReason
from domain.site import Device
from tests.api.world import ADMIN, DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World


@dataclass
class FakeFiles:
    """Site files in memory."""

    there: dict[str, Newcomer] = field(default_factory=dict)
    against: Exception | None = None

    def entry(self, newcomer: Newcomer) -> str:
        return f"  - id: {newcomer.id}\n    type: {newcomer.type}"

    def join(self, newcomer: Newcomer, *, write: bool) -> bool:
        if self.against is not None:
            raise self.against
        if newcomer.id in self.there:
            return False
        if write:
            self.there[newcomer.id] = newcomer
        return True


@pytest.fixture
def files(world: World) -> FakeFiles:
    found = FakeFiles()
    world.app.state.services = replace(world.app.state.services, joining=found)
    return found


def speak(world: World, device: str, payload: bytes, *, site: str = "riverside", kind: str = "telemetry", **more: Any) -> None:  # noqa: ANN401  fields of what is refused
    plain = Quarantined(
        site, world.clock(), f"steward/v1/{site}/{device}/{kind}", QuarantineReason.UNKNOWN_DEVICE, f"no device `{device}` in the site file", payload, device
    )
    with world.records.transaction() as tx:
        tx.quarantine.add(replace(plain, **more))


def listed(world: World, **params: object) -> list[dict[str, Any]]:
    items = world.get("/new-devices", ENGINEER, params=params).json()["items"]
    assert isinstance(items, list)
    return items


def names(world: World, **params: object) -> list[str]:
    return [item["name"] for item in listed(world, **params)]


def wanted(name: str = "t3-lift-2", **changes: object) -> dict[str, object]:
    plain = {"site": "riverside", "dialect": "native", "name": name, "id": name, "type": "lift", "space": "t3-roof", "name_zh": "2号梯", "name_en": "Lift 2"}
    return {**plain, **changes}


def join(world: World, body: dict[str, object], by: Any = ENGINEER, **more: Any) -> httpx.Response:  # noqa: ANN401  a person, and whatever httpx takes
    return world.post("/new-devices/join", by, json=body, **more)


def test_one_is_listed_with_what_it_said_and_could_be(world: World) -> None:
    speak(world, "t3-lift-2", b'{"ts": 1, "values": {"trapped": false, "floor": 3}}')
    world.clock.forward(minutes=1)
    speak(world, "t3-lift-2", b'[{"values": {"floor": 4}}, {"values": {"colour": "red"}}]')
    world.clock.forward(minutes=1)
    speak(world, "t3-lift-2", b"online", kind="status")
    (item,) = listed(world)
    assert (item["site"], item["dialect"], item["name"], item["count"]) == ("riverside", "native", "t3-lift-2", 3)
    assert (item["first_heard"], item["last_heard"]) == ("2026-01-31T08:00:00.000Z", "2026-01-31T08:02:00.000Z")
    assert (item["topic"], item["payload"]) == ("steward/v1/riverside/t3-lift-2/status", "online")
    assert item["said"] == [{"key": "floor", "value": "4"}, {"key": "colour", "value": '"red"'}, {"key": "trapped", "value": "false"}]
    best = item["fits"][0]
    assert (best["type"], best["known"], best["unknown"]) == ("lift", ["floor", "trapped"], ["colour"])
    assert item["proposed"] == {"id": "t3-lift-2", "name": {"zh": "电梯 t3-lift-2", "en": "Lift t3-lift-2"}, "type": "lift", "space": "t3-roof"}


def test_personal_fields_are_masked_in_all_that_it_said(world: World) -> None:
    speak(world, "gate-7", '{"values": {"plate_text": "粤B12345", "gate": "open"}}'.encode())
    answer = world.get("/new-devices", ENGINEER)
    assert "12345" not in answer.text
    assert '"open"' in answer.text.replace('\\"', '"')


def test_what_cannot_be_read_is_shown_as_it_came(world: World) -> None:
    speak(world, "odd", b"\xff not json")
    (item,) = listed(world)
    assert (item["said"], item["fits"], item["payload"]) == ([], [], "\ufffd not json")
    assert item["proposed"] == {"id": "odd", "name": None, "type": None, "space": None}


def test_a_foreign_one_is_called_as_in_its_dialect_and_its_asset_as_ids_are(world: World) -> None:
    speak(
        world,
        "Pump Room/2",
        b'{"trapped": true, "AM2301": {"t": 21.5}}',
        detail="no device is called 'Pump Room/2' in the dialect `zigbee2mqtt`",
        topic="zigbee2mqtt/Pump Room/2",
    )
    (item,) = listed(world)
    assert (item["dialect"], item["name"], item["proposed"]["id"]) == ("zigbee2mqtt", "Pump Room/2", "pump-room-2")
    assert [each["key"] for each in item["said"]] == ["trapped", "AM2301.t"]


def test_who_has_joined_since_or_was_silent_for_a_week_is_gone(world: World) -> None:
    speak(world, "joined", b"{}")
    world.clock.forward(days=6)
    speak(world, "fresh", b"{}")
    assert names(world) == ["fresh", "joined"]
    world.clock.forward(days=2)
    assert names(world) == ["fresh"]
    services = world.app.state.services
    site = services.sites["riverside"]
    device = Device("fresh", "riverside", site.assets["gate-1"].type, ("gate-1",), 60, {})
    world.app.state.services = replace(services, sites={**services.sites, "riverside": replace(site, devices={**site.devices, "fresh": device})})
    assert names(world) == []


def test_the_list_pages_by_site_and_name_and_is_a_table(world: World) -> None:
    for name in ("c", "a", "b"):
        speak(world, name, b'{"values": {"trapped": true}}')
    speak(world, "z", b"{}", site="hillside")
    first = world.get("/new-devices", ENGINEER, params={"limit": 2}).json()
    assert ([item["name"] for item in first["items"]], first["total"]) == (["a", "b"], 3)
    assert names(world, limit=2, cursor=first["next_cursor"]) == ["c"]
    everywhere = world.get("/new-devices", ADMIN).json()
    assert [item["name"] for item in everywhere["items"]] == ["z", "a", "b", "c"]
    table = world.get("/new-devices", ENGINEER, params={"format": "csv", "lang": "en"})
    assert table.text.splitlines()[0].lstrip("\ufeff") == "Site,Dialect,Name,Topic,First heard,Last heard,Count,Said,Types that fit"
    assert table.text.splitlines()[1].startswith("riverside,native,a,steward/v1/riverside/a/telemetry,2026-01-31T08:00:00.000Z")
    assert "trapped=true,lift" in table.text


def test_only_those_who_may_see_the_quarantine_see_them_and_only_at_their_sites(world: World, files: FakeFiles) -> None:
    speak(world, "t3-lift-2", b"{}")
    assert [world.get("/new-devices", person).status_code for person in (ENGINEER, DISPATCHER, GUARD, VIEWER)] == [200, 200, 403, 403]
    assert [world.get("/new-devices/types", person).status_code for person in (ENGINEER, GUARD)] == [200, 403]
    assert world.get("/new-devices", STRANGER).json()["items"] == []
    assert world.get("/new-devices", STRANGER, params={"site": "riverside"}).status_code == 404
    for path in ("preview", "join"):
        assert [world.post(f"/new-devices/{path}", person, json=wanted()).status_code for person in (GUARD, DISPATCHER, VIEWER, STRANGER)] == [
            403,
            403,
            403,
            404,
        ]
    assert files.there == {}


def test_engineers_managers_and_administrators_may_bind_and_nobody_else() -> None:
    assert {role for role in Role if Permission.JOIN_DEVICES in PERMISSIONS[role]} == {Role.ENGINEER, Role.MANAGER, Role.ADMIN}


def test_a_preview_shows_what_would_be_written_and_writes_nothing(world: World, files: FakeFiles) -> None:
    speak(world, "t3-lift-2", b"{}")
    answer = world.post("/new-devices/preview", ENGINEER, json=wanted())
    assert (answer.status_code, answer.json()) == (200, {"entry": "  - id: t3-lift-2\n    type: lift", "there": False})
    assert (files.there, world.audited()) == ({}, [])


def test_binding_writes_it_once_and_is_audited(world: World, files: FakeFiles) -> None:
    speak(world, "t3-lift-2", b"{}")
    answer = join(world, wanted(counts={"door": 2}), headers={"Idempotency-Key": "once"})
    assert (answer.status_code, answer.json()["written"], answer.json()["asset"]) == (200, True, "t3-lift-2")
    assert join(world, wanted(counts={"door": 2}), headers={"Idempotency-Key": "once"}).text == answer.text
    assert join(world, wanted(counts={"door": 2})).json()["written"] is False
    newcomer = files.there["t3-lift-2"]
    assert (newcomer.name_on_wire, newcomer.space, newcomer.counts, newcomer.name.zh) == ("t3-lift-2", "t3-roof", {"door": 2}, "2号梯")
    assert world.audited()[0] == ("engineer", "device.join", "- id: t3-lift-2 type: lift")


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"id": "another"}, 422), ({"name": "unheard", "id": "unheard"}, 404), ({"dialect": "tasmota"}, 404), ({"site": "nowhere"}, 404), ({"name_zh": " "}, 422)],
)
def test_what_cannot_be_bound_is_refused_before_anything_is_written(world: World, files: FakeFiles, changes: dict[str, str], status: int) -> None:
    speak(world, "t3-lift-2", b"{}")
    assert join(world, wanted(**changes)).status_code == status
    assert (files.there, world.audited()) == ({}, [])


def test_a_site_file_that_says_no_is_told_in_its_own_words_with_the_lines(world: World, files: FakeFiles) -> None:
    speak(world, "t3-lift-2", b"{}")
    files.against = BadConfiguration([Problem("site.yaml", None, "the file cannot be replaced (Read-only file system)", "Use another folder")])
    answer = join(world, wanted())
    assert answer.status_code == 422
    body = answer.json()
    assert (body["type"], body["entry"]) == ("urn:steward:problem:site-file", "  - id: t3-lift-2\n    type: lift")
    assert "the file cannot be replaced (Read-only file system). Use another folder." in body["detail"]
    assert world.audited() == []


def test_who_comes_second_is_told_what_is_there(world: World, files: FakeFiles) -> None:
    speak(world, "t3-lift-2", b"{}")
    files.against = Taken("`t3-lift-2` is there already, but space is t3, not t3-roof")
    answer = join(world, wanted())
    assert (answer.status_code, "space is t3, not t3-roof" in answer.json()["detail"]) == (409, True)


def test_a_server_that_cannot_write_site_files_says_so(world: World) -> None:
    speak(world, "t3-lift-2", b"{}")
    assert join(world, wanted()).status_code == 503


def test_the_catalogue_is_there_to_choose_from(world: World) -> None:
    items = world.get("/new-devices/types", ENGINEER, params={"limit": 200}).json()["items"]
    assert {"type": "sump", "name": {"zh": "集水井", "en": "Sump pit"}} in items


def test_one_that_is_not_ours_leaves_the_list_until_somebody_brings_it_back(world: World, files: FakeFiles) -> None:
    speak(world, "t3-lift-2", b'{"values": {"speed": 1.5}}')
    speak(world, "neighbour", b'{"values": {"speed": 1.5}}')
    its = {"site": "riverside", "dialect": "native", "name": "neighbour"}
    for _ in range(2):
        assert world.post("/new-devices/set-aside", ENGINEER, json={**its, "reason": "隔壁楼的 13800138000"}).json() == {**its, "aside": True}
    assert names(world) == ["t3-lift-2"]
    (aside,) = listed(world, aside=True)
    assert (aside["name"], aside["aside"]["by"], aside["aside"]["reason"]) == ("neighbour", "engineer", "隔壁楼的 13800138000")
    speak(world, "neighbour", b'{"values": {"speed": 1.5}}')
    assert names(world) == ["t3-lift-2"]
    for _ in range(2):
        assert world.post("/new-devices/bring-back", MANAGER, json=its).json() == {**its, "aside": False}
    assert names(world) == ["neighbour", "t3-lift-2"]
    assert [action for _by, action, _subject in world.audited() if action.startswith("device.")] == ["device.set-aside"] * 2 + ["device.bring-back"] * 2
    assert files.there == {}


def test_who_may_put_one_aside(world: World) -> None:
    speak(world, "neighbour", b'{"values": {"speed": 1.5}}')
    its = {"site": "riverside", "dialect": "native", "name": "neighbour"}
    assert [world.post("/new-devices/set-aside", by, json=its).status_code for by in (GUARD, DISPATCHER, STRANGER, MANAGER)] == [403, 403, 404, 200]
    assert world.post("/new-devices/set-aside", MANAGER, json={**its, "name": "nobody"}).status_code == 404
    assert [world.post("/new-devices/bring-back", by, json=its).status_code for by in (GUARD, STRANGER)] == [403, 404]
