"""Hand-over on phones in Chinese, and the fire control room on a desktop in English, in real Chromium."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.installation import Installation, demo
from tests.e2e.pages import opened

pytestmark = pytest.mark.real

A_WHILE_MS = 40_000


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("hand-over"), "--no-simulators") as running:
        yield running


def test_an_engineer_hands_over_on_a_phone_and_a_colleague_signs(installation: Installation, chromium: Browser) -> None:
    manager = opened(chromium, installation, "desktop", "manager")
    manager.goto("/hand-over?view=things")
    manager.locator('[data-testid="edit-list"][data-post="duty_engineer"]').click()
    manager.get_by_test_id("list-add").click()
    manager.get_by_test_id("list-name").fill("对讲机")
    manager.get_by_test_id("list-number").fill("5")
    manager.get_by_test_id("list-ok").click()
    expect(manager.locator('[data-testid="post-list"][data-post="duty_engineer"]')).to_contain_text("对讲机")
    manager.context.close()
    order = _order_in_hand(installation)

    engineer = opened(chromium, installation, "phone", "engineer")
    engineer.goto("/hand-over")
    engineer.locator('[data-testid="open-sheet"][data-post="duty_engineer"]').click()
    expect(engineer.get_by_test_id("sheet-orders")).to_contain_text("大堂漏水")
    engineer.get_by_test_id("all-there").click()
    engineer.get_by_test_id("thing-less").click()
    engineer.get_by_test_id("thing-remark").fill("一台送修")
    engineer.get_by_test_id("hand-over-note").fill("3号泵异响，夜里多看一眼")
    engineer.get_by_test_id("save-count").click()
    expect(engineer.locator('[data-testid="timeline-entry"][data-step="count"]')).to_be_visible()
    _take(engineer, "offer")
    expect(engineer.locator('[data-testid="hand-over-detail"][data-state="offered"]')).to_be_visible()
    expect(engineer.get_by_test_id("primary-step")).to_have_count(0)

    colleague = opened(chromium, installation, "phone", "electrician")
    colleague.goto("/hand-over")
    colleague.get_by_test_id("for-me").get_by_test_id("hand-over-row").click()
    expect(colleague.get_by_text("3号泵异响，夜里多看一眼")).to_be_visible()
    expect(colleague.locator('[data-testid="thing"][data-name="对讲机"]')).to_have_attribute("data-wrong", "true")
    _take(colleague, "sign")
    expect(colleague.locator('[data-testid="hand-over-detail"][data-state="signed"]')).to_be_visible()
    expect(engineer.locator('[data-testid="hand-over-detail"][data-state="signed"]')).to_be_visible(timeout=A_WHILE_MS)
    assert installation.client("manager").get(f"/work-orders/{order}").json()["assignee"] == "electrician"
    engineer.context.close()
    colleague.context.close()


def test_an_operator_confirms_the_check_and_answers_the_call_in_english(installation: Installation, chromium: Browser) -> None:
    operator = opened(chromium, installation, "desktop", "control-room", "en-GB")
    operator.goto("/control-room")
    expect(operator.get_by_test_id("operators")).to_have_attribute("data-certified", "1")
    confirm = operator.get_by_test_id("confirm-check")
    expect(confirm).to_have_text("I have checked")
    expect(confirm).to_be_enabled(timeout=A_WHILE_MS)
    operator.get_by_test_id("check-note").fill("smoke detector 3F isolated for painting")
    due_at = datetime.fromisoformat(installation.client("control-room").get("/control-room/riverside").json()["check"]["due_at"])
    confirm.click()
    expect(confirm).to_be_disabled()
    # Confirmed a little before midnight it stands in the log of the day that comes.
    operator.goto(f"/control-room?day={due_at.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d}")
    expect(operator.locator('[data-testid="log-line"][data-kind="check"]').filter(has_text="painting")).to_be_visible()

    manager = opened(chromium, installation, "phone", "manager")
    manager.goto("/control-room")
    manager.get_by_test_id("ask").click()
    manager.get_by_test_id("ask-ok").click()
    expect(operator.get_by_test_id("call-banner")).to_contain_text("Is anybody there?", timeout=A_WHILE_MS)
    operator.get_by_test_id("answer").click()
    expect(operator.get_by_test_id("call-banner")).to_have_count(0)
    expect(manager.get_by_test_id("call-banner")).to_have_count(0, timeout=A_WHILE_MS)
    expect(manager.locator('[data-testid="call"][data-missed="false"]')).to_be_visible()
    operator.get_by_test_id("touch").click()
    expect(operator.get_by_test_id("attended")).to_have_attribute("data-attended", "true")
    operator.context.close()
    manager.context.close()


def test_a_panel_asks_whether_somebody_is_there_and_one_tap_answers_in_english(installation: Installation, chromium: Browser) -> None:
    operator = opened(chromium, installation, "phone", "control-room", "en-GB")
    operator.goto("/control-room")
    expect(operator.get_by_test_id("operators")).to_have_attribute("data-certified", "1")
    expect(operator.get_by_test_id("call-banner")).to_have_count(0)
    installation.publish("fire-panel", "event", {"ts": int(time.time() * 1000), "event": "fire.guard_check", "data": {}})
    banner = operator.get_by_test_id("call-banner")
    expect(banner).to_contain_text("Asked by ", timeout=A_WHILE_MS)
    expect(banner).to_contain_text("Is anybody there? Answer by ")
    operator.get_by_test_id("answer").click()
    expect(banner).to_have_count(0)
    expect(operator.locator('[data-testid="call"][data-missed="false"]').first).to_contain_text("answered at")
    expect(operator.locator('[data-testid="log-line"][data-kind="call"]').filter(has_text="Call by ")).to_be_visible(timeout=A_WHILE_MS)
    operator.context.close()


def _take(page: Page, step: str) -> None:
    page.locator(f'[data-testid="primary-step"][data-step="{step}"]').click()
    page.get_by_test_id("step-ok").click()


def _order_in_hand(installation: Installation) -> str:
    """An order that the engineer has accepted."""
    asked = {"site": "riverside", "title": "大堂漏水", "kind": "repair", "department": "engineering", "priority": "P2"}
    order: str = installation.client("dispatcher").post("/work-orders", json=asked).json()["id"]
    assert installation.client("dispatcher").post(f"/work-orders/{order}/dispatch", json={"assignee": "engineer"}).is_success
    assert installation.client("engineer").post(f"/work-orders/{order}/accept", json={}).is_success
    return order
