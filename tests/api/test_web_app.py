"""The pages, and the headers that stand on everything."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from domain.telemetry import TelemetryStore
from storage.database.records import DatabaseRecords
from tests.api.world import ADMIN, SetClock, World, opened

PAGE = "<!doctype html><title>Steward</title>"


@pytest.fixture
def built(site_records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    dist = tmp_path / "dist"
    (dist / "static").mkdir(parents=True)
    (dist / "index.html").write_text(PAGE)
    (dist / "icon.svg").write_text("<svg/>")
    (dist / "sw.js").write_text("self.steward = 1;")
    (dist / "manifest.webmanifest").write_text("{}")
    (dist / "static" / "app-3f2a.js").write_text("let steward = 1;" * 200)
    (tmp_path / "secret.txt").write_text("not yours")
    (dist / "way-out").symlink_to(tmp_path / "secret.txt")
    with opened(site_records, telemetry, clock, tmp_path, web_app=dist) as living:
        yield living


@pytest.mark.parametrize("path", ["//", "//alarms", "//work-orders/abc?tab=1", "//rules/lift.entrapment", "//index.html"])
def test_every_address_of_the_app_gives_its_page_always_fresh(built: World, path: str) -> None:
    answer = built.get(path, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, PAGE, "no-cache")


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml", "*/*"])
@pytest.mark.parametrize("path", ["//", "//assets/t1-lift-1"])
def test_a_browser_and_curl_alike_get_the_page(built: World, path: str, accept: str) -> None:
    assert built.get(path, headers={"Accept": accept}).text == PAGE


def test_hashed_files_are_kept_for_ever_and_sent_small(built: World) -> None:
    answer = built.get("//static/app-3f2a.js", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")


async def _raw(http: httpx.AsyncClient, path: str, headers: dict[str, str]) -> httpx.Response:
    """The answer with its bytes as they came, as the extension `raw`."""
    async with http.stream("GET", path, headers=headers) as answer:
        answer.extensions["raw"] = b"".join([chunk async for chunk in answer.aiter_raw()])
        return answer


@pytest.mark.parametrize(
    ("taken", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip, deflate", "gzip"), ("BR", "br"), ("br;q=0, identity", None), ("", None)],
)
def test_what_the_build_has_compressed_is_sent_as_it_is_to_whoever_reads_it(built: World, tmp_path: Path, taken: str, encoding: str | None) -> None:
    file = tmp_path / "dist/static/app-3f2a.js"
    file.with_name("app-3f2a.js.br").write_bytes(b"stands for brotli")
    file.with_name("app-3f2a.js.gz").write_bytes(gzip.compress(file.read_bytes() + b"// as built", 9))
    answer = built.portal.call(partial(_raw, built.http, "/static/app-3f2a.js", {"Accept-Encoding": taken}))
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    sent = {"br": b"stands for brotli", "gzip": file.with_name("app-3f2a.js.gz").read_bytes(), None: file.read_bytes()}
    assert answer.extensions["raw"] == sent[encoding]
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_other_files_are_asked_for_anew(built: World) -> None:
    answer = built.get("//icon.svg")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("image/svg+xml", "no-cache")


def test_the_service_worker_speaks_for_the_whole_app_and_is_never_an_old_one(built: World) -> None:
    answer = built.get("//sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    # At the root its scope is everything; its own policy lets it ask this server and nobody else.
    assert answer.headers["cache-control"] == "no-cache"
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert (policy["worker-src"], policy["connect-src"], policy["script-src"]) == ("'self'", "'self'", "'self'")


def test_the_manifest_says_that_it_is_one(built: World) -> None:
    answer = built.get("//manifest.webmanifest")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("application/manifest+json", "no-cache")


def test_a_script_that_is_gone_is_not_answered_with_a_page(built: World) -> None:
    assert built.get("//static/app-old.js", headers={"Accept": "text/html"}).status_code == 404
    assert built.get("//favicon.ico", headers={"Accept": "image/*"}).status_code == 404
    assert built.get("//gone.js", headers={"Accept": "*/*"}).status_code == 404


@pytest.mark.parametrize("path", ["//way-out", "//..%2fsecret.txt", "//%2e%2e/secret.txt", "//static/..%2f..%2fsecret.txt", "//%00"])
def test_nothing_outside_the_folder_is_given_away(built: World, path: str) -> None:
    assert "not yours" not in built.get(path).text


def test_the_api_never_answers_with_a_page(built: World) -> None:
    for path in ("//api", "//api/", "//api/v1/nothing", "//api/docs"):
        answer = built.get(path, ADMIN, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_pages_are_only_read(built: World) -> None:
    assert built.post("//alarms").status_code == 405


def test_an_app_that_is_not_built_says_what_to_do(world: World) -> None:
    answer = world.get("//")
    assert answer.status_code == 503
    assert "make demo" in answer.text


@pytest.mark.parametrize("path", ["//", "//healthz", "//api/v1/alarms", "//static/app-3f2a.js", "//api/nothing"])
def test_the_headers_stand_on_every_answer(built: World, path: str) -> None:
    headers = built.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'", "'none'")
    assert (headers["x-content-type-options"], headers["referrer-policy"], headers["x-frame-options"]) == ("nosniff", "no-referrer", "DENY")
    assert "access-control-allow-origin" not in headers


def test_answers_of_the_api_are_not_kept(built: World) -> None:
    assert built.get("/me", ADMIN).headers["cache-control"] == "no-store"
