"""A drill in real Chromium, with every real process: planned, begun, seen as a drill on every page, broken off by a real alarm, printed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.chain import alarms, say
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import opened

pytestmark = [pytest.mark.real, pytest.mark.slow]

WITHIN_MS = 90_000
"""On a slow machine virtual devices take a while to begin."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("drill"), "--no-simulators") as running:
        yield running


def choose(page: Page, field: str, words: str) -> None:
    """Choose the option that says `words` in the list of `field`."""
    page.get_by_test_id(field).click()
    page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter(has_text=words).first.click()


def planned(page: Page) -> str:
    """Plan the entrapment drill in tower 3 by the form; returns its id."""
    page.goto("/drills")
    page.get_by_test_id("plan-drill").click()
    choose(page, "drill-plan", "电梯困人")
    choose(page, "drill-scenario", "电梯困人")
    expect(page.get_by_test_id("drill-title")).to_have_value("电梯困人演练")
    choose(page, "drill-area", "3号楼")
    page.get_by_test_id("drill-send").click()
    expect(page.get_by_test_id("drill-detail")).to_have_attribute("data-state", "planned")
    return page.url.rsplit("/", 1)[1]


def begun(page: Page) -> None:
    """Begin the drill that is shown, with asking."""
    page.get_by_test_id("drill-start").click()
    page.get_by_test_id("drill-start-ok").click()
    expect(page.get_by_test_id("drill-detail")).to_have_attribute("data-state", "running")


def sign(page: Page) -> None:
    """Draw a signature under the drill that is shown."""
    page.get_by_test_id("drill-sign").click()
    box = page.get_by_test_id("signature-pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()
    page.get_by_test_id("drill-sign-save").click()


def test_a_drill_from_the_plan_to_the_real_alarm_and_the_record(installation: Installation, chromium: Browser) -> None:
    manager = opened(chromium, installation, "desktop", "manager")
    guard = opened(chromium, installation, "phone", "guard", "en-GB")
    planned(manager)
    expect(manager.get_by_test_id("drill-bar")).to_have_count(0)
    begun(manager)

    # Everybody at the site sees that a drill runs, on whatever page.
    for page in (manager, guard):
        expect(page.get_by_test_id("drill-frame")).to_be_visible()
    expect(guard.get_by_test_id("drill-bar")).to_contain_text("电梯困人演练")
    expect(guard.get_by_test_id("drill-bar-stop")).to_have_count(0)
    expect(manager.get_by_test_id("drill-bar-stop")).to_be_visible()
    for address in ("/work-orders", "/assets", "/drills?view=calendar"):
        guard.goto(address)
        expect(guard.get_by_test_id("drill-frame")).to_be_visible()
    assert_accessible(guard)
    wall = manager.context.new_page()
    wall.goto("/wall")
    expect(wall.get_by_test_id("drill-frame")).to_be_visible()
    expect(wall.get_by_test_id("drill-bar")).to_contain_text("演练")
    wall.close()

    # The simulated alarm belongs to the drill and stands in no live list; the plan runs.
    alarm = manager.get_by_test_id("drill-alarm").first
    expect(alarm).to_contain_text("【演练】", timeout=WITHIN_MS)
    assert alarms(installation.client("manager"), asset="t3-lift-2") == []
    expect(manager.get_by_test_id("drill-run")).to_be_visible(timeout=WITHIN_MS)
    expect(manager.get_by_test_id("scored-step").first).to_be_visible()
    assert_accessible(manager)
    command = manager.context.new_page()
    command.goto(str(manager.get_by_test_id("drill-run").get_attribute("href")))
    expect(command.get_by_test_id("run-drill")).to_be_visible()
    expect(command.get_by_test_id("drill-frame")).to_be_visible()
    command.close()

    # Something real: the drill is over at once, and every page says so until it is read.
    say(installation, "t1-lift-1", {"trapped": True})
    expect(manager.get_by_test_id("drill-detail")).to_have_attribute("data-state", "interrupted")
    for page in (manager, guard):
        expect(page.get_by_test_id("drill-interrupted")).to_be_visible()
        expect(page.get_by_test_id("drill-frame")).to_have_count(0)
    guard.goto("/work-orders")
    guard.get_by_test_id("real-read").click()
    expect(guard.get_by_test_id("drill-interrupted")).to_have_count(0)
    expect(manager.get_by_test_id("drill-reason")).to_contain_text("真实告警")
    assert [each["drill_id"] for each in alarms(installation.client("manager"), asset="t1-lift-1")] == [None]

    # Signed on the phone, printed at the desk.
    guard.goto(manager.url)
    sign(guard)
    expect(guard.get_by_test_id("drill-signature")).to_have_count(1)
    with manager.expect_download(timeout=60_000) as saved:
        manager.get_by_test_id("drill-print").click()
    assert saved.value.path().read_bytes()[:5] == b"%PDF-"
    for page in (manager, guard):
        page.context.close()


def test_a_call_of_a_drill_says_so_on_the_whole_phone_and_stopping_leaves_nothing(installation: Installation, chromium: Browser) -> None:
    client = installation.client("manager")
    for alarm in alarms(client, state="active"):
        client.post(f"/alarms/{alarm['id']}/acknowledge", json={}).raise_for_status()
    manager = opened(chromium, installation, "desktop", "manager")
    guard = opened(chromium, installation, "phone", "guard", calls=True)
    drill = planned(manager)
    begun(manager)

    def called() -> str | None:
        found = client.get("/call-outs", params={"drill": drill}).raise_for_status().json()["items"]
        return next((str(each["id"]) for each in found if each["asks"]), None)

    call = eventually(called, within_s=90, what="the call of the drill")
    guard.goto(f"/alarm-call/{call}")
    expect(guard.get_by_test_id("call-drill")).to_be_visible()
    expect(guard.locator("#call-title")).to_contain_text("【演练】")

    manager.goto("/work-orders")
    manager.get_by_test_id("drill-bar-stop").click()
    manager.get_by_test_id("drill-words").fill("演练到此为止")
    manager.get_by_test_id("drill-words-ok").click()
    expect(manager.get_by_test_id("drill-frame")).to_have_count(0)
    assert client.get(f"/drills/{drill}").raise_for_status().json()["state"] == "stopped"
    assert [each for each in alarms(client, drill=drill) if each["state"] not in ("normal", "cleared")] == []
    for page in (manager, guard):
        page.context.close()
