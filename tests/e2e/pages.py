"""Pages of the web app in real Chromium, signed in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal

from playwright.sync_api import Browser, Page, expect

from tests.e2e.installation import Installation, eventually
from tests.parts.chromium import DESKTOP, PHONE

SIZES = {"phone": PHONE, "desktop": DESKTOP}
Theme = Literal["light", "dark"]

_EVERY = bool(os.environ.get("STEWARD_EVERY_LOOK"))
LOOKS: list[tuple[str, str]] = [("phone", "zh-CN"), ("desktop", "en-GB"), *([("phone", "en-GB"), ("desktop", "zh-CN")] if _EVERY else [])]
"""Sizes and languages in which pages are looked at: each of both once, every pair with STEWARD_EVERY_LOOK=1 (`make looks`)."""
SHADES: list[tuple[str, Theme]] = [("phone", "dark"), ("desktop", "light")]
if _EVERY:
    SHADES += [("phone", "light"), ("desktop", "dark")]
"""Sizes and themes, likewise."""


def opened(
    chromium: Browser,
    installation: Installation,
    size: str,
    username: str,
    language: str = "zh-CN",
    *,
    theme: Theme = "light",
    calls: bool = False,
    worker: bool = False,
) -> Page:
    """A page on which `username` has signed in.

    It has asked for no motion: what a test points at stays where it is, also on a slow machine.
    With `worker` it keeps the app's files, as a browser that people use does; without, its browser has no service workers, as in
    WeCom: quicker, and all the same to whoever stays in the network.
    Without `calls` a call that fills a phone's screen is put aside at once, as by somebody who is busy with something else.
    """
    context = chromium.new_context(
        viewport=SIZES[size],
        locale=language,
        base_url=installation.url,
        color_scheme=theme,
        reduced_motion="reduce",
        service_workers="allow" if worker else "block",
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    if not calls:
        # Said to whatever button is there now: on a slow machine the call may be gone when Playwright's own click gets to it, or another in its place.
        leave = page.get_by_test_id("leave-call")
        page.add_locator_handler(leave, lambda found: found.evaluate_all("all => all.forEach(each => each.click())"), no_wait_after=True)
    page.goto("/")
    page.get_by_test_id("username").fill(username)
    page.get_by_test_id("password").fill(installation.passwords[username])
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("sign-in-form")).to_have_count(0)
    return page


def until(page: Page, expression: str, arg: object = None, *, within_s: float = 60.0) -> None:
    """Wait until `expression` is true in the page. Playwright's own way evaluates text in the page, which our content policy forbids."""
    eventually(lambda: page.evaluate(expression, arg), within_s=within_s, what=expression[:80])


_KEPT = """async (paths) => {
  const asked = (request) => new Promise((done, no) => { request.onsuccess = () => done(request.result); request.onerror = no })
  const base = await asked(indexedDB.open("steward-offline"))
  const there = base.objectStoreNames.contains("kept")
  const keys = there ? await asked(base.transaction("kept").objectStore("kept").getAllKeys()) : []
  base.close()
  const kept = (path) => keys.some((key) => key.split("?")[0].endsWith("/api/v1" + path))
  return paths.every(kept)
}"""


def kept(page: Page, *paths: str) -> None:
    """Wait until this phone has sealed and kept what these paths of the API say, and who is signed in: then it can do without a network."""
    until(page, _KEPT, ["/me", "/sites", *paths], within_s=120.0)


def look_at_each(page: Page, paths: Iterable[str]) -> None:
    """Open each of `paths`: none writes an error to the console, none is wider than its screen, all are live."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in paths:
        page.goto(path)
        expect(page.get_by_test_id("connection-state")).to_have_attribute("data-state", "live")
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), path
    assert errors == []
