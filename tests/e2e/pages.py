"""Pages of the web app in real Chromium, signed in."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.e2e.installation import Installation
from tests.parts.chromium import DESKTOP, PHONE

SIZES = {"phone": PHONE, "desktop": DESKTOP}


def opened(chromium: Browser, installation: Installation, size: str, username: str, language: str = "zh-CN") -> Page:
    """A page on which `username` has signed in."""
    context = chromium.new_context(viewport=SIZES[size], locale=language, base_url=installation.url)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/")
    page.get_by_test_id("username").fill(username)
    page.get_by_test_id("password").fill(installation.passwords[username])
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("sign-in-form")).to_have_count(0)
    return page
