"""Ctrl+K in real Chromium: by characters, by pinyin, by keyboard alone, and what was opened before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.installation import Installation, demo
from tests.e2e.pages import opened

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("search"), "--no-simulators") as running:
        yield running


@pytest.mark.parametrize(
    ("typed", "kind", "where"),
    [
        ("shenghuoshuibeng", "assets", "/assets/"),
        ("shsb", "assets", "/assets/"),
        ("电梯困人", "sops", "/sops/"),
        ("wangjianguo", "people", "assignee=engineer"),
    ],
)
def test_it_opens_what_was_typed(typed: str, kind: str, where: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "engineer")
    _look_for(page, typed)
    hit = page.locator(f'[data-testid="found"][data-kind="{kind}"]').first
    expect(hit).to_be_visible()
    hit.click()
    page.wait_for_url(lambda url: where in url)
    expect(page.locator("h1")).to_be_visible()
    page.context.close()


def test_on_a_phone_in_english_it_remembers_what_was_opened(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "engineer", "en-GB")
    page.get_by_test_id("find").click()
    page.get_by_test_id("find-text").fill("t1-lift-1")
    expect(page.locator('[data-testid="found"][data-kind="assets"]').first).to_be_visible()
    assert_accessible(page, "search")
    page.keyboard.press("Enter")
    page.wait_for_url("**/assets/t1-lift-1")
    page.get_by_test_id("find").click()
    expect(page.locator('[data-testid="found"][data-kind="recent"]').first).to_contain_text("Lift 1")
    page.context.close()


def _look_for(page: Page, text: str) -> None:
    expect(page.get_by_test_id("find")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_test_id("find-text").fill(text)
