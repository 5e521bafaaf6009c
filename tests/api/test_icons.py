"""The icons of the built app, as a phone fetches them for its home screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboards
from domain.telemetry import TelemetryStore
from storage.database.records import DatabaseRecords
from tests.api.world import SetClock, World, opened
from tests.parts import missing


@pytest.fixture
def built(site_records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    dist = dashboards.web_app_folder()
    if dist is None or not (dist / "apple-touch-icon.png").is_file():
        missing("the built web app", "run `python dashboards/build_web_app.py`")
    with opened(site_records, telemetry, clock, tmp_path, web_app=dist) as living:
        yield living


def test_every_icon_of_the_manifest_is_served_as_what_it_says(built: World) -> None:
    icons = json.loads(built.get("//manifest.webmanifest").text)["icons"]
    served = [built.get("/" + icon["src"]).headers["content-type"] for icon in icons]
    assert served == [icon["type"] for icon in icons]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons if icon["type"] == "image/png"} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }


def test_the_one_for_iphones_is_served_as_a_png(built: World) -> None:
    answer = built.get("//apple-touch-icon.png")
    assert (answer.status_code, answer.headers["content-type"], answer.content[:4]) == (200, "image/png", b"\x89PNG")
