"""Dispatch in real Chromium: a dispatcher gives orders away with one click, chooses somebody else on the phone, and people sign on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.installation import Installation, Json, demo, eventually
from tests.e2e.pages import opened

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("dispatch"), "--no-simulators") as running:
        yield running


def asked_for(installation: Installation, zh: str, en: str) -> Json:
    """An order that nobody has."""
    body = {"site": "riverside", "title": {"zh": zh, "en": en}, "department": "engineering", "asset": "t1-lift-1"}
    found: Json = installation.client("manager").post("/work-orders", json=body).raise_for_status().json()
    return found


def assignee(installation: Installation, order: Json) -> object:
    found: Json = installation.client("manager").get(f"/work-orders/{order['id']}").json()
    return found["assignee"]


def test_a_dispatcher_gives_everything_away_as_proposed(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "dispatcher")
    page.goto("/dispatch")
    expect(page.get_by_test_id("on-duty").first).to_be_visible()
    order = asked_for(installation, "大堂灯不亮", "Lobby light is out")
    card = page.locator(f'[data-testid="waiting-order"][data-order-id="{order["id"]}"]')
    expect(card).to_be_visible()
    proposed = card.get_attribute("data-proposed")
    assert proposed in {"engineer", "electrician"}
    card.get_by_test_id("why").click()
    expect(card.get_by_test_id("reasons").locator("li")).to_have_count(6)
    page.get_by_test_id("give-all").click()
    expect(card).to_have_count(0)
    assert assignee(installation, order) == proposed
    expect(page.locator(f'[data-testid="on-duty"][data-username="{proposed}"]').get_by_test_id("load")).to_contain_text("1")
    page.context.close()


def test_on_the_phone_somebody_else_is_chosen_in_english(installation: Installation, chromium: Browser) -> None:
    order = asked_for(installation, "12层异味", "Smell on floor 12")
    page = opened(chromium, installation, "phone", "dispatcher", "en-GB")
    page.goto("/dispatch")
    card = page.locator(f'[data-testid="waiting-order"][data-order-id="{order["id"]}"]')
    expect(card).to_contain_text("Smell on floor 12")
    other = "electrician" if card.get_attribute("data-proposed") == "engineer" else "engineer"
    card.get_by_test_id("choose-other").click()
    page.locator(f'[data-testid="candidate"][data-username="{other}"]').get_by_test_id("choose-candidate").click()
    expect(card).to_have_count(0)
    assert assignee(installation, order) == other
    page.context.close()


def test_on_its_own_page_an_order_is_given_away_too(installation: Installation, chromium: Browser) -> None:
    order = asked_for(installation, "水管滴漏", "Pipe drips")
    page = opened(chromium, installation, "desktop", "dispatcher")
    page.goto(f"/work-orders/{order['id']}")
    page.get_by_test_id("dispatch-card").get_by_test_id("choose-candidate").first.click()
    expect(page.get_by_test_id("dispatch-card")).to_have_count(0)
    assert assignee(installation, order) in {"engineer", "electrician"}
    page.context.close()


def test_somebody_signs_on_and_off_by_phone(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "steward")
    page.goto("/duty")
    page.get_by_test_id("sign-on").click()
    expect(page.locator('[data-testid="duty-row"][data-username="steward"]')).to_have_attribute("data-runs", "true")
    page.get_by_test_id("sign-off").click()
    page.locator(".ant-popconfirm .ant-btn-primary").click()
    expect(page.get_by_test_id("sign-on")).to_be_visible()
    page.context.close()


def test_a_manager_writes_down_a_certificate(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "manager")
    page.goto("/duty")
    page.get_by_role("tab").nth(1).click()
    row = page.locator('[data-testid="skills-row"][data-username="patrol"]')
    expect(row).to_contain_text("已过期")
    row.get_by_test_id("edit-skills").click()
    page.locator('[data-skill="lift-rescue"]').get_by_test_id("valid-until").fill("2039-12-31")
    page.get_by_test_id("save-skills").click()
    expect(row).not_to_contain_text("已过期")
    client = installation.client("manager")
    held = eventually(lambda: [one for one in client.get("/people/patrol/skills").json()["items"] if one["standing"] == "valid"], what="the certificate")
    assert {"lift-rescue"} <= {one["skill"] for one in held}
    page.context.close()
