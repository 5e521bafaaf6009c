"""The wall screen in real Chromium: it speaks until somebody acknowledges, knows whether anybody is there, and says when it is blind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.chain import alarm_of
from tests.e2e.chain import say as measured
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import LOOKS, SHADES, Theme, opened, until

pytestmark = pytest.mark.real

A_WHILE_MS = 60_000

# Headless Chromium has no voices: an engine that writes down what it is given, and says it in no time.
VOICES = """
(tags => {
  window.spoken = [];
  const voices = tags.map(lang => ({lang, localService: true, name: lang, default: false, voiceURI: lang}));
  window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; this.lang = ""; this.voice = null; this.rate = 1; }
  };
  const engine = new EventTarget();
  Object.assign(engine, {
    getVoices: () => voices,
    speak: said => { window.spoken.push([said.lang, said.text]); setTimeout(() => said.dispatchEvent(new Event("end")), 0); },
    cancel: () => undefined,
  });
  Object.defineProperty(window, "speechSynthesis", {value: engine});
})
"""
BOTH = f"{VOICES}(['zh-CN', 'en-GB'])"
NONE = f"{VOICES}([])"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("wall"), "--no-simulators") as running:
        yield running


@pytest.mark.parametrize(("size", "language", "theme"), [(*look, shade[1]) for look, shade in zip(LOOKS, SHADES, strict=True)])
def test_it_fits_every_screen_and_is_accessible(size: str, language: str, theme: Theme, installation: Installation, chromium: Browser) -> None:
    page = _wall(chromium, installation, size, language, theme=theme)
    expect(page.get_by_test_id("connection-state")).to_have_attribute("data-state", "live")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert_accessible(page, f"/wall {size} {language} {theme}")
    page.context.close()


def test_it_speaks_in_both_languages_until_somebody_acknowledges_by_two_keys(installation: Installation, chromium: Browser) -> None:
    page = _wall(chromium, installation, "desktop", say="zh,en")
    measured(installation, "t1-lift-1", {"trapped": True})
    alarm_of(installation.client("engineer"), "lift.entrapment", "t1-lift-1")
    row = page.locator('[data-testid="wall-alarm"][data-state="unacknowledged"]').filter(has_text="困人").first
    expect(row).to_be_visible(timeout=A_WHILE_MS)
    until(page, "window.spoken.filter(([, text]) => text.includes('困人')).length >= 2")
    said = page.evaluate("window.spoken")
    assert {tag for tag, _ in said} == {"zh-CN", "en-GB"}
    assert next(text for tag, text in said if tag == "zh-CN").startswith("紧急告警。")

    page.keyboard.press("Enter")
    expect(page.get_by_test_id("confirm-seen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("confirm-seen")).to_have_count(0)
    _acknowledge_all(page)
    expect(page.get_by_test_id("wall")).to_have_attribute("data-calm", "true", timeout=A_WHILE_MS)
    page.evaluate("window.spoken = []")
    expect(page.get_by_test_id("attended")).to_have_attribute("data-attended", "true", timeout=A_WHILE_MS)
    # Longer than the pause between two rounds: nothing more is said.
    page.wait_for_timeout(8_000)
    assert page.evaluate("window.spoken") == []
    page.context.close()


def test_without_a_voice_it_says_so_and_a_viewer_only_looks(installation: Installation, chromium: Browser) -> None:
    page = _wall(chromium, installation, "desktop", "en-GB", username="viewer", screen="gate", voices=NONE)
    expect(page.get_by_test_id("voiceless")).to_contain_text("no voice for Chinese")
    expect(page.get_by_test_id("attended")).to_contain_text("look at only")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("confirm-seen")).to_have_count(0)
    page.context.close()


def test_a_screen_that_somebody_relies_on_is_known_as_such_by_the_server(installation: Installation, chromium: Browser) -> None:
    page = _wall(chromium, installation, "desktop", screen="watched")
    page.get_by_test_id("wall-settings").click()
    page.get_by_test_id("wall-watch").check()
    with page.expect_response("**/watch?*") as kept:
        page.get_by_test_id("wall-save").click()
    assert kept.value.ok
    page.context.close()

    again = _wall(chromium, installation, "desktop", "en-GB", screen="watched")
    again.get_by_test_id("wall-settings").click()
    expect(again.get_by_test_id("wall-watch")).to_be_checked()
    again.get_by_test_id("wall-watch").uncheck()
    again.get_by_test_id("wall-save").click()
    expect(again.get_by_test_id("wall-save")).to_have_count(0)
    again.context.close()


def test_nothing_comes_from_outside_and_it_says_when_it_is_blind(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> None:
    with demo(tmp_path_factory.mktemp("blind"), "--no-simulators") as alone:
        page = _wall(chromium, alone, "desktop")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        expect(page.get_by_test_id("connection-state")).to_have_attribute("data-state", "live")
        assert [url for url in asked if not url.startswith((alone.url, "data:", "blob:"))] == []
        alone.stop()
        expect(page.get_by_test_id("blind")).to_contain_text("看不到现场了", timeout=A_WHILE_MS)
        page.context.close()


def _wall(
    chromium: Browser,
    installation: Installation,
    size: str,
    language: str = "zh-CN",
    *,
    username: str = "control-room",
    theme: Theme = "light",
    say: str = "zh",
    screen: str = "lobby",
    voices: str = BOTH,
) -> Page:
    page = opened(chromium, installation, size, username, language, theme=theme)
    page.add_init_script(voices)
    page.goto(f"/wall?screen={screen}&post=control_room&say={say}")
    expect(page.get_by_test_id("wall")).to_be_visible()
    return page


def _acknowledge_all(page: Page) -> None:
    def done() -> bool:
        if page.locator('[data-testid="wall-alarm"] >> [data-testid="wall-acknowledge"]').count() == 0:
            return True
        page.keyboard.press("Enter")
        page.get_by_test_id("seen").press("Enter")
        expect(page.get_by_test_id("confirm-seen")).to_have_count(0)
        return False

    eventually(done, what="the acknowledgement of everything")
