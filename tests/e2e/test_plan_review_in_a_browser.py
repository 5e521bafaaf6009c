"""The review of a plan in real Chromium: drafted when the plan is stood down, completed by the manager, seen from its work order too."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.api.building import photo
from tests.e2e.chain import say
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import LOOKS, look_at_each, opened

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("plan-review"), "--no-simulators") as running:
        yield running


@pytest.fixture(scope="module")
def run(installation: Installation) -> str:
    """A lift has stuck, people have worked its plan, the manager has stood it down."""
    manager, room = installation.client("manager"), installation.client("control-room")
    say(installation, "t1-lift-1", {"trapped": True, "occupied": True, "mode": "normal", "floor": 7})
    started = eventually(lambda: manager.get("/plan-runs?state=running").json()["items"], what="the plan that an alarm starts")
    key = str(started[0]["id"])
    _ok(room.post(f"/plan-runs/{key}/steps/answer-car/done", json={"note": "2 人，情绪稳定"}))
    _ok(room.post(f"/plan-runs/{key}/message", json={"text": "家属 13812345678 在大堂"}))
    _ok(room.post(f"/plan-runs/{key}/files", files={"file": ("现场.jpg", photo(), "image/jpeg")}))
    say(installation, "t1-lift-1", {"trapped": False, "occupied": False, "floor": 1})
    _ok(manager.post(f"/plan-runs/{key}/stand-down", json={"outcome": "乘客安全离开"}))
    return key


def test_the_manager_completes_the_draft_and_the_engineer_finds_the_improvement(installation: Installation, run: str, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "manager")
    page.goto(f"/emergency/runs/{run}")
    page.get_by_test_id("run-review").click()
    expect(_review(page, "draft")).to_be_visible()
    expect(_moment(page, "ended")).not_to_have_attribute("data-after", "")
    expect(_moment(page, "contained")).to_contain_text("未达到")
    expect(page.locator('[data-testid="review-limit"][data-key="answer-car"]')).to_have_attribute("data-kept", "true")
    expect(page.locator('[data-testid="review-line"][data-source="alarm"][data-what="raised"]').first).to_contain_text("困人")
    said = page.locator('[data-testid="review-line"][data-what="message"]')
    expect(said).to_contain_text("13812345678")
    expect(page.get_by_test_id("step-picture")).to_be_visible()
    expect(page.locator('[data-testid="review-curve"][data-point="riverside.t1-lift-1.trapped"]').get_by_test_id("curve-chart")).to_be_visible()

    said.get_by_role("button").click()
    expect(said).to_have_attribute("data-picked", "true")

    order = _completed(page)
    with page.expect_download(timeout=60_000) as saved:
        page.get_by_test_id("print-review").click()
    assert saved.value.suggested_filename.startswith("plan-review-Y-")
    assert saved.value.path().read_bytes().startswith(b"%PDF-")

    engineer = opened(chromium, installation, "phone", "engineer", "en-GB")
    engineer.goto(order)
    engineer.get_by_test_id("order-review").click()
    expect(_review(engineer, "closed")).to_be_visible()
    expect(engineer.locator('[data-testid="review-line"][data-what="message"]')).not_to_contain_text("13812345678")
    expect(engineer.get_by_test_id("give-task")).to_have_count(0)

    # Whoever has the review open sees how its order goes on.
    _ok(installation.client("engineer").post(f"{order}/accept", json={}))
    expect(page.get_by_test_id("review-task")).to_have_attribute("data-order-state", "accepted")
    expect(engineer.get_by_test_id("review-task")).to_have_attribute("data-order-state", "accepted")
    engineer.context.close()
    page.goto("/emergency/reviews?view=closed")
    expect(page.get_by_test_id("review-row")).to_have_attribute("data-state", "closed")
    page.goto("/emergency/reviews")
    expect(page.get_by_text("没有复盘")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_the_pages_fit_their_screens_and_write_no_errors(installation: Installation, run: str, chromium: Browser, size: str, language: str) -> None:
    (review,) = installation.client("manager").get(f"/plan-reviews/of?run={run}").json()["items"]
    page = opened(chromium, installation, size, "manager", language)
    look_at_each(page, ("/emergency/reviews?view=all", f"/emergency/reviews/{review['id']}"))
    expect(page.get_by_test_id("review-moments")).to_be_visible()
    page.context.close()


def _completed(page: Page) -> str:
    """A finding, an improvement, the conclusion; returns the address of the improvement's work order."""
    page.get_by_test_id("add-finding").click()
    page.get_by_test_id("words-ok").click()
    expect(page.get_by_text("请填写发现的问题")).to_be_visible()
    page.get_by_test_id("words-text").fill("对讲主机没电")
    page.get_by_test_id("words-ok").click()
    expect(page.get_by_test_id("review-finding")).to_contain_text("对讲主机没电")

    page.get_by_test_id("give-task").click()
    page.get_by_test_id("task-what").fill("更换1号楼对讲主机电池")
    page.get_by_test_id("task-ok").click()
    order = page.get_by_test_id("review-order")
    expect(order).to_contain_text("待接单")
    expect(page.get_by_test_id("review-task")).to_contain_text("23:59 前")
    address = str(order.get_attribute("href"))

    page.get_by_test_id("close-review").click()
    page.get_by_test_id("words-text").fill("对讲需双电源")
    page.get_by_test_id("words-ok").click()
    expect(_review(page, "closed")).to_be_visible()
    expect(page.get_by_test_id("review-summary")).to_contain_text("对讲需双电源")
    expect(page.get_by_test_id("add-finding")).to_have_count(0)
    return address


def _review(page: Page, state: str) -> Locator:
    return page.locator(f'[data-testid="review-detail"][data-state="{state}"]')


def _moment(page: Page, kind: str) -> Locator:
    return page.locator(f'[data-testid="review-moment"][data-kind="{kind}"]')


def _ok(answer: httpx.Response) -> None:
    assert answer.is_success, answer.text
