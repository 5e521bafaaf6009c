"""The page in real Chromium, at phone and desktop size, in both languages: it moves by itself and its buttons do what they say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.chain import INCIDENTS, Incident, alarm_of, assert_exactly_one_order, now_ms, say
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import SIZES, opened

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("page"), "--no-simulators") as running:
        yield running


@pytest.mark.parametrize("size", SIZES)
def test_an_alarm_appears_by_itself_and_is_acknowledged(size: str, installation: Installation, chromium: Browser) -> None:
    lift = f"t1-lift-{list(SIZES).index(size) + 1}"
    page = opened(chromium, installation, size, "engineer")
    page.goto("/alarms")
    expect(page.get_by_test_id("alarm-list")).to_be_visible()
    say(installation, lift, {"trapped": True})
    client = installation.client("engineer")
    alarm = alarm_of(client, "lift.entrapment", lift)
    row = page.locator(f'[data-alarm-id="{alarm["id"]}"]').first
    expect(page.get_by_test_id("show-waiting").or_(row).first).to_be_visible()
    # By its key: the button leaves by itself when the list lets in what waits.
    page.keyboard.press(".")
    expect(row).to_be_visible()
    row.click()
    page.get_by_test_id("acknowledge").first.click()
    eventually(lambda: client.get(f"/alarms/{alarm['id']}").json()["acknowledged"], what="the acknowledgement")
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_guard_takes_an_order_with_its_one_primary_button(size: str, installation: Installation, chromium: Browser) -> None:
    lift = f"t2-lift-{list(SIZES).index(size) + 1}"
    say(installation, lift, {"trapped": True})
    page = opened(chromium, installation, size, "guard")
    client = installation.client("guard")
    order = alarm_of(client, "lift.entrapment", lift)["work_order_id"]
    page.goto(f"/work-orders/{order}")
    page.get_by_test_id("primary-step").click()
    eventually(lambda: client.get(f"/work-orders/{order}").json()["state"] in {"accepted", "in_progress"}, what="the acceptance")
    assert client.get(f"/work-orders/{order}").json()["assignee"] == "guard"
    page.context.close()


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda incident: incident.rule)
def test_lift_door_and_smoke_are_on_the_page_with_their_order(incident: Incident, installation: Installation, chromium: Browser) -> None:
    say(installation, incident.device, incident.trouble)
    client = installation.client("engineer")
    alarm = alarm_of(client, incident.rule, incident.device)
    order = assert_exactly_one_order(client, alarm)
    page = opened(chromium, installation, "desktop", "manager")
    page.goto(f"/alarms/{alarm['id']}")
    expect(page.get_by_test_id("alarm-detail")).to_contain_text(str(alarm["message"]["zh"]))  # type: ignore[index]
    page.get_by_test_id("alarm-order").first.click()
    expect(page.locator(f'[data-testid="order-detail"][data-order-id="{order["id"]}"]')).to_be_visible()
    page.context.close()


def test_a_wrong_password_is_said_on_the_page(installation: Installation, chromium: Browser) -> None:
    page = chromium.new_context(base_url=installation.url, locale="zh-CN").new_page()
    page.goto("/")
    page.get_by_test_id("username").fill("engineer")
    page.get_by_test_id("password").fill("certainly wrong")
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("sign-in-problem")).to_be_visible()
    page.context.close()


def test_live_values_move_without_a_click(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "engineer")
    page.goto("/assets/t3-lift-1")
    installation.publish("t3-lift-1", "telemetry", {"ts": now_ms(), "values": {"load_pct": 37}})
    expect(page.get_by_text("37", exact=False).first).to_be_visible()
    page.context.close()
