"""The rota in real Chromium: a fitter swaps a shift on the phone, a lead fills a gap at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from domain.time import utc_now
from tests.e2e.installation import Installation, Json, demo, eventually
from tests.e2e.pages import opened

pytestmark = [pytest.mark.real, pytest.mark.slow]

SITE = "riverside"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("rota"), "--no-simulators") as running:
        eventually(lambda: rota(running)["duties"], what="turns made ahead")
        yield running


def rota(installation: Installation, *, ahead: int = 1, days: int = 20) -> dict[str, list[Json]]:
    """From so many days ahead on; in UTC, which is near enough to the site's days."""
    first = utc_now().date() + timedelta(days=ahead)
    found: dict[str, list[Json]] = (
        installation.client("manager").get("/rota", params={"site": SITE, "from": first.isoformat(), "days": days}).raise_for_status().json()
    )
    return found


def test_a_fitter_asks_a_colleague_on_the_phone_who_takes_the_shift(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "engineer")
    page.goto("/rota")
    expect(page.get_by_test_id("my-shift").first).to_be_visible()
    asking = page.get_by_test_id("ask-swap").last
    asking.click()
    page.get_by_test_id("swap-note").fill("家里有事")
    page.get_by_test_id("swap-ok").click()
    expect(page.locator('[data-testid="swap"][data-asker="engineer"]')).to_have_attribute("data-state", "asked")
    page.context.close()
    page = opened(chromium, installation, "phone", "electrician", "en-GB")
    page.goto("/rota")
    card = page.locator('[data-testid="swap"][data-asker="engineer"]')
    expect(card).to_contain_text("asked")
    card.get_by_test_id("swap-accept").click()
    expect(card).to_have_attribute("data-state", "accepted")
    page.context.close()
    page = opened(chromium, installation, "desktop", "manager")
    page.goto("/rota?view=mine")
    card = page.locator('[data-testid="swap"][data-asker="engineer"]')
    card.get_by_test_id("swap-approve").click()
    expect(card).to_have_count(0)
    assert any(duty["source"] == "swap" and duty["username"] == "electrician" for duty in rota(installation, days=30)["duties"])
    page.context.close()


def test_a_lead_fills_a_gap_in_english_and_takes_it_back(installation: Installation, chromium: Browser) -> None:
    lack = rota(installation, ahead=8, days=7)["lacks"][0]
    page = opened(chromium, installation, "desktop", "manager", "en-GB")
    page.goto(f"/rota?view=posts&from={lack['day']}")
    slot = page.locator(f'[data-testid="slot"][data-post="{lack["post"]}"][data-shift="{lack["shift"]}"][data-day="{lack["day"]}"]')
    expect(slot).to_contain_text("Nobody")
    slot.get_by_role("button").click()
    page.get_by_test_id("slot-who").click()
    page.keyboard.type("孙")
    page.keyboard.press("Enter")
    page.get_by_test_id("slot-add").click()
    put = page.get_by_test_id("slot-duty")
    expect(put).to_have_count(1)
    expect(slot).to_have_attribute("data-missing", "0")
    put.get_by_test_id("slot-remove").click()
    expect(slot).to_have_attribute("data-missing", "1")
    page.get_by_test_id("undo-remove").click()
    expect(slot).to_have_attribute("data-missing", "0")
    page.context.close()


@pytest.mark.parametrize(("size", "language", "tower"), [("phone", "zh-CN", "1号楼"), ("desktop", "en-GB", "Tower 2")])
def test_a_lead_says_who_is_steward_of_a_building(size: str, language: str, tower: str, installation: Installation, chromium: Browser) -> None:
    building = "t1" if size == "phone" else "t2"
    page = opened(chromium, installation, size, "manager", language)
    page.goto("/rota?view=settings")
    new = page.get_by_test_id("new-holder")
    steward = next(person["name"] for person in installation.client("manager").get("/people").json()["items"] if person["username"] == "steward")
    for place, typed in enumerate(("管家" if language == "zh-CN" else "steward", steward, tower)):
        new.get_by_role("combobox").nth(place).fill(typed)
        page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter(has_text=typed).first.click()
    page.get_by_test_id("add-holder").click()
    added = page.locator(f'[data-testid="holder"][data-building="{building}"]')
    expect(added).to_contain_text(tower)
    expect(page.get_by_test_id("add-holder")).to_be_disabled()  # the same once more
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.get_by_test_id("save-deputies").click()

    def kept() -> list[Json]:
        plan = installation.client("manager").get("/rota/plan", params={"site": SITE}).raise_for_status().json()
        return [holder for holder in plan["holders"] if holder["building"] == building]

    (holder,) = eventually(kept, what="the steward of the building")
    assert holder["post"] == "building_steward"
    page.context.close()
