"""Accessibility of pages in real Chromium, by axe-core: what WCAG 2.2 AA asks for as far as a program can see it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

import dashboards
from tests.parts import missing

RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
_AXE = Path(dashboards.__file__).parent / "node_modules/axe-core/axe.min.js"
_SHOWN = 4


def assert_accessible(page: Page, where: str = "") -> None:
    """Fails with a list of what is wrong, each with the places of the page and the remedy. `where` names the page in it.

    Nothing may move while it looks: a page that fades in has no contrast yet.
    """
    problems = violations(page)
    assert not problems, f"{where or page.url} is not accessible:\n" + "\n".join(problems)


def violations(page: Page, only: Sequence[str] = ()) -> list[str]:
    """What is wrong, a paragraph each; nothing: an empty list. `only` names rules of axe, none: all that belong to WCAG 2.2 AA."""
    if not _AXE.is_file():
        missing("axe-core", "run `python dashboards/build_web_app.py`, which installs the web app's packages")
    # By the debugger's way: the page's own policy lets no foreign script in.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    page.evaluate(
        "Promise.all(document.getAnimations().filter(one => one.effect?.getTiming().iterations !== Infinity).map(one => one.finished.catch(() => null)))"
    )
    asked = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": list(RULES)}
    found: dict[str, Any] = page.evaluate("runOnly => axe.run(document, {runOnly, resultTypes: ['violations']})", asked)
    problems = [{**each, "nodes": [node for node in each["nodes"] if not _on_a_map(each["id"], node["html"])]} for each in found["violations"]]
    return [_told(each) for each in problems if each["nodes"]]


def _on_a_map(rule: str, html: str) -> bool:
    """WCAG 2.5.8 lets marks of a map stand as close as what they mark, where that is what matters; our plans enlarge and have a list besides."""
    return rule == "target-size" and 'data-mark="true"' in html


def _told(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    lines = [f"- {violation['id']} ({violation['impact']}): {violation['help']} [{violation['helpUrl']}]"]
    for node in nodes[:_SHOWN]:
        summary = " ".join(node["failureSummary"].split())
        lines.append(f"    {' '.join(map(str, node['target']))}\n      {node['html'][:160]}\n      {summary}")
    if len(nodes) > _SHOWN:
        lines.append(f"    … and {len(nodes) - _SHOWN} more")
    return "\n".join(lines)
