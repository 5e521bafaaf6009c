"""Files at work orders: what they are is found by looking inside."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

import httpx
import pytest
from PIL import Image

from api.uploads import LARGEST_FILE, checked
from domain.people import Person
from tests.api.world import CLEANER, ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"


def picture(kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, kind)
    return buffer.getvalue()


def huge_png() -> bytes:
    """A picture of a few bytes that claims to have 10,000 million pixels."""
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks)


def send(world: World, order: str, content: bytes, name: str = "照片.jpg", by: Person = GUARD, headers: dict[str, str] | None = None) -> httpx.Response:
    return world.post(f"/work-orders/{order}/attachments", by, files={"file": (name, content, "image/jpeg")}, headers=headers)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture(), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (PDF, "application/pdf"),
        ("第一行\n第二行\t完".encode(), "text/plain; charset=utf-8"),
    ],
)
def test_a_file_is_kept_and_comes_back_as_a_download(world: World, content: bytes, kind: str) -> None:
    _, order = world.raised()
    added = send(world, order.id, content)
    body = added.json()
    assert added.status_code == 201
    assert (body["content_type"], body["size"], body["sha256"], body["added_by"], body["name"]) == (
        kind,
        len(content),
        hashlib.sha256(content).hexdigest(),
        "guard",
        "照片.jpg",
    )
    file = world.get(f"/work-orders/{order.id}/attachments/{body['id']}", ENGINEER)
    assert (file.content, file.headers["content-type"]) == (content, kind)
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in file.headers["content-security-policy"]
    assert world.get(f"/work-orders/{order.id}", GUARD).json()["attachments"] == [body]
    assert world.get(f"/work-orders/{order.id}/attachments", GUARD).json() == {"items": [body], "next_cursor": None}


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"\xef\xbb\xbf <html>",
        b"GIF89a\x01\x00\x01\x00",
        b"PK\x03\x04",
        b"\x7fELF",
        b"%PDF-1.4 but no end",
        picture()[:200],
        picture("PNG")[:-20],
        b"plain\x00text",
        b"",
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(world: World, content: bytes) -> None:
    _, order = world.raised()
    assert send(world, order.id, content).status_code == 422
    assert list(world.uploads.iterdir()) == []


def test_a_picture_with_too_many_pixels_is_refused_unread(world: World) -> None:
    _, order = world.raised()
    assert send(world, order.id, huge_png(), "bomb.png").status_code in (413, 422)


def test_a_file_that_is_too_large_is_refused(world: World) -> None:
    _, order = world.raised()
    assert send(world, order.id, b"x" * (LARGEST_FILE + 1), "long.txt").status_code == 413
    assert send(world, order.id, b"x" * (LARGEST_FILE * 2), "longer.txt").status_code == 413
    assert list(world.uploads.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kept"), [("a\r\nX: y.txt", "a__X_ y.txt"), ("..", "file"), (None, "file"), ("a\u202etxt.exe", "a_txt.exe"), ("x" * 300, "x" * 120)]
)
def test_names_are_made_harmless(name: str | None, kept: str) -> None:
    assert checked(name, b"text").name == kept


def test_a_name_leads_nowhere(world: World) -> None:
    _, order = world.raised()
    body = send(world, order.id, b"text", "../../etc/passwd").json()
    assert body["name"] == "passwd"
    assert [file.name for file in world.uploads.iterdir()] == [body["id"]]


def test_only_those_concerned_add_files_and_only_those_of_the_site_read_them(world: World) -> None:
    _, order = world.raised()
    assert send(world, order.id, PDF, by=VIEWER).status_code == 403
    assert send(world, order.id, PDF, by=CLEANER).status_code == 403
    assert send(world, order.id, PDF, by=STRANGER).status_code == 404
    added = send(world, order.id, PDF).json()["id"]
    assert world.get(f"/work-orders/{order.id}/attachments/{added}", STRANGER).status_code == 404
    assert world.get(f"/work-orders/{order.id}/attachments/none", GUARD).status_code == 404


def test_a_photo_that_is_sent_again_under_its_key_is_kept_once(world: World) -> None:
    _, order = world.raised()
    answers = [send(world, order.id, picture(), headers={"Idempotency-Key": "p1"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [file.name for file in world.uploads.iterdir()] == [answers[0]["id"]]


def test_an_order_that_has_ended_takes_no_files_and_leaves_none_behind(world: World) -> None:
    order = world.post("/work-orders", GUARD, json={"site": "riverside", "title": "灯", "department": "security"}).json()["id"]
    world.post(f"/work-orders/{order}/cancel", MANAGER, json={"note": "重复"})
    assert send(world, order, PDF).status_code == 409
    assert list(world.uploads.iterdir()) == []
