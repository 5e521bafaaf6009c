"""What the log of deliveries says in English is known to the web app word for word, so that Chinese readers get Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAID = "".join(path.read_text(encoding="utf-8") for folder in ("egress", "notify/webhooks") for path in (ROOT / folder).glob("*.py"))
PATTERNS = re.findall(r"\[/\^(.+)\$/,", (ROOT / "dashboards/src/outside/error-words.ts").read_text(encoding="utf-8"))


def test_there_are_some() -> None:
    assert len(PATTERNS) > 5


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_server_still_says_it_so(pattern: str) -> None:
    fixed = re.sub(r"\(\?<\w+>[^)]*\)", "", pattern).replace("\\", "")
    assert fixed in SAID
