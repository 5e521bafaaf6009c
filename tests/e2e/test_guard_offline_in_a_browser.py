"""What a guard who is called can do and see with the network cut: acknowledge, check in, the plan of the floor; and a phone that keeps nothing yet."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.called_site import running
from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, eventually
from tests.e2e.pages import kept, opened, until
from tests.parts.push_service import push_service

pytestmark = [pytest.mark.real, pytest.mark.slow]

A_WHILE_MS = 60_000
"""The queue looks again every quarter of a minute, on whatever machine this is."""
PLAN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><path d="M20 20h360v260H20z" fill="#eef" stroke="#334"/></svg>'


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with push_service() as service, running(tmp_path_factory.mktemp("basement"), service) as living:
        yield living


def forced(installation: Installation, door: str) -> dict[str, object]:
    """Somebody forces `door`; returns the alarm."""
    say(installation, door, {"door_alarm": "forced_open"})
    return dict(alarm_of(installation.client("manager"), "access_door.forced_open", door))


def kept_by_the_worker(page: Page) -> None:
    """The app's files are kept, and this page was loaded through its worker."""
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.reload()
    until(page, "() => navigator.serviceWorker.controller !== null")


def sent(page: Page) -> None:
    """The network is back, and the server has decided everything that waited."""
    page.context.set_offline(False)
    expect(page.get_by_test_id("offline-bar")).to_have_count(0, timeout=A_WHILE_MS)
    expect(page.get_by_test_id("connection-state")).to_be_visible()


@pytest.mark.parametrize(("language", "door"), [("zh-CN", "t1-door-lobby-south"), ("en-GB", "t1-door-lobby-north")])
def test_an_alarm_is_acknowledged_in_the_basement_from_when_it_was_seen(language: str, door: str, installation: Installation, chromium: Browser) -> None:
    alarm = forced(installation, door)
    page = opened(chromium, installation, "phone", "guard", language, worker=True)
    page.goto(f"/alarms/{alarm['id']}")
    kept_by_the_worker(page)
    expect(page.get_by_test_id("acknowledge")).to_be_visible()
    kept(page, f"/alarms/{alarm['id']}")
    page.context.set_offline(True)
    page.get_by_test_id("acknowledge").click()
    expect(page.get_by_test_id("acknowledge")).to_have_count(0)
    expect(page.get_by_test_id("waiting-here").locator('[data-what="acknowledge"]')).to_be_visible()
    assert not installation.client("manager").get(f"/alarms/{alarm['id']}").json()["acknowledged"]

    sent(page)
    told = installation.client("manager").get(f"/alarms/{alarm['id']}").json()
    assert (told["acknowledged_by"], told["raised_at"] < told["acknowledged_at"]) == ("guard", True)
    page.context.close()


def test_an_alarm_of_which_a_part_cannot_be_loaded_is_an_alarm_still(installation: Installation, chromium: Browser) -> None:
    alarm = forced(installation, "t1-door-stair-b")
    page = opened(chromium, installation, "phone", "guard")
    page.context.route("**/static/trend-chart-*", lambda route: route.abort())
    page.goto(f"/alarms/{alarm['id']}")
    expect(page.get_by_test_id("retry")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_test_id("find").click()
    expect(page.get_by_test_id("alarm-detail").get_by_text("请检查网络")).to_be_visible()
    expect(page.get_by_test_id("acknowledge")).to_be_visible()
    page.context.close()


def test_who_goes_after_another_went_is_not_lost(installation: Installation, chromium: Browser) -> None:
    alarm = forced(installation, "t1-door-stair-a")
    client = installation.client("patrol")
    (call, *_) = eventually(lambda: client.get(f"/work-orders/{alarm['work_order_id']}/call-outs").json()["items"], what="the call")
    page = opened(chromium, installation, "phone", "guard", calls=True, worker=True)
    page.goto(f"/alarm-call/{call['id']}")
    kept_by_the_worker(page)
    expect(page.locator('[data-testid="next"][data-next="go"]')).to_be_visible()
    kept(page, f"/work-orders/{alarm['work_order_id']}")
    page.context.set_offline(True)
    page.get_by_test_id("next").click()
    expect(page.locator('[data-testid="next"][data-next="arrive"]')).to_be_visible()
    client.post(f"/call-outs/{call['id']}/going", json={}).raise_for_status()

    page.context.set_offline(False)
    expect(page.get_by_test_id("call-offline")).to_have_count(0, timeout=A_WHILE_MS)
    told = installation.client("manager").get(f"/work-orders/{alarm['work_order_id']}").json()
    assert told["assignee"] == "patrol"
    assert [line["event"] for line in told["timeline"] if line["actor"] == "guard"] == ["note"]
    page.context.close()


def test_who_goes_before_the_order_has_come_goes_on_with_it_without_a_network(installation: Installation, chromium: Browser) -> None:
    alarm = forced(installation, "t1-door-bike-room")
    about = f"/work-orders/{alarm['work_order_id']}"
    client = installation.client("patrol")
    (call, *_) = eventually(lambda: client.get(f"{about}/call-outs").json()["items"], what="the call")
    page = opened(chromium, installation, "phone", "guard", calls=True)
    page.goto(about)
    kept(page, about)
    held = threading.Event()
    page.route(f"**/api/v1{about}", lambda _: held.set())
    page.goto(f"/alarm-call/{call['id']}")
    expect(page.locator('[data-testid="next"][data-next="go"]')).to_be_visible()
    eventually(held.is_set, what="the order is asked for")
    assert page.get_by_test_id("need-help").count() == 0
    page.context.set_offline(True)
    page.get_by_test_id("next").click()
    expect(page.get_by_test_id("call-offline")).to_be_visible()
    page.unroute(f"**/api/v1{about}")
    expect(page.locator('[data-testid="next"][data-next="arrive"]')).to_be_visible()
    page.context.close()


def test_a_department_checks_in_at_a_whistle_in_the_basement(installation: Installation, chromium: Browser) -> None:
    asked = {"site": "riverside", "matter": "水泵房进水", "departments": ["security"], "severity": "high"}
    blown = installation.client("manager").post("/whistles", json=asked).raise_for_status().json()
    page = opened(chromium, installation, "phone", "guard", worker=True)
    page.goto(f"/whistles/{blown['id']}")
    kept_by_the_worker(page)
    expect(page.get_by_test_id("check-in")).to_be_visible()
    kept(page, f"/whistles/{blown['id']}")
    page.context.set_offline(True)
    page.get_by_test_id("check-in").click()
    expect(page.locator('[data-testid="whistle-call"][data-department="security"][data-state="in"]')).to_be_visible()
    expect(page.get_by_test_id("waiting-here").locator('[data-what="check-in"]')).to_be_visible()

    sent(page)
    (call,) = installation.client("manager").get(f"/whistles/{blown['id']}").json()["calls"]
    assert call["checked_in_by"] == "guard"
    page.context.close()


def test_the_plan_of_the_floor_is_there_with_the_network_cut(installation: Installation, chromium: Browser) -> None:
    alarm = forced(installation, "t2-door-lobby-south")
    manager = installation.client("manager")
    door = next(each for each in manager.get("/assets", params={"site": "riverside", "limit": 200}).json()["items"] if each["id"] == "t2-door-lobby-south")
    where = f"/floor-plans/riverside/{door['space']}"
    hung = manager.put(f"{where}/picture", files={"file": ("plan.svg", PLAN, "image/svg+xml")}, headers={"If-Match": '"0"'}).raise_for_status().json()
    placed = {"placements": [{"asset": door["id"], "x": 0.5, "y": 0.5, "label": ""}]}
    manager.put(f"{where}/placements", json=placed, headers={"If-Match": f'"{hung["version"]}"'}).raise_for_status()
    page = opened(chromium, installation, "phone", "guard", worker=True)
    kept_by_the_worker(page)
    # The plan itself is never opened before: it is kept because the alarm's order is his department's.
    kept(page, f"/alarms/{alarm['id']}", where, f"{where}/picture")
    page.context.set_offline(True)
    page.goto(f"/alarms/{alarm['id']}")
    card = page.get_by_test_id("place-card")
    expect(card.locator(f'[data-asset-id="{door["id"]}"]')).to_be_visible()
    until(page, "() => [...document.querySelectorAll('[data-testid=\"place-card\"] img')].some((img) => img.complete && img.naturalWidth > 0)")
    page.context.close()


@pytest.mark.parametrize(("language", "says"), [("zh-CN", "还没有您的资料"), ("en-GB", "keeps nothing of yours")])
def test_a_phone_that_keeps_nothing_yet_says_what_is_missing_and_what_works(language: str, says: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "patrol", language, worker=True)
    kept_by_the_worker(page)
    # As on a phone whose browser has thrown away what it kept.
    page.goto("/icon.svg")
    page.evaluate("() => new Promise((done, no) => Object.assign(indexedDB.deleteDatabase('steward-offline'), {onsuccess: done, onerror: no, onblocked: no}))")
    page.context.set_offline(True)
    page.goto("/tasks")
    expect(page.get_by_test_id("nothing-kept")).to_contain_text(says)
    numbers = page.get_by_test_id("emergency-numbers").locator("a")
    assert [link.get_attribute("href") for link in numbers.all()] == ["tel:120", "tel:119", "tel:110"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.context.set_offline(False)
    expect(page.get_by_test_id("nothing-kept")).to_have_count(0, timeout=A_WHILE_MS)
    expect(page.locator("#page h1")).to_be_visible()
    page.context.close()
