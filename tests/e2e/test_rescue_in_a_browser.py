"""A rescue on a guard's phone: clocks that run, one tap each, and the manager's page of what is promised."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import opened

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("rescue"), "--no-simulators") as running:
        yield running


def rescue(installation: Installation, lift: str) -> str:
    """The id of the order of people who are stuck in `lift`."""
    say(installation, lift, {"trapped": True})
    return str(alarm_of(installation.client("guard"), "lift.entrapment", lift)["work_order_id"])


def kept(installation: Installation, order: str, clock: str) -> object:
    clocks = installation.client("manager").get(f"/work-orders/{order}/rescue-clocks").raise_for_status().json()["clocks"]
    return next(each["kept"] for each in clocks if each["clock"] == clock)


def fits(page: Page) -> bool:
    """Whether nothing has to be moved sideways to be read."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_guard_stops_the_clocks_with_a_tap_each(installation: Installation, chromium: Browser) -> None:
    order = rescue(installation, "t1-lift-1")
    page = opened(chromium, installation, "phone", "guard")
    page.goto(f"/work-orders/{order}")
    expect(page.get_by_test_id("rescue-clocks")).to_contain_text("已应答乘客")
    expect(page.get_by_test_id("clock-answered").get_by_test_id("clock-left")).to_contain_text("剩余")
    expect(page.get_by_test_id("service-line")).to_contain_text("困人救援")
    assert fits(page)
    for clock in ("answered", "called"):
        page.get_by_test_id(f"stop-{clock}").click()
        expect(page.get_by_test_id(f"clock-{clock}")).to_have_attribute("data-kept", "true")
        expect(page.get_by_test_id(f"stop-{clock}")).to_have_count(0)
    expect(page.get_by_test_id("clock-arrived")).to_have_attribute("data-ended", "false")
    eventually(lambda: kept(installation, order, "called") is True, what="the call in the records")
    page.context.close()


def test_the_alarm_that_returns_stops_the_last_one_by_itself_in_english(installation: Installation, chromium: Browser) -> None:
    order = rescue(installation, "t1-lift-2")
    page = opened(chromium, installation, "desktop", "manager", "en-GB")
    page.goto(f"/work-orders/{order}")
    expect(page.get_by_test_id("clock-released")).to_contain_text("Passengers released")
    say(installation, "t1-lift-2", {"trapped": False})
    expect(page.get_by_test_id("clock-released")).to_have_attribute("data-kept", "true")
    expect(page.get_by_test_id("clock-released")).to_contain_text("The alarm returned")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_test_id("rescue-evidence").click()
    assert download.value.suggested_filename.startswith("rescue-")
    page.context.close()


def test_who_only_looks_has_nothing_to_tap(installation: Installation, chromium: Browser) -> None:
    order = rescue(installation, "t1-lift-3")
    page = opened(chromium, installation, "desktop", "steward")
    page.goto(f"/work-orders/{order}")
    expect(page.get_by_test_id("clock-arrived")).to_be_visible()
    expect(page.get_by_test_id("stop-arrived")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize(("size", "language", "words"), [("phone", "zh-CN", "办公时间"), ("desktop", "en-GB", "around the clock")])
def test_the_manager_reads_what_is_promised(installation: Installation, chromium: Browser, size: str, language: str, words: str) -> None:
    page = opened(chromium, installation, size, "manager", language)
    page.goto("/service-levels")
    expect(page.get_by_test_id("service-level")).to_have_count(4)
    expect(page.get_by_test_id("service-levels")).to_contain_text(words)
    assert fits(page)
    page.context.close()
