"""The work orders' pages in real Chromium: the board by mouse and by keyboard, the calendar, notes with photos, a guard's phone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import opened

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("orders"), "--no-simulators") as running:
        yield running


def notes(installation: Installation, order: str) -> list[str]:
    """What was said in the order's conversation."""
    return [line["note"] for line in order_of(installation, order)["timeline"] if line["event"] == "note"]


def trapped(installation: Installation, lift: str) -> str:
    """The id of the order of people who are stuck in `lift`."""
    say(installation, lift, {"trapped": True})
    return str(alarm_of(installation.client("guard"), "lift.entrapment", lift)["work_order_id"])


def requested(installation: Installation, title: str, **more: object) -> str:
    """The id of an order that the manager has opened and dispatched to engineering."""
    client = installation.client("manager")
    told = {"site": "riverside", "title": title, "department": "engineering", **more}
    order = str(client.post("/work-orders", json=told).raise_for_status().json()["id"])
    client.post(f"/work-orders/{order}/dispatch", json={"department": "engineering"}).raise_for_status()
    return order


def order_of(installation: Installation, order: str) -> dict[str, Any]:
    found: dict[str, Any] = installation.client("manager").get(f"/work-orders/{order}").raise_for_status().json()
    return found


def card(page: Page, column: str, order: str) -> Locator:
    return page.get_by_test_id(f"column-{column}").locator(f'[data-testid="board-card"][data-order-id="{order}"]')


def board(chromium: Browser, installation: Installation, username: str, language: str = "zh-CN") -> Page:
    page = opened(chromium, installation, "desktop", username, language)
    page.goto("/work-orders?view=board")
    expect(page.get_by_test_id("board")).to_be_visible()
    return page


def test_a_card_is_dragged_where_its_step_may_be_taken_and_nowhere_else(installation: Installation, chromium: Browser) -> None:
    order = requested(installation, "拖动看板上的灯")
    page = board(chromium, installation, "engineer")
    place = card(page, "dispatched", order)
    expect(place).to_be_visible()

    place.drag_to(page.get_by_test_id("column-completed"))
    expect(place).to_be_visible()
    assert order_of(installation, order)["state"] == "dispatched"

    place.drag_to(page.get_by_test_id("column-working"))
    expect(card(page, "working", order)).to_be_visible()
    eventually(lambda: order_of(installation, order)["state"] == "accepted", what="the acceptance")
    assert order_of(installation, order)["assignee"] == "engineer"
    page.context.close()


def test_a_drop_that_needs_words_asks_for_them_and_changes_nothing_until_they_are_given(installation: Installation, chromium: Browser) -> None:
    order = requested(installation, "等配件的水泵")
    installation.client("engineer").post(f"/work-orders/{order}/accept").raise_for_status()
    page = board(chromium, installation, "engineer")
    card(page, "working", order).drag_to(page.get_by_test_id("column-on_hold"))
    expect(page.get_by_test_id("step-ok")).to_be_visible()
    assert order_of(installation, order)["state"] == "accepted"
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("step-ok")).to_be_hidden()
    expect(card(page, "working", order)).to_be_visible()
    page.context.close()


def test_the_keyboard_moves_cards_too_in_english(installation: Installation, chromium: Browser) -> None:
    order = requested(installation, "The lamp of the keyboard")
    page = board(chromium, installation, "engineer", "en-GB")
    place = card(page, "dispatched", order)
    place.get_by_test_id("move").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="In progress")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card(page, "working", order)).to_be_visible()
    eventually(lambda: order_of(installation, order)["state"] == "accepted", what="the acceptance")
    page.context.close()


def test_a_card_that_somebody_else_has_taken_goes_where_it_is(installation: Installation, chromium: Browser) -> None:
    order = requested(installation, "两人同时抢的灯")
    page = board(chromium, installation, "engineer")
    expect(card(page, "dispatched", order)).to_be_visible()
    installation.client("manager").post(f"/work-orders/{order}/cancel", json={"note": "重复"}).raise_for_status()
    expect(page.locator(f'[data-testid="board-card"][data-order-id="{order}"]')).to_have_count(0)
    page.context.close()


def test_two_taps_on_the_phone_do_an_alarms_order(installation: Installation, chromium: Browser) -> None:
    order = trapped(installation, "t1-lift-1")
    say(installation, "t1-lift-1", {"trapped": False})
    for task in order_of(installation, order)["tasks"]:
        installation.client("engineer").post(f"/work-orders/{order}/tasks/{task['id']}/done").raise_for_status()
    page = opened(chromium, installation, "phone", "guard")
    page.goto("/work-orders")
    mine = page.locator(f'[data-testid="my-order"][data-order-id="{order}"]')
    mine.get_by_test_id("my-step").click()
    eventually(lambda: order_of(installation, order)["state"] == "accepted", what="the acceptance")
    done = page.get_by_test_id("my-doing").locator(f'[data-order-id="{order}"]').get_by_test_id("my-complete")
    done.click()
    page.get_by_test_id("chip-real").click()
    if page.get_by_test_id("step-ok").is_visible():
        page.get_by_test_id("step-ok").click()
    eventually(lambda: order_of(installation, order)["state"] == "completed", what="the completion")
    page.context.close()


def test_a_note_with_a_photo_is_sent_small_and_without_where_it_was_taken(installation: Installation, chromium: Browser) -> None:
    order = requested(installation, "要拍照的漏水点")
    installation.client("engineer").post(f"/work-orders/{order}/accept").raise_for_status()
    page = opened(chromium, installation, "phone", "engineer")
    page.goto(f"/work-orders/{order}")
    page.get_by_test_id("chat-file").set_input_files({"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": a_photo()})
    page.get_by_test_id("chat-text").fill("接头处滴水，已关阀")
    page.get_by_test_id("chat-send").click()
    expect(page.get_by_test_id("bubble")).to_have_count(2)
    expect(page.get_by_test_id("bubble-sending")).to_have_count(0)
    expect(page.get_by_test_id("bubble").filter(has_text="接头处滴水")).to_be_visible()

    (file,) = order_of(installation, order)["attachments"]
    stored = Image.open(io.BytesIO(installation.client("manager").get(f"/work-orders/{order}/attachments/{file['id']}").content))
    assert max(stored.size) == 1920
    assert not stored.getexif()
    page.context.close()


def test_a_note_that_could_not_be_sent_waits_and_is_sent_once_by_itself(installation: Installation, chromium: Browser) -> None:
    order = requested(installation, "地下室没信号")
    installation.client("engineer").post(f"/work-orders/{order}/accept").raise_for_status()
    page = opened(chromium, installation, "desktop", "engineer")
    page.goto(f"/work-orders/{order}")
    expect(page.get_by_test_id("chat-text")).to_be_visible()
    for path in ("**/note", "**/late-steps"):
        page.route(path, lambda route: route.abort())
    page.get_by_test_id("chat-text").fill("到泵房了")
    page.get_by_test_id("chat-send").click()
    expect(page.get_by_test_id("offline-bar")).to_have_attribute("data-waiting", "1")
    assert notes(installation, order) == []
    for path in ("**/note", "**/late-steps"):
        page.unroute(path)
    eventually(lambda: notes(installation, order) == ["到泵房了"], within_s=120)
    expect(page.get_by_test_id("bubble").filter(has_text="到泵房了")).to_be_visible()
    expect(page.get_by_test_id("offline-bar")).to_have_count(0)
    assert notes(installation, order) == ["到泵房了"]
    page.context.close()


def test_the_calendar_shows_what_is_due_on_its_day(installation: Installation, chromium: Browser) -> None:
    order = trapped(installation, "t2-lift-1")
    due = datetime.fromisoformat(order_of(installation, order)["due"]["resolve_by"]).astimezone(ZoneInfo("Asia/Shanghai"))
    page = opened(chromium, installation, "desktop", "manager")
    page.goto(f"/work-orders?view=calendar&day={due:%Y-%m-%d}")
    expect(page.locator(f'[data-testid="calendar-entry"][data-order-id="{order}"], [data-testid="calendar-rest"]').first).to_be_visible()
    page.context.close()
    phone = opened(chromium, installation, "phone", "manager", "en-GB")
    phone.goto(f"/work-orders?view=calendar&day={due:%Y-%m-%d}")
    expect(phone.get_by_test_id("agenda-day")).to_have_count(7)
    expect(phone.get_by_test_id("agenda").locator(f'[data-order-id="{order}"]').first).to_be_visible()
    phone.context.close()


def test_a_filter_gets_a_name_and_is_found_again(installation: Installation, chromium: Browser) -> None:
    requested(installation, "有投诉的噪音", kind="complaint")
    page = opened(chromium, installation, "desktop", "manager")
    page.goto("/work-orders?view=table&kind=complaint")
    page.get_by_test_id("views").click()
    page.get_by_test_id("save-view").click()
    page.get_by_test_id("view-name").fill("投诉")
    page.get_by_test_id("save-view-ok").click()
    page.goto("/work-orders?view=table")
    page.get_by_test_id("views").click()
    page.get_by_role("menuitem", name="投诉").click()
    expect(page.get_by_test_id("views")).to_have_text("投诉")
    expect(page.get_by_test_id("order-row").first).to_contain_text("噪音")
    page.context.close()


def test_keys_walk_through_the_list_and_take_an_order(installation: Installation, chromium: Browser) -> None:
    order = requested(installation, "用键盘接的灯")
    page = opened(chromium, installation, "desktop", "engineer")
    page.goto("/work-orders?view=table&q=用键盘接的灯")
    expect(page.get_by_test_id("order-row")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("a")
    eventually(lambda: order_of(installation, order)["state"] == "accepted", what="the acceptance")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("order-detail")).to_have_attribute("data-order-id", order)
    page.keyboard.press("m")
    expect(page.get_by_test_id("chat-text")).to_be_focused()
    page.context.close()


def test_control_k_finds_an_order_by_its_number(installation: Installation, chromium: Browser) -> None:
    order = requested(installation, "快速查找的灯")
    number = str(order_of(installation, order)["number"])
    page = opened(chromium, installation, "desktop", "engineer")
    expect(page.get_by_test_id("find")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_test_id("find-text").fill(number)
    expect(page.get_by_test_id("found").first).to_contain_text("快速查找的灯")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("order-detail")).to_have_attribute("data-order-id", order)
    page.context.close()


def a_photo() -> bytes:
    """A phone's photo: large, with the camera's words in it."""
    picture = Image.effect_noise((3000, 2000), 40).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "Camera of a guard"
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, quality=90)
    return written.getvalue()
