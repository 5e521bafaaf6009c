"""The page in real Chromium says when storing or alarms are behind, in seconds, and what the way of the readings costs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.chain import now_ms, say
from tests.e2e.installation import Installation, demo, end, eventually, start
from tests.e2e.pages import SIZES, opened
from tests.e2e.test_missing_parts import parts_not_ready, running
from tests.parts import free_port
from tests.parts.mosquitto import Mosquitto

pytestmark = pytest.mark.real
PATIENCE_MS = 30_000
"""The page asks every five seconds, on a machine that others use too."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("lag"), "--no-simulators") as running_demo:
        yield running_demo


def pretend(page: Page, states: dict[str, str], **told: float) -> None:
    """From now on the server's answer about ingest is changed to this."""

    def change(route: Route) -> None:
        answer = route.fetch()
        body: dict[str, Any] = answer.json()
        for health in body["items"]:
            health.update(told)
            for part in health["parts"]:
                part["state"] = states.get(part["name"].split(":")[0], "ready")
        route.fulfill(response=answer, json=body)

    page.route("**/api/v1/ingest*", change)


SENTENCES = {
    "zh-CN": ("存储延迟 42 秒", "告警处理延迟 33 秒", "消息服务器已断开 75 秒"),
    "en-GB": ("Storing 42 s behind", "Alarms 33 s late", "Broker away for 75 s"),
}


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("size", SIZES)
def test_what_is_behind_is_said_in_seconds_and_in_full_on_a_tap(size: str, language: str, installation: Installation, chromium: Browser) -> None:
    storing, judging, broker = SENTENCES[language]
    page = opened(chromium, installation, size, "guard", language)
    expect(page.get_by_test_id("connection-state")).to_have_attribute("data-state", "live")
    expect(page.get_by_test_id("lag-notice")).to_have_count(0)
    pretend(page, {"storing": "degraded"}, store_lag_s=42.4)
    notice = page.get_by_test_id("lag-notice")
    expect(notice).to_have_attribute("aria-label", storing, timeout=PATIENCE_MS)
    expect(notice).to_contain_text("42")
    pretend(page, {"storing": "degraded", "backlog": "degraded", "broker": "unready"}, store_lag_s=42.4, judging_lag_s=33, broker_away_s=75)
    expect(notice).to_have_attribute("aria-label", broker, timeout=PATIENCE_MS)
    notice.click()
    for sentence in (broker, judging, storing):
        expect(page.get_by_test_id("lag-details")).to_contain_text(sentence)
    box = page.get_by_test_id("lag-details").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= SIZES[size]["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.context.close()


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("size", SIZES)
def test_the_system_page_shows_every_stage_and_what_an_fsync_costs(size: str, language: str, installation: Installation, chromium: Browser) -> None:
    say(installation, "t1-lift-1", {"load_pct": 12})
    page = opened(chromium, installation, size, "admin", language)
    page.goto("/system")
    card = page.get_by_test_id("ingest-card")
    expect(card).to_have_attribute("data-site", "riverside")
    for part in ("broker", "journal", "disk", "backlog", "commits", "storing"):
        expect(card.locator(f'[data-testid="stage"][data-part="{part}"]')).to_be_visible()
    expect(card.locator('[data-part="disk"]')).to_contain_text(" ms")
    expect(card.get_by_test_id("fsync")).to_contain_text(" ms")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.context.close()


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "时钟快 42 秒"), ("en-GB", "clock 42 s fast")])
def test_a_clock_that_is_off_is_shown_beside_its_device(language: str, words: str, installation: Installation, chromium: Browser) -> None:
    for _ in range(2):
        installation.publish("t2-lift-1", "telemetry", {"ts": now_ms() + 42_500, "values": {"load_pct": 3}})
    page = opened(chromium, installation, "phone", "engineer", language)
    page.goto("/assets/t2-lift-1")
    expect(page.get_by_test_id("clock").first).to_contain_text(words, timeout=PATIENCE_MS)
    page.context.close()


def test_a_store_that_is_away_is_on_the_page_and_alarms_are_not_behind(tmp_path: Path, mosquitto: Mosquitto, chromium: Browser) -> None:
    telemetry = {"engine": "influxdb", "url": f"http://127.0.0.1:{free_port()}", "org": "steward", "bucket": "steward"}
    with running(tmp_path, mosquitto, {"telemetry": telemetry}, {"STEWARD_INFLUXDB_TOKEN": "a token"}) as away:
        eventually(lambda: "telemetry" in parts_not_ready(away), within_s=60, what="the store's absence on /readyz")
        command = ["user", "add", "engineer", "--role", "engineer", "--department", "engineering", "--config", str(tmp_path / "steward.yaml")]
        away.passwords["engineer"] = "a password for the test"
        added = start(command, tmp_path / "user.log", {"STEWARD_NEW_PASSWORD": away.passwords["engineer"]})
        try:
            assert added.wait(60) == 0
        finally:
            end(added)
        page = opened(chromium, away, "desktop", "engineer")
        say(away, "t1-lift-2", {"load_pct": 12})
        expect(page.get_by_test_id("lag-notice")).to_have_attribute("data-part", "storing", timeout=2 * PATIENCE_MS)
        expect(page.get_by_test_id("lag-notice")).to_contain_text("存储延迟")
        client = away.client("engineer")
        found = eventually(lambda: client.get("/ingest").json()["items"][0], what="health")
        assert found["judging_lag_s"] == 0
        page.context.close()
