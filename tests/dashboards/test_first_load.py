"""What a guard's phone loads before it can do its work: small enough for an old phone and one bar of signal."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

import dashboards
from tests.parts import missing

BUDGET_BYTES = 350 * 1024
"""Compressed as the server sends it, without charts: signing in, the alarm screen, my tasks, the post."""
LIGHT_BYTES = 90 * 1024
"""Of the pages behind a QR code."""
_KEY = re.compile(r'^\s+"([\w.\-]+)":', re.MULTILINE)
_WRITTEN = re.compile(r'"([\w\-]+(?:\.[\w\-]+)+)"')
FILES = 24
"""So many at the most: from far away each is waited for anew."""


@pytest.fixture
def dist() -> Path:
    folder = dashboards.web_app_folder()
    if folder is None or not (folder / "shell.json").is_file():
        missing("the built web app", "run `python dashboards/build_web_app.py`")
    return folder


def test_the_phone_loads_little(dist: Path) -> None:
    files = json.loads((dist / "shell.json").read_text(encoding="utf-8"))["first"]
    sizes = {file: sent_bytes(dist / file.lstrip("/")) for file in files}
    largest = sorted(sizes.items(), key=lambda each: -each[1])[:8]
    assert sum(sizes.values()) <= BUDGET_BYTES, f"{sum(sizes.values()) // 1024} KB; the largest: {largest}"


def sent_bytes(file: Path) -> int:
    """What goes over the line to a browser that reads gzip alone: the worst case."""
    smaller = file.with_name(f"{file.name}.gz")
    return (smaller if smaller.is_file() else file).stat().st_size


def test_the_phone_asks_for_few_files(dist: Path) -> None:
    files = json.loads((dist / "shell.json").read_text(encoding="utf-8"))["first"]
    assert len(files) <= FILES, files


def test_whoever_has_no_account_loads_still_less(dist: Path) -> None:
    asked = re.findall(r'(?:href|src)="/(static/[^"]+)"', (dist / "public.html").read_text(encoding="utf-8"))
    assert sum(sent_bytes(dist / file) for file in asked) <= LIGHT_BYTES


def test_what_is_compressed_is_what_stands_beside_it(dist: Path) -> None:
    compressed = sorted(dist.rglob("*.gz"))
    assert len(compressed) > FILES
    assert all(gzip.decompress(file.read_bytes()) == file.with_suffix("").read_bytes() for file in compressed)
    assert all(file.with_suffix(".br").stat().st_size < file.with_suffix("").stat().st_size for file in compressed)


def test_every_text_that_is_written_out_in_what_is_loaded_first_comes_with_it(dist: Path) -> None:
    shell = json.loads((dist / "shell.json").read_text(encoding="utf-8"))
    folder = Path(dashboards.__file__).parent
    catalogues = [folder / "src/messages/zh.ts", *sorted((folder / "src/messages/areas").glob("*.zh.ts"))]
    keys = {key for file in catalogues for key in _KEY.findall(file.read_text(encoding="utf-8"))}
    pages = [file for file in shell["sources"] if file.endswith((".ts", ".tsx")) and not file.startswith("src/messages/")]
    written = {text for file in pages for text in _WRITTEN.findall((folder / file).read_text(encoding="utf-8"))}
    there = "".join((dist / file.lstrip("/")).read_text(encoding="utf-8") for file in shell["first"] if file.endswith(".js"))
    assert "phone.go" in written & keys
    # As a key of the catalogue: where it is only asked for, no colon follows.
    assert not [key for key in sorted(written & keys) if not re.search(rf'["`]{re.escape(key)}["`]\s*:', there)], "add them to src/messages/first.ts"


def test_the_worker_is_one_small_file_that_any_browser_with_workers_reads(dist: Path) -> None:
    worker = (dist / "sw.js").read_text(encoding="utf-8")
    assert len(gzip.compress(worker.encode())) <= 24 * 1024
    # Classic: browsers of old phones know no modules in workers.
    assert "import " not in worker.split(";", 1)[0]
    assert "importScripts" not in worker


def test_the_worker_keeps_what_the_page_asks_for_first_and_no_charts(dist: Path) -> None:
    files = json.loads((dist / "shell.json").read_text(encoding="utf-8"))["files"]
    page = (dist / "index.html").read_text(encoding="utf-8")
    asked = {part.split('"', 1)[0] for part in page.split('"/')[1:]}
    kept = {file.lstrip("/") for file in files}
    assert {one for one in asked if one.startswith("static/")} <= kept
    assert not [file for file in files if "chart" in file]
    assert all((dist / file.lstrip("/")).is_file() for file in files)
