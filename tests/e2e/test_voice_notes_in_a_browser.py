"""A guard holds the button and speaks into the microphone of a real browser (its sound is made up); the dispatcher plays it back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.installation import Installation, demo
from tests.e2e.pages import kept, opened, until
from tests.parts import missing
from tests.parts.chromium import FLAGS, PATIENCE_MS, chromium_program

pytestmark = [pytest.mark.real, pytest.mark.slow]

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required")
"""A microphone that beeps, and a person who lets the page have it."""
LONG_ENOUGH_MS = 1_500
A_WHILE_MS = 60_000


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("voice"), "--no-simulators") as running:
        yield running


@pytest.fixture(scope="module")
def speaking() -> Iterator[Browser]:
    program = chromium_program() or missing("Chromium", "apt install chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=[*FLAGS, *MICROPHONE])
        try:
            yield browser
        finally:
            browser.close()


def order(installation: Installation) -> str:
    dispatcher = installation.client("dispatcher")
    asked = {"site": "riverside", "title": "车库异响", "kind": "repair", "department": "security", "priority": "P3"}
    made = dispatcher.post("/work-orders", json=asked).raise_for_status().json()
    dispatcher.post(f"/work-orders/{made['id']}/dispatch", json={}).raise_for_status()
    return str(made["id"])


def speak(page: Page) -> None:
    """Hold the button, say something, let go."""
    button = page.get_by_test_id("voice")
    button.dispatch_event("pointerdown", {"pointerId": 1})
    expect(button).to_have_attribute("aria-pressed", "true")
    # How long somebody speaks; shorter than a breath is taken for a slip.
    page.wait_for_timeout(LONG_ENOUGH_MS)
    button.dispatch_event("pointerup", {"pointerId": 1})


def heard(page: Page, order_id: str) -> None:
    """The dispatcher plays it: it has a length, and it goes on."""
    page.goto(f"/work-orders/{order_id}")
    expect(page.get_by_test_id("voice-note")).to_be_visible()
    page.get_by_test_id("voice-note").evaluate("(note) => note.play()")
    until(page, "() => document.querySelector('[data-testid=\"voice-note\"]').currentTime > 0.2")
    assert page.evaluate("document.querySelector('[data-testid=\"voice-note\"]').error") is None


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_what_a_guard_says_is_played_by_the_dispatcher(language: str, installation: Installation, speaking: Browser) -> None:
    order_id = order(installation)
    guard = opened(speaking, installation, "phone", "guard", language, worker=True)
    guard.goto(f"/work-orders/{order_id}")
    speak(guard)
    expect(guard.get_by_test_id("voice-note")).to_be_visible()
    dispatcher = opened(speaking, installation, "desktop", "dispatcher", language, worker=True)
    heard(dispatcher, order_id)
    guard.context.close()
    dispatcher.context.close()


def test_what_is_said_in_the_basement_comes_when_the_network_does(installation: Installation, speaking: Browser) -> None:
    order_id = order(installation)
    guard = opened(speaking, installation, "phone", "guard", worker=True)
    guard.goto(f"/work-orders/{order_id}")
    expect(guard.get_by_test_id("voice")).to_be_visible()
    kept(guard, f"/work-orders/{order_id}")
    guard.context.set_offline(True)
    speak(guard)
    expect(guard.get_by_test_id("offline-bar")).to_have_attribute("data-waiting", "1")
    guard.context.set_offline(False)
    expect(guard.get_by_test_id("offline-bar")).to_have_count(0, timeout=A_WHILE_MS)
    dispatcher = opened(speaking, installation, "desktop", "dispatcher", worker=True)
    heard(dispatcher, order_id)
    guard.context.close()
    dispatcher.context.close()
