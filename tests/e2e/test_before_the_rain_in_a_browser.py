"""Before the rain, in real Chromium: a warning is entered, the preparation starts by itself, and supplies are counted on the phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.installation import Installation, demo
from tests.e2e.pages import opened

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("rain"), "--no-simulators") as running:
        yield running


def test_a_warning_starts_the_preparation_and_everybody_sees_it_live(installation: Installation, chromium: Browser) -> None:
    guard = opened(chromium, installation, "phone", "guard", "en-GB")
    guard.goto("/emergency/weather")
    expect(guard.get_by_text("No weather warnings")).to_be_visible()

    manager = opened(chromium, installation, "desktop", "manager")
    manager.goto("/emergency/weather")
    manager.get_by_test_id("weather-give").click()
    manager.get_by_test_id("level-orange").click()
    manager.get_by_test_id("weather-words").fill("未来 3 小时降雨量将达 50 毫米以上")
    manager.get_by_test_id("weather-ok").click()
    card = manager.get_by_test_id("weather-card")
    expect(card).to_contain_text("暴雨橙色预警")
    expect(card.get_by_test_id("weather-preparation")).to_contain_text("准备中，0/")

    expect(guard.get_by_test_id("weather-card")).to_contain_text("Orange rainstorm warning")
    guard.get_by_test_id("weather-preparation").click()
    guard.wait_for_url("**/emergency/runs/*")
    guard.goto("/emergency/weather")

    card.get_by_test_id("weather-change").click()
    manager.get_by_test_id("level-red").click()
    manager.get_by_test_id("weather-ok").click()
    expect(guard.locator('[data-testid="weather-card"][data-level="red"]')).to_be_visible()
    card.get_by_test_id("weather-lift").click()
    manager.get_by_test_id("weather-lift-ok").click()
    expect(manager.get_by_text("没有气象预警")).to_be_visible()
    expect(guard.get_by_text("No weather warnings")).to_be_visible()
    for page in (guard, manager):
        page.context.close()


def test_supplies_are_added_counted_removed_and_put_back(installation: Installation, chromium: Browser) -> None:
    engineer = opened(chromium, installation, "desktop", "engineer")
    engineer.goto("/emergency/supplies")
    expect(_supply(engineer, "沙袋").get_by_test_id("supply-faults")).to_have_text("数量不足")
    engineer.get_by_test_id("supply-add").click()
    engineer.get_by_test_id("supply-name").fill("雨衣雨靴")
    engineer.get_by_test_id("supply-count").fill("10")
    engineer.get_by_test_id("supply-wanted").fill("10")
    engineer.get_by_test_id("supply-spot").fill("值班室柜内")
    engineer.get_by_test_id("supply-ok").click()
    expect(_supply(engineer, "雨衣雨靴").get_by_test_id("supply-stock")).to_contain_text("10 / 10")

    guard = opened(chromium, installation, "phone", "guard")
    guard.goto("/emergency/supplies")
    _supply(guard, "沙袋").get_by_test_id("supply-check").click()
    guard.get_by_test_id("check-count").fill("200")
    guard.get_by_test_id("check-note").fill("已补 20 袋")
    guard.get_by_test_id("check-ok").click()
    expect(_supply(guard, "沙袋").get_by_test_id("supply-faults")).to_have_count(0)
    expect(_supply(engineer, "沙袋").get_by_test_id("supply-stock")).to_contain_text("200 / 200")

    _supply(engineer, "雨衣雨靴").get_by_test_id("supply-remove").click()
    expect(_supply(guard, "雨衣雨靴")).to_have_count(0)
    engineer.get_by_test_id("supply-undo").click()
    expect(_supply(guard, "雨衣雨靴")).to_be_visible()
    for page in (guard, engineer):
        page.context.close()


def _supply(page: Page, name: str) -> Locator:
    return page.locator(f'[data-testid="supply-card"][data-supply="{name}"]')
