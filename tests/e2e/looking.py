"""Going from page to page inside the open web app, as a look at every page needs it: quick, and still only when all is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from playwright.sync_api import Browser, Page, Request

from tests.e2e.every_page import Look
from tests.e2e.installation import Installation, eventually
from tests.e2e.lived_in import Traces
from tests.e2e.pages import SIZES, Theme, opened

_NOWHERE = "/there-is-no-such-page"
_GO = "path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate', { state: null })) }"
_IS_NOWHERE = "() => document.querySelector('[data-testid=\"not-found\"]') !== null"
_NOT_NOW = """() => {
  document.querySelector('[data-testid="leave-call"]')?.click()
  return false
}"""
"""A call that has come meanwhile is put aside; nobody points at anything here, for which Playwright would do it."""
_DRAWN = """nowhere => {
  const left = document.querySelector('[data-testid="not-found"]') !== null
  const busy = document.querySelector('.ant-skeleton-active, .ant-spin-spinning, [aria-busy="true"]') !== null
  const written = (document.querySelector("#root")?.innerText ?? "") !== ""
  return document.readyState === "complete" && written && !busy && left === (location.pathname === nowhere)
}"""
_LIVE = "/api/v1/events"
"""The live stream, which never ends."""


@dataclass
class Eyes:
    """Somebody at one size, in one language and one theme, who may sign in as whoever a page is for."""

    chromium: Browser
    installation: Installation
    traces: Traces
    size: str
    language: str
    theme: Theme = "light"
    _pages: dict[tuple[str | None, bool], Page] = field(default_factory=dict)
    _asking: dict[Page, set[Request]] = field(default_factory=dict)
    """What each page has asked of the server and not been answered."""
    _errors: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        for page in self._pages.values():
            page.context.close()

    def errors(self) -> list[str]:
        """What browsers have complained about since this was asked last."""
        said, self._errors = self._errors, []
        return said

    def at(self, look: Look) -> Page:
        """The page, drawn, and nothing on its way any more."""
        calls = look.name == "alarm-call"
        page = self._pages.get((look.who, calls)) or self._opened(look.who, calls=calls)
        self._pages[look.who, calls] = page
        path = look.path(self.traces)
        if look.who is None:
            self._asking[page].clear()  # of what a page asked that is left, no end is heard
            # They have no account and no other page: theirs is opened, as by its code.
            page.goto("about:blank")
            page.goto(path)
        else:
            # By way of nowhere: what is seen then belongs to no page before it.
            page.evaluate(_GO, _NOWHERE)
            eventually(lambda: page.evaluate(_IS_NOWHERE) or page.evaluate(_NOT_NOW), within_s=60, what="nowhere")
            page.evaluate(_GO, path)
        eventually(lambda: self._is_drawn(page) and self._is_drawn(page), within_s=90, what=f"{look.name} on {self.size}")
        return page

    def _is_drawn(self, page: Page) -> bool:
        return bool(page.evaluate(_DRAWN, _NOWHERE)) and not self._asking[page]

    def _opened(self, who: str | None, *, calls: bool) -> Page:
        if who is not None:
            page = opened(self.chromium, self.installation, self.size, who, self.language, theme=self.theme, calls=calls)
        else:
            context = self.chromium.new_context(viewport=SIZES[self.size], locale=self.language, base_url=self.installation.url, color_scheme=self.theme)
            context.set_default_timeout(20_000)
            page = context.new_page()
        asking: set[Request] = set()
        self._asking[page] = asking
        # Playwright takes no method of a set.
        page.on("request", lambda request: None if _LIVE in request.url else asking.add(request))
        page.on("requestfinished", lambda request: asking.discard(request))  # noqa: PLW0108  # see above
        page.on("requestfailed", lambda request: asking.discard(request))  # noqa: PLW0108  # see above
        # Of what is sent on although its page goes (`keepalive`), Chromium tells no end.
        page.on("response", lambda response: asking.discard(response.request) if response.request.method == "POST" else None)
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        if who is not None:  # what an expired link says is an error of the network to the browser
            page.on("console", lambda message: self._errors.append(f"{message.text} {message.location}") if message.type == "error" else None)
        # What blinks would be too pale for the time of a blink; who wants it still gets it still.
        page.emulate_media(reduced_motion="reduce")
        return page
