"""Voice notes: what is told to be sound by its content is kept and comes back to be played; everything else is refused, whatever it is called."""

from __future__ import annotations

import struct

import httpx
import pytest

from api.audio import LARGEST_VOICE, audio_kind
from domain.people import Person
from domain.time import rfc3339
from tests.api.world import ENGINEER, GUARD, VIEWER, World


def element(name: int, content: bytes) -> bytes:
    """An element of EBML (RFC 8794), its length in eight bytes."""
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + (0x0100000000000000 | len(content)).to_bytes(8, "big") + content


def webm(*tracks: int, kind: bytes = b"webm", more: bytes = b"") -> bytes:
    """A WebM with tracks of these kinds (1: pictures, 2: sound)."""
    entries = b"".join(element(0xAE, element(0x83, bytes([track]))) for track in tracks)
    return element(0x1A45DFA3, element(0x4282, kind)) + element(0x18538067, element(0x1654AE6B, entries) + more)


def box(name: bytes, content: bytes) -> bytes:
    """A box of ISO/IEC 14496-12."""
    return struct.pack(">I", len(content) + 8) + name + content


def mp4(*handlers: bytes) -> bytes:
    """An MP4 with a track for each of these handlers."""
    tracks = [box(b"trak", box(b"mdia", box(b"hdlr", b"\0" * 8 + handler + b"\0" * 13))) for handler in handlers]
    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", b"".join(tracks))


def send(world: World, order: str, content: bytes, name: str = "voice.webm", by: Person = GUARD) -> httpx.Response:
    return world.post(f"/work-orders/{order}/attachments", by, files={"file": (name, content, "audio/webm")})


@pytest.mark.parametrize(("content", "kind"), [(webm(2), "audio/webm"), (webm(2, 2), "audio/webm"), (mp4(b"soun"), "audio/mp4")])
def test_what_phones_record_is_kept_and_comes_back(content: bytes, kind: str, world: World) -> None:
    _, order = world.raised()
    added = send(world, order.id, content)
    assert (added.status_code, added.json()["content_type"]) == (201, kind)
    played = world.get(f"/work-orders/{order.id}/attachments/{added.json()['id']}", ENGINEER)
    assert (played.content, played.headers["content-type"], played.headers["x-content-type-options"]) == (content, kind, "nosniff")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(webm(2, 1), id="sound with pictures"),
        pytest.param(webm(), id="no track"),
        pytest.param(webm(2, kind=b"matroska"), id="another kind of Matroska"),
        pytest.param(mp4(b"soun", b"vide"), id="a film"),
        pytest.param(webm(2)[:40], id="cut before its tracks"),
        pytest.param(b"RIFF\x24\0\0\0WAVEfmt ", id="wav"),
        pytest.param(b"ID3\x04\0\0\0\0\0\0", id="mp3"),
        pytest.param(b"MZ\x90\0voice.webm", id="a program"),
    ],
)
def test_anything_else_is_refused_and_leaves_nothing(content: bytes, world: World) -> None:
    _, order = world.raised()
    answer = send(world, order.id, content)
    assert (answer.status_code, list(world.uploads.iterdir())) == (422, [])


def test_a_note_of_many_minutes_is_refused(world: World) -> None:
    _, order = world.raised()
    long = webm(2, more=element(0xEC, b"\0" * LARGEST_VOICE))
    assert audio_kind(long) == "audio/webm"
    answer = send(world, order.id, long)
    assert (answer.status_code, list(world.uploads.iterdir())) == (413, [])


def test_who_only_looks_says_nothing(world: World) -> None:
    _, order = world.raised()
    assert send(world, order.id, webm(2), by=VIEWER).status_code == 403


def test_one_that_was_recorded_offline_keeps_its_own_time(world: World) -> None:
    _, order = world.raised()
    said = rfc3339(world.clock())
    world.clock.forward(minutes=30)
    form = {"id": "voice-0001", "order_id": order.id, "occurred_at": said, "sent_at": rfc3339(world.clock())}
    sent = world.post("/late-steps/attachments", GUARD, data=form, files={"file": ("voice.webm", webm(2), "audio/webm")})
    assert sent.status_code == 200, sent.text
    told = world.get(f"/work-orders/{order.id}", GUARD).json()
    assert [(file["content_type"], file["added_by"]) for file in told["attachments"]] == [("audio/webm", "guard")]
    assert told["timeline"][-1]["occurred_at"] == said
