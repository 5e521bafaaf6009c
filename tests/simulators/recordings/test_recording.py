"""The file of a recording: any bytes go through it, and whatever becomes of its writer, it can be read."""

from __future__ import annotations

import contextlib
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.problem import BadConfiguration
from simulators.recordings.recording import VERSION, Header, Mark, Recorded, Recording, line_of, read_line
from simulators.recordings.writing import RecordingWriter

HEADER = Header(VERSION, "2026-01-31T08:00:00.000Z", "127.0.0.1:1883", ["steward/#"], "3.1.1")
FIRST = Recorded(1_769_846_400_000_000, "steward/v1/court/lift-1/status", b"online", 1, retained=True)
AMPLE = 10_000_000

topics = st.text(st.characters(exclude_characters="+#\0", codec="utf-8"), min_size=1, max_size=40)
payloads = st.binary(max_size=200) | st.text(max_size=60).map(str.encode)
recorded = st.builds(Recorded, st.integers(0, 4_000_000_000_000_000), topics, payloads, st.integers(0, 2), st.booleans())
series = st.lists(recorded, max_size=12).map(lambda found: sorted(found, key=lambda one: one.at_us))


def written(path: Path, messages: list[Recorded], *, flush_each: bool = False) -> Path:
    path.unlink(missing_ok=True)
    with RecordingWriter(path, HEADER, most_bytes=AMPLE) as writer:
        for message in messages:
            assert writer.write(message)
            if flush_each:
                writer.flush()
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recordings")


@given(messages=series)
@pytest.mark.parametrize("name", ["plain.jsonl", "packed.jsonl.gz"])
def test_every_message_comes_back_as_it_was(folder: Path, name: str, messages: list[Recorded]) -> None:
    recording = Recording(written(folder / name, messages))
    assert recording.header == HEADER
    assert list(recording.messages()) == messages


@given(message=recorded)
def test_a_message_is_one_line(message: Recorded) -> None:
    line = line_of(message)
    assert line.count(b"\n") == 1
    assert read_line(line) == message


@given(messages=series, cut=st.integers(0, 10_000))
@pytest.mark.parametrize("name", ["plain.jsonl", "packed.jsonl.gz"])
def test_what_is_cut_off_anywhere_can_be_read_up_to_there(folder: Path, name: str, messages: list[Recorded], cut: int) -> None:
    path = written(folder / name, messages, flush_each=True)
    whole = path.read_bytes()
    begun = len(written(folder / f"begun-{name}", []).read_bytes())
    path.write_bytes(whole[: begun + cut])
    found = list(Recording(path).messages())
    assert found == messages[: len(found)]


@given(data=st.binary(max_size=300) | st.lists(st.sampled_from([line_of(HEADER), line_of(FIRST), b"{}\n", b'{"t":-1}\n', b"\x1f\x8b", b"["])).map(b"".join))
def test_any_bytes_are_a_recording_or_refused(folder: Path, data: bytes) -> None:
    path = folder / "any"
    path.write_bytes(data)
    with contextlib.suppress(BadConfiguration):
        assert Recording(path).survey().messages >= 0


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(line_of(HEADER) + line_of(FIRST) + b'{"t": "yesterday"}\n' + line_of(FIRST))
    with pytest.raises(BadConfiguration, match=r"bad\.jsonl:3: this is no line of a recording.*Give a file that `steward record` has written"):
        list(Recording(path).messages())


def test_a_time_that_goes_back_is_named(tmp_path: Path) -> None:
    path = tmp_path / "back.jsonl"
    path.write_bytes(line_of(HEADER) + line_of(FIRST) + line_of(FIRST._replace(at_us=FIRST.at_us - 1)))
    with pytest.raises(BadConfiguration, match=r"back\.jsonl:3: its time lies before that of the line above it"):
        list(Recording(path).messages())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "this is no recording"),
        (b"time,point,value\n", "this is no recording"),
        (line_of(Header(2, "", "", [], "5")), "of version 2; this Steward reads version 1"),
    ],
    ids=["empty", "CSV", "newer"],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(BadConfiguration, match=f"file:1: .*{said}"):
        Recording(tmp_path / "file")


def test_damage_in_the_middle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "damaged.gz"
    packed = gzip.compress(line_of(HEADER)) + b"\x1f\x8b\x08\x00garbage-that-is-no-deflate"
    path.write_bytes(packed)
    with pytest.raises(BadConfiguration, match=r"damaged\.gz:2: from here on the file is damaged"):
        Recording(path).survey()


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="cannot be read"):
        Recording(tmp_path / "nowhere")


def test_the_survey_tells_how_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "ended.jsonl"
    with RecordingWriter(path, HEADER, most_bytes=AMPLE) as writer:
        writer.write(FIRST)
        writer.mark(FIRST.at_us, "disconnected")
        writer.mark(FIRST.at_us, "connected")
        writer.write(FIRST._replace(at_us=FIRST.at_us + 5))
        writer.mark(FIRST.at_us + 5, "end", "told to stop")
    survey = Recording(path).survey()
    assert (survey.messages, survey.first_us, survey.last_us, survey.gaps) == (2, FIRST.at_us, FIRST.at_us + 5, 1)
    assert (survey.ended, survey.torn) == (True, False)


def test_a_torn_last_line_is_told_and_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path / "torn.jsonl", [FIRST, FIRST])
    path.write_bytes(path.read_bytes()[:-7])
    survey = Recording(path).survey()
    assert (survey.messages, survey.torn, survey.ended) == (1, True, False)


def test_marks_are_no_messages() -> None:
    assert read_line(line_of(Mark(7, "end", "N messages"))) == Mark(7, "end", "N messages")


@pytest.mark.parametrize("name", ["plain.jsonl", "packed.jsonl.gz"])
def test_a_file_keeps_to_its_bound(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with RecordingWriter(path, HEADER, most_bytes=5_000) as writer:
        taken = 0
        while writer.write(FIRST._replace(payload=str(taken).encode())):
            taken += 1
        writer.mark(FIRST.at_us, "end", "the file is full")
    assert 3_000 < path.stat().st_size <= 5_000
    assert Recording(path).survey().messages == taken


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("precious")
    with pytest.raises(FileExistsError):
        RecordingWriter(tmp_path / "there", HEADER, most_bytes=AMPLE)
    assert (tmp_path / "there").read_text() == "precious"


def test_a_recording_is_for_its_owner_only(tmp_path: Path) -> None:
    assert written(tmp_path / "mine", []).stat().st_mode & 0o777 == 0o600
