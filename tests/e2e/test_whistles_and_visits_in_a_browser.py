"""Whistles and contractors' visits in real Chromium: a steward at a desk, an engineer and a contractor with their phones."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.e2e.installation import Installation, demo
from tests.e2e.pages import SIZES, opened

pytestmark = pytest.mark.real

A_LIMIT_MS = 180_000
"""The shortest limit is a minute; then it has to be swept, on whatever machine this is."""
A_LOOK_MS = 40_000
"""The page of a contractor has no live stream: it looks again every few seconds."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("whistles"), "--no-simulators") as running:
        yield running


def test_departments_are_called_one_comes_the_other_is_late_and_the_page_shows_it_live(installation: Installation, chromium: Browser) -> None:
    steward = opened(chromium, installation, "desktop", "steward")
    steward.goto("/whistles")
    steward.get_by_test_id("blow").click()
    steward.get_by_test_id("blow-matter").fill("3号楼水管爆裂，电梯井进水")
    steward.get_by_test_id("call-engineering").click()
    steward.get_by_test_id("blow-bring").fill("抽水泵、阀门钥匙")
    steward.get_by_test_id("blow-ok").click()
    expect(_call(steward, "engineering", "waiting")).to_be_visible()
    whistle = steward.url.rsplit("/", 1)[1]
    added = installation.client("steward").post(f"/whistles/{whistle}/add", json={"department": "security", "within_minutes": 1})
    assert added.is_success, added.text
    expect(_call(steward, "security", "waiting")).to_be_visible()

    engineer = opened(chromium, installation, "phone", "engineer", "en-GB")
    engineer.goto("/whistles?view=mine")
    engineer.get_by_test_id("whistle-row").click()
    button = engineer.get_by_test_id("check-in")
    expect(button).to_have_attribute("data-department", "engineering")
    expect(button).to_have_text("Check in: Engineering")
    button.click()
    expect(button).to_have_count(0)
    expect(_call(steward, "engineering", "in")).to_be_visible()

    expect(_call(steward, "security", "late")).to_be_visible(timeout=A_LIMIT_MS)
    expect(steward.locator('[data-testid="timeline-entry"][data-event="late"]')).to_be_visible()
    expect(steward.get_by_test_id("whistle-late")).to_be_visible()

    steward.get_by_test_id("stand-down").click()
    steward.get_by_test_id("words-text").fill("总阀已关，积水已排")
    steward.get_by_test_id("words-ok").click()
    expect(engineer.locator('[data-testid="whistle-detail"][data-state="stood_down"]')).to_be_visible()
    engineer.context.close()
    steward.context.close()


def test_a_whistle_is_blown_about_an_order_from_its_page(installation: Installation, chromium: Browser) -> None:
    client = installation.client("dispatcher")
    order = client.post("/work-orders", json={"site": "riverside", "title": "大堂漏水", "kind": "repair", "department": "engineering", "priority": "P2"}).json()
    page = opened(chromium, installation, "desktop", "dispatcher")
    page.goto(f"/work-orders/{order['id']}")
    page.get_by_test_id("order-blow").click()
    expect(page.get_by_test_id("blow-matter")).to_have_value("大堂漏水")
    page.get_by_test_id("call-cleaning").click()
    page.get_by_test_id("blow-ok").click()
    expect(page.get_by_test_id("whistle-detail")).to_be_visible()
    page.get_by_test_id("whistle-order").click()
    expect(page.get_by_test_id("order-whistles")).to_contain_text("大堂漏水")
    page.context.close()


def test_a_contractor_signs_in_works_and_signs_out_and_the_lift_is_back(installation: Installation, chromium: Browser) -> None:
    contractor = _at_the_code(installation, chromium, "t3-lift-1", "zh-CN")
    contractor.get_by_test_id("here-firm").fill("安捷电梯")
    contractor.get_by_test_id("here-name").fill("王建设")
    contractor.get_by_test_id("here-phone").fill("13800138000")
    contractor.get_by_test_id("file-input").set_input_files(_photo("certificate.png"))
    contractor.get_by_test_id("here-send").click()
    expect(_own(contractor, "waiting")).to_be_visible()

    engineer = opened(chromium, installation, "phone", "engineer")
    engineer.goto("/visits")
    engineer.get_by_test_id("visit-row").click()
    expect(engineer.get_by_test_id("visitor")).to_have_text("王•••")
    _take(engineer, "approve")
    expect(engineer.locator('[data-testid="visit-detail"][data-state="on_site"]')).to_be_visible()
    visit = engineer.url
    engineer.goto("/assets/t3-lift-1")
    expect(engineer.get_by_test_id("asset-out-of-service")).to_be_visible()

    expect(_own(contractor, "on_site")).to_be_visible(timeout=A_LOOK_MS)
    expect(contractor.get_by_test_id("sign-out")).to_have_count(0)
    contractor.get_by_test_id("file-input").set_input_files(_photo("sheet.png"))
    contractor.get_by_test_id("sign-out").click()
    expect(_own(contractor, "leaving")).to_be_visible()

    engineer.goto(visit)
    _take(engineer, "confirm")
    expect(engineer.locator('[data-testid="visit-detail"][data-state="done"]')).to_be_visible()
    expect(_own(contractor, "done")).to_be_visible(timeout=A_LOOK_MS)
    engineer.goto("/assets/t3-lift-1")
    expect(engineer.get_by_test_id("take-out")).to_be_visible()
    engineer.goto("/service-due")
    expect(engineer.locator('[data-testid="service-row"][data-asset="t3-lift-1"]')).to_have_attribute("data-overdue", "false")
    engineer.context.close()
    contractor.context.close()


def test_another_phone_goes_on_in_english_and_the_manager_may_know_who_it_is(installation: Installation, chromium: Browser) -> None:
    first = _at_the_code(installation, chromium, "t2-lift-1", "en-GB")
    first.get_by_test_id("here-firm").fill("Swift Lifts")
    first.get_by_test_id("here-name").fill("Wang")
    first.get_by_test_id("here-phone").fill("13900139000")
    first.get_by_test_id("here-send").click()
    expect(first.get_by_text("Photograph your certificate")).to_be_visible()
    first.get_by_test_id("file-input").set_input_files(_photo("card.png"))
    first.get_by_test_id("here-send").click()
    number = first.get_by_test_id("own-number").inner_text()
    first.context.close()

    second = _at_the_code(installation, chromium, "t2-lift-1", "en-GB")
    second.get_by_test_id("here-resume").click()
    second.get_by_test_id("resume-number").fill(number)
    second.get_by_test_id("resume-phone").fill("139 0013 9000")
    second.get_by_test_id("resume-send").click()
    expect(_own(second, "waiting")).to_be_visible()

    manager = opened(chromium, installation, "desktop", "manager", "en-GB")
    manager.goto("/visits")
    manager.get_by_test_id("visit-row").filter(has_text="Swift Lifts").click()
    manager.get_by_test_id("reveal").click()
    manager.get_by_test_id("reveal-reason").fill("checking the identity")
    manager.get_by_test_id("reveal-ok").click()
    expect(manager.get_by_test_id("visitor")).to_contain_text("13900139000")
    manager.context.close()
    second.context.close()


def test_a_code_that_leads_nowhere_says_whom_to_ask(installation: Installation, chromium: Browser) -> None:
    context = chromium.new_context(viewport=SIZES["phone"], locale="zh-CN", base_url=installation.url)
    page = context.new_page()
    page.goto("/v#AAAAAAAAAAAAAAAAAAAAAAAA")
    expect(page.get_by_test_id("here-nowhere")).to_be_visible()
    context.close()


def _at_the_code(installation: Installation, chromium: Browser, asset: str, language: str) -> Page:
    """The page that a phone shows when it has scanned the code of `asset`; nobody has signed in there."""
    codes = installation.client("dispatcher").post("/qr-links", json={"site": "riverside", "assets": [asset]}).raise_for_status().json()["items"]
    token = str(codes[0]["path"]).rsplit("/", 1)[1]
    context = chromium.new_context(viewport=SIZES["phone"], locale=language, base_url=installation.url)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"/v#{token}")
    expect(page.get_by_test_id("here-asset")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    return page


def _own(page: Page, state: str) -> Locator:
    return page.locator(f'[data-testid="own-visit"][data-state="{state}"]')


def _call(page: Page, department: str, state: str) -> Locator:
    return page.locator(f'[data-testid="whistle-call"][data-department="{department}"][data-state="{state}"]')


def _take(page: Page, step: str) -> None:
    """Press the one primary button, which must be this step."""
    button = page.get_by_test_id("primary-step")
    expect(button).to_have_attribute("data-step", step)
    button.click()


def _photo(name: str) -> FilePayload:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(buffer, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": buffer.getvalue()}
