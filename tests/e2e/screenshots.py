"""Pictures of every page in both sizes and languages, to be looked at: ``python -m tests.e2e.screenshots FOLDER [SCENARIO]``.

Starts a demonstration of its own, lets it live for a while, and takes the pictures in real Chromium.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.e2e.chain import alarms
from tests.e2e.installation import Installation, demo, eventually
from tests.parts.chromium import DESKTOP, PHONE, chromium_program, start_chromium

SIZES = {"desktop": DESKTOP, "phone": PHONE}
RULE = "domestic_water.tank_low"
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}


def main(folder: Path, scenario: str = "morning") -> None:
    """Write the pictures into `folder`. `power-cut` and `gateway-lost` make an incident."""
    folder.mkdir(parents=True, exist_ok=True)
    program = chromium_program()
    if program is None:
        sys.exit("Chromium is missing: apt install chromium")
    with tempfile.TemporaryDirectory() as scratch, demo(Path(scratch), "--scenario", scenario) as installation, start_chromium(program) as browser:
        client = installation.client("admin")
        eventually(lambda: len(alarms(client)) >= 3, within_s=240, what="three alarms")
        installation.publish("t1-lift-2", "telemetry", b"{not json")
        time.sleep(3)
        for size in SIZES:
            for language, locale in LANGUAGES.items():
                _take_all(folder, browser, installation, size, language, locale)


def _take_all(folder: Path, browser: Browser, installation: Installation, size: str, language: str, locale: str) -> None:
    context = browser.new_context(viewport=SIZES[size], locale=locale, base_url=installation.url)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/")
    page.wait_for_selector('[data-testid="sign-in-form"]')
    _take(page, folder / f"sign-in-{size}-{language}.png")
    page.get_by_test_id("username").fill("manager")
    page.get_by_test_id("password").fill(installation.passwords["manager"])
    page.get_by_test_id("sign-in").click()
    page.wait_for_selector('[data-testid="connection-state"]')
    client = installation.client("admin")
    incidents = client.get("/incidents").json()["items"]
    permit = _permit(installation)
    trial = _trial(installation)
    (alarm, *_) = [one for one in alarms(client) if one["rule"] != "device.stale"] or alarms(client)
    pages = {
        "overview": "/",
        "alarms": "/alarms",
        "alarm": f"/alarms/{alarm['id']}",
        "hidden-alarms": "/alarms?state=shelved,suppressed,out_of_service",
        "incidents": "/incidents",
        **({"incident": f"/incidents/{incidents[0]['id']}"} if incidents else {}),
        "work-orders": "/work-orders",
        "work-order": f"/work-orders/{alarm['work_order_id']}",
        "assets": "/assets",
        "asset": f"/assets/{alarm['asset']}",
        "permits": "/permits",
        "permit": f"/permits/{permit}",
        "new-permit": "/permits/new?kind=hot_work",
        "out-of-service": "/out-of-service",
        "figures": "/figures",
        "figures-of-a-week": "/figures?days=7",
        "rules": "/rules",
        "rule": f"/rules/{RULE}",
        "rule-editor": f"/rules/{RULE}/edit?backtest={trial}",
        "rule-editor-composite": "/rules/access_door.not_released/edit",
        "new-rule": "/rules/new",
        "trial": f"/rules/{RULE}/backtests/{trial}",
        "quarantine": "/quarantine",
        "system": "/system",
    }
    for name, path in pages.items():
        page.goto(path)
        page.wait_for_load_state("load")
        _take(page, folder / f"{name}-{size}-{language}.png")
    context.close()


def _permit(installation: Installation) -> str:
    """The id of a permit for hot work, asked for once."""
    client = installation.client("engineer")
    there = client.get("/permits").json()["items"]
    if there:
        return str(there[0]["id"])
    now = datetime.now(UTC)
    asked = {
        "site": "riverside",
        "kind": "hot_work",
        "scope": {"spaces": ["t1"]},
        "hides": True,
        "place": "1号楼 9层 走廊",
        "work": "焊接喷淋支架",
        "watcher": "王监护",
        "starts_at": now.isoformat(),
        "until": (now + timedelta(hours=4)).isoformat(),
    }
    return str(client.post("/permits", json=asked).raise_for_status().json()["id"])


def _trial(installation: Installation) -> str:
    """The id of a backtest of a changed rule that is done, asked for once."""
    client = installation.client("engineer")
    there = client.get(f"/rules/{RULE}/backtests", params={"site": "riverside"}).json()["items"]
    if not there:
        changed = client.get(f"/rules/{RULE}", params={"site": "riverside"}).json()["definition"]
        changed["when"]["below"] = 90
        there = [client.post("/rules/backtest", json={"site": "riverside", "definition": changed}).raise_for_status().json()]
    trial = str(there[0]["id"])
    eventually(lambda: client.get(f"/rules/backtests/{trial}").json()["state"] == "done", within_s=120, what="the backtest")
    return trial


def _take(page: Page, file: Path) -> None:
    page.wait_for_timeout(1500)  # charts draw and fonts load
    page.screenshot(path=str(file))
    print(file)  # noqa: T201  progress


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"), *sys.argv[2:3])
