"""A fitter writes down what he did by thumb, has it signed on his phone, and the order is printed; the lead sees what comes again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.installation import Installation, demo
from tests.e2e.pages import SIZES, opened
from tests.operations.forms.sheets import pages_of

pytestmark = pytest.mark.real

LIFT = "t1-lift-1"
SLOW_MS = 30_000
"""However loaded the machine is."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("work-done"), "--no-simulators") as running:
        yield running


def begun(installation: Installation, title: str) -> dict[str, Any]:
    """An order that the engineer is at work on."""
    manager, engineer = installation.client("manager"), installation.client("engineer")
    asked = {"site": "riverside", "asset": LIFT, "department": "engineering", "title": title}
    order: dict[str, Any] = manager.post("/work-orders", json=asked).raise_for_status().json()
    for client, step in ((manager, "dispatch"), (engineer, "accept"), (engineer, "start")):
        order = client.post(f"/work-orders/{order['id']}/{step}", json={}).raise_for_status().json()
    return order


def work_done(installation: Installation, order: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = installation.client("engineer").get(f"/work-orders/{order['id']}/work-done").raise_for_status().json()
    return found


def at_order(chromium: Browser, installation: Installation, size: str, order: dict[str, Any], language: str = "zh-CN") -> Page:
    page = opened(chromium, installation, size, "engineer", language)
    expect(page.get_by_test_id("connection-state")).to_be_visible(timeout=SLOW_MS)
    page.goto(f"/work-orders/{order['id']}")
    expect(page.get_by_test_id("work-done-form")).to_be_visible(timeout=SLOW_MS)
    return page


def draw(page: Page, pad: Locator) -> None:
    """A few strokes over the pad."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 120)
    page.mouse.down()
    for step, height in enumerate((40, 150, 60, 130, 80)):
        page.mouse.move(box["x"] + 80 + 40 * step, box["y"] + height, steps=4)
    page.mouse.up()


@pytest.mark.parametrize("size", SIZES)
def test_what_was_done_is_three_taps_and_more_if_there_is_time(size: str, installation: Installation, chromium: Browser) -> None:
    order = begun(installation, "电梯门异响")
    page = at_order(chromium, installation, size, order)
    form = page.get_by_test_id("work-done-form")
    for chip in ("wear", "replacement", "30"):
        form.get_by_test_id(f"chip-{chip}").click()
    form.get_by_test_id("work-save").click()
    expect(page.get_by_test_id("work-done")).to_have_attribute("data-version", "1", timeout=SLOW_MS)
    told = work_done(installation, order)
    assert (told["cause"], told["remedy"], told["minutes"], told["labour"][0]["person"]) == ("wear", "replacement", 30, "engineer")

    form.get_by_test_id("work-more").click()
    form.get_by_test_id("add-part").click()
    form.get_by_test_id("part-name").fill("门滚轮")
    form.get_by_test_id("part-quantity").fill("4")
    form.get_by_test_id("part-cost").fill("12.5")
    form.get_by_test_id("part-owner").check()
    expect(form.get_by_test_id("parts-total")).to_contain_text("50.00")
    form.get_by_test_id("work-what").fill("换了四个滚轮")
    form.get_by_test_id("work-save").click()
    expect(page.get_by_test_id("work-done")).to_have_attribute("data-version", "2", timeout=SLOW_MS)
    told = work_done(installation, order)
    assert (told["cost_fen"], told["owner_cost_fen"], told["what"]) == (5000, 5000, "换了四个滚轮")
    page.context.close()


def test_the_owner_signs_on_the_phone_and_the_signature_stands_at_the_order(installation: Installation, chromium: Browser) -> None:
    order = begun(installation, "厨房漏水")
    page = at_order(chromium, installation, "phone", order)
    page.get_by_test_id("sign").click()
    expect(page.get_by_test_id("sign-save")).to_be_disabled()
    page.get_by_test_id("signed-by").fill("张伟")
    draw(page, page.get_by_test_id("signature-pad"))
    page.get_by_test_id("sign-clear").click()
    expect(page.get_by_test_id("sign-save")).to_be_disabled()
    draw(page, page.get_by_test_id("signature-pad"))
    page.get_by_test_id("sign-save").click()
    expect(page.get_by_test_id("signature")).to_contain_text("张**", timeout=SLOW_MS)
    (file,) = installation.client("engineer").get(f"/work-orders/{order['id']}").json()["attachments"]
    assert (file["kind"], file["signed_as"], file["content_type"]) == ("signature", "requester", "image/png")
    page.context.close()


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-CN"), ("desktop", "en-GB")])
def test_the_order_is_printed(size: str, language: str, installation: Installation, chromium: Browser) -> None:
    order = begun(installation, "走廊灯不亮")
    page = at_order(chromium, installation, size, order, language)
    page.get_by_test_id("print-forms").click()
    with page.expect_download(timeout=60_000) as saved:
        page.get_by_test_id("print-service-sheet").click()
    assert saved.value.suggested_filename == f"service-sheet-{order['number']}.pdf"
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-")
    page.context.close()


def test_several_orders_are_printed_as_one(installation: Installation, chromium: Browser) -> None:
    numbers = [begun(installation, f"成批打印的灯{place}")["number"] for place in range(3)]
    page = opened(chromium, installation, "desktop", "engineer", "en-GB")
    page.goto("/work-orders?view=table&q=成批打印的灯")
    expect(page.get_by_test_id("order-row")).to_have_count(len(numbers), timeout=SLOW_MS)
    page.locator("thead .ant-checkbox-input").check()
    page.get_by_test_id("selection").get_by_test_id("print-forms").click()
    with page.expect_download(timeout=60_000) as saved:
        page.get_by_test_id("print-contact-sheet").click()
    assert pages_of(Path(saved.value.path()).read_bytes()) == len(numbers)
    page.context.close()


def again(installation: Installation) -> dict[str, Any]:
    """A fault that is repaired and comes again; the second order."""
    engineer = installation.client("engineer")
    for title in ("电梯抖动", "电梯又抖动"):
        order = begun(installation, title)
        engineer.post(f"/work-orders/{order['id']}/complete", json={}).raise_for_status()
        engineer.put(f"/work-orders/{order['id']}/work-done", json={"cause": "installation", "remedy": "adjustment"}).raise_for_status()
    return order


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-CN"), ("desktop", "en-GB")])
def test_a_fault_that_comes_again_is_seen_at_the_order_and_in_the_list(size: str, language: str, installation: Installation, chromium: Browser) -> None:
    order = again(installation)
    page = at_order(chromium, installation, size, order, language)
    expect(page.get_by_test_id("repeat-of")).to_be_visible(timeout=SLOW_MS)
    page.goto("/repeat-faults")
    expect(page.get_by_test_id("repeat-row").filter(has_text="安装不良" if language == "zh-CN" else "Installation")).to_be_visible(timeout=SLOW_MS)
    page.context.close()
