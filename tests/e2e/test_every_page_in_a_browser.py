"""Every page of the web app in real Chromium: it can be used by people who see, point or read otherwise, it fits its screen, nothing fails.

On a phone in Chinese, on a desktop in English, there in the dark, where only colours are different, and on a phone in
English, whose longer words are to fit too. Each look opens the app once for each person and goes from page to page inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser

from tests.e2e.accessibility import violations
from tests.e2e.every_page import LOOKS_AT, Look, routes
from tests.e2e.installation import Installation, demo
from tests.e2e.lived_in import Traces, live_through
from tests.e2e.looking import Eyes
from tests.e2e.pages import Theme

_SCREENS: list[tuple[str, str, Theme, Sequence[str] | None]] = [
    ("phone", "zh-CN", "light", ()),
    ("desktop", "en-GB", "light", ()),
    ("desktop", "en-GB", "dark", ("color-contrast",)),
    ("phone", "en-GB", "light", None),
]
"""The last: which rules of accessibility are looked at; `()`: all, `None`: none, they were before."""


TOO_WIDE = """() => {
  const MOVES = "svg, canvas, .visually-hidden, .ant-tabs-nav, [data-testid=plan]"
  const held = (one) => {
    if (one === null) return false
    const { overflowX, textOverflow } = getComputedStyle(one)
    return ["auto", "scroll"].includes(overflowX) || (overflowX === "hidden" && textOverflow === "ellipsis") || held(one.parentElement)
  }
  const shown = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  const beyond = shown.filter((one) => {
    const { right, width, height } = one.getBoundingClientRect()
    return width > 1 && height > 1 && right > window.innerWidth + 1 && !held(one) && one.closest(MOVES) === null
  })
  return beyond.map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)} ${Math.round(one.getBoundingClientRect().right)}`).slice(0, 10)
}"""
"""What stands beyond the right edge of the screen, and can neither be scrolled to nor ends in an ellipsis; plans and tabs are moved by hand."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("every-page"), "--no-simulators") as running:
        yield running


@pytest.fixture(scope="module")
def traces(installation: Installation) -> Traces:
    return live_through(installation)


@pytest.fixture(scope="module", params=_SCREENS, ids=lambda screen: "-".join(screen[:3]))
def screen(request: pytest.FixtureRequest, installation: Installation, traces: Traces, chromium: Browser) -> Iterator[tuple[Eyes, Sequence[str] | None]]:
    size, language, theme, rules = request.param
    with Eyes(chromium, installation, traces, size, language, theme) as eyes:
        yield eyes, rules


def test_no_page_of_the_app_is_forgotten() -> None:
    assert {look.route for look in LOOKS_AT} == routes()


@pytest.mark.real
@pytest.mark.parametrize("look", LOOKS_AT, ids=lambda look: look.name)
def test_a_page_is_accessible_fits_its_screen_and_opens_without_an_error(look: Look, screen: tuple[Eyes, Sequence[str] | None]) -> None:
    eyes, rules = screen
    page = eyes.at(look)
    problems = [] if rules is None else violations(page, rules)
    assert not problems, "\n".join(problems)
    assert page.evaluate(TOO_WIDE) == []
    assert eyes.errors() == []
