"""How people are reached, in real Chromium: a guard with a phone proves a number and tries a browser, a dispatcher sees who cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.called_site import running
from tests.e2e.installation import Installation, eventually
from tests.e2e.pages import LOOKS, look_at_each, opened, until
from tests.notify.channels.servers.sms import API_KEY, SmsServer
from tests.parts.push_service import PushService, push_service

pytestmark = pytest.mark.real

A_SWEEP_MS = 180_000
"""A minute without proof, and then it has to be swept, on whatever machine this is."""
_STUB = """
(json) => {
  const options = {applicationServerKey: null, userVisibleOnly: true};
  const subscription = {endpoint: json.endpoint, options, toJSON: () => json, unsubscribe: () => Promise.resolve(true)};
  let there = null;
  PushManager.prototype.getSubscription = () => Promise.resolve(there);
  PushManager.prototype.subscribe = (asked) => {
    window.askedForKey = asked.applicationServerKey;
    there = subscription;
    return Promise.resolve(subscription);
  };
  Notification.requestPermission = () => Promise.resolve("granted");
  Object.defineProperty(Notification, "permission", {get: () => "granted"});
}
"""
"""Chromium here has no push service behind it: the page's subscription is one whose keys the local service has."""


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with push_service() as found:
        yield found


@pytest.fixture(scope="module")
def gateway() -> Iterator[SmsServer]:
    server = SmsServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, service: PushService, gateway: SmsServer) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("contacts")
    sms = {
        "request": {
            "url": f"{gateway.url}/messages",
            "headers": {"X-Api-Key": "{api_key}"},
            "json": {"mobile": "{phone}", "content": "{text}", "reference": "{key}"},
            "secrets": {"api_key": {"variable": "STEWARD_TEST_SMS_KEY", "file": str(_written(folder / "sms.key", API_KEY))}},
        },
        "success": {"path": "code", "equals": ["OK"]},
    }
    with running(folder, service, {"sms": sms}, [gateway.url]) as found:
        yield found


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_the_pages_open_without_an_error_fit_their_screen_and_are_accessible(size: str, language: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, size, "dispatcher", language, worker=True)
    look_at_each(page, ("/me/contacts", "/reachability"))
    page.get_by_test_id("whom").locator("label").last.click()
    expect(page.get_by_test_id("reachable-person").first).to_be_visible()
    assert_accessible(page)
    page.goto("/me/contacts")
    expect(page.get_by_test_id("browser-card")).to_be_visible()
    assert_accessible(page)
    page.context.close()


def test_a_guard_proves_a_number_with_the_code_that_came(installation: Installation, gateway: SmsServer, chromium: Browser) -> None:
    guard = opened(chromium, installation, "phone", "guard")
    guard.goto("/me/contacts")
    guard.get_by_test_id("add-contact").click()
    guard.get_by_test_id("address").fill("138 1234 5678")
    guard.get_by_test_id("label").fill("工作手机")
    guard.get_by_test_id("add-ok").click()
    contact = _contact(guard, "sms")
    expect(_state(contact)).to_have_attribute("data-state", "unverified")
    expect(contact).to_contain_text("138****5678")
    text = eventually(lambda: next(iter(gateway.shown.values()), None), what="the code")
    code = text.split()[1]
    contact.get_by_test_id("code").fill(f"{(int(code) + 1) % 1_000_000:06}")
    # A network that is slow from here on: whoever is refused types the next try before the list has been read again.
    slow: list[Route] = []

    def hold(read: Route) -> None:
        slow.append(read)

    guard.route("**/api/v1/me/contacts", hold)
    contact.get_by_test_id("verify").click()
    expect(guard.get_by_text("验证码不正确，还可尝试 4 次")).to_be_visible()
    until(guard, "() => document.querySelector('[data-testid=code]').value === ''")
    contact.get_by_test_id("code").fill(code)
    for read in slow:
        read.continue_()
    guard.unroute("**/api/v1/me/contacts")
    expect(contact.get_by_test_id("code")).to_have_value(code)
    contact.get_by_test_id("verify").click()
    expect(_state(contact)).to_have_attribute("data-state", "works")
    guard.context.close()


def test_a_browser_is_subscribed_by_one_touch_and_its_test_is_followed_from_sent_to_opened(
    installation: Installation, service: PushService, chromium: Browser
) -> None:
    patrol = opened(chromium, installation, "phone", "patrol", "en-GB", worker=True)
    browser = service.subscribe()
    patrol.goto("/me/contacts")
    patrol.evaluate(_STUB, browser.json)
    patrol.get_by_test_id("subscribe").click()
    contact = _contact(patrol, "push")
    expect(contact).to_contain_text("Web Push")
    assert len(patrol.evaluate("window.askedForKey")) == 87
    contact.get_by_test_id("send-test").click()
    expect(contact.get_by_test_id("test")).to_have_attribute("data-proof", "sent")
    pushed = eventually(lambda: next((one for one in service.pushed if one.endpoint == browser.endpoint), None), what="the test message")
    assert (pushed.payload["title"], pushed.payload["lang"]) == ("Test: tap here if you get this", "en")

    # What the service worker does when it comes, and then the person.
    client = installation.client("patrol")
    answer = client.post("/receipts", json={"secret": pushed.payload["receipt"], "proof": "received"})
    assert answer.is_success, answer.text
    expect(contact.get_by_test_id("test")).to_have_attribute("data-proof", "received")
    stranger = chromium.new_context(base_url=installation.url, locale="en-GB").new_page()
    path = pushed.payload["link"].removeprefix(installation.url)
    stranger.goto(path)
    expect(stranger.get_by_test_id("contact-check")).to_contain_text("It came through")
    stranger.context.close()
    expect(contact.get_by_test_id("test")).to_have_attribute("data-proof", "opened")
    expect(_state(contact)).to_have_attribute("data-state", "works")
    patrol.context.close()


def test_a_dispatcher_sees_whose_phone_gets_nothing(installation: Installation, service: PushService, chromium: Browser) -> None:
    browser = service.subscribe()
    client = installation.client("manager")
    subscribed = client.post("/push/subscriptions", json={**browser.json, "device": "Chrome · Android"}).json()["id"]
    tested = client.post(f"/me/contacts/{subscribed}/test")
    assert tested.is_success, tested.text
    dispatcher = opened(chromium, installation, "desktop", "dispatcher", worker=True)
    dispatcher.goto("/reachability")
    dispatcher.get_by_test_id("whom").get_by_text("全部人员").click()
    silent = dispatcher.locator('[data-testid="reachable-person"][data-reached="not"]').filter(has_text="Chrome · Android")
    expect(silent).to_contain_text("收不到浏览器推送", timeout=A_SWEEP_MS)
    dispatcher.context.close()


def _contact(page: Page, channel: str) -> Locator:
    return page.locator(f'[data-testid="contact"][data-channel="{channel}"]')


def _state(contact: Locator) -> Locator:
    return contact.get_by_test_id("way-state")


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
