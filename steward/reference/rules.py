"""The rules in force as a page."""

from __future__ import annotations

from collections.abc import Sequence

from domain.severity import SEVERITY_NAMES
from rules.rule import Rule


def rules_page(rules: Sequence[Rule]) -> str:
    """One row for each rule."""
    lines = ["# The rule library", "", "Written by `make docs` from `rules/library/`. How to write a rule: [rules](../rules.md).", ""]
    lines += ["| Rule | Message | Severity | Lead | Assisting | On-delay | Latch |", "|---|---|---|---|---|---|---|"]
    for rule in rules:
        assist = ", ".join(department.value for department in rule.assist)
        latch = "" if rule.latch is None else rule.latch.value
        severity = SEVERITY_NAMES[rule.severity]
        cells = [f"`{rule.id}`", f"{rule.message.zh} / {rule.message.en}", f"{severity.zh} {severity.en}", rule.department.value, assist]
        lines.append("| " + " | ".join([*cells, f"{rule.on_delay.total_seconds():g} s", latch]) + " |")
    return "\n".join(lines) + "\n"
