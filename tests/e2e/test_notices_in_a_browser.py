"""A notice to residents in real Chromium, from an order to its end: the desk drafts, the manager lets it out, residents read it on their phones."""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from steward.examples import riverside
from tests.e2e.installation import Installation, end, start
from tests.e2e.pages import SIZES, opened
from tests.e2e.people import add_people
from tests.notify.channels.cases.telephone import SMS
from tests.notify.channels.servers.sms import API_KEY, SmsServer
from tests.parts import free_port

pytestmark = pytest.mark.real

PEOPLE = {"desk": ("service_centre", "service_centre"), "manager": ("manager", "management")}
A_WHILE_MS = 60_000
TABLE = "房号,手机,邮箱,语言,同意接收\nt1-f05,13800138001,,zh,是\n2号楼 3层,13800138002,,en,是\nt1-f20,13800138003,,zh,是\nt3-f01,13800138004,,zh,否\n"


@dataclass
class Town:
    """The installation, and the gateway for short messages that residents are told by."""

    installation: Installation
    gateway: SmsServer


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    gateway = SmsServer()
    try:
        with _running(tmp_path_factory.mktemp("notices"), gateway) as installation:
            yield Town(installation, gateway)
    finally:
        gateway.close()


@contextlib.contextmanager
def _running(folder: Path, gateway: SmsServer) -> Iterator[Installation]:
    port, mqtt_port = free_port(), free_port()
    config = folder / "steward.yaml"
    settings = {
        "data_dir": "data",
        "sites": [str(riverside())],
        "mqtt": {"embedded": True, "port": mqtt_port, "username": "steward", "protocol": "3.1.1", "receive_maximum": 100},
        "server": {"port": port, "public_url": f"http://127.0.0.1:{port}"},
        "ingest": {"probe_broker": False},
        "residents": {"texts": {"by": "sms", "title": {"zh": "短信", "en": "Texts"}, "sites": ["riverside"], "settings": SMS.settings(gateway.url)}},
        "egress": {"allow": [gateway.url]},
    }
    config.write_text(yaml.safe_dump(settings))
    log = folder / "steward.log"
    passwords = add_people(config, PEOPLE)
    process = start(["run", "--config", str(config)], log, {"STEWARD_MQTT_PASSWORD": "for the test", "STEWARD_RESIDENTS_TEXTS_SMS_KEY": API_KEY})
    installation = Installation(f"http://127.0.0.1:{port}", folder / "data", "127.0.0.1", mqtt_port, "steward", "for the test", process, log, passwords)
    try:
        installation.wait_until_ready(240)
        yield installation
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            installation.stop()
        end(process)


def test_from_the_order_to_the_end_of_the_matter(town: Town, chromium: Browser) -> None:  # noqa: PLR0915  one story
    installation = town.installation
    manager = opened(chromium, installation, "desktop", "manager")
    manager.goto("/notices/recipients")
    manager.get_by_test_id("file-input").set_input_files(FilePayload(name="people.csv", mimeType="text/csv", buffer=TABLE.encode()))
    expect(manager.get_by_test_id("recipients-imported")).to_contain_text("已登记 3 个地址")
    expect(manager.get_by_test_id("recipient")).to_have_count(3)
    expect(manager.get_by_test_id("recipient-list")).not_to_contain_text("13800138001")

    asked = {"site": "riverside", "title": "低区水泵故障", "kind": "repair", "asset": "water-low", "department": "engineering", "priority": "P2"}
    order = installation.client("desk").post("/work-orders", json=asked).raise_for_status().json()
    desk = opened(chromium, installation, "desktop", "desk", "en-GB")
    desk.goto(f"/work-orders/{order['id']}")
    desk.get_by_test_id("draft-about").click()
    expect(desk.get_by_test_id("building-t1")).to_have_attribute("data-chosen", "11")
    expect(desk.get_by_test_id("title-Zh")).to_have_value("关于1号楼1至11层、2号楼1至11层、3号楼1至11层临时停水的紧急通知")
    desk.get_by_test_id("building-t3").get_by_role("checkbox").check()
    desk.get_by_test_id("building-t3").get_by_role("checkbox").uncheck()
    expect(desk.get_by_test_id("building-t3")).to_have_attribute("data-chosen", "0")
    local = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(hours=5)
    desk.get_by_test_id("notice-until").fill(f"{local:%Y-%m-%dT%H:%M}")
    desk.get_by_test_id("notice-phone").fill("0571-80001234")
    expect(desk.get_by_test_id("submit-notice")).to_be_disabled()
    desk.get_by_test_id("reword").click()
    expect(desk.get_by_test_id("title-En")).to_have_value("Water cut: Tower 1 floors 1 to 11 and Tower 2 floors 1 to 11")
    expect(desk.get_by_test_id("text-Zh")).to_have_value(_holding("0571-80001234"))
    desk.get_by_test_id("submit-notice").click()
    expect(_detail(desk, "submitted")).to_be_visible()
    expect(desk.get_by_test_id("let-out")).to_have_count(0)

    manager.goto("/notices?view=waits")
    manager.get_by_test_id("notice-card").click()
    manager.get_by_test_id("let-out").click()
    expect(manager.get_by_role("dialog")).to_contain_text("将发出 2 条消息（短信 2）")
    assert town.gateway.shown == {}
    manager.get_by_test_id("confirm-send").click()
    expect(_detail(manager, "published")).to_be_visible()
    expect(manager.get_by_test_id("delivery-texts")).to_have_attribute("data-sent", "2", timeout=A_WHILE_MS)
    expect(_detail(desk, "published")).to_be_visible()
    assert len(town.gateway.shown) == 2

    page = str(manager.get_by_test_id("open-public-page").get_attribute("href"))
    resident = _resident(chromium, installation, page, "zh-CN")
    expect(resident.get_by_test_id("public-notice")).to_contain_text("1号楼1至11层、2号楼1至11层")
    expect(resident.get_by_test_id("notice-call")).to_have_attribute("href", "tel:057180001234")
    assert resident.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    desk.get_by_test_id("write-update").click()
    desk.get_by_test_id("update-zh").fill("水泵已更换，正在试压。")
    desk.get_by_test_id("update-en").fill("The pump has been replaced and is being tested.")
    desk.get_by_test_id("update-ok").click()
    expect(desk.locator('[data-testid="notice-update"][data-state="submitted"]')).to_be_visible()
    manager.get_by_test_id("approve-update").click()
    manager.get_by_test_id("confirm-update").click()
    expect(_detail(manager, "updated")).to_be_visible()
    expect(manager.get_by_test_id("delivery-texts")).to_have_attribute("data-sent", "4", timeout=A_WHILE_MS)
    resident.reload()
    expect(resident.get_by_test_id("public-update")).to_contain_text("水泵已更换")

    desk.get_by_test_id("close-notice").click()
    expect(desk.get_by_test_id("update-zh")).to_have_value(_holding("已恢复供水"))
    desk.get_by_test_id("update-ok").click()
    manager.get_by_test_id("approve-update").click()
    manager.get_by_test_id("confirm-update").click()
    expect(_detail(manager, "closed")).to_be_visible()
    resident.reload()
    expect(resident.locator('[data-testid="public-notice"][data-state="closed"]')).to_contain_text("已恢复")
    for each in (resident, desk, manager):
        each.context.close()


def test_a_resident_stops_the_messages_by_the_link_of_his_own(town: Town, chromium: Browser) -> None:
    message = next(text for text in town.gateway.shown.values() if "Water cut" in text)
    link = message.split()[-1].removeprefix(town.installation.url)
    resident = _resident(chromium, town.installation, link, "en-GB")
    expect(resident.get_by_test_id("public-notice")).to_contain_text("Water cut")
    resident.get_by_test_id("stop-messages").click()
    resident.get_by_test_id("stop-sure").click()
    expect(resident.get_by_test_id("stopped")).to_be_visible()
    ended = town.installation.client("manager").get("/notice-recipients").raise_for_status().json()["items"]
    assert [each["hint"] for each in ended if each["ended"] == "opted_out"] == ["138****8002"]
    resident.context.close()


def _resident(chromium: Browser, installation: Installation, path: str, language: str) -> Page:
    """Somebody without an account, on a phone."""
    context = chromium.new_context(viewport=SIZES["phone"], locale=language, base_url=installation.url, reduced_motion="reduce", service_workers="block")
    page = context.new_page()
    page.goto(path)
    return page


def _detail(page: Page, state: str) -> Locator:
    return page.locator(f'[data-testid="notice-detail"][data-state="{state}"]')


def _holding(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words))
