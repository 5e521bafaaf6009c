"""An administrator connects another system, sees what came of it, and takes over its open orders, with the page in real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.installation import Installation, demo
from tests.e2e.pages import SIZES, opened

pytestmark = pytest.mark.real

ORDERS = "外部编号,事项,类型\nOA-{size}-1,大堂灯不亮,维修\nOA-{size}-2,,玩笑\n"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("outside"), "--no-simulators") as running:
        yield running


@pytest.mark.parametrize("size", SIZES)
def test_a_webhook_is_made_its_secret_seen_once_and_its_log_says_what_came_of_a_test(size: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, size, "admin")
    page.goto("/outside")
    page.get_by_test_id("new-webhook").click()
    page.get_by_test_id("webhook-name").fill(f"ERP {size}")
    page.get_by_test_id("webhook-url").fill("https://127.0.0.1:9/hook")
    page.get_by_test_id("webhook-ok").click()
    expect(page.get_by_test_id("secret")).to_have_value(re.compile("^whsec_"))
    page.get_by_test_id("secret-done").click()
    page.get_by_test_id("webhook-row").filter(has_text=f"ERP {size}").click()
    page.get_by_test_id("webhook-test").click()
    row = page.get_by_test_id("delivery-row").first
    expect(row).to_contain_text("egress.allow", timeout=60_000)  # its own machine is nothing to call
    page.get_by_test_id("webhook-off").click()
    page.get_by_test_id("sure").click()
    expect(page.get_by_test_id("webhook-state")).to_have_attribute("data-state", "by_hand")
    page.get_by_test_id("webhook-on").click()
    expect(page.get_by_test_id("webhook-test")).to_be_visible()
    page.context.close()


def test_a_key_is_made_and_revoked_in_english(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "admin", "en-GB")
    page.goto("/outside/clients")
    page.get_by_test_id("new-client").click()
    page.get_by_test_id("client-name").fill("12345 hotline")
    page.get_by_test_id("client-ok").click()
    expect(page.get_by_test_id("secret")).to_have_value(re.compile("^stk_"))
    page.get_by_test_id("secret-done").click()
    page.get_by_test_id("revoke").click()
    page.get_by_test_id("sure").click()
    expect(page.get_by_test_id("client-row")).to_contain_text("Revoked")
    page.context.close()


@pytest.mark.parametrize(("size", "language", "said"), [("phone", "zh-CN", "尚未回告"), ("desktop", "en-GB", "told nothing")])
def test_an_order_of_a_hotline_shows_its_number_there_and_its_deadline(
    size: str, language: str, said: str, installation: Installation, chromium: Browser
) -> None:
    made = installation.client("admin").post("/api-clients", json={"name": f"12345 {size}", "sites": ["riverside"]})
    key = made.raise_for_status().json()["key"]
    asked = {
        "outside_id": f"2026-{size}",
        "system": "12345 热线",
        "site": "riverside",
        "title": "井盖松动",
        "department": "engineering",
        "deadline": (datetime.now(UTC) + timedelta(days=2)).isoformat(),
    }
    answer = httpx.post(f"{installation.url}/api/v1/inbound/orders", json=asked, headers={"Authorization": f"Bearer {key}"}).raise_for_status()
    page = opened(chromium, installation, size, "dispatcher", language)
    page.goto(f"/work-orders/{answer.json()['id']}")
    card = page.get_by_test_id("outside-card")
    expect(card).to_contain_text("12345 热线")
    expect(card).to_contain_text(f"2026-{size}")
    expect(card.get_by_test_id("callback")).to_have_attribute("data-state", "none")
    expect(card.get_by_test_id("callback")).to_contain_text(said)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_open_orders_are_looked_at_and_then_taken_over(size: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, size, "admin")
    page.goto("/outside/import")
    page.get_by_test_id("import-file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": ORDERS.format(size=size).encode()})
    expect(page.locator('[data-testid="import-row"][data-state="wrong"]')).to_contain_text("玩笑")
    page.get_by_test_id("import-do").click()
    done = page.locator('[data-testid="import-row"][data-state="new"]')
    done.get_by_role("link").click()
    expect(page.get_by_role("heading", name="大堂灯不亮").first).to_be_visible()
    page.context.close()


def test_who_only_looks_finds_no_button(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "manager")
    page.goto("/outside")
    expect(page.get_by_test_id("webhook-list")).to_be_visible()
    expect(page.get_by_test_id("new-webhook")).to_have_count(0)
    page.context.close()
