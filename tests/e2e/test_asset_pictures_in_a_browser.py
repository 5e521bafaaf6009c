"""Pictures of assets in real Chromium: they follow what devices say, and what nobody knows is drawn as unknown."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.chain import say
from tests.e2e.installation import Installation, Json, demo, eventually
from tests.e2e.pages import opened

pytestmark = pytest.mark.real


DRAWN: tuple[tuple[str, Json, str, str], ...] = (
    ("escalator-b1", {"mode": "up"}, "data-running", "up"),
    ("water-tank", {"tank_level": 62.5}, "data-level", "62.5"),
    ("b1-sump-1", {"level": 0.8, "pump_1_run": True, "pump_1_fault": False}, "data-level", "0.8"),
    ("transformer-1", {"breaker": "tripped", "voltage_l1": 230, "voltage_l2": 0, "voltage_l3": 231}, "data-phases", "ok wrong ok"),
    ("ups-control-room", {"ups_source": "battery", "battery_status": "normal"}, "data-feeding", "battery"),
    ("south-gate-in", {"arm": "up", "loop": True}, "data-arm", "up"),
    ("fire-panel", {"status_bits": ["normal", "fire"]}, "data-tone", "wrong"),
    ("camera-b1", {"video": "online"}, "data-tone", "ok"),
    ("gw-t1", {}, "data-tone", "unknown"),
)
"""One of each way of drawing: what the device says, and what is then drawn."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("pictures"), "--no-simulators") as running:
        yield running


@pytest.mark.parametrize(
    ("size", "language", "lift", "at_rest", "trapped"),
    [
        ("phone", "zh-CN", "t2-lift-1", "关门到位：门已关", "困人信号：有人被困"),
        ("desktop", "en-GB", "t2-lift-2", "Door closed: door shut", "people are trapped"),
    ],
)
def test_a_lift_shows_floor_and_door_and_follows_it(
    size: str, language: str, lift: str, at_rest: str, trapped: str, installation: Installation, chromium: Browser
) -> None:
    say(installation, lift, {"floor": 12, "direction": "up", "door_closed": True, "occupied": True, "trapped": False, "mode": "normal"})
    page = opened(chromium, installation, size, "engineer", language)
    page.goto(f"/assets/{lift}")
    drawing = page.get_by_test_id("drawing")
    expect(drawing).to_have_attribute("data-floor", "12")
    expect(drawing).to_have_attribute("data-direction", "up")
    expect(page.get_by_role("img", name=at_rest)).to_be_visible()
    say(installation, lift, {"floor": 13, "direction": "none", "door_closed": False, "trapped": True})
    expect(drawing).to_have_attribute("data-floor", "13")
    expect(drawing).to_have_attribute("data-door", "open")
    expect(drawing).to_have_attribute("data-people", "trapped")
    expect(page.get_by_role("img", name=trapped)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.context.close()


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "未知（数据无效）"), ("en-GB", "unknown (bad data)")])
def test_a_bad_value_is_drawn_as_unknown_and_never_as_the_last_one(language: str, word: str, installation: Installation, chromium: Browser) -> None:
    say(installation, "t3-lift-1", {"floor": 7, "door_closed": True})
    page = opened(chromium, installation, "desktop", "engineer", language)
    page.goto("/assets/t3-lift-1")
    drawing = page.get_by_test_id("drawing")
    expect(drawing).to_have_attribute("data-floor", "7")
    say(installation, "t3-lift-1", {"floor": None, "door_closed": None})
    expect(drawing).to_have_attribute("data-floor", "unknown")
    expect(drawing).to_have_attribute("data-door", "unknown")
    expect(drawing.locator("[data-unknown]").first).to_be_visible()
    expect(drawing).not_to_contain_text("7")
    expect(page.locator('[data-testid="picture-state"][data-key="floor"]')).to_contain_text(word)
    page.context.close()


def test_a_door_shows_that_it_was_forced_and_when_it_was_opened(installation: Installation, chromium: Browser) -> None:
    door = "t2-door-lobby-south"
    client = installation.client("engineer")
    for word in ("closed", "open"):
        say(installation, door, {"door": word, "door_alarm": "normal"})
        _await_reading(client, door, word)
    page = opened(chromium, installation, "phone", "guard")
    page.goto(f"/assets/{door}")
    drawing = page.get_by_test_id("drawing")
    expect(drawing).to_have_attribute("data-leaf", "open")
    expect(drawing).to_have_attribute("data-alarm", "false")
    expect(page.get_by_test_id("picture-passages").get_by_role("listitem")).to_have_count(1)
    say(installation, door, {"door_alarm": "forced_open"})
    expect(drawing).to_have_attribute("data-alarm", "true")
    expect(drawing.locator("[data-wrong]")).to_be_visible()
    page.context.close()


def test_every_drawing_fits_a_narrow_phone_keeps_still_if_asked_and_the_list_says_it_in_words(installation: Installation, chromium: Browser) -> None:
    say(installation, "t1-lift-3", {"floor": 21, "direction": "down", "door_closed": True})
    for asset, values, _, _ in DRAWN:
        say(installation, asset, values)
    page = opened(chromium, installation, "phone", "manager")
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/assets")
    expect(page.locator('[data-asset-id="t1-lift-3"]').get_by_test_id("asset-brief")).to_have_text("21层 · 下行 · 门已关")
    for asset, _, fact, expected in DRAWN:
        page.goto(f"/assets/{asset}")
        expect(page.get_by_test_id("asset-picture").get_by_role("img")).to_have_attribute(fact, expected)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), asset
        moving = page.evaluate("document.querySelector('[data-testid=asset-picture]').getAnimations({ subtree: true }).length")
        assert moving == 0, asset
    assert errors == []
    page.context.close()


def _await_reading(client: httpx.Client, door: str, word: str) -> None:
    """Wait until the word of a door's contact is stored."""
    eventually(
        lambda: [item for item in client.get(f"/points/riverside.{door}.door/readings").json()["items"] if item["value"] == word],
        what=f"the reading {word} of {door} in the telemetry store",
    )
