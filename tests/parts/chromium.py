"""Real Chromium, driven by Playwright: the one given by STEWARD_TEST_CHROMIUM, else the one on PATH."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from tests.parts import missing

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")

PATIENCE_MS = 30_000
"""A loaded machine may take long to draw a page."""

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}


@contextlib.contextmanager
def start_chromium(program: str) -> Iterator[Browser]:
    """A headless browser; what is expected of its pages may take `PATIENCE_MS`."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def chromium_program() -> str | None:
    """Where Chromium is."""
    return os.environ.get("STEWARD_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = chromium_program() or missing("Chromium", "apt install chromium")
    with start_chromium(program) as browser:
        yield browser
