"""Simulators ruled while they run: by API and in real Chromium, on a demonstration with real processes."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from steward.settings import load
from tests.e2e.accessibility import assert_accessible
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.pages import LOOKS, opened

pytestmark = pytest.mark.real
PATIENCE_MS = 60_000
"""The page asks every three seconds, on a machine that others use too."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("simulation"), "--scenario", "gas-leak") as running:
        client = running.client("admin")
        eventually(lambda: client.get("/simulation").status_code == 200, within_s=90, what="the simulators' answer")
        assert client.post("/simulation/scenarios/gas-leak/stop").status_code == 200
        yield running


def device(client: httpx.Client, name: str) -> dict[str, Any]:
    (found,) = [one for one in client.get("/devices", params={"limit": "200"}).json()["items"] if one["id"] == name]
    assert isinstance(found, dict)
    return found


def alarms(client: httpx.Client, rule: str, asset: str) -> list[dict[str, Any]]:
    found = client.get("/alarms", params={"asset": asset, "limit": "100"}).json()["items"]
    return [alarm for alarm in found if alarm["rule"] == rule]


def pid_of_simulators(installation: Installation) -> int | None:
    for child in psutil.Process(installation.process.pid).children():
        # One that has just died is no process any more, whenever that happens while it is looked at.
        with suppress(psutil.NoSuchProcess):
            if child.status() != psutil.STATUS_ZOMBIE and "simulate --broker" in " ".join(child.cmdline()):
                return child.pid
    return None


def test_a_scenario_started_by_api_raises_its_alarm_and_one_order(installation: Installation) -> None:
    client = installation.client("admin")
    started = client.post("/simulation/scenarios/lift-entrapment/start")
    assert started.status_code == 200, started.text
    assert "lift-entrapment" in started.json()["running"]
    (alarm,) = eventually(lambda: alarms(client, "lift.entrapment", "t3-lift-2"), within_s=90, what="the alarm of the scenario")
    assert alarm["asset"] == "t3-lift-2"
    assert client.post("/simulation/scenarios/lift-entrapment/stop").status_code == 200
    orders = client.get("/work-orders", params={"asset": "t3-lift-2"}).json()["items"]
    assert len(orders) == 1
    assert client.post("/simulation/scenarios/lift-entrapment/stop").status_code == 422


def test_a_broken_device_goes_offline_and_comes_back_when_mended(installation: Installation) -> None:
    client = installation.client("admin")
    eventually(lambda: device(client, "gw-t2")["online"] is True, within_s=90, what="the gateway online")
    broken = client.post("/simulation/devices/gw-t2/faults", json={"kind": "lose_connection", "for_s": 900})
    assert broken.status_code == 201, broken.text
    eventually(lambda: device(client, "gw-t2")["online"] is False, within_s=90, what="the gateway offline")
    assert client.post(f"/simulation/faults/{broken.json()['id']}/mend").json() == {"mended": 1}
    eventually(lambda: device(client, "gw-t2")["online"] is True, within_s=90, what="the gateway back")


def test_garbage_goes_into_quarantine_and_the_stream_goes_on(installation: Installation) -> None:
    client = installation.client("admin")
    assert client.post("/simulation/devices/t1-lift-1/faults", json={"kind": "garbage"}).status_code == 201
    found = eventually(lambda: client.get("/quarantine", params={"device": "t1-lift-1"}).json()["items"], within_s=120, what="its garbage in quarantine")
    assert {entry["device"] for entry in found} == {"t1-lift-1"}
    assert client.post("/simulation/devices/t1-lift-1/mend").json() == {"mended": 1}
    assert installation.ready()


def test_a_point_that_flaps_gives_one_order(installation: Installation) -> None:
    client = installation.client("admin")
    body = {"kind": "flapping", "point": "leak", "every_s": 8}
    broken = client.post("/simulation/devices/leak-pump-room/faults", json=body)
    assert broken.status_code == 201, broken.text

    orders = {"asset": "leak-pump-room"}
    eventually(lambda: alarms(client, "leak.water", "leak-pump-room"), within_s=120, what="the alarm of the leak")
    eventually(lambda: client.get("/work-orders", params=orders).json()["items"], within_s=90, what="its order")
    turns = client.get("/simulation").json()["faults"]
    eventually(lambda: client.get("/simulation").json()["faults"][0]["left_s"] < turns[0]["left_s"] - 40, within_s=90, what="five turns more")
    assert len(client.get("/work-orders", params=orders).json()["items"]) == 1
    client.post("/simulation/devices/leak-pump-room/mend")


def test_only_our_own_user_can_reach_the_simulators_and_only_administrators_may(installation: Installation) -> None:
    path = load(installation.data_dir / "steward.yaml").server.simulators
    assert isinstance(path, Path)
    mode = path.stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600
    for who in ("guard", "engineer", "manager", "viewer"):
        client = installation.client(who)
        assert client.get("/simulation").status_code == 403
        assert client.post("/simulation/scenarios/smoke/start").status_code == 403
    assert httpx.get(installation.url + "/api/v1/simulation").status_code == 401


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_the_page_starts_a_scenario_breaks_and_mends_a_device(size: str, language: str, installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, size, "admin", language)
    page.goto("/simulation")
    expect(page.get_by_test_id("simulation-banner")).to_be_visible()
    scenario = page.locator('[data-testid="scenario"][data-scenario="flooding"]')
    scenario.get_by_test_id("start-scenario").click()
    expect(scenario).to_have_attribute("data-running", "true", timeout=PATIENCE_MS)
    expect(scenario.get_by_test_id("step").first).to_have_attribute("data-state", "now", timeout=PATIENCE_MS)
    expect(page.get_by_test_id("simulation-alarms").get_by_test_id("alarm-row").first).to_be_visible(timeout=PATIENCE_MS)
    _break_and_mend(page)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    scenario.get_by_test_id("stop-scenario").click()
    page.get_by_test_id("sure").click()
    expect(scenario).to_have_attribute("data-running", "false", timeout=PATIENCE_MS)
    page.context.close()


def _break_and_mend(page: Page) -> None:
    page.get_by_test_id("search").fill("b1-sump-2")
    expect(page.get_by_test_id("simulated-device")).to_have_count(1, timeout=PATIENCE_MS)
    row = page.locator('[data-testid="simulated-device"][data-device="b1-sump-2"]')
    row.get_by_test_id("break").click()
    expect(page.get_by_test_id("break-ok")).to_be_visible()
    assert_accessible(page, "the dialog")
    page.get_by_test_id("break-ok").click()
    fault = row.locator('[data-testid="simulated-fault"][data-kind="go_silent"]')
    expect(fault).to_be_visible(timeout=PATIENCE_MS)
    fault.get_by_test_id("mend").click()
    expect(row).to_have_attribute("data-broken", "false", timeout=PATIENCE_MS)


def test_a_menu_leads_there_for_those_who_may(installation: Installation, chromium: Browser) -> None:
    page = opened(chromium, installation, "desktop", "admin")
    expect(page.locator('nav a[href="/simulation"]')).to_be_visible()
    page.context.close()
    page = opened(chromium, installation, "desktop", "manager")
    expect(page.locator('nav a[href="/alarms"]').first).to_be_visible()
    expect(page.locator('nav a[href="/simulation"]')).to_have_count(0)
    page.goto("/simulation")
    expect(page.get_by_test_id("no-simulation")).to_be_visible()
    page.context.close()


def test_killed_simulators_are_said_to_be_away_calmly_and_can_be_ruled_again(installation: Installation, chromium: Browser) -> None:
    client = installation.client("admin")
    page = opened(chromium, installation, "desktop", "admin", "en-GB")
    page.goto("/simulation")
    expect(page.get_by_test_id("simulation-now")).to_be_visible()
    before = eventually(lambda: pid_of_simulators(installation), what="their process")
    # Stopped first, so that what a server says of simulators that do not answer does not depend on how soon they are started again.
    os.kill(before, signal.SIGSTOP)
    silent = client.get("/simulation")
    assert silent.status_code == 503
    assert silent.json()["detail"]
    expect(page.get_by_test_id("simulation-away")).to_have_attribute("data-status", "503", timeout=PATIENCE_MS)
    os.kill(before, signal.SIGKILL)
    eventually(lambda: pid_of_simulators(installation) not in {None, before}, within_s=90, what="their restart")
    eventually(lambda: client.get("/simulation").status_code == 200, within_s=90, what="their answer")
    expect(page.get_by_test_id("simulation-away")).to_have_count(0, timeout=PATIENCE_MS)
    assert client.get("/simulation").json()["faults"] == []
    page.context.close()
