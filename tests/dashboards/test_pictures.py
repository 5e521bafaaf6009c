"""Every device type of the catalogue has a picture and an icon of its own; a new one without them falls back, and fails here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devices.catalogue import device_types

SOURCES = Path(__file__).parents[2] / "dashboards" / "src"
PAINTERS = (SOURCES / "assets/pictures/painters.ts").read_text(encoding="utf-8")
STROKES = (SOURCES / "icons/strokes.ts").read_text(encoding="utf-8")
LOOK = re.compile(r"^  (\w+): \{.*?brief: \[([^\]]*)\]", re.MULTILINE | re.DOTALL)
BRIEFS = {key: re.findall(r'"(\w+)"', words) for key, words in LOOK.findall(PAINTERS)}
"""The points that tell in a few words how a type is, as `painters.ts` has them."""


@pytest.mark.parametrize("key", device_types())
def test_a_device_type_has_a_picture_that_speaks_of_its_points(key: str) -> None:
    assert set(BRIEFS[key]) <= {point.key for point in device_types()[key].points}
    assert BRIEFS[key]


@pytest.mark.parametrize("key", device_types())
def test_a_device_type_has_an_icon(key: str) -> None:
    assert re.search(rf'^  "?{re.escape(device_types()[key].icon)}"?: "M', STROKES, re.MULTILINE)


def test_there_is_no_picture_of_a_type_that_does_not_exist() -> None:
    assert set(BRIEFS) == set(device_types())
