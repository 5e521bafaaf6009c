"""A device's page in real Chromium: whether it speaks, how often, what it is, and what of it could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.chain import now_ms
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import SIZES, opened

pytestmark = [pytest.mark.real, pytest.mark.slow]

DEVICE = "t2-lift-1"
_STATES = {"zh-CN": "在线", "en-GB": "Online"}
_CLOCKS = {"zh-CN": "快 42 秒", "en-GB": "42 s fast"}
_PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A lift has spoken by a clock that is fast, told of itself, and once said what nobody can read."""
    with demo(tmp_path_factory.mktemp("devices"), "--no-simulators") as running:
        running.publish(DEVICE, "info", {"firmware": "2.4.1", "model": "LG-3", "battery_v": 3.1, "snr_db": 9.5}, retain=True)
        running.publish(DEVICE, "telemetry", b"{not json")
        for _ in range(3):
            running.publish(DEVICE, "telemetry", {"ts": now_ms() + 42_500, "values": {"load_pct": 30, "battery_pct": 88, "signal_dbm": -61}})
        client = running.client("engineer")

        def told() -> bool:
            device = client.get(f"/devices/{DEVICE}", params={"site": "riverside"}).raise_for_status().json()
            return {"firmware", "battery_pct", "battery_v"} <= {vital["fact"] for vital in device["vitals"]} and device["quarantine"]["total"] > 0

        eventually(told, within_s=90, what="what the device tells of itself")
        yield running


@pytest.mark.parametrize("language", _STATES)
@pytest.mark.parametrize("size", SIZES)
def test_the_page_of_a_device_says_how_it_is(size: str, language: str, installation: Installation, chromium: Browser) -> None:
    installation.publish(DEVICE, "telemetry", {"ts": now_ms() + 42_500, "values": {"load_pct": 31, "battery_pct": 88, "signal_dbm": -61}})
    page = opened(chromium, installation, size, "engineer", language)
    page.goto(f"/devices/riverside/{DEVICE}")
    health = page.get_by_test_id("device-health")
    expect(health).to_have_attribute("data-state", "online", timeout=_PATIENCE_MS)
    expect(health).to_contain_text(_STATES[language])
    expect(page.get_by_test_id("device-clock")).to_contain_text(_CLOCKS[language], timeout=_PATIENCE_MS)
    expect(page.get_by_test_id("device-battery")).to_contain_text("88 %")
    expect(page.get_by_test_id("device-battery")).to_contain_text("3.1 V")
    expect(page.get_by_test_id("device-signal")).to_contain_text("-61 dBm")
    expect(page.get_by_test_id("device-signal")).to_contain_text("SNR 9.5 dB")
    expect(page.get_by_test_id("device-firmware")).to_contain_text("2.4.1")
    expect(page.get_by_test_id("device-rate")).to_contain_text("60")
    expect(page.locator(f'[data-point-id="riverside.{DEVICE}.load_pct"]')).to_contain_text("%")
    expect(page.get_by_test_id("device-quarantine").get_by_test_id("quarantine-row").first).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.get_by_test_id("device-asset").get_by_role("link").click()
    page.get_by_test_id("device-link").first.click()
    expect(page.get_by_test_id("device-detail")).to_have_attribute("data-device-id", DEVICE)
    page.context.close()


@pytest.mark.parametrize("language", _STATES)
@pytest.mark.parametrize("size", SIZES)
def test_the_list_is_searched_filtered_and_leads_to_a_device(size: str, language: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, size, "engineer", language)
    page.goto("/devices")
    expect(page.get_by_test_id("device-row").nth(5)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.get_by_test_id("search").fill(DEVICE)
    expect(page.get_by_test_id("device-row")).to_have_count(1)
    expect(page).to_have_url(re.compile(f"q={DEVICE}"))
    page.get_by_role("link", name=re.compile(DEVICE)).click()
    expect(page.get_by_test_id("device-detail")).to_have_attribute("data-device-id", DEVICE)
    page.goto("/devices?state=unknown&q=no-such-device")
    expect(page.get_by_test_id("device-rows").locator(".ant-empty")).to_be_visible()
    page.context.close()


def test_who_may_not_see_quarantine_sees_none_of_it(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "guard")
    page.goto(f"/devices/riverside/{DEVICE}")
    expect(page.get_by_test_id("device-health")).to_be_visible()
    expect(page.get_by_test_id("device-quarantine")).to_have_count(0)
    page.context.close()
