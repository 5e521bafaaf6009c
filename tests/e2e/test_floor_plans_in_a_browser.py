"""Floor plans in real Chromium: drawn by an engineer, alive with an alarm, used by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, demo
from tests.e2e.pages import look_at_each, opened

pytestmark = pytest.mark.real

PLAN = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 500">
<rect x="10" y="10" width="780" height="480" fill="none" stroke="black"/><script>alert(1)</script></svg>"""
PATHS = ("/plans", "/plans?space=t1", "/plans?space=fire-pump-room", "/plans?space=substation", "/assets/t2-lift-2")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("plans"), "--no-simulators") as running:
        yield running


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-CN"), ("desktop", "en-GB")])
def test_plans_open_without_an_error_fit_their_screen_and_are_accessible(size: str, language: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, size, "engineer", language)
    look_at_each(page, PATHS)
    page.goto("/plans")
    expect(page.get_by_test_id("plan-picture")).to_have_js_property("naturalWidth", 1200)
    # On a phone the marks of a crowded plan come closer than fingers like: it is enlarged there, and says all in a list.
    for path in PATHS[2:3] if size == "phone" else PATHS[1:4]:
        page.goto(path)
        expect(page.get_by_test_id("plan-mark").first).to_be_visible()
        assert_accessible(page, path)
    page.context.close()


def test_an_engineer_uploads_a_plan_places_three_assets_and_a_second_editor_learns_of_it(installation: Installation, chromium: Browser) -> None:
    engineer = opened(chromium, installation, "desktop", "engineer")
    engineer.goto("/plans?space=b2")
    expect(engineer.get_by_test_id("plan-schematic")).to_be_visible()
    engineer.get_by_test_id("file-input").set_input_files(FilePayload(name="b2.svg", mimeType="image/svg+xml", buffer=PLAN))
    expect(engineer.get_by_test_id("plan-editor")).to_be_visible()
    expect(engineer.get_by_text("script ×1")).to_be_visible()
    assert_accessible(engineer, "the editor")

    _take(engineer, "b2-sump-1").drag_to(engineer.get_by_test_id("plan"), target_position={"x": 120, "y": 90})
    expect(_movable(engineer, "b2-sump-1")).to_be_visible()
    _take(engineer, "b2-smoke-1").press("Enter")
    _movable(engineer, "b2-smoke-1").focus()
    before = _left(engineer, "b2-smoke-1")
    for _ in range(3):
        engineer.keyboard.press("Shift+ArrowRight")
    assert _left(engineer, "b2-smoke-1") == pytest.approx(before + 9, abs=0.01)
    engineer.keyboard.press("Control+z")
    assert _left(engineer, "b2-smoke-1") == pytest.approx(before, abs=0.01)
    _take(engineer, "gw-b2").click()
    engineer.get_by_test_id("plan-label").fill("B2 网关")

    manager = opened(chromium, installation, "desktop", "manager", "en-GB")
    manager.goto("/plans?space=b2&edit")
    _take(manager, "camera-b2").click()

    engineer.get_by_test_id("plan-save").click()
    expect(engineer.get_by_test_id("plan-editor")).to_have_attribute("data-unsaved", "false")
    manager.get_by_test_id("plan-save").click()
    expect(manager.get_by_test_id("plan-conflict")).to_contain_text("王建国 moved equipment")
    manager.get_by_test_id("use-theirs").click()
    expect(manager.get_by_test_id("plan-conflict")).to_have_count(0)
    expect(manager.get_by_test_id("movable-mark")).to_have_count(3)

    engineer.get_by_test_id("plan-leave").click()
    expect(_mark(engineer, "gw-b2")).to_contain_text("B2 网关")
    expect(engineer.get_by_test_id("plan-picture")).to_have_js_property("naturalWidth", 800)
    manager.context.close()
    engineer.context.close()


@pytest.mark.parametrize(("size", "lift"), [("phone", "t1-lift-3"), ("desktop", "t1-lift-4")])
def test_an_alarm_pulses_on_the_plan_until_somebody_acknowledges_it(size: str, lift: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, size, "engineer", "en-GB")
    page.goto("/plans?space=t1")
    expect(_mark(page, lift)).to_have_attribute("data-pulses", "false")
    say(installation, lift, {"trapped": True})
    client = installation.client("engineer")
    alarm = alarm_of(client, "lift.entrapment", lift)
    expect(_mark(page, lift)).to_have_attribute("data-pulses", "true")
    expect(_mark(page, lift)).to_contain_text("Critical")
    expect(page.locator(f'[data-testid="plan-alarm"][data-alarm-id="{alarm["id"]}"]')).to_be_visible()
    assert client.post(f"/alarms/{alarm['id']}/acknowledge", json={}).is_success
    expect(_mark(page, lift)).to_have_attribute("data-pulses", "false")
    expect(_mark(page, lift)).to_have_attribute("href", f"/alarms/{alarm['id']}")
    page.goto(f"/alarms/{alarm['id']}")
    expect(page.get_by_test_id("alarm-detail")).to_be_visible()
    place = page.get_by_test_id("place-card")
    place.scroll_into_view_if_needed()
    expect(place.locator(f'[data-testid="plan-mark"][data-asset-id="{lift}"]')).to_be_in_viewport()
    page.context.close()


def test_a_plan_is_moved_and_enlarged_by_keys_and_wheel(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "viewer")
    page.goto("/plans?space=t2")
    plan = page.get_by_test_id("plan")
    expect(page.get_by_test_id("plan-edit")).to_have_count(0)
    plan.focus()
    page.keyboard.press("+")
    expect(plan).to_have_attribute("data-zoom", "1.40")
    before = _mark(page, "t2-lift-1").bounding_box()
    page.keyboard.press("ArrowRight")
    after = _mark(page, "t2-lift-1").bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] < before["x"]
    page.keyboard.press("0")
    expect(plan).to_have_attribute("data-zoom", "1.00")
    plan.hover()
    page.mouse.wheel(0, -400)
    expect(plan).not_to_have_attribute("data-zoom", "1.00")
    page.context.close()


def _take(page: Page, asset: str) -> Locator:
    return page.locator(f'[data-testid="take-asset"][data-asset-id="{asset}"]')


def _mark(page: Page, asset: str) -> Locator:
    return page.locator(f'[data-testid="plan-mark"][data-asset-id="{asset}"]')


def _movable(page: Page, asset: str) -> Locator:
    return page.locator(f'[data-testid="movable-mark"][data-asset-id="{asset}"]')


def _left(page: Page, asset: str) -> float:
    """Where it stands, in percent of the plan's width."""
    return float(_movable(page, asset).evaluate("mark => parseFloat(mark.style.left)"))
