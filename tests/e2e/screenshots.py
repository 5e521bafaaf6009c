"""Pictures of every page in both sizes and languages, and in the dark, to be looked at: ``python -m tests.e2e.screenshots FOLDER [SCENARIO]``.

Starts a demonstration of its own, lets it live for a while, and takes the pictures in real Chromium. Which pages there
are is known by `every_page`, and a test sees to it that it knows them all.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.e2e.chain import alarms
from tests.e2e.every_page import LOOKS_AT
from tests.e2e.installation import Installation, demo, eventually
from tests.e2e.lived_in import Traces, live_through
from tests.e2e.looking import Eyes
from tests.e2e.pages import Theme
from tests.parts.chromium import chromium_program, start_chromium

SCREENS: list[tuple[str, str, Theme]] = [
    ("desktop", "zh-CN", "light"),
    ("desktop", "en-GB", "light"),
    ("phone", "zh-CN", "light"),
    ("phone", "en-GB", "light"),
    ("desktop", "zh-CN", "dark"),
    ("phone", "en-GB", "dark"),
]


def main(folder: Path, scenario: str = "morning") -> None:
    """Write the pictures into `folder`, each named for its page, size, language and, in the dark, theme."""
    folder.mkdir(parents=True, exist_ok=True)
    program = chromium_program()
    if program is None:
        sys.exit("Chromium is missing: apt install chromium")
    with tempfile.TemporaryDirectory() as scratch, demo(Path(scratch), "--scenario", scenario) as installation, start_chromium(program) as browser:
        client = installation.client("admin")
        eventually(lambda: len(alarms(client)) >= 3, within_s=240, what="three alarms")
        traces = live_through(installation)
        for size, language, theme in SCREENS:
            _take_all(folder, browser, installation, traces, size, language, theme)


def _take_all(folder: Path, browser: Browser, installation: Installation, traces: Traces, size: str, language: str, theme: Theme) -> None:
    ending = f"{size}-{language[:2]}" + ("-dark" if theme == "dark" else "")
    with Eyes(browser, installation, traces, size, language, theme) as eyes:
        for look in LOOKS_AT:
            file = folder / f"{look.name}-{ending}.png"
            eyes.at(look).screenshot(path=str(file))
            print(file)  # noqa: T201  progress


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"), *sys.argv[2:3])
