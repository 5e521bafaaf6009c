"""The icons that home screens show: drawn by the build out of the SVG files, of their size, in their colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

import dashboards
from tests.parts import missing

GROUND, INK = (0x33, 0x42, 0x4F, 255), (255, 255, 255, 255)
PLAIN = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512, "icon-maskable-512.png": 512}
ROOF, ROOF_OF_MASKABLE = (32, 15), (32, 20.1)
"""The ridge of the house, in the 64 units of the SVG; a maskable icon draws it smaller."""


@pytest.fixture
def dist() -> Path:
    folder = dashboards.web_app_folder()
    if folder is None or not (folder / "apple-touch-icon.png").is_file():
        missing("the built web app", "run `python dashboards/build_web_app.py`")
    return folder


def pixel(picture: Image.Image, at: tuple[float, float]) -> object:
    """The colour at a point of the SVG's 64 by 64 units."""
    return picture.getpixel((int(at[0] / 64 * picture.width), int(at[1] / 64 * picture.height)))


@pytest.mark.parametrize(("name", "size"), PLAIN.items())
def test_each_is_a_picture_of_its_size_in_the_colours_of_the_svg(name: str, size: int, dist: Path) -> None:
    with Image.open(dist / name) as picture:
        assert (picture.format, picture.size, picture.mode) == ("PNG", (size, size), "RGBA")
        assert (pixel(picture, (32, 4)), pixel(picture, (32, 60))) == (GROUND, GROUND)


@pytest.mark.parametrize(("name", "corner", "roof"), [("icon-512.png", 0, ROOF), ("icon-192.png", 0, ROOF), ("icon-maskable-512.png", 255, ROOF_OF_MASKABLE)])
def test_the_house_is_where_the_svg_has_it_and_only_a_maskable_one_fills_its_corners(name: str, corner: int, roof: tuple[float, float], dist: Path) -> None:
    with Image.open(dist / name) as picture:
        assert pixel(picture, roof) == INK
        assert picture.getpixel((0, 0)) == (*GROUND[:3], corner)


def test_an_iphone_finds_its_own_without_transparent_corners(dist: Path) -> None:
    page = (dist / "index.html").read_text(encoding="utf-8")
    assert re.search(r'<link rel="apple-touch-icon" href="/apple-touch-icon\.png"', page)
    with Image.open(dist / "apple-touch-icon.png") as picture:
        assert picture.getchannel("A").getextrema() == (255, 255)
