"""An engineer's day without a mouse, in real Chromium: every step by a key, and it can always be seen where the keyboard is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, Json, demo, eventually
from tests.e2e.pages import opened

pytestmark = pytest.mark.real

_LIFTS = ("t1-lift-1", "t2-lift-1")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("keyboard"), "--no-simulators") as running:
        yield running


@pytest.fixture(scope="module")
def trapped(installation: Installation) -> list[Json]:
    """Two alarms, the older one first."""
    found = []
    for lift in _LIFTS:
        say(installation, lift, {"trapped": True})
        found.append(alarm_of(installation.client("manager"), "lift.entrapment", lift))
    return found


@pytest.fixture
def page(installation: Installation, trapped: list[Json], chromium: Browser) -> Iterator[Page]:
    """The engineer's, in English; nothing on it was touched with a mouse."""
    assert trapped
    signed_in = opened(chromium, installation, "desktop", "engineer", "en-GB")
    expect(signed_in.get_by_test_id("connection-state")).to_have_attribute("data-state", "live")
    yield signed_in
    signed_in.context.close()


def test_an_alarm_is_found_walked_to_opened_acknowledged_and_closed_again(page: Page, installation: Installation, trapped: list[Json]) -> None:
    _press(page, "g", "a")
    older, newer = (page.locator(f'a[data-list-item="{alarm["id"]}"]') for alarm in trapped)
    expect(newer).to_be_visible()
    _walk_to(page, older)
    _press(page, "Enter")
    expect(page.get_by_test_id("acknowledge").first).to_be_visible()
    _press(page, "a")
    client = installation.client("engineer")
    eventually(lambda: client.get(f"/alarms/{trapped[0]['id']}").json()["acknowledged"], what="the acknowledgement")
    _press(page, "Escape")
    expect(page.get_by_test_id("alarm-detail")).to_have_count(0)
    expect(older).to_be_focused()
    _is_seen(older)


def test_an_order_is_accepted_and_a_dialog_gives_the_keyboard_back(page: Page, installation: Installation, trapped: list[Json]) -> None:
    order = str(trapped[1]["work_order_id"])
    page.goto(f"/work-orders/{order}")
    button = page.get_by_test_id("primary-step")
    expect(button).to_be_visible()
    _tab_to(page, button)
    step = str(button.get_attribute("data-step"))
    _press(page, "Enter")
    client = installation.client("engineer")
    expect(page.locator(f'[data-testid="primary-step"][data-step="{step}"]')).to_have_count(0)
    assert client.get(f"/work-orders/{order}").json()["assignee"] is not None


def test_help_and_search_open_by_key_and_give_the_keyboard_back(page: Page) -> None:
    place = page.get_by_test_id("find")
    _tab_to(page, place)
    _press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    _press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(place).to_be_focused()
    _is_seen(place)

    _press(page, "Control+k")
    expect(page.get_by_test_id("find-text")).to_be_focused()
    page.keyboard.type("t1-lift-1")
    expect(page.get_by_test_id("found").first).to_be_visible()
    _press(page, "Escape")
    expect(page.get_by_test_id("find-text")).to_have_count(0)
    expect(place).to_be_focused()

    _press(page, "Control+k")
    page.keyboard.type("Tower 1 Lift 1")
    expect(page.locator('[data-testid="found"][data-kind="assets"]').first).to_be_visible()
    _press(page, "Enter")
    expect(page).not_to_have_url(f"{page.url.split('/')[0]}//")


def test_the_first_key_leads_past_the_menu(page: Page) -> None:
    page.goto("/alarms")
    expect(page.locator("h1")).to_be_visible()
    _press(page, "Tab")
    skip = page.locator('a[href="#page"]')
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    _press(page, "Enter")
    expect(page.locator("#page")).to_be_focused()


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _walk_to(page: Page, item: Locator, most: int = 30) -> None:
    """With `j`, and every stop on the way can be seen."""
    for _ in range(most):
        if item.evaluate("one => one === document.activeElement"):
            return
        _press(page, "j")
        _is_seen(page.locator(":focus"))
    pytest.fail("the keyboard does not get there")


def _tab_to(page: Page, item: Locator, most: int = 120) -> None:
    for _ in range(most):
        if item.evaluate("one => one === document.activeElement"):
            _is_seen(item)
            return
        _press(page, "Tab")
    pytest.fail("the keyboard does not get there")


def _is_seen(item: Locator) -> None:
    """A ring of two pixels is around it, and it stands on the screen (WCAG 2.4.7, 2.4.11)."""
    expect(item).to_be_in_viewport()
    style, width = item.evaluate("one => { const { outlineStyle, outlineWidth } = getComputedStyle(one); return [outlineStyle, parseFloat(outlineWidth)] }")
    assert (style, width >= 2) == ("solid", True)
