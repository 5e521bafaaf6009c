"""Emergency plans in real Chromium: an engineer writes a change, a manager approves it, the next run has it; cards, gaps and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.api.building import photo
from tests.e2e.accessibility import assert_accessible
from tests.e2e.installation import Installation, demo
from tests.e2e.pages import look_at_each, opened

pytestmark = pytest.mark.real

PLAN = "fallen-object"
FIRST = "phases[0].steps[0]"
NEW_TITLE = "先看楼上有没有人在抛"
PATHS = ("/emergency/plans", f"/emergency/plans/{PLAN}", "/emergency/plans/flooding", "/emergency/numbers")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("plan-editor"), "--no-simulators") as running:
        yield running


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-CN"), ("desktop", "en-GB")])
def test_plans_and_numbers_open_without_an_error_fit_their_screen_and_are_accessible(
    size: str, language: str, installation: Installation, chromium: Browser
) -> None:
    page = opened(chromium, installation, size, "manager", language)
    look_at_each(page, PATHS)
    for path, there in zip(PATHS, ("plan-card", "plan-step", "plan-step", "number"), strict=True):
        page.goto(path)
        expect(page.get_by_test_id(there).first).to_be_visible()
        assert_accessible(page, path)
    page.context.close()


def test_an_engineer_writes_a_change_a_manager_approves_it_and_the_next_run_has_it(installation: Installation, chromium: Browser) -> None:
    engineer = opened(chromium, installation, "desktop", "engineer")
    engineer.goto(f"/emergency/plans/{PLAN}")
    expect(engineer.get_by_test_id("plan-step").first).to_be_visible()
    expect(engineer.get_by_test_id("plan-start")).to_have_count(0)
    engineer.get_by_test_id("plan-edit").click()
    editor = engineer.get_by_test_id("plan-editor")
    expect(editor).to_have_attribute("data-unsaved", "false")

    _write(engineer)
    engineer.get_by_test_id("draft-note").fill("先看楼上")
    engineer.get_by_test_id("draft-save").click()
    expect(editor).to_have_attribute("data-unsaved", "false")
    expect(engineer.get_by_test_id("draft-submit")).to_be_enabled()
    engineer.get_by_test_id("draft-submit").click()
    expect(engineer.get_by_test_id("version-state")).to_have_attribute("data-state", "submitted")
    expect(engineer.get_by_test_id("version-approve")).to_have_count(0)

    manager = opened(chromium, installation, "desktop", "manager")
    _approve(manager)

    engineer.goto(f"/emergency/plans/{PLAN}")
    expect(engineer.get_by_test_id("in-force").first).to_contain_text("第 1 版执行中")
    expect(engineer.get_by_test_id("plan-step").first).to_contain_text(NEW_TITLE)
    expect(engineer.get_by_test_id("plan-picture")).to_be_visible()
    engineer.context.close()

    manager.goto(f"/emergency/plans/{PLAN}")
    manager.get_by_test_id("plan-start").click()
    manager.get_by_test_id("start-reason").fill("3号楼有人抛物")
    manager.get_by_test_id("start-ok").click()
    manager.wait_for_url("**/emergency/runs/*")
    expect(manager.get_by_text(NEW_TITLE).first).to_be_visible()
    manager.context.close()


def test_cards_are_downloaded_of_all_posts_and_of_one(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "guard")
    page.goto("/emergency/plans/fight")
    expect(page.get_by_test_id("plan-step").first).to_be_visible()
    for card, name in (("card-all", "fight-0.pdf"), ("card-control_room", "fight-0-control_room.pdf")):
        page.get_by_test_id("plan-cards").click()
        with page.expect_download() as coming:
            page.get_by_test_id(card).click()
        assert coming.value.suggested_filename == name
        assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")
    page.context.close()


def test_a_gap_in_the_numbers_is_shown_until_somebody_enters_the_number(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "phone", "engineer")
    page.goto("/emergency/plans/lift-entrapment")
    contact = page.locator('[data-testid="plan-contact"][data-contact="lift-maintainer"]')
    page.get_by_test_id("contacts-open").click()
    expect(contact).to_have_attribute("data-gap", "true")
    expect(page.locator('[data-testid="plan-contact"][data-contact="fire"]').get_by_test_id("dial")).to_have_attribute("href", "tel:119")
    page.goto("/emergency/numbers")
    card = page.locator('[data-testid="number"][data-contact="lift-maintainer"]')
    card.get_by_test_id("number-change").click()
    page.get_by_test_id("number-number").fill("027-8000 1000")
    page.get_by_test_id("number-ok").click()
    expect(card).to_have_attribute("data-gap", "false")
    expect(card.get_by_test_id("number-checked")).to_contain_text("未核对")
    card.get_by_test_id("number-check").click()
    expect(card.get_by_test_id("number-checked")).to_contain_text("核对于")
    page.goto("/emergency/plans/lift-entrapment")
    page.get_by_test_id("contacts-open").click()
    expect(contact).to_have_attribute("data-gap", "false")
    expect(contact.get_by_test_id("dial")).to_have_attribute("href", "tel:02780001000")
    page.context.close()


def _write(engineer: Page) -> None:
    """Another title with a problem on the way, a step moved and one removed and brought back, a picture."""
    step = _step(engineer, FIRST)
    step.get_by_test_id("step-open").click()
    _field(engineer, f"{FIRST}.title.zh").fill("")
    expect(_problem(engineer, f"{FIRST}.title.zh")).to_have_text("缺少中文")
    expect(engineer.get_by_test_id("draft-submit")).to_be_disabled()
    _field(engineer, f"{FIRST}.title.zh").fill(NEW_TITLE)
    expect(_problem(engineer, f"{FIRST}.title.zh")).to_have_count(0)
    assert_accessible(engineer, "the editor")

    phase = engineer.get_by_test_id("phase-editor").first
    steps = phase.get_by_test_id("step-editor")
    keys = _keys(steps)
    steps.nth(0).get_by_test_id("move-down").click()
    expect(steps.nth(0)).to_have_attribute("data-step", keys[1])
    steps.nth(0).get_by_test_id("remove").click()
    expect(steps).to_have_count(len(keys) - 1)
    engineer.get_by_test_id("removed-undo").click()
    expect(steps).to_have_count(len(keys))
    engineer.get_by_test_id("draft-undo").click()
    engineer.get_by_test_id("draft-undo").click()
    engineer.get_by_test_id("draft-undo").click()
    expect(steps.nth(0)).to_have_attribute("data-step", keys[0])
    step.get_by_test_id("file-input").set_input_files(FilePayload(name="楼顶.jpg", mimeType="image/jpeg", buffer=photo()))
    expect(step.get_by_test_id("plan-picture")).to_be_visible()


def _approve(manager: Page) -> None:
    """From the list of plans to the version that waits, what it changes, and putting it in force."""
    manager.goto("/emergency/plans")
    card = manager.locator(f'[data-testid="plan-card"][data-plan="{PLAN}"]')
    expect(card.get_by_test_id("plan-waiting")).to_contain_text("待审批")
    card.click()
    manager.get_by_test_id("to-waiting").click()
    changes = manager.get_by_test_id("version-change")
    expect(changes).to_have_count(1)
    expect(changes).to_contain_text(NEW_TITLE)
    expect(manager.get_by_test_id("version-gaps")).to_be_visible()
    assert_accessible(manager, "what is to be approved")
    manager.get_by_test_id("version-approve").click()
    manager.get_by_test_id("decision-words").fill("可以")
    manager.get_by_test_id("decision-ok").click()
    expect(manager.get_by_test_id("version-state")).to_have_attribute("data-state", "approved")


def _step(page: Page, place: str) -> Locator:
    return page.locator(f'[data-testid="step-editor"][data-place="{place}"]')


def _field(page: Page, place: str) -> Locator:
    return page.locator(f'[id="plan-{place}"]')


def _problem(page: Page, place: str) -> Locator:
    return page.locator(f'[data-place="{place}"] [data-testid="field-problem"]')


def _keys(steps: Locator) -> list[str | None]:
    return [steps.nth(place).get_attribute("data-step") for place in range(steps.count())]
