"""The overview of the dialects names all of them, and leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.codecs import codecs
from tests.ingest.codecs.sites import HEAD, site_of

FOLDER = Path(__file__).parents[3] / "docs" / "dialects"
PAGES = sorted(FOLDER.glob("*.md"))
ASSETS = """\
assets:
  - {id: meter-1, type: power, name: {zh: 电表, en: Meter}, space: b1}
  - {id: door-1, type: access_door, name: {zh: 门, en: Door}, space: b1}
  - {id: leak-1, type: leak, name: {zh: 漏水, en: Leak}, space: b1}
"""
ROWS = set(re.findall(r"^\| `([\w-]+)` \|", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE))


def test_every_dialect_has_its_row() -> None:
    assert codecs().keys() <= ROWS


def test_its_examples_are_a_site_file() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    site = site_of(HEAD + ASSETS + "".join(blocks))
    assert sorted(site.dialects) == ["tasmota", "z2m-garage", "zigbee2mqtt"]
    plug = site.devices["plug-7"]
    assert (plug.points["ENERGY.Power"].id, plug.points["contact"].id, plug.points["water"].id) == (
        "small.meter-1.power",
        "small.door-1.door",
        "small.leak-1.leak",
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
