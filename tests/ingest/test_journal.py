"""The journal keeps what it has made durable, whatever happens to the process or the disk."""

from __future__ import annotations

import errno
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.journal import Journal, JournalBroken, JournalFull, JournalInUse
from ingest.journal_record import Record, RecordKind, decode, encode


def message(n: int, size: int = 20) -> Record:
    return Record(RecordKind.MESSAGE, 1_000_000 + n, f"steward/v1/s1/d{n}/telemetry", bytes([n % 256]) * size, n % 2 == 1)


def written(folder: Path, count: int, size: int = 20, segment_bytes: int = 64 << 20) -> list[Record]:
    """A journal with `count` messages, closed again."""
    journal = Journal(folder, segment_bytes=segment_bytes)
    records = [message(n, size) for n in range(count)]
    for record in records:
        journal.append([record])
        journal.sync()
    journal.close()
    return records


def read(folder: Path, offset: int = 0) -> list[Record]:
    journal = Journal(folder)
    try:
        return [found.record for found in journal.read(offset)]
    finally:
        journal.close()


def fill(journal: Journal) -> None:
    for n in range(1000):
        journal.append([message(n, 500)])
        journal.sync()


def newest(folder: Path) -> Path:
    return max(folder.glob("*.journal"))


@given(st.builds(Record, st.sampled_from(RecordKind), st.integers(0, 2**63), st.text(st.characters(codec="utf-8"), max_size=50), st.binary(), st.booleans()))
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    data = encode(record)
    assert decode(data, 0) == (record, len(data))


@given(st.binary(max_size=200), st.integers(0, 200))
def test_any_bytes_are_a_record_or_none(data: bytes, at: int) -> None:
    decode(data, at)


def test_what_was_synced_is_read_again_after_opening_anew(tmp_path: Path) -> None:
    assert read(tmp_path) == []
    records = written(tmp_path, 100)
    assert read(tmp_path) == records


def test_what_was_not_synced_is_not_seen_by_readers(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    end = journal.end
    assert journal.append([message(1)]) > end
    assert list(journal.read(0)) == []
    journal.sync()
    assert [found.record for found in journal.read(0)] == [message(1)]
    journal.close()


def test_reading_begins_at_any_offset_a_record_ended_at(tmp_path: Path) -> None:
    records = written(tmp_path, 50, size=500, segment_bytes=4096)
    journal = Journal(tmp_path)
    places = list(journal.read(0))
    assert [[found.record for found in journal.read(place.next_offset)] for place in places] == [records[n + 1 :] for n in range(50)]
    assert [place.offset for place in places[1:]] != [place.next_offset for place in places[:-1]], "several files: headers lie between"
    journal.close()


def test_a_record_larger_than_a_chunk_is_read_whole(tmp_path: Path) -> None:
    records = written(tmp_path, 9, size=300_000)
    assert read(tmp_path) == records


@pytest.mark.parametrize("lost", range(1, 60, 7))
def test_a_torn_tail_is_cut_and_said(tmp_path: Path, lost: int, caplog: pytest.LogCaptureFixture) -> None:
    records = written(tmp_path, 10)
    os.truncate(newest(tmp_path), newest(tmp_path).stat().st_size - lost)
    assert read(tmp_path) == records[:9]
    assert "cut off" in caplog.text
    journal = Journal(tmp_path)
    journal.append([message(77)])
    journal.sync()
    journal.close()
    assert read(tmp_path) == [*records[:9], message(77)]


def test_zeros_after_the_end_are_cut(tmp_path: Path) -> None:
    records = written(tmp_path, 10)
    with newest(tmp_path).open("ab") as file:
        file.write(bytes(5000))
    assert read(tmp_path) == records


def test_a_file_whose_header_was_being_written_is_made_anew(tmp_path: Path) -> None:
    records = written(tmp_path, 10, size=1000, segment_bytes=4096)
    journal = Journal(tmp_path)
    (tmp_path / f"{journal.end:020d}.journal").write_bytes(b"STE")
    journal.close()
    assert read(tmp_path) == records


def test_damage_in_the_middle_is_told_and_what_follows_is_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    records = written(tmp_path, 10)
    path = newest(tmp_path)
    data = bytearray(path.read_bytes())
    data[data.index(b"d4/telemetry")] ^= 0xFF
    path.write_bytes(data)
    assert read(tmp_path) == records[:4] + records[5:]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "damaged" in caplog.text


def test_a_damaged_length_costs_one_record(tmp_path: Path) -> None:
    records = written(tmp_path, 10)
    path = newest(tmp_path)
    data = bytearray(path.read_bytes())
    at = data.index(b"d4/telemetry") - 20
    start = data.rindex(b"\xa7SJ\x1e", 0, at)
    data[start + 8 : start + 12] = b"\xff\xff\x00\x00"
    path.write_bytes(data)
    assert read(tmp_path) == records[:4] + records[5:]


def test_a_full_journal_takes_nothing_until_its_followers_have_passed(tmp_path: Path) -> None:
    journal = Journal(tmp_path, limit_bytes=40_000, segment_bytes=8_000)
    with pytest.raises(JournalFull):
        fill(journal)
    full_at = journal.end
    kept = len(list(journal.read(0)))
    journal.release(full_at // 2)
    assert 0 < journal.start <= full_at // 2
    journal.append([message(1, 500)])
    journal.sync()
    assert len(list(journal.read(journal.start))) < kept
    journal.release(journal.end)
    assert list(journal.read(journal.start)) == []
    journal.append([message(2, 500)])
    journal.sync()
    assert [found.record for found in journal.read(journal.start)] == [message(2, 500)]
    journal.close()


def test_files_before_the_slowest_follower_are_kept(tmp_path: Path) -> None:
    records = written(tmp_path, 50, size=500, segment_bytes=4096)
    journal = Journal(tmp_path, segment_bytes=4096)
    place = list(journal.read(0))[20]
    journal.release(place.offset)
    assert [found.record for found in journal.read(place.offset)] == records[20:]
    assert journal.start > 0
    assert journal.bytes == sum(path.stat().st_size for path in tmp_path.glob("*.journal"))
    journal.close()


def test_asking_for_what_is_gone_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    written(tmp_path, 50, size=500, segment_bytes=4096)
    journal = Journal(tmp_path)
    journal.release(journal.end)
    assert list(journal.read(0))
    assert "no longer there" in caplog.text
    journal.close()


def test_two_processes_cannot_have_it_open(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with pytest.raises(JournalInUse):
        Journal(tmp_path)
    journal.close()
    Journal(tmp_path).close()


def test_a_full_disk_undoes_the_append_and_it_can_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    journal.append([message(1)])
    journal.sync()
    real = os.pwrite

    def half_then_full(descriptor: int, data: bytes, position: int) -> int:
        monkeypatch.setattr(os, "pwrite", no_space)
        return real(descriptor, bytes(data[:5]), position)

    def no_space(_descriptor: int, _data: bytes, _position: int) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", half_then_full)
    journal.append([message(2)])
    with pytest.raises(JournalFull):
        journal.sync()
    monkeypatch.setattr(os, "pwrite", real)
    journal.append([message(2)])
    journal.sync()
    assert [found.record for found in journal.read(0)] == [message(1), message(2)]
    journal.close()


def test_a_failed_sync_is_believed_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)

    def broken(_descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("ingest.journal._sync_data", broken)
    journal.append([message(1)])
    with pytest.raises(JournalBroken):
        journal.sync()
    with pytest.raises(JournalBroken):
        journal.append([message(2)])


def test_places_of_a_journal_that_is_gone_are_never_used_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([message(1)])
    journal.sync()
    journal.begin_at(1_000_000)
    journal.append([message(2)])
    journal.sync()
    assert [found.record for found in journal.read(0)] == [message(1), message(2)]
    assert [found.record for found in journal.read(1_000_000)] == [message(2)]
    assert journal.bytes < 1000
    journal.close()
    assert read(tmp_path) == [message(1), message(2)]


def test_the_head_of_a_file_alone_is_nothing_to_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert not journal.holds_beyond(journal.end)
    assert not journal.holds_beyond(0)
    journal.append([message(1)])
    end = journal.sync()
    assert journal.holds_beyond(0)
    assert not journal.holds_beyond(end)
    journal.close()


WRITER = """
import sys
from pathlib import Path
from ingest.journal import Journal
from ingest.journal_record import Record
journal = Journal(Path(sys.argv[1]), segment_bytes=100_000)
n = 0
while True:
    journal.append([Record(1, n + i, "t", b"x" * 100) for i in range(7)])
    journal.sync()
    n += 7
    sys.stdout.write(f"{n}\\n")
    sys.stdout.flush()
"""


@pytest.mark.parametrize("after", [20, 300, 1500])
def test_a_killed_writer_has_kept_everything_it_synced_in_order(tmp_path: Path, after: int) -> None:
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    enough = next(line for line in process.stdout if int(line) >= after)
    process.send_signal(signal.SIGKILL)
    whole_lines = process.stdout.read().split("\n")[:-1]
    process.stdout.close()
    process.wait()
    synced = int([enough, *whole_lines][-1])
    numbers = [record.received_us for record in read(tmp_path)]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) >= synced


def test_on_a_full_disk_the_last_file_goes_too_once_everybody_has_passed_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    journal.append([message(1)] * 50)
    end, before, reserve, real = journal.sync(), journal.start, tmp_path / "reserve", os.pwrite

    def no_space(_descriptor: int, _data: bytes, _position: int) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", no_space)
    journal.append([message(2)])
    with pytest.raises(JournalFull):
        journal.sync()
    journal.release(end)
    assert (journal.start, reserve.exists()) == (before, False), "the reserve is given up, which makes the room"
    monkeypatch.setattr(os, "pwrite", real)
    journal.release(end)
    assert (journal.start, reserve.exists()) == (end, True)
    journal.append([message(2)])
    journal.sync()
    assert [found.record for found in journal.read(end)] == [message(2)]
    journal.close()
