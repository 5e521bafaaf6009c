"""A rule is changed, tried on history, put live and brought back, by an engineer with the page in real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, demo
from tests.e2e.pages import SIZES, opened

pytestmark = pytest.mark.real

RULE = "lift.alarm_button"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("rules"), "--no-simulators") as running:
        say(running, "t1-lift-1", {"alarm_button": True})
        alarm_of(running.client("engineer"), RULE, "t1-lift-1")
        yield running


def rule(installation: Installation) -> dict[str, Any]:
    found: dict[str, Any] = installation.client("engineer").get(f"/rules/{RULE}", params={"site": "riverside"}).raise_for_status().json()
    return found


def editor(chromium: Browser, installation: Installation, size: str = "desktop", username: str = "engineer") -> Page:
    page = opened(chromium, installation, size, username)
    page.goto(f"/rules/{RULE}/edit")
    expect(page.get_by_test_id("rule-form")).to_be_visible()
    return page


@pytest.mark.parametrize("size", SIZES)
def test_a_changed_rule_goes_live_only_after_a_trial_and_can_be_brought_back(size: str, installation: Installation, chromium: Browser) -> None:
    before = rule(installation)
    page = editor(chromium, installation, size)
    expect(page.get_by_test_id("go-live-state")).to_have_attribute("data-missing", "unchanged")
    page.locator('[id="rule-on_delay"]').fill("2s" if size == "phone" else "1s")
    expect(page.get_by_test_id("go-live-state")).to_have_attribute("data-missing", "untried")
    expect(page.get_by_test_id("go-live-button")).to_be_disabled()

    page.get_by_test_id("start-trial").click()
    expect(page.get_by_test_id("trial-result")).to_be_visible(timeout=60_000)
    page.reload()  # whoever left the page finds the trial and what it tried
    expect(page.get_by_test_id("trial-result")).to_be_visible()
    page.get_by_test_id("go-live-button").click()
    expect(page.get_by_test_id("concerned")).to_contain_text("秩序维护部")
    page.get_by_test_id("go-live-reason").fill("乘客按一下就走，三秒太久")
    page.get_by_test_id("go-live-ok").click()

    expect(page.get_by_test_id("rule-detail")).to_be_visible()
    live = rule(installation)
    assert live["version"] == before["version"] + 1
    assert live["author"] == "engineer"
    assert live["definition"] == before["definition"] | {"on_delay": "2s" if size == "phone" else "1s"}

    page.get_by_test_id("restore-0").click()
    page.get_by_test_id("restore-reason").fill("试行结束")
    page.get_by_test_id("restore-ok").click()
    expect(page.locator(f'[data-testid="rule-version-row"][data-number="{live["version"] + 1}"]')).to_be_visible()
    assert rule(installation)["definition"] == before["definition"]
    page.context.close()


def test_form_and_yaml_say_the_same_and_show_problems_at_their_place(installation: Installation, chromium: Browser) -> None:
    page = editor(chromium, installation)
    yaml = page.get_by_test_id("yaml-editor")
    expect(yaml).to_have_value(str(rule(installation)["yaml"]))
    page.locator('[id="rule-on_delay"]').fill("7s")
    expect(yaml).to_have_value(str(rule(installation)["yaml"]).replace("on_delay: 3s", "on_delay: 7s"))

    yaml.fill(yaml.input_value().replace("point: alarm_button", "point: alarm_knob").replace("7s", "8s"))
    expect(page.locator('[id="rule-on_delay"]')).to_have_value("8s")
    expect(page.locator('[data-testid="rule-field"][data-place="when.point"]')).to_contain_text("alarm_knob")
    expect(page.locator('[data-testid="rule-problems"] [data-place="when.point"]')).to_have_attribute("data-line", "6")
    expect(page.get_by_test_id("start-trial")).to_be_disabled()

    yaml.fill("id: [")
    expect(page.get_by_test_id("yaml-unreadable")).to_be_visible()
    page.context.close()


def test_whoever_leaves_with_changes_is_asked_and_keeps_them(installation: Installation, chromium: Browser) -> None:
    page = editor(chromium, installation)
    page.locator('[id="rule-on_delay"]').fill("9s")
    page.locator('nav a[href="/alarms"]').first.click()
    page.get_by_role("button", name="继续修改").click()
    expect(page.locator('[id="rule-on_delay"]')).to_have_value("9s")
    page.locator('nav a[href="/alarms"]').first.click()
    page.get_by_role("button", name="离开").click()
    expect(page.get_by_test_id("alarm-list")).to_be_visible()
    page.context.close()


def test_who_may_not_change_rules_reads_them_and_is_told_so(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "guard")
    page.goto(f"/rules/{RULE}")
    expect(page.get_by_test_id("rule-judges")).to_contain_text("报警按钮")
    expect(page.get_by_test_id("edit-rule")).to_be_disabled()
    page.goto(f"/rules/{RULE}/edit")
    expect(page.get_by_test_id("may-not-try")).to_be_visible()
    page.context.close()
