"""Alarm management in real Chromium: fires are verified, permits go from hand to hand, floods become incidents."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.chain import alarm_of, alarms, say
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import opened

pytestmark = pytest.mark.real

DOORS = [f"t{tower}-door-{door}" for tower, door in product((1, 2, 3), ("lobby-south", "lobby-north", "stair-a", "stair-b"))]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("management"), "--no-simulators") as running:
        yield running


def test_a_guard_finds_a_false_alarm_and_proves_it_with_a_photo(installation: Installation, chromium: Browser) -> None:
    say(installation, "t1-smoke-05", {"smoke": True})
    client = installation.client("guard")
    alarm = alarm_of(client, "fire_detector.smoke", "t1-smoke-05")
    page = opened(chromium, installation, "phone", "guard")
    page.goto(f"/alarms/{alarm['id']}")
    expect(page.get_by_test_id("verify-countdown")).to_be_visible()
    page.get_by_test_id("false-alarm").click()
    page.get_by_test_id("chip-dust").click()
    page.get_by_test_id("file-input").set_input_files({"name": "detector.png", "mimeType": "image/png", "buffer": _picture()})
    expect(page.get_by_test_id("photo-choice")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("false-alarm-ok").click()
    expect(page.get_by_test_id("verification")).to_have_attribute("data-state", "false_alarm")
    expect(page.get_by_test_id("false-alarm-photo")).to_be_visible()
    assert _verification(client, alarm["id"])["cause"] == "施工粉尘"
    page.context.close()


def test_a_fire_is_confirmed_with_two_taps_and_the_page_says_whom_to_call(installation: Installation, chromium: Browser) -> None:
    say(installation, "t2-smoke-09", {"smoke": True})
    client = installation.client("guard")
    alarm = alarm_of(client, "fire_detector.smoke", "t2-smoke-09")
    page = opened(chromium, installation, "phone", "guard")
    page.goto(f"/alarms/{alarm['id']}")
    page.get_by_test_id("confirm-fire").click()
    page.get_by_test_id("confirm-fire-ok").click()
    expect(page.get_by_test_id("verification")).to_have_attribute("data-state", "confirmed")
    expect(page.get_by_test_id("dial-119")).to_have_attribute("href", "tel:119")
    assert _verification(client, alarm["id"])["reason"] == "PERSON"
    page.context.close()


def test_a_permit_goes_from_hand_to_hand_and_moves_by_itself(installation: Installation, chromium: Browser) -> None:
    engineer = opened(chromium, installation, "desktop", "engineer")
    engineer.goto("/permits/new?kind=fire_test&asset=t3-smoke-05")
    expect(engineer.get_by_test_id("scope-covers")).to_have_attribute("data-count", "1")
    engineer.get_by_test_id("permit-work").fill("更换烟感")
    engineer.get_by_test_id("permit-place").fill("3号楼 5层")
    # The form begins with the next five minutes; this one has begun.
    engineer.get_by_test_id("permit-starts").fill(_on_the_wall(timedelta(minutes=-2)))
    engineer.get_by_test_id("permit-send").click()
    expect(_permit(engineer, "requested")).to_be_visible()
    expect(engineer.get_by_test_id("primary-step")).to_have_count(0)

    manager = opened(chromium, installation, "phone", "manager")
    manager.goto(engineer.url)
    _take_step(manager, "approve")
    expect(_permit(engineer, "approved")).to_be_visible()
    _take_step(engineer, "begin")
    expect(_permit(manager, "active")).to_be_visible()

    say(installation, "t3-smoke-05", {"smoke": True})
    expect(engineer.get_by_test_id("hidden-alarm")).to_be_visible()
    say(installation, "t3-smoke-05", {"smoke": False})
    _take_step(engineer, "end")
    expect(engineer.get_by_test_id("points-missing")).to_contain_text("0")
    expect(engineer.get_by_test_id("points-reported")).to_contain_text("5层")
    manager.context.close()
    engineer.context.close()


def test_an_asset_is_taken_out_of_service_and_put_back(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "engineer")
    page.goto("/assets/t3-lift-2")
    page.get_by_test_id("take-out").click()
    page.get_by_test_id("take-out-reason").fill("更换门机")
    page.get_by_test_id("take-out-ok").click()
    expect(page.get_by_test_id("asset-out-of-service")).to_contain_text("更换门机")
    page.goto("/out-of-service")
    page.get_by_test_id("put-back").click()
    expect(page.get_by_test_id("out-of-service-row")).to_have_count(0)
    page.context.close()


def test_whoever_completes_an_order_says_whether_the_alarm_was_real(installation: Installation, chromium: Browser) -> None:
    say(installation, "t3-door-bike-room", {"door_alarm": "forced_open"})
    client = installation.client("guard")
    alarm = alarm_of(client, "access_door.forced_open", "t3-door-bike-room")
    order = f"/work-orders/{alarm['work_order_id']}"
    assert [client.post(f"{order}/{step}", json={}).status_code for step in ("start", "arrive")] == [httpx.codes.OK] * 2
    page = opened(chromium, installation, "phone", "guard")
    page.goto(order)
    page.locator('[data-testid="primary-step"][data-step="complete"]').click()
    page.get_by_test_id("chip-nothing_found").click()
    page.get_by_test_id("step-ok").click()
    expect(page.get_by_test_id("order-outcome")).to_be_visible()
    assert client.get(order).json()["outcome"] == "nothing_found"
    page.context.close()


def test_a_flood_turns_the_list_into_incidents_until_somebody_wants_the_list(installation: Installation, chromium: Browser) -> None:
    client = installation.client("engineer")
    for door in DOORS:
        say(installation, door, {"door_alarm": "forced_open"})
    eventually(lambda: client.get("/overview", params={"site": "riverside"}).json()["flood"]["riverside"], what="the flood")
    page = opened(chromium, installation, "desktop", "engineer")
    page.goto("/alarms")
    expect(page.get_by_test_id("flood-notice")).to_have_attribute("data-view", "incidents")
    expect(page.get_by_test_id("incidents-now")).to_be_visible()
    page.get_by_test_id("flood-switch").click()
    expect(page.get_by_test_id("flood-notice")).to_have_attribute("data-view", "flat")
    page.reload()
    expect(page.get_by_test_id("flood-notice")).to_have_attribute("data-view", "flat")
    expect(page.get_by_test_id("incidents-now")).to_have_count(0)
    assert len(alarms(client, rule="access_door.forced_open")) >= len(DOORS)
    page.context.close()


def _permit(page: Page, state: str) -> Locator:
    """The permit on its page, once it is in `state`."""
    return page.locator(f'[data-testid="permit-detail"][data-state="{state}"]')


def _take_step(page: Page, step: str) -> None:
    """Press the one primary button, which must be this step, and agree to what it says."""
    button = page.get_by_test_id("primary-step")
    expect(button).to_have_attribute("data-step", step)
    button.click()
    page.get_by_test_id("step-ok").click()
    expect(page.get_by_test_id("step-ok")).to_have_count(0)


def _verification(client: httpx.Client, alarm_id: object) -> dict[str, object]:
    found: dict[str, object] = client.get(f"/alarms/{alarm_id}").raise_for_status().json()["verification"]
    return found


def _on_the_wall(later: timedelta) -> str:
    """What a clock at the site shows then, as the field writes it."""
    return (datetime.now(ZoneInfo("Asia/Shanghai")) + later).strftime("%Y-%m-%dT%H:%M")


def _picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(buffer, "PNG")
    return buffer.getvalue()
