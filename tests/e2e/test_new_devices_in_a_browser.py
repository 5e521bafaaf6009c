"""New devices in real Chromium: two clicks bind one, and its row leaves when Steward knows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from devices.site_file import load_site
from tests.e2e.accessibility import assert_accessible
from tests.e2e.chain import alarm_of, now_ms
from tests.e2e.installation import Installation
from tests.e2e.newcomers import SITE, court, file_of, heard
from tests.e2e.pages import LOOKS, opened

pytestmark = pytest.mark.real

SLOW_MS = 120_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with court(tmp_path_factory.mktemp("newcomers")) as installation:
        yield installation


def spoke(running: Installation, device: str) -> None:
    """It has said something, and that is known."""
    running.publish(device, "telemetry", {"ts": now_ms(), "values": {"level": 0.4, "pump_2_run": False}}, site=SITE)
    heard(running.client("engineer"), device)


def row(device: str) -> str:
    """How to find it in the page."""
    return f'[data-testid="new-device"][data-name="{device}"]'


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_two_clicks_bind_it_and_it_leaves_the_list_when_it_is_known(size: str, language: str, running: Installation, chromium: Browser) -> None:
    device = f"pit-{size}-{language.lower()}"
    spoke(running, device)
    page = opened(chromium, running, size, "engineer", language)
    page.goto("/new-devices")
    there = page.locator(row(device))
    expect(there).to_contain_text("0.4")
    expect(there).to_contain_text("集水井" if language == "zh-CN" else "Sump pit")
    expect(there).to_contain_text("1 条报文" if language == "zh-CN" else "1 message")
    assert_accessible(page, "new devices")
    there.get_by_test_id("join-open").click()
    expect(page.get_by_test_id("join-form")).to_be_visible()
    assert_accessible(page, "joining")
    page.get_by_test_id("join-confirm").click()
    expect(there.get_by_test_id("new-device-joined")).to_be_visible()
    expect(there).to_have_count(0, timeout=SLOW_MS)
    asset = load_site(file_of(running)).assets[device]
    assert (asset.type.key, asset.space, [point.key for point in asset.points if point.key.startswith("pump_2")]) == (
        "sump",
        "yard",
        ["pump_2_run", "pump_2_fault"],
    )
    running.publish(device, "telemetry", {"ts": now_ms(), "values": {"level": 1.9}}, site=SITE)
    alarm_of(running.client("engineer"), "test.level", device)
    page.goto(f"/assets/{device}")
    expect(page.locator("h1")).to_contain_text(device)
    page.context.close()


def test_what_would_be_written_is_shown_and_what_speaks_against_it_with_the_lines(running: Installation, chromium: Browser) -> None:
    spoke(running, "pit-50")
    page = opened(chromium, running, "desktop", "engineer", "en-GB")
    page.goto("/new-devices")
    page.locator(row("pit-50")).get_by_test_id("join-open").click()
    page.get_by_test_id("join-preview").click()
    expect(page.get_by_test_id("join-entry")).to_contain_text("- id: pit-50")
    file = file_of(running)
    in_the_way = file.with_name(f".{file.name}.steward-new")
    in_the_way.mkdir()
    try:
        page.get_by_test_id("join-confirm").click()
        expect(page.get_by_test_id("join-problem")).to_contain_text("cannot be replaced")
        expect(page.get_by_test_id("join-entry")).to_contain_text("- id: pit-50")
    finally:
        in_the_way.rmdir()
    page.context.close()


def test_who_may_only_look_is_told_so_and_a_guard_does_not_find_the_page_in_the_menu(running: Installation, chromium: Browser) -> None:
    spoke(running, "pit-60")
    page = opened(chromium, running, "desktop", "dispatcher", "en-GB")
    page.goto("/new-devices")
    there = page.locator(row("pit-60"))
    expect(there).to_contain_text("engineer")
    expect(there.get_by_test_id("join-open")).to_have_count(0)
    page.context.close()
    page = opened(chromium, running, "desktop", "guard", "en-GB")
    expect(page.locator('a[href="/assets"]').first).to_be_visible()
    expect(page.locator('a[href="/new-devices"]')).to_have_count(0)
    page.context.close()


def test_one_that_is_not_ours_is_put_aside_with_a_way_back(running: Installation, chromium: Browser) -> None:
    spoke(running, "neighbour")
    page = opened(chromium, running, "phone", "engineer", "en-GB")
    page.goto("/new-devices")
    there = page.locator(row("neighbour"))
    there.get_by_test_id("not-ours").click()
    expect(there).to_have_count(0)
    page.get_by_test_id("aside-undo").click()
    expect(there).to_be_visible()
    there.get_by_test_id("not-ours").click()
    expect(there).to_have_count(0)
    page.get_by_test_id("view-aside").click()
    expect(there).to_contain_text("put aside by engineer")
    there.get_by_test_id("bring-back").click()
    expect(there).to_have_count(0)
    page.context.close()
