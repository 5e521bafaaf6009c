"""An emergency plan under way in real Chromium: started by an alarm from the broker, worked by a desk and two phones, watched by many."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any, Self

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.e2e.chain import say
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import look_at_each, opened
from tests.parts.chromium import PHONE

pytestmark = pytest.mark.real

VIEWERS = 50
CHANGES = 12
PATIENCE_S = 120
A_SWEEP_S = 120
"""The worker looks every second; what it waits for has to hold for some more, on whatever machine this is."""
WALL: ViewportSize = {"width": 1920, "height": 1080}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("plan-run"), "--no-simulators") as running:
        yield running


def test_an_alarm_starts_the_plan_and_people_work_it_to_its_end(installation: Installation, chromium: Browser) -> None:
    desk = opened(chromium, installation, "desktop", "manager")
    say(installation, "t1-lift-1", {"trapped": True, "occupied": True, "mode": "normal", "floor": 7})
    banner = desk.get_by_test_id("run-banner")
    expect(banner).to_contain_text("预案执行中")
    banner.get_by_test_id("open-run").click()
    expect(_run(desk, "running")).to_be_visible()
    expect(desk.get_by_test_id("run-elapsed")).to_be_visible()
    expect(_step(desk, "answer-car").get_by_test_id("step-clock")).to_be_visible()
    expect(desk.get_by_test_id("run-alarm")).to_contain_text("困人")
    expect(_value(desk, "floor")).to_contain_text("7")
    expect(desk.get_by_test_id("run-place").get_by_test_id("plan")).to_be_visible()
    run = desk.url.rsplit("/", 1)[1]

    phone = opened(chromium, installation, "phone", "control-room", "en-GB")
    phone.goto(f"/emergency/runs/{run}")
    mine = phone.get_by_test_id("my-steps")
    expect(mine.get_by_test_id("run-step")).to_have_attribute("data-step", "answer-car")
    expect(mine.get_by_test_id("step-done")).to_have_text("Done")
    mine.get_by_test_id("step-done").click()
    expect(_step(desk, "answer-car")).to_have_attribute("data-state", "done")
    expect(mine.get_by_test_id("run-step")).to_have_attribute("data-step", "calm-passengers")

    _leave_out(desk, "ring-120", "无人受伤")
    expect(_step(phone, "ring-120").last).to_have_attribute("data-state", "skipped")

    phone.get_by_test_id("say-words").fill("Two people, calm")
    phone.get_by_test_id("say").click()
    expect(desk.locator('[data-testid="log-entry"][data-event="message"]')).to_contain_text("Two people, calm")

    maintainer = _contact(phone, "lift-maintainer")
    expect(maintainer.get_by_test_id("dial-contact")).to_have_attribute("href", "tel:400-000-0001")
    maintainer.get_by_test_id("call-reached").click()
    expect(maintainer).to_have_attribute("data-called", "reached")
    expect(_contact(desk, "lift-maintainer")).to_have_attribute("data-called", "reached")

    desk.get_by_test_id("run-check-in-security").click()
    expect(phone.locator('[data-testid="run-check-in"][data-department="security"]')).to_have_attribute("data-state", "in")

    _open_phase(installation, run, "release")
    expect(_step(desk, "car-empty")).to_have_attribute("data-state", "open")
    eventually(lambda: _is_empty(installation, run), within_s=A_SWEEP_S, what="the tick by telemetry")
    expect(_step(desk, "car-empty")).to_have_attribute("data-state", "done")
    expect(_step(desk, "car-empty").get_by_test_id("step-by")).to_have_attribute("data-by", "telemetry")
    expect(_value(desk, "floor")).to_contain_text("1")

    _command_goes_round(desk, phone)
    expect(desk.get_by_test_id("run-banner")).to_have_count(0)
    desk.goto("/emergency")
    expect(desk.get_by_test_id("runs-past").get_by_test_id("run-row")).to_have_attribute("data-state", "stood_down")
    desk.context.close()
    phone.context.close()


def test_a_first_smoke_detector_proposes_the_plan_and_somebody_turns_it_down(installation: Installation, chromium: Browser) -> None:
    say(installation, "t1-smoke-05", {"smoke": True})
    page = opened(chromium, installation, "phone", "manager")
    page.goto("/emergency")
    page.locator('[data-testid="run-row"][data-state="proposed"]').click()
    expect(_run(page, "proposed")).to_be_visible()
    expect(page.get_by_test_id("run-start")).to_be_visible()
    expect(page.get_by_test_id("step-done")).to_have_count(0)
    page.get_by_test_id("run-decline").click()
    page.get_by_test_id("words-ok").click()
    expect(_run(page, "proposed")).to_be_visible()
    page.get_by_test_id("words-text").fill("现场为烹饪油烟")
    page.get_by_test_id("words-ok").click()
    expect(_run(page, "declined")).to_be_visible()
    page.context.close()


def test_a_plan_that_is_started_by_hand_shows_itself_in_one_screen_on_a_wall(installation: Installation, chromium: Browser) -> None:
    run = _started(installation, "burst-pipe", space="t2")
    for size in ("wall", "phone"):
        page = opened(chromium, installation, "phone" if size == "phone" else "desktop", "manager", "en-GB")
        page.set_viewport_size(WALL if size == "wall" else PHONE)
        look_at_each(page, ("/emergency", f"/emergency/runs/{run}"))
        expect(page.get_by_test_id("run-detail")).to_contain_text("Tower 2")
        if size == "wall":
            assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight + 1"), "the wall has nobody who scrolls"
        page.context.close()
    _end(installation, run)


def test_a_person_may_say_what_telemetry_should_have_shown_and_a_reading_has_to_fit(installation: Installation, chromium: Browser) -> None:
    run = _started(installation, "lift-entrapment", asset="t3-lift-1")
    page = opened(chromium, installation, "desktop", "manager")
    page.goto(f"/emergency/runs/{run}")
    page.locator('[data-testid="run-phase"][data-phase="release"] summary').click()
    _step(page, "car-empty").get_by_test_id("step-done").click()
    page.get_by_test_id("words-text").fill("现场看到轿厢已空，信号未回")
    page.get_by_test_id("words-ok").click()
    expect(_step(page, "car-empty")).to_have_attribute("data-state", "done")
    expect(_step(page, "car-empty").get_by_test_id("step-by")).to_contain_text("现场看到轿厢已空")

    _step(page, "count-passengers").get_by_test_id("step-done").click()
    page.get_by_test_id("reading-value").fill("0")
    page.get_by_test_id("reading-ok").click()
    expect(page.get_by_text("超出要求范围")).to_be_visible()
    page.get_by_test_id("reading-value").fill("2")
    page.get_by_test_id("reading-ok").click()
    expect(_step(page, "count-passengers")).to_have_attribute("data-state", "done")

    _step(page, "count-passengers").get_by_test_id("step-more").click()
    page.get_by_test_id("step-undo").click()
    page.get_by_test_id("words-text").fill("数错了")
    page.get_by_test_id("words-ok").click()
    expect(_step(page, "count-passengers")).to_have_attribute("data-state", "waiting")
    page.get_by_test_id("run-false-alarm").click()
    page.get_by_test_id("words-text").fill("误触报警按钮")
    page.get_by_test_id("words-ok").click()
    expect(_run(page, "false_alarm")).to_be_visible()
    page.context.close()


def test_the_page_stays_live_with_fifty_viewers_and_each_gets_every_change(installation: Installation, chromium: Browser) -> None:
    run = _started(installation, "medical", space="t1")
    page = opened(chromium, installation, "desktop", "manager")
    page.goto(f"/emergency/runs/{run}")
    expect(_run(page, "running")).to_be_visible()
    guard = installation.client("guard")
    with ExitStack() as open_streams:
        viewers = [open_streams.enter_context(Viewer(installation, name)) for name, _ in zip(_names(installation), range(VIEWERS), strict=False)]
        assert len(viewers) == VIEWERS
        said = [f"第{number}条消息" for number in range(CHANGES)]

        def speak(words: str) -> int:
            return guard.post(f"/plan-runs/{run}/message", json={"text": words}).status_code

        with ThreadPoolExecutor(4) as people:
            assert list(people.map(speak, said)) == [200] * CHANGES, "words of several at once are no conflict"
        for viewer in viewers:
            assert sorted(viewer.words_of(run, CHANGES)) == sorted(said)
    for words in said:
        expect(page.locator('[data-testid="log-entry"][data-event="message"]').filter(has_text=words)).to_have_count(1)
    expect(page.get_by_test_id("connection-state")).to_have_attribute("data-state", "live")
    page.context.close()
    _end(installation, run)


class Viewer:
    """Somebody who has the page open: a live stream of their own, read in a thread."""

    def __init__(self, installation: Installation, username: str) -> None:
        token = installation.client(username).headers["Authorization"]
        self._client = httpx.Client(base_url=installation.url + "/api/v1", timeout=httpx.Timeout(30, read=PATIENCE_S), headers={"Authorization": token})
        self._events: queue.Queue[dict[str, Any]] = queue.Queue()
        self._request = self._client.build_request("GET", "/events", params={"types": "system", "site": "riverside"})
        self._answer = self._client.send(self._request, stream=True)
        self._reading = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._reading.start()
        assert self._events.get(timeout=PATIENCE_S)["transition"] == "connected"
        return self

    def __exit__(self, *_: object) -> None:
        self._answer.close()
        self._reading.join(PATIENCE_S)
        self._client.close()

    def words_of(self, run: str, number: int) -> list[str]:
        """What was said in the run, as the stream told it: so many messages, waited for."""
        said: list[str] = []
        while len(said) < number:
            event = self._events.get(timeout=PATIENCE_S)
            if event["transition"] == "plan-run" and event["id"] == run:
                said += [entry["note"] for entry in event["log"] if entry["event"] == "message"]
        return said

    def _read(self) -> None:
        try:
            for line in self._answer.iter_lines():
                if line.startswith("data: {"):
                    self._events.put(json.loads(line.removeprefix("data: ")))
        except (httpx.HTTPError, httpx.StreamError, OSError):
            return


def _command_goes_round(desk: Page, phone: Page) -> None:
    """The manager takes command and hands it over; whoever has it then ends the plan."""
    desk.get_by_test_id("take-command").click()
    expect(phone.get_by_test_id("run-commander")).to_have_attribute("data-commander", "manager")
    expect(phone.get_by_test_id("run-stand-down")).to_have_count(0)
    desk.get_by_test_id("hand-command-over").click()
    desk.get_by_test_id("hand-over-to").click()
    desk.keyboard.type("消控")
    desk.keyboard.press("Enter")
    desk.get_by_test_id("hand-over-ok").click()
    expect(phone.get_by_test_id("run-commander")).to_have_attribute("data-commander", "control-room")
    phone.get_by_test_id("run-stand-down").click()
    phone.get_by_test_id("words-text").fill("Everybody is out and well")
    phone.get_by_test_id("words-ok").click()
    expect(_run(desk, "stood_down")).to_be_visible()
    expect(desk.get_by_test_id("run-outcome")).to_contain_text("Everybody is out and well")
    expect(desk.get_by_test_id("step-done")).to_have_count(0)


def _is_empty(installation: Installation, run: str) -> bool:
    """The lift goes on saying that nobody is inside: whether the plan has seen it."""
    say(installation, "t1-lift-1", {"trapped": False, "occupied": False, "floor": 1, "room_temp": 31.5})
    phases = installation.client("manager").get(f"/plan-runs/{run}").raise_for_status().json()["phases"]
    return any(step["key"] == "car-empty" and step["state"] == "done" for phase in phases for step in phase["steps"])


def _open_phase(installation: Installation, run: str, phase: str) -> None:
    """Somebody settles all that comes before it."""
    manager = installation.client("manager")
    for before in manager.get(f"/plan-runs/{run}").raise_for_status().json()["phases"]:
        if before["key"] == phase:
            return
        for step in before["steps"]:
            if step["state"] not in ("done", "skipped"):
                manager.post(f"/plan-runs/{run}/steps/{step['key']}/skip", json={"reason": "不适用"}).raise_for_status()


def _names(installation: Installation) -> Iterator[str]:
    """Everybody who works at the site, again and again."""
    while True:
        yield from installation.passwords


def _started(installation: Installation, plan: str, **where: str) -> str:
    answer = installation.client("manager").post("/plan-runs", json={"site": "riverside", "plan": plan, "reason": "来电报告", **where})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _end(installation: Installation, run: str) -> None:
    answer = installation.client("manager").post(f"/plan-runs/{run}/stand-down", json={"outcome": "完"})
    assert answer.status_code == 200, answer.text
    eventually(lambda: installation.client("manager").get(f"/plan-runs/{run}").json()["state"] == "stood_down", what="the end of the plan")


def _run(page: Page, state: str) -> Locator:
    return page.locator(f'[data-testid="run-detail"][data-state="{state}"]')


def _step(page: Page, key: str) -> Locator:
    """Among the phases; the next one of one's own stands above them too."""
    return page.get_by_test_id("run-phases").locator(f'[data-testid="run-step"][data-step="{key}"]')


def _contact(page: Page, contact: str) -> Locator:
    return page.locator(f'[data-testid="run-contact"][data-contact="{contact}"]')


def _value(page: Page, key: str) -> Locator:
    return page.locator(f'[data-testid="run-value"][data-point-id="riverside.t1-lift-1.{key}"]')


def _leave_out(page: Page, key: str, why: str) -> None:
    _step(page, key).get_by_test_id("step-more").click()
    page.get_by_test_id("step-skip").click()
    page.get_by_test_id("words-text").fill(why)
    page.get_by_test_id("words-ok").click()
