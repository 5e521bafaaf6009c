"""Requests in real Chromium: a resident scans, reports and rates without an account; the service centre takes in, calls back and prints codes."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.installation import Installation, Json, demo, eventually
from tests.e2e.pages import SIZES, opened
from tests.parts.chromium import PHONE

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("requests"), "--no-simulators") as running:
        yield running


def code(installation: Installation, asset: str) -> str:
    """The path that a code of this asset leads to."""
    body = {"site": "riverside", "assets": [asset]}
    (link,) = installation.client("dispatcher").post("/qr-links", json=body).raise_for_status().json()["items"]
    return str(link["path"])


def without_account(chromium: Browser, installation: Installation, locale: str = "zh-CN") -> BrowserContext:
    context = chromium.new_context(viewport=PHONE, locale=locale, base_url=installation.url)
    context.set_default_timeout(20_000)
    return context


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "gray").save(out, "JPEG")
    return out.getvalue()


def asked_last(installation: Installation) -> Json:
    found: Json = installation.client("manager").get("/requests").json()["items"][0]
    return found


def finish(installation: Installation, order: str) -> None:
    for step in ("dispatch", "accept", "start", "complete"):
        installation.client("manager").post(f"/work-orders/{order}/{step}", json={}).raise_for_status()


def reported(page: Page, path: str, words: str) -> None:
    page.goto(path)
    page.get_by_test_id("words").fill(words)
    page.get_by_test_id("photo-input").set_input_files({"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(page.get_by_test_id("photo")).to_be_visible()
    page.wait_for_timeout(2_100)  # nobody fills in a form sooner: the server refuses what is quicker
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("progress")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "lift", "words", "done"), [("zh-CN", "t1-lift-1", "电梯里的灯不亮", "已完成"), ("en-GB", "t1-lift-2", "The lamp is out", "Done")]
)
def test_a_resident_reports_with_a_photo_follows_it_and_is_visited_when_not_satisfied(
    locale: str, lift: str, words: str, done: str, installation: Installation, chromium: Browser
) -> None:
    context = without_account(chromium, installation, locale)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    reported(page, code(installation, lift), words)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    request = asked_last(installation)
    order = str(request["order"]["id"])  # type: ignore[index]
    files = installation.client("manager").get(f"/work-orders/{order}/attachments").json()["items"]
    assert (request["words"], request["channel"], [file["content_type"] for file in files]) == (words, "qr", ["image/jpeg"])
    finish(installation, order)
    page.reload()
    expect(page.locator('[data-step="completed"]')).to_have_attribute("aria-current", "step")
    expect(page.get_by_test_id("progress")).to_contain_text(done)
    page.get_by_test_id("score-1").check(force=True)
    page.get_by_test_id("rating-text").fill("…")
    page.get_by_test_id("send-rating").click()
    expect(page.get_by_test_id("rated")).to_be_visible()
    owed = installation.client("manager").get("/requests", params={"todo": "return_visit"}).json()["items"]
    assert request["id"] in [one["id"] for one in owed]
    assert wrong == []
    context.close()


def test_a_code_that_leads_nowhere_says_so(installation: Installation, chromium: Browser) -> None:
    context = without_account(chromium, installation)
    page = context.new_page()
    page.goto("/q/" + "x" * 24)
    expect(page.get_by_test_id("trouble")).to_contain_text("服务中心")
    page.get_by_test_id("language").click()
    expect(page.get_by_test_id("trouble")).to_contain_text("service centre")
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_call_is_taken_in_and_the_next_one_joins_it(size: str, installation: Installation, chromium: Browser) -> None:
    room = f"{list(SIZES).index(size) + 7}-1201"
    page = opened(chromium, installation, size, "manager")
    page.goto("/requests/new")
    page.get_by_test_id("household").fill(room)
    expect(page.get_by_test_id("request-room")).to_have_value(room)
    page.get_by_test_id("request-phone").fill("13800138000")
    page.get_by_test_id("request-words").fill("厨房水龙头漏水")
    page.get_by_test_id("request-send").click()
    expect(page.get_by_test_id("request-card")).to_contain_text("•••8000")
    first = asked_last(installation)

    page.goto("/requests/new")
    page.get_by_test_id("household").fill(room)
    page.get_by_test_id("choose-household").click()
    page.get_by_test_id("join").click()
    page.get_by_test_id("request-words").fill("还是漏水")
    page.get_by_test_id("request-send").click()
    expect(page.get_by_test_id("request-card")).to_have_count(2)
    assert asked_last(installation)["order"]["id"] == first["order"]["id"]  # type: ignore[index]

    page.get_by_test_id("reveal").first.click()
    page.get_by_test_id("reveal-reason").fill("约上门时间")
    page.get_by_test_id("reveal-ok").click()
    expect(page.get_by_test_id("revealed")).to_contain_text("13800138000")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.context.close()


@pytest.mark.parametrize(("size", "language", "channel"), [("phone", "zh-CN", "热线"), ("desktop", "en-GB", "Hotline")])
def test_a_ticket_of_the_hotline_keeps_its_number_and_its_limit(size: str, language: str, channel: str, installation: Installation, chromium: Browser) -> None:
    number = f"SZ2026-{size}"
    page = opened(chromium, installation, size, "manager", language)
    page.goto("/requests/new")
    expect(page.get_by_test_id("request-ticket")).to_have_count(0)
    page.get_by_test_id("request-channel").click()
    page.locator(".ant-select-item-option").filter(has_text=channel).click()
    page.get_by_test_id("request-ticket").fill(number)
    page.get_by_test_id("request-deadline").fill("2030-03-04T17:30")
    page.get_by_test_id("request-words").fill("小区夜间施工扰民")
    page.get_by_test_id("request-send").click()
    expect(page.get_by_test_id("ticket")).to_contain_text(number)
    ticket = asked_last(installation)["ticket"]
    assert ticket == {"system": "12345", "number": number, "deadline": "2030-03-04T09:30:00.000Z"}
    order = installation.client("manager").get(f"/work-orders/{asked_last(installation)['order']['id']}").json()  # type: ignore[index]
    assert order["due"]["resolve_by"] == "2030-03-04T09:30:00.000Z"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.context.close()


def test_whoever_was_served_is_called_back_from_the_list(installation: Installation, chromium: Browser) -> None:
    client = installation.client("manager")
    body = {"site": "riverside", "channel": "phone", "words": "门禁卡刷不开", "room": "9-901"}
    request = client.post("/requests", json=body).raise_for_status().json()
    finish(installation, request["order"]["id"])
    page = opened(chromium, installation, "desktop", "manager", "en-GB")
    page.goto("/requests?todo=call_back")
    page.locator(f'[data-request-id="{request["id"]}"]').click()
    page.get_by_test_id("rate").click()
    page.get_by_test_id("rate-ok").click()
    eventually(lambda: client.get(f"/work-orders/{request['order']['id']}").json()["state"] == "closed", what="the closing")
    expect(page.get_by_test_id("satisfaction")).to_contain_text("5/5")
    page.context.close()


def test_codes_are_made_and_can_be_printed(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "dispatcher")
    page.goto("/qr-codes")
    expect(page.get_by_test_id("make-qr")).to_be_disabled()
    code(installation, "t2-lift-1")
    page.reload()
    expect(page.get_by_test_id("qr-link").first.locator("img")).to_be_visible()
    expect(page.get_by_test_id("print")).to_be_enabled()
    page.emulate_media(media="print")
    expect(page.get_by_test_id("make-qr")).to_be_hidden()
    expect(page.get_by_test_id("qr-link").first.locator("img")).to_be_visible()
    page.context.close()
