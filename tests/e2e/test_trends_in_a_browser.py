"""Trends in real Chromium: chosen by search, zoomed, compared, exported, and the same by its link."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import Theme, opened

pytestmark = pytest.mark.real

LOAD = "riverside.t1-lift-1.load_pct"
LEVELS = "riverside.t1-lift-2.load_pct"
ROOM = "riverside.t1-lift-1.room_temp"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("trends"), "--no-simulators") as running:
        for number in range(5):
            say(running, "t1-lift-1", {"load_pct": 10 + number})
            say(running, "t1-lift-2", {"load_pct": 40 - number})
        client = running.client("manager")

        def stored() -> bool:
            return len(client.get(f"/points/{LEVELS}/readings").json()["items"]) == 5

        eventually(stored, within_s=60, what="storing")
        yield running


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("size", "language"), [("phone", "zh-CN"), ("desktop", "en-GB")])
def test_it_fits_every_screen_and_is_accessible(size: str, language: str, theme: Theme, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, size, "manager", language, theme=theme)
    page.goto(f"/trends?points={LOAD},{LEVELS}&length=3600000")
    expect(page.get_by_test_id("trend-canvas")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert_accessible(page, f"/trends {size} {language} {theme}")
    page.context.close()


def test_a_manager_finds_a_point_zooms_compares_and_exports(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "manager", "en-GB")
    page.goto(f"/trends?points={LOAD}&length=3600000")
    _sum(page, LOAD, "data-samples", "5")
    page.get_by_test_id("trend-points").locator("input").fill("t1-lift-2 load")
    page.locator(".ant-select-item-option").filter(has_text="Lift 2").first.click()
    _sum(page, LEVELS, "data-samples", "5")
    page.keyboard.press("Escape")

    page.get_by_test_id("trend-nearer").click()
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["length"] == ["1800000"])
    page.get_by_test_id("trend-earlier").click()
    page.wait_for_url(lambda url: "end" in parse_qs(urlsplit(url).query))
    page.get_by_test_id("trend-now").click()
    page.wait_for_url(lambda url: "end" not in parse_qs(urlsplit(url).query))

    page.get_by_test_id("trend-compare").click()
    page.get_by_title("A day before").click()
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["compare"] == ["day"])
    _sum(page, LOAD, "data-earlier", "0")

    with page.expect_download() as table:
        page.get_by_test_id("trend-csv").click()
    text = table.value.path().read_text(encoding="utf-8-sig")
    assert LOAD in text
    assert LEVELS in text
    expect(page.get_by_test_id("trend-canvas")).to_be_visible()
    with page.expect_download() as picture:
        page.get_by_test_id("trend-png").click()
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")

    again = page.context.new_page()
    again.goto(page.url)
    _sum(again, LEVELS, "data-samples", "5")
    page.context.close()


def test_orders_and_limits_are_drawn_beside_the_values_and_an_order_opens(installation: Installation, chromium: Browser) -> None:
    say(installation, "t1-lift-1", {"trapped": True, "room_temp": 25.0})
    alarm = alarm_of(installation.client("manager"), "lift.entrapment", "t1-lift-1")
    page = opened(chromium, installation, "desktop", "manager", "en-GB")
    page.goto(f"/trends?points={LOAD},{ROOM}&length=3600000")
    limit = page.locator('[data-testid="trend-limit"][data-rule="lift.room_temp"]')
    expect(limit).to_have_attribute("data-value", "40")
    expect(limit).to_contain_text("40 °C")
    order = page.get_by_test_id("trend-order").first
    expect(order).to_be_visible()
    assert_accessible(page, "/trends with an order and a limit")

    page.get_by_test_id("trend-drawn-limits").click()
    expect(page.get_by_test_id("trend-limit")).to_have_count(0)
    page.get_by_test_id("trend-drawn-orders").click()
    expect(page.get_by_test_id("trend-order")).to_have_count(0)
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["without"] == ["orders,limits"])
    page.get_by_test_id("trend-drawn-orders").click()
    order.click()
    page.wait_for_url("**/work-orders/*")
    assert installation.client("manager").get(f"/work-orders/{page.url.rsplit('/', 1)[1]}").json()["alarm_ids"] == [alarm["id"]]
    page.context.close()


def test_what_is_shown_is_kept_under_a_name_found_again_and_forgotten(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "manager", "en-GB")
    page.goto(f"/trends?points={LOAD},{LEVELS}&length=3600000&compare=day&without=alarms")
    page.get_by_test_id("views").click()
    page.get_by_test_id("save-view").click()
    page.get_by_test_id("view-name").fill("Both lifts")
    page.get_by_test_id("save-view-ok").click()
    expect(page.get_by_test_id("views")).to_contain_text("Both lifts")

    page.goto("/trends")
    page.get_by_test_id("views").click()
    page.locator('[data-testid="view"][data-view="Both lifts"]').click()
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("compare") == ["day"])
    assert parse_qs(urlsplit(page.url).query) == {"points": [f"{LOAD},{LEVELS}"], "length": ["3600000"], "compare": ["day"], "without": ["alarms"]}
    _sum(page, LEVELS, "data-samples", "5")

    page.get_by_test_id("views").click()
    page.get_by_test_id("arrange-views").click()
    page.get_by_test_id("remove-view").click()
    expect(page.get_by_test_id("own-view")).to_have_count(0)
    page.context.close()


def _sum(page: Page, point: str, what: str, count: str) -> None:
    expect(page.locator(f'[data-testid="trend-sum"][data-point="{point}"]')).to_have_attribute(what, count)
