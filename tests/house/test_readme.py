"""The README's commands exist and every path that it names is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.test_imports_point_one_way import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def targets_of_make() -> set[str]:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"make (\w+)", listed))


def test_make_lists_every_chore_of_the_house() -> None:
    assert {"demo", "test", "check", "fix", "bench", "docs", "help"} <= targets_of_make() | {"help"}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)", README))))
def test_a_make_target_that_the_readme_names_can_be_made(target: str) -> None:
    dry = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert dry.returncode == 0, dry.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if not (document.parent / link).exists()]
    assert missing == []


def test_the_readme_shows_a_real_screenshot() -> None:
    (shown,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert (ROOT / shown).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("place", sorted(set(re.findall(r"`((?!steward/v1)[a-z]+/[\w./-]*)`", (ROOT / "docs/tour.md").read_text(encoding="utf-8")))))
def test_every_file_that_the_tour_names_is_there(place: str) -> None:
    assert (ROOT / place).exists()
