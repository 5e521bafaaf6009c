"""A guard at a call, on a phone in real Chromium: the steps and how it ended, help, a false alarm, going too; without a network; a new version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.called_site import running
from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, eventually
from tests.e2e.pages import kept, opened
from tests.parts.push_service import push_service

pytestmark = [pytest.mark.real, pytest.mark.slow]

A_WHILE_MS = 60_000
"""The queue looks again every quarter of a minute, on whatever machine this is."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with push_service() as service, running(tmp_path_factory.mktemp("answering"), service) as living:
        yield living


def order(installation: Installation, order_id: str) -> dict[str, Any]:
    found: dict[str, Any] = installation.client("manager").get(f"/work-orders/{order_id}").raise_for_status().json()
    return found


def forced(installation: Installation, door: str) -> tuple[str, str]:
    """Somebody forces `door`; returns the order and the call."""
    say(installation, door, {"door_alarm": "forced_open"})
    order_id = str(alarm_of(installation.client("manager"), "access_door.forced_open", door)["work_order_id"])
    client = installation.client("guard")
    (call, *_) = eventually(lambda: client.get(f"/work-orders/{order_id}/call-outs").json()["items"], what="the call")
    return order_id, str(call["id"])


def at_the_call(chromium: Browser, installation: Installation, call: str, language: str = "zh-CN", username: str = "guard") -> Page:
    page = opened(chromium, installation, "phone", username, language, calls=True, worker=True)
    page.goto(f"/alarm-call/{call}")
    expect(page.locator(f'[data-testid="alarm-call"][data-call-id="{call}"][data-order-state]')).to_be_visible()
    return page


def press(page: Page, what: str) -> None:
    """The one next button, once it is the one for `what`."""
    page.locator(f'[data-testid="next"][data-next="{what}"]').click()


def kept_by_the_worker(page: Page) -> None:
    """The app's files are kept, and this page was loaded through its worker."""
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.reload()
    eventually(lambda: bool(page.evaluate("() => navigator.serviceWorker.controller !== null")), within_s=60, what="the service worker")


@pytest.mark.parametrize(("language", "door"), [("zh-CN", "t1-door-lobby-south"), ("en-GB", "t1-door-lobby-north")])
def test_a_tap_each_to_go_to_be_there_and_to_say_how_it_was(language: str, door: str, installation: Installation, chromium: Browser) -> None:
    order_id, call = forced(installation, door)
    page = at_the_call(chromium, installation, call, language)
    press(page, "go")
    press(page, "arrive")
    press(page, "complete")
    page.get_by_test_id("result-real").click()
    expect(page.get_by_test_id("call-over")).to_contain_text("辛苦了" if language == "zh-CN" else "thank you", ignore_case=True)
    told = order(installation, order_id)
    assert (told["state"], told["assignee"], told["outcome"]) == ("completed", "guard", "real")
    page.context.close()


def test_one_tap_calls_another_department_for_help(installation: Installation, chromium: Browser) -> None:
    order_id, call = forced(installation, "t1-door-stair-a")
    page = at_the_call(chromium, installation, call)
    press(page, "go")
    page.get_by_test_id("need-help").click()
    page.get_by_test_id("help-cleaning").click()
    expect(page.get_by_test_id("help")).to_have_count(0)
    assert "cleaning" in [task["department"] for task in order(installation, order_id)["tasks"]]
    page.context.close()


def test_a_false_alarm_ends_with_what_set_it_off(installation: Installation, chromium: Browser) -> None:
    order_id, call = forced(installation, "t1-door-stair-b")
    page = at_the_call(chromium, installation, call)
    page.get_by_test_id("call-false-alarm").click()
    expect(page.get_by_test_id("false-alarm-ok")).to_be_disabled()
    page.get_by_test_id("cause").filter(has_text="有人误碰").click()
    page.get_by_test_id("false-alarm-ok").click()
    expect(page.get_by_test_id("call-over")).to_be_visible()
    told = order(installation, order_id)
    assert (told["state"], told["outcome"]) == ("completed", "false_alarm")
    assert [line["note"] for line in told["timeline"] if line["event"] == "complete"] == ["有人误碰"]
    page.context.close()


def test_who_comes_second_goes_too(installation: Installation, chromium: Browser) -> None:
    order_id, call = forced(installation, "t1-door-roof")
    page = at_the_call(chromium, installation, call, username="patrol")
    installation.client("guard").post(f"/call-outs/{call}/going", json={}).raise_for_status()
    page.get_by_test_id("go-too").click()
    expect(page.get_by_test_id("going-too")).to_be_visible()
    told = order(installation, order_id)
    assert told["assignee"] == "guard"
    assert [line["event"] for line in told["timeline"] if line["actor"] == "patrol"] == ["note"]
    page.context.close()


def test_in_the_basement_nothing_of_it_is_lost(installation: Installation, chromium: Browser) -> None:
    order_id, call = forced(installation, "t2-door-lobby-south")
    page = at_the_call(chromium, installation, call)
    expect(page.locator('[data-testid="next"][data-next="go"]')).to_be_visible()
    # The key by which this phone seals what it keeps has come.
    kept(page)
    page.context.set_offline(True)
    press(page, "go")
    expect(page.get_by_test_id("call-offline")).to_have_attribute("data-waiting", "1")
    press(page, "arrive")
    expect(page.get_by_test_id("call-offline")).to_have_attribute("data-waiting", "2")
    press(page, "complete")
    page.get_by_test_id("result-nothing_found").click()
    expect(page.get_by_test_id("call-over")).to_be_visible()
    assert order(installation, order_id)["assignee"] is None

    page.context.set_offline(False)
    expect(page.get_by_test_id("call-offline")).to_have_count(0, timeout=A_WHILE_MS)
    told = order(installation, order_id)
    assert (told["state"], told["assignee"], told["outcome"]) == ("completed", "guard", "nothing_found")
    page.context.close()


@pytest.mark.parametrize(("language", "says"), [("zh-CN", "离线"), ("en-GB", "Offline")])
def test_without_a_network_the_app_opens_and_says_so(language: str, says: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "patrol", language, worker=True)
    kept_by_the_worker(page)
    kept(page)
    page.context.set_offline(True)
    page.goto("/tasks")
    expect(page.get_by_test_id("offline-bar")).to_contain_text(says)
    expect(page.locator("h1")).to_be_visible()
    page.context.close()


def test_a_new_version_is_offered_and_loaded_when_somebody_wants_it(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "patrol", worker=True)
    kept_by_the_worker(page)
    page.goto("/post")
    expect(page.get_by_test_id("post")).to_be_visible()
    expect(page.get_by_test_id("update-bar")).to_have_count(0)
    # The page asks for its own worker when it is idle, first come first served; then it hears of another.
    page.evaluate("() => new Promise((done) => requestIdleCallback(() => setTimeout(done, 1000)))")
    # As after an upgrade: another script for the same pages.
    page.evaluate("async () => { await navigator.serviceWorker.register('/sw.js?next') }")
    with page.expect_event("load"):
        page.get_by_test_id("update").click()
    expect(page.get_by_test_id("post")).to_be_visible()
    assert page.evaluate("() => navigator.serviceWorker.controller.scriptURL").endswith("/sw.js?next")
    page.context.close()
