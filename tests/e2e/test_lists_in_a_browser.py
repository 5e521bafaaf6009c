"""Lists in real Chromium: views that follow a person, sorting, several orders given away at once, a code typed from a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.installation import Installation, Json, demo
from tests.e2e.pages import opened

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("lists"), "--no-simulators") as running:
        yield running


def asked_for(installation: Installation, zh: str, en: str, priority: str = "P3") -> Json:
    """An order that nobody has."""
    body = {"site": "riverside", "title": {"zh": zh, "en": en}, "department": "engineering", "asset": "t1-lift-1", "priority": priority}
    found: Json = installation.client("manager").post("/work-orders", json=body).raise_for_status().json()
    return found


def kept(page: Page, name: str) -> None:
    page.get_by_test_id("views").click()
    page.get_by_test_id("save-view").click()
    page.get_by_test_id("view-name").fill(name)


def test_a_view_follows_its_person_to_another_browser_and_its_site_sees_it_when_shared(installation: Installation, chromium: Browser) -> None:
    asked_for(installation, "视图里的灯", "Lamp in a view")
    first = opened(chromium, installation, "desktop", "dispatcher")
    first.goto("/work-orders?view=table&q=视图里的灯")
    kept(first, "夜班")
    first.get_by_test_id("share-view").check()
    first.get_by_test_id("save-view-ok").click()
    expect(first.get_by_test_id("views")).to_have_text("夜班")
    second = opened(chromium, installation, "desktop", "dispatcher", "en-GB")
    second.goto("/work-orders?view=table")
    second.get_by_test_id("views").click()
    second.locator('[data-testid="view"][data-view="夜班"]').click()
    expect(second.get_by_test_id("order-row")).to_have_count(1)
    second.get_by_test_id("views").click()
    second.get_by_test_id("arrange-views").click()
    second.get_by_test_id("rename-view").fill("Night")
    second.get_by_test_id("rename-view").press("Enter")
    expect(second.locator('[data-testid="own-view"][data-view="Night"]')).to_be_visible()
    guard = opened(chromium, installation, "phone", "guard")
    guard.goto("/work-orders?view=table")
    guard.get_by_test_id("views").click()
    expect(guard.locator('[data-testid="view"][data-view="Night"]')).to_be_visible()
    for page in (first, second, guard):
        page.context.close()


def test_views_that_a_browser_kept_move_over(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "engineer")
    page.evaluate("""localStorage.setItem("steward.orders.views", JSON.stringify([{name: "旧视图", address: "view=table&kind=complaint"}]))""")
    page.goto("/work-orders?view=table&kind=complaint")
    expect(page.get_by_test_id("views")).to_have_text("旧视图")
    assert page.evaluate("""localStorage.getItem("steward.orders.views")""") == "[]"
    views = installation.client("engineer").get("/me/views", params={"page": "orders"}).json()["items"]
    assert [view["name"] for view in views if view["mine"]] == ["旧视图"]
    page.context.close()


def test_the_head_of_a_column_sorts_the_whole_list(installation: Installation, chromium: Browser) -> None:
    low, urgent = asked_for(installation, "排序甲", "Sorted A", "P4"), asked_for(installation, "排序乙", "Sorted B", "P1")
    page = opened(chromium, installation, "desktop", "manager")
    page.goto("/work-orders?view=table&q=排序")
    rows = page.get_by_test_id("order-row")
    expect(rows).to_have_count(2)
    head = page.locator("th.ant-table-column-has-sorters").first
    head.click()
    expect(rows.first).to_have_attribute("data-order-id", str(urgent["id"]))
    expect(page).to_have_url(re.compile("sort=priority"))
    head.click()
    expect(rows.first).to_have_attribute("data-order-id", str(low["id"]))
    page.context.close()


def test_a_dispatcher_gives_several_away_at_once_and_says_why(installation: Installation, chromium: Browser) -> None:
    orders = [asked_for(installation, f"批量 {number}", f"Bulk {number}") for number in range(3)]
    page = opened(chromium, installation, "desktop", "dispatcher")
    page.goto("/work-orders?view=table&q=批量")
    expect(page.get_by_test_id("order-row")).to_have_count(3)
    page.locator("thead .ant-checkbox-input").check()
    page.get_by_test_id("bulk-dispatch").click()
    rows = page.get_by_test_id("bulk-order")
    expect(rows).to_have_count(3)
    expect(rows.first.get_by_test_id("reasons")).to_be_visible()
    page.get_by_test_id("bulk-note").fill("一起带备件去")
    page.get_by_test_id("bulk-give").click()
    expect(page.get_by_test_id("selection")).to_have_count(0)
    client = installation.client("dispatcher")
    now = [client.get(f"/work-orders/{order['id']}").json() for order in orders]
    assert {order["assignee"] for order in now} <= {"engineer", "electrician"}
    assert ["一起带备件去" in [line["note"] for line in order["timeline"]] for order in now] == [True, True, True]
    page.context.close()


def test_who_has_no_scanner_types_the_code_under_it(installation: Installation, chromium: Browser) -> None:
    link = installation.client("manager").post("/qr-links", json={"site": "riverside", "assets": ["t1-lift-1"]}).raise_for_status().json()["items"][0]
    page = opened(chromium, installation, "phone", "guard", "en-GB")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/scan")
    page.get_by_test_id("scan-code").fill("0000-0000")
    page.get_by_test_id("scan-ok").click()
    expect(page.locator(".ant-notification")).to_contain_text("no such code")
    page.get_by_test_id("scan-code").fill(str(link["code"]).lower())
    page.get_by_test_id("scan-ok").click()
    expect(page.get_by_test_id("scan-found")).to_have_attribute("data-asset", "t1-lift-1")
    assert [url for url in asked if str(link["code"]).lower() in url.lower()] == []
    page.get_by_test_id("scan-to-asset").click()
    expect(page.get_by_test_id("asset-detail")).to_have_attribute("data-asset-id", "t1-lift-1")
    page.context.close()


@pytest.mark.parametrize(("size", "language", "counts"), [("phone", "zh-CN", "退单"), ("desktop", "en-GB", "sent back")])
def test_the_report_says_where_work_bounces(size: str, language: str, counts: str, installation: Installation, chromium: Browser) -> None:
    manager, engineer = installation.client("manager"), installation.client("engineer")
    order = asked_for(installation, "退来退去的灯", "The lamp that nobody wants")
    manager.post(f"/work-orders/{order['id']}/dispatch", json={"department": "engineering"}).raise_for_status()
    engineer.post(f"/work-orders/{order['id']}/decline", json={"note": "不归我管"}).raise_for_status()
    page = opened(chromium, installation, size, "manager", language)
    page.goto("/figures")
    expect(page.get_by_test_id("bounces")).to_contain_text(counts)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.context.close()
