"""Who was called, how far it came and who answered, in the web app: on the alarm's and the order's page, live, and in the list."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.called_site import running
from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, eventually
from tests.e2e.pages import opened
from tests.parts.push_service import push_service

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with push_service() as service, running(tmp_path_factory.mktemp("call-outs"), service) as living:
        living.client("guard").post("/push/subscriptions", json=service.subscribe().json).raise_for_status()
        yield living


def called(installation: Installation, lift: str) -> dict[str, Any]:
    """Somebody is trapped in `lift`: the call-out of the guards."""
    say(installation, lift, {"trapped": True})
    client = installation.client("manager")
    alarm = alarm_of(client, "lift.entrapment", lift)

    def look() -> dict[str, Any] | None:
        found = client.get(f"/alarms/{alarm['id']}/call-outs").json()["items"]
        return next((one for one in found if one["department"] == "security" and one["asks"]), None)

    return eventually(look, what="the call-out")


def picture(page: Page, name: str) -> None:
    """For whoever wants to look: into the folder that is named by ``STEWARD_TEST_PICTURES``."""
    if folder := os.environ.get("STEWARD_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("size", "language", "lift", "words"),
    [("phone", "zh-CN", "t1-lift-1", ("呼叫中", "我去")), ("desktop", "en-GB", "t1-lift-2", ("Calling", "I'm going"))],
)
def test_a_dispatcher_sees_who_is_called_and_then_who_goes(
    size: str, language: str, lift: str, words: tuple[str, str], installation: Installation, chromium: Browser
) -> None:
    call = called(installation, lift)
    page = opened(chromium, installation, size, "dispatcher", language)
    page.goto(f"/alarms/{call['alarm_ids'][0]}")
    ladder = page.get_by_test_id("call-outs-card").locator('[data-testid="call-ladder"][data-department="security"]').first
    expect(ladder).to_have_attribute("data-state", "calling")
    expect(ladder).to_contain_text(words[0])
    expect(ladder.locator('[data-person="guard"] [data-channel="push"]').first).to_be_visible()
    picture(page, f"alarm-{size}-{language}")
    page.goto("/call-outs")
    expect(page.locator('[data-testid="call-out"][data-state="calling"]').first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert_accessible(page, f"/call-outs ({size})")
    picture(page, f"list-{size}-{language}")

    page.goto(f"/work-orders/{call['work_order_id']}")
    ladder = page.get_by_test_id("call-outs-card").locator('[data-testid="call-ladder"][data-department="security"]').first
    expect(ladder).to_have_attribute("data-state", "calling")
    installation.client("guard").post(f"/call-outs/{call['id']}/going", json={}).raise_for_status()
    expect(ladder).to_have_attribute("data-state", "answered")
    expect(ladder).to_contain_text(words[1])
    picture(page, f"order-{size}-{language}")
    page.context.close()
