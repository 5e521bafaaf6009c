"""What is wrong where, with the page in real Chromium: the matrix of buildings and systems, and an incident with all that follows from its cause."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, Json, demo
from tests.e2e.pages import opened

pytestmark = pytest.mark.real

A_WHILE_MS = 60_000
DEAD: Json = {"voltage_l1": 0.0, "voltage_l2": 0.0, "voltage_l3": 0.0}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("wrong"), "--no-simulators") as running:
        yield running


@pytest.mark.parametrize(
    ("size", "language", "place", "words"), [("phone", "zh-CN", "t3", "3号楼 电梯: 紧急 ×1"), ("desktop", "en-GB", "t2", "Tower 2 Lifts: Critical ×1")]
)
def test_what_is_wrong_stands_in_the_cell_of_its_building_until_it_is_over(
    size: str, language: str, place: str, words: str, installation: Installation, chromium: Browser
) -> None:
    lift = f"{place}-lift-1"
    page = opened(chromium, installation, size, "engineer", language)
    page.goto("/")
    cell = page.locator(f'[data-testid="matrix-cell"][data-place="{place}"][data-system="lifts"]')
    expect(cell).to_have_attribute("data-worst", "none")
    say(installation, lift, {"trapped": True})
    expect(cell).to_have_attribute("data-worst", "critical", timeout=A_WHILE_MS)
    expect(cell.get_by_role("link")).to_have_attribute("aria-label", words)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")

    cell.get_by_role("link").click()
    expect(page.locator(f'[data-asset-id="{lift}"]')).to_be_visible()
    expect(page.locator('[data-asset-id="t1-lift-1"]')).to_have_count(0)
    page.goto("/")  # not back: a call may just have opened over the page

    alarm = alarm_of(installation.client("guard"), "lift.entrapment", lift)
    installation.client("guard").post(f"/alarms/{alarm['id']}/acknowledge", json={}).raise_for_status()
    expect(cell).to_have_attribute("data-worst", "critical")  # seen is not over
    say(installation, lift, {"trapped": False})
    expect(cell).to_have_attribute("data-worst", "none", timeout=A_WHILE_MS)
    page.context.close()


@pytest.mark.parametrize(("size", "language", "number", "load"), [("phone", "zh-CN", 1, "lifts"), ("desktop", "en-GB", 2, "lighting")])
def test_an_incident_shows_its_cause_what_it_feeds_and_the_one_order(
    size: str, language: str, number: int, load: str, installation: Installation, chromium: Browser
) -> None:
    source = f"transformer-{number}"
    say(installation, source, {"breaker": "closed"})
    say(installation, source, {"breaker": "tripped"})
    cause = alarm_of(installation.client("engineer"), "power.tripped", source)
    say(installation, f"t1-feeder-{load}", DEAD)

    page = opened(chromium, installation, size, "engineer", language)
    page.goto("/incidents")
    row = page.locator('[data-testid="incidents-open"] [data-testid="incident-row"]').filter(
        has=page.locator(f'a[href="/work-orders/{cause["work_order_id"]}"]')
    )
    expect(row).to_be_visible(timeout=A_WHILE_MS)
    page.goto(f"/incidents/{row.get_attribute('data-incident-id')}")
    tree = page.get_by_test_id("incident-tree")
    root = tree.locator(f'[data-testid="tree-node"][data-asset-id="{source}"]')
    expect(root.locator(f'[data-alarm-id="{cause["id"]}"]')).to_have_attribute("data-state", "unacknowledged")
    fed = root.locator(f'[data-testid="tree-node"][data-asset-id="t1-feeder-{load}"] [data-testid="tree-alarm"]')
    expect(fed).to_have_count(1)
    expect(fed).to_have_attribute("data-state", "suppressed")
    expect(page.get_by_test_id("incident-detail").locator(f'[data-order-id="{cause["work_order_id"]}"]')).to_be_visible()

    # What follows while somebody looks is there by itself.
    say(installation, f"t2-feeder-{load}", DEAD)
    expect(root.locator(f'[data-testid="tree-node"][data-asset-id="t2-feeder-{load}"]')).to_be_visible(timeout=A_WHILE_MS)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.context.close()
