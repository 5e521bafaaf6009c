"""Closing the loop in real Chromium: the watch and the early end, evidence, a duplicate, a hold, and two people at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, Json, demo, eventually
from tests.e2e.pages import opened

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("closing"), "--no-simulators") as running:
        yield running


def requested(installation: Installation, title: str) -> Json:
    """An order of engineering that somebody works on."""
    told = {"site": "riverside", "title": title, "department": "engineering"}
    order: Json = installation.client("manager").post("/work-orders", json=told).raise_for_status().json()
    installation.client("manager").post(f"/work-orders/{order['id']}/dispatch").raise_for_status()
    return order


def state_of(installation: Installation, order: object) -> object:
    return installation.client("manager").get(f"/work-orders/{order}").raise_for_status().json()["state"]


def other_step(page: Page, step: str) -> None:
    page.get_by_test_id("other-steps").click()
    page.get_by_test_id(f"step-{step}").click()


def test_a_manager_sees_how_long_it_is_watched_and_may_end_it_early_with_a_reason(installation: Installation, chromium: Browser) -> None:
    guard, engineer = installation.client("guard"), installation.client("engineer")
    say(installation, "t1-lift-1", {"trapped": True})
    order = alarm_of(guard, "lift.entrapment", "t1-lift-1")["work_order_id"]
    guard.post(f"/work-orders/{order}/accept").raise_for_status()
    for task in guard.get(f"/work-orders/{order}").json()["tasks"]:
        engineer.post(f"/work-orders/{order}/tasks/{task['id']}/done").raise_for_status()
    guard.post(f"/work-orders/{order}/complete", json={"outcome": "real"}).raise_for_status()
    say(installation, "t1-lift-1", {"trapped": False})
    eventually(lambda: guard.get(f"/work-orders/{order}").json()["watch_until"], what="the watch")
    page = opened(chromium, installation, "desktop", "manager", "en-GB")
    page.goto(f"/work-orders/{order}")
    expect(page.get_by_test_id("watch")).to_contain_text("stays normal for another")
    expect(page.get_by_test_id("primary-step")).to_have_count(0)
    other_step(page, "verify")
    expect(page.get_by_test_id("waits-for")).to_contain_text("it has to stay normal for 10 min")
    page.get_by_test_id("step-ok").click()
    assert state_of(installation, order) == "completed"
    page.get_by_test_id("step-note-text").fill("Test run on site was fine")
    page.get_by_test_id("step-ok").click()
    expect(page.get_by_test_id("overridden")).to_be_visible()
    assert state_of(installation, order) == "closed"
    page.context.close()


def test_a_duplicate_is_found_by_a_word_and_merged(installation: Installation, chromium: Browser) -> None:
    kept, gone = requested(installation, "水泵房漏水"), requested(installation, "水泵房又漏水")
    page = opened(chromium, installation, "phone", "manager")
    page.goto(f"/work-orders/{gone['id']}")
    other_step(page, "merge")
    page.get_by_test_id("order-select").click()
    page.keyboard.type(str(kept["number"]))
    page.locator(".ant-select-item-option", has_text=str(kept["number"])).click()
    page.get_by_test_id("step-ok").click()
    page.get_by_test_id("merged-into").click()
    expect(page.get_by_test_id("other-order")).to_have_attribute("data-order-id", str(gone["id"]))
    assert state_of(installation, gone["id"]) == "cancelled"
    page.context.close()


def test_work_is_held_with_one_chip_on_a_phone(installation: Installation, chromium: Browser) -> None:
    order = requested(installation, "等配件的灯")
    installation.client("engineer").post(f"/work-orders/{order['id']}/accept").raise_for_status()
    page = opened(chromium, installation, "phone", "engineer")
    page.goto(f"/work-orders/{order['id']}")
    expect(page.get_by_test_id("order-detail")).to_have_attribute("data-state", "accepted")
    other_step(page, "hold")
    page.get_by_test_id("chip-parts").click()
    page.get_by_test_id("step-ok").click()
    expect(page.get_by_test_id("hold-reason")).to_contain_text("待备件")
    page.context.close()


def test_whoever_comes_second_is_told_who_was_first(installation: Installation, chromium: Browser) -> None:
    order = requested(installation, "两人同时接的单")
    page = opened(chromium, installation, "phone", "engineer")
    page.route("**/api/v1/events*", lambda route: route.abort())
    page.route("**/api/v1/stream*", lambda route: route.abort())
    page.goto(f"/work-orders/{order['id']}")
    expect(page.get_by_test_id("primary-step")).to_be_visible()
    installation.client("manager").post(f"/work-orders/{order['id']}/cancel", json={"note": "业主撤回"}).raise_for_status()
    page.get_by_test_id("primary-step").click()
    notice = page.locator(".ant-notification-notice", has_text="别人已先一步处理")
    expect(notice).to_contain_text("作废")
    expect(page.get_by_test_id("order-detail")).to_have_attribute("data-state", "cancelled")
    page.context.close()


def hung(installation: Installation, asset: str) -> str:
    """What is printed under the code that hangs at `asset`."""
    body = {"site": "riverside", "assets": [asset]}
    (link,) = installation.client("manager").post("/qr-links", json=body).raise_for_status().json()["items"]
    return str(link["code"])


def untested(installation: Installation, lift: str) -> str:
    """The id of the order that somebody test the alarm button of `lift`, which wants its tag."""
    say(installation, lift, {"alarm_test_age": 80.0})
    return str(alarm_of(installation.client("engineer"), "lift.alarm_test_overdue", lift)["work_order_id"])


def scan(page: Page, code: str) -> None:
    page.get_by_test_id("scan-and-step").click()
    page.get_by_test_id("scan-code").fill(code)
    page.get_by_test_id("scan-ok").click()


def lacking(installation: Installation, order: str) -> list[str]:
    found: list[str] = installation.client("manager").get(f"/work-orders/{order}").raise_for_status().json()["missing_evidence"]
    return found


@pytest.mark.parametrize(
    ("size", "language", "lift", "word"), [("phone", "zh-CN", "t2-lift-1", "现场扫码"), ("desktop", "en-GB", "t2-lift-2", "Tag scanned on site")]
)
def test_the_tag_that_is_asked_for_is_scanned_with_the_next_step(
    size: str, language: str, lift: str, word: str, installation: Installation, chromium: Browser
) -> None:
    code, elsewhere = hung(installation, lift), hung(installation, "t3-lift-2")
    order = untested(installation, lift)
    page = opened(chromium, installation, size, "engineer", language)
    page.goto(f"/work-orders/{order}")
    expect(page.get_by_test_id("missing-evidence")).to_contain_text(word)
    scan(page, elsewhere)
    expect(page.locator(".ant-notification")).to_be_visible()
    assert (state_of(installation, order), lacking(installation, order)) == ("dispatched", ["tag"])
    scan(page, code)
    expect(page.locator('[data-testid="order-detail"][data-state="accepted"]')).to_be_visible()
    expect(page.get_by_test_id("missing-evidence")).to_have_count(0)
    assert lacking(installation, order) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.context.close()


@pytest.mark.parametrize(("size", "language", "lift"), [("phone", "en-GB", "t3-lift-1"), ("desktop", "zh-CN", "t3-lift-3")])
def test_who_forgot_to_scan_does_it_afterwards(size: str, language: str, lift: str, installation: Installation, chromium: Browser) -> None:
    code, order, engineer = hung(installation, lift), untested(installation, lift), installation.client("engineer")
    for taken in ("accept", "complete"):
        engineer.post(f"/work-orders/{order}/{taken}", json={}).raise_for_status()
    page = opened(chromium, installation, size, "engineer", language)
    page.goto(f"/work-orders/{order}")
    scan(page, code)
    expect(page.get_by_test_id("missing-evidence")).to_have_count(0)
    assert (state_of(installation, order), lacking(installation, order)) == ("completed", [])
    page.context.close()


def test_a_door_counts_as_closed_once_it_says_so_itself(installation: Installation, chromium: Browser) -> None:
    guard, door = installation.client("guard"), "t2-door-bike-room"
    say(installation, door, {"door": "open", "door_alarm": "forced_open"})
    order = str(alarm_of(guard, "access_door.forced_open", door)["work_order_id"])
    for taken in ("accept", "complete"):
        guard.post(f"/work-orders/{order}/{taken}", json={}).raise_for_status()
    say(installation, door, {"door": "unknown", "door_alarm": "normal"})
    page = opened(chromium, installation, "desktop", "guard", "en-GB")
    page.goto(f"/work-orders/{order}")
    expect(page.get_by_test_id("missing-evidence")).to_contain_text("Photo, Door event")
    assert lacking(installation, order) == ["photo", "door_event"]
    say(installation, door, {"door": "closed"})
    eventually(lambda: lacking(installation, order) == ["photo"], what="the door in the telemetry store")
    page.reload()
    expect(page.get_by_test_id("missing-evidence")).to_contain_text("Photo")
    expect(page.get_by_test_id("missing-evidence")).not_to_contain_text("Door event")
    page.context.close()
