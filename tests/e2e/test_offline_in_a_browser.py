"""The phone in the basement, in real Chromium: the network cut, the server stopped, the phone handed over; and people without an account."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.e2e.installation import Installation, demo
from tests.e2e.pages import LOOKS, SIZES, kept, opened

pytestmark = pytest.mark.real

A_WHILE_MS = 60_000
"""The queue looks again every quarter of a minute, on whatever machine this is."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("offline"), "--no-simulators") as running:
        yield running


def order(installation: Installation, title: str, department: str = "security") -> str:
    dispatcher = installation.client("dispatcher")
    asked = {"site": "riverside", "title": title, "kind": "repair", "department": department, "priority": "P3"}
    made = dispatcher.post("/work-orders", json=asked).raise_for_status().json()
    dispatcher.post(f"/work-orders/{made['id']}/dispatch", json={}).raise_for_status()
    return str(made["id"])


def detail(installation: Installation, order_id: str) -> dict[str, Any]:
    found: dict[str, Any] = installation.client("dispatcher").get(f"/work-orders/{order_id}").raise_for_status().json()
    return found


def photo(colour: str = "gray") -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return {"name": "basement.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def at_hand(page: Page, order_id: str, *also: str) -> None:
    """Open the order, and wait until this phone keeps it and the app itself."""
    page.goto(f"/work-orders/{order_id}")
    expect(page.get_by_test_id("order-detail")).to_be_visible()
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    kept(page, f"/work-orders/{order_id}", *also)
    # The worker has the files of this very page only once a page was loaded through it.
    page.reload()
    expect(page.get_by_test_id("order-detail")).to_be_visible()


def waits(page: Page, number: int) -> None:
    expect(page.get_by_test_id("offline-bar")).to_have_attribute("data-waiting", str(number))


def do_the_job(page: Page) -> None:
    """Accept, arrive, a photo, complete."""
    page.locator('[data-testid="primary-step"][data-step="accept"]').click()
    waits(page, 1)
    page.locator('[data-testid="primary-step"][data-step="arrive"]').click()
    waits(page, 2)
    page.get_by_test_id("chat-file").set_input_files(photo())
    page.get_by_test_id("chat-send").click()
    waits(page, 3)
    page.locator('[data-testid="primary-step"][data-step="complete"]').click()
    page.get_by_test_id("step-note-text").fill("灯管已换")
    page.get_by_test_id("step-ok").click()
    waits(page, 4)


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_job_done_with_the_network_cut_is_told_once_it_is_back_with_its_own_times(language: str, installation: Installation, chromium: Browser) -> None:
    order_id = order(installation, "地下室灯不亮")
    page = opened(chromium, installation, "phone", "guard", language, worker=True)
    at_hand(page, order_id)
    page.context.set_offline(True)
    before = datetime.now(UTC)
    do_the_job(page)
    page.reload()
    expect(page.locator('[data-testid="order-detail"][data-state="completed"]')).to_be_visible()
    waits(page, 4)
    expect(page.get_by_test_id("offline-bar")).to_contain_text("离线" if language == "zh-CN" else "Offline")
    expect(page.get_by_test_id("waiting-here").get_by_test_id("waiting")).to_have_count(4)
    after = datetime.now(UTC)
    assert detail(installation, order_id)["state"] == "dispatched"

    page.context.set_offline(False)
    expect(page.get_by_test_id("offline-bar")).to_have_count(0, timeout=A_WHILE_MS)
    told = detail(installation, order_id)
    lines = [line for line in told["timeline"] if line["actor"] == "guard"]
    assert [line["event"] for line in lines] == ["accept", "arrive", "attach", "complete"]
    moments = [datetime.fromisoformat(line["occurred_at"]) for line in lines]
    assert moments == sorted(moments)
    assert before <= moments[0] <= moments[-1] <= after
    assert all(line["occurred_at"] < line["at"] for line in lines)
    assert (told["state"], told["completed_at"], len(told["attachments"])) == ("completed", lines[-1]["occurred_at"], 1)
    page.context.close()


def test_a_server_that_is_down_is_waited_for(installation: Installation, chromium: Browser) -> None:
    order_id = order(installation, "车库积水")
    page = opened(chromium, installation, "phone", "guard", worker=True)
    at_hand(page, order_id)
    server = installation.role_pid("server")
    os.kill(server, signal.SIGKILL)
    page.locator('[data-testid="primary-step"][data-step="accept"]').click()
    expect(page.locator('[data-testid="order-detail"][data-state="accepted"]')).to_be_visible(timeout=A_WHILE_MS)
    installation.wait_until_ready()
    expect(page.get_by_test_id("offline-bar")).to_have_count(0, timeout=A_WHILE_MS)
    told = detail(installation, order_id)
    assert [line["event"] for line in told["timeline"]].count("accept") == 1
    assert told["assignee"] == "guard"
    page.context.close()


def test_somebody_else_on_the_same_phone_does_not_send_it_and_what_changed_meanwhile_needs_its_person(installation: Installation, chromium: Browser) -> None:
    order_id = order(installation, "东门道闸卡住")
    page = opened(chromium, installation, "phone", "guard", worker=True)
    at_hand(page, order_id)
    page.context.set_offline(True)
    page.locator('[data-testid="primary-step"][data-step="accept"]').click()
    waits(page, 1)
    page.get_by_test_id("more").click()
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("sign-in-form")).to_be_visible()
    page.context.set_offline(False)

    sign_in(page, installation, "engineer")
    page.goto("/offline")
    expect(page.get_by_test_id("others-wait")).to_be_visible()
    expect(page.get_by_test_id("waiting")).to_have_count(0)
    assert detail(installation, order_id)["state"] == "dispatched"
    page.get_by_test_id("more").click()
    page.get_by_test_id("sign-out").click()
    installation.client("dispatcher").post(f"/work-orders/{order_id}/cancel", json={"note": "重复"}).raise_for_status()

    sign_in(page, installation, "guard")
    expect(page.get_by_test_id("offline-bar")).to_have_attribute("data-refused", "1", timeout=A_WHILE_MS)
    page.goto("/offline")
    expect(page.get_by_test_id("needs-you")).to_contain_text("工单已作废")
    page.get_by_test_id("as-note").click()
    expect(page.get_by_test_id("needs-you")).to_have_count(0)
    expect(page.get_by_test_id("offline-bar")).to_have_count(0, timeout=A_WHILE_MS)
    told = detail(installation, order_id)
    assert (told["state"], "工单已作废" in told["timeline"][-1]["note"]) == ("cancelled", True)
    page.context.close()


def test_the_emergency_cards_open_without_a_network(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "guard", "en-GB", worker=True)
    at_hand(page, order(installation, "Lamp"), "/sops/lift-entrapment-release")
    page.goto("/cards")
    expect(page.get_by_test_id("card-title").first).not_to_have_text("lift-entrapment-release")
    page.context.set_offline(True)
    page.reload()
    page.get_by_test_id("card-title").first.click()
    expect(page.get_by_test_id("sop-steps")).to_be_visible()
    page.context.close()


def test_guards_take_turns_on_the_phone_of_their_post(installation: Installation, chromium: Browser) -> None:
    guard = installation.client("guard")
    guard.put("/me/pin", json={"pin": "284917", "password": installation.passwords["guard"]}).raise_for_status()
    page = opened(chromium, installation, "phone", "dispatcher", worker=True)
    page.goto("/post-phones")
    page.get_by_test_id("register-phone").click()
    page.get_by_test_id("phone-name").fill("东门岗手机")
    page.get_by_test_id("phone-ok").click()
    page.get_by_test_id("this-phone").click()
    expect(page.get_by_test_id("post-phone")).to_contain_text("东门岗手机")
    expect(page).to_have_url(f"{installation.url}/post-phone")
    page.get_by_test_id("pin-person").first.click()
    for digit in "284918":
        page.get_by_test_id(f"digit-{digit}").click()
    expect(page.get_by_test_id("pin-problem")).to_have_text("PIN 不正确")
    for digit in "284917":
        page.get_by_test_id(f"digit-{digit}").click()
    expect(page.get_by_test_id("more")).to_be_visible()
    phones = installation.client("dispatcher").get("/phones").raise_for_status().json()["items"]
    assert [phone["seen_at"] is not None for phone in phones] == [True]
    installation.client("dispatcher").delete(f"/phones/{phones[0]['id']}").raise_for_status()
    page.goto("/work-orders")
    expect(page.get_by_test_id("no-post-phone")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_phone_that_opens_what_the_card_shows_is_the_phone_of_the_post(language: str, installation: Installation, chromium: Browser) -> None:
    lead = opened(chromium, installation, "desktop", "dispatcher", language, worker=True)
    lead.goto("/post-phones")
    lead.get_by_test_id("register-phone").click()
    lead.get_by_test_id("phone-name").fill(f"西门岗 {language}")
    lead.get_by_test_id("phone-ok").click()
    expect(lead.get_by_test_id("phone-code").locator("svg")).to_be_visible()
    address = str(lead.get_by_test_id("this-phone").get_attribute("href"))

    context = chromium.new_context(viewport=SIZES["phone"], locale=language, base_url=installation.url)
    phone = context.new_page()
    seen: list[str] = []
    phone.on("request", lambda request: seen.append(request.url))
    phone.goto(address)
    expect(phone.get_by_test_id("post-phone")).to_contain_text(f"西门岗 {language}")
    expect(phone).to_have_url(f"{installation.url}/post-phone")
    # It stays one: the secret of the card is in no address that anybody else sees.
    phone.goto("/")
    expect(phone.get_by_test_id("post-phone")).to_contain_text(f"西门岗 {language}")
    assert not [url for url in seen if address.partition("#")[2] in url.partition("#")[0]]

    lead.reload()
    row = lead.get_by_test_id("phone").filter(has_text=f"西门岗 {language}")
    expect(row).to_be_visible()
    row.get_by_test_id("revoke-phone").click()
    lead.get_by_test_id("revoke-ok").click()
    expect(row).to_have_count(0)
    phone.reload()
    expect(phone.get_by_test_id("no-post-phone")).to_be_visible()
    context.close()
    lead.context.close()


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_fitter_does_one_job_by_its_link(language: str, installation: Installation, chromium: Browser) -> None:
    order_id = order(installation, "门禁读头坏", "engineering")
    dispatcher = opened(chromium, installation, "desktop", "manager", worker=True)
    dispatcher.goto(f"/work-orders/{order_id}")
    dispatcher.get_by_test_id("make-job-link").click()
    dispatcher.get_by_test_id("job-name").fill("张师傅")
    dispatcher.get_by_test_id("job-phone").fill("13800135678")
    dispatcher.get_by_test_id("job-ok").click()
    message = dispatcher.get_by_test_id("job-message").inner_text()
    address = "/j/#" + message.partition("/j/#")[2][:24]

    context = chromium.new_context(viewport=SIZES["phone"], locale=language, base_url=installation.url)
    fitter = context.new_page()
    seen: list[str] = []
    fitter.on("request", lambda request: seen.append(request.url))
    fitter.goto(address)
    for step in ("going", "arrived"):
        fitter.locator(f'[data-testid="job-step"][data-step="{step}"]').click()
    expect(fitter.locator('[data-testid="job-step"][data-step="done"]')).to_be_visible()
    fitter.get_by_test_id("job-photo").set_input_files(photo("navy"))
    expect(fitter.get_by_test_id("job-said")).to_contain_text("照片" if language == "zh-CN" else "Photo")
    fitter.get_by_test_id("job-text").fill("已换读头")
    fitter.locator('[data-testid="job-step"][data-step="done"]').click()
    expect(fitter.get_by_test_id("job-over")).to_be_visible()
    assert fitter.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert {url.partition("/api/v1")[2].split("/")[1] for url in seen if "/api/v1/" in url} == {"public"}
    told = detail(installation, order_id)
    assert (told["state"], told["assignee"]) == ("completed", "外部:张师傅(5678)")

    dispatcher.reload()
    dispatcher.get_by_test_id("revoke-link").click()
    dispatcher.get_by_test_id("revoke-link-ok").click()
    expect(dispatcher.locator('[data-testid="job-link"][data-valid="false"]')).to_be_visible()
    fitter.reload()
    expect(fitter.get_by_test_id("job-nowhere")).to_be_visible()
    context.close()
    dispatcher.context.close()


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_every_page_fits_its_screen_in_the_largest_type(size: str, language: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, size, "manager", language, worker=True)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/offline")
    page.get_by_test_id("type-largest").click()
    for path in ("/offline", "/cards", "/post-phones", "/work-orders"):
        page.goto(path)
        expect(page.locator("h1").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), path
    assert errors == []
    page.context.close()


def sign_in(page: Page, installation: Installation, username: str) -> None:
    page.goto("/sign-in")
    page.get_by_test_id("username").fill(username)
    page.get_by_test_id("password").fill(installation.passwords[username])
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("sign-in-form")).to_have_count(0)
