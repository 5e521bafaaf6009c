"""Plates, cards, faces and phones: masked everywhere, shown one at a time for a reason that is written down."""

from __future__ import annotations

import json

import pytest

from api.security.masking import MASK, is_personal, mask_data, mask_payload, mask_text
from domain.quarantine import Quarantined, QuarantineReason
from tests.api.world import DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, T0, World

PAYLOAD = json.dumps({"event": "parking.plate_read", "data": {"plate": "京A12345", "lane": 2}})


@pytest.fixture
def entry(world: World) -> str:
    with world.records.transaction() as tx:
        topic = "steward/v1/riverside/gate-1/event"
        tx.quarantine.add(Quarantined("riverside", T0, topic, QuarantineReason.UNKNOWN_EVENT, "plate 京A12345 of 13812345678", PAYLOAD.encode(), "gate-1"))
    found: str = world.get("/quarantine", MANAGER).json()["items"][0]["id"]
    return found


@pytest.mark.parametrize(
    "key", ["plate", "plateNo", "card_number", "cardId", "face-image", "phone", "mobile", "id_number", "IDNumber", "车牌号", "人脸特征", "holder"]
)
def test_personal_fields_are_told_by_their_words(key: str) -> None:
    assert is_personal(key)


@pytest.mark.parametrize("key", ["interface", "surface_temp", "discard", "template", "level_mm", "ts", "online", "门磁"])
def test_other_fields_are_left_alone(key: str) -> None:
    assert not is_personal(key)


@pytest.mark.parametrize("text", ["13812345678", "+86 138 1234 5678", "138-1234-5678", "京A12345", "沪A·D12345", "11010519491231002X"])
def test_phones_plates_and_identity_cards_are_told_by_their_shape(text: str) -> None:
    assert mask_text(f"来电 {text}，请回") == f"来电 {MASK}，请回"


@pytest.mark.parametrize("text", ["1769846400000", "20260131-007", "level 1234 mm", "riverside.t3-lift-1.trapped"])
def test_numbers_that_mean_something_else_stay(text: str) -> None:
    assert mask_text(text) == text


def test_masking_goes_to_any_depth_and_keeps_the_rest() -> None:
    data = {"a": [{"card": 123, "n": 1}], "note": "打 13812345678", "plate": None}
    assert mask_data(data) == {"a": [{"card": MASK, "n": 1}], "note": f"打 {MASK}", "plate": None}


@pytest.mark.parametrize("payload", [b'{"plate": "\xe4\xba\xacA12345", "x": 1', b'{"plate" : "secr', b'{"card":991', b"plate is \xe4\xba\xacA12345"])
def test_a_payload_that_is_no_json_is_masked_too(payload: bytes) -> None:
    masked = mask_payload(payload)
    assert MASK in masked
    assert not any(secret in masked for secret in ("12345", "secr", "991"))


def test_bytes_that_are_no_text_do_not_fail() -> None:
    assert mask_payload(b"\xff\x00") == "\ufffd\x00"
    assert mask_payload(b"[" * 4096) == "[" * 4096


def test_the_list_is_masked_for_everybody(world: World, entry: str) -> None:
    (shown,) = world.get("/quarantine", MANAGER).json()["items"]
    assert shown["id"] == entry
    assert json.loads(shown["payload"])["data"] == {"plate": MASK, "lane": 2}
    assert shown["detail"] == f"plate {MASK} of {MASK}"


def test_a_look_needs_the_right_and_a_reason_and_is_written_down(world: World, entry: str) -> None:
    body = {"reason": "核对车主投诉 2026-017"}
    assert world.post(f"/quarantine/{entry}/reveal", ENGINEER, json=body).status_code == 403
    assert world.post(f"/quarantine/{entry}/reveal", GUARD, json=body).status_code == 403
    assert world.post(f"/quarantine/{entry}/reveal", MANAGER, json={"reason": ""}).status_code == 422
    assert "quarantine.reveal" not in [action for _, action, _ in world.audited()]
    shown = world.post(f"/quarantine/{entry}/reveal", MANAGER, json=body).json()
    assert (shown["payload"], shown["detail"]) == (PAYLOAD, "plate 京A12345 of 13812345678")
    assert ("manager", "quarantine.reveal", "核对车主投诉 2026-017") in world.audited()


def test_another_sites_entry_cannot_be_looked_at(world: World, entry: str) -> None:
    assert world.get("/quarantine", STRANGER).json()["items"] == []
    assert world.post(f"/quarantine/{entry}/reveal", STRANGER, json={"reason": "curious"}).status_code == 404


def test_guards_do_not_see_quarantine(world: World) -> None:
    assert world.get("/quarantine", GUARD).status_code == 403


def test_filters(world: World, entry: str) -> None:
    assert [found["id"] for found in world.get("/quarantine", DISPATCHER, params={"reason": "unknown_event", "device": "gate-1"}).json()["items"]] == [entry]
    assert world.get("/quarantine", DISPATCHER, params={"reason": "not_json"}).json()["items"] == []


def test_exports_carry_no_personal_data(world: World, entry: str) -> None:
    table = world.get("/quarantine", MANAGER, params={"format": "csv"}).text
    assert entry in table
    assert "12345" not in table.replace(entry, "")
