"""The server is killed under an open page while something happens: afterwards nothing is missing, and the page says for how long it was blind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.called_site import running
from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation
from tests.e2e.pages import opened
from tests.parts.push_service import push_service

pytestmark = [pytest.mark.real, pytest.mark.slow]

BACK_MS = 180_000
"""The supervisor starts the server again, and the page finds it."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with push_service() as service, running(tmp_path_factory.mktemp("blind"), service) as living:
        yield living


@pytest.mark.parametrize(
    ("size", "language", "door", "says"),
    [("desktop", "zh-CN", "t1-door-lobby-south", "已恢复，中断了"), ("phone", "en-GB", "t1-door-lobby-north", "is back after")],
)
def test_what_happened_while_the_server_was_dead_is_on_the_open_page(
    size: str, language: str, door: str, says: str, installation: Installation, chromium: Browser
) -> None:
    page = opened(chromium, installation, size, "dispatcher", language, worker=True)
    page.goto("/alarms")
    expect(page.get_by_test_id("connection-state")).to_have_attribute("data-state", "live")
    # A process that is stopped answers nobody and is not replaced: so the alarm comes while the page is blind, for sure.
    server = installation.role_pid("server")
    os.kill(server, signal.SIGSTOP)
    say(installation, door, {"door_alarm": "forced_open"})
    os.kill(server, signal.SIGKILL)
    expect(page.get_by_test_id("connection-bar")).to_contain_text(says, timeout=BACK_MS)

    installation.wait_until_ready()
    alarm = alarm_of(installation.client("manager"), "access_door.forced_open", door)
    expect(page.get_by_test_id("connection-state")).to_have_attribute("data-state", "live", timeout=BACK_MS)
    expect(page.locator(f'[data-alarm-id="{alarm["id"]}"]').first).to_be_visible(timeout=BACK_MS)
    page.context.close()
