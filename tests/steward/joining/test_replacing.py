"""Whatever happens while a file is replaced, the old or the new one is there, whole."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from devices.site_file import load_site
from domain.problem import BadConfiguration
from steward.joining.asked import Asked
from steward.joining.replacing import Replacement, alone_in
from steward.joining.site_change import Entry, join
from tests.steward.joining.estate import ADD, SITE, installed, steward

KILLED = """
import os, pathlib, signal, sys
pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from steward.command_line import main
main(sys.argv[1:])
"""


def test_killed_between_writing_and_renaming_the_old_file_is_whole_and_the_next_try_works(tmp_path: Path) -> None:
    file = installed(tmp_path)
    command = [sys.executable, "-c", KILLED, "device", "add", "sump-1", *ADD, "--config", str(tmp_path / "steward.yaml")]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert file.read_text() == SITE
    assert (tmp_path / ".site.yaml.steward-new").exists()
    assert steward(tmp_path, "add", "sump-1", *ADD) == 0
    assert "sump-1" in load_site(file).assets
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site.yaml", "steward.yaml"]


def test_of_several_at_once_each_is_in_the_file_or_was_refused(tmp_path: Path) -> None:
    file = installed(tmp_path)
    together = Barrier(6)

    def add(name: str) -> bool:
        asked = Asked(id=name, type="sump", name_zh="井", name_en="Pit", space="plant")
        together.wait(20)
        try:
            join(file, lambda _site: [Entry(asked, "test")], load_site, write=True)
        except BadConfiguration:
            return False
        return True

    names = [f"sump-{number}" for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        done = dict(zip(names, pool.map(add, names), strict=True))
    assert any(done.values())
    assert {name for name, added in done.items() if added} == set(load_site(file).assets) & set(names)


def test_while_another_command_changes_files_there_this_one_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        assert steward(tmp_path, "add", "sump-1", *ADD) == 2
    finally:
        os.close(descriptor)
    assert "another `steward device` is changing files in this folder. Try again" in capsys.readouterr().err
    assert file.read_text() == SITE


def test_a_file_that_somebody_saves_meanwhile_is_left_as_they_saved_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with alone_in([tmp_path]), Replacement(path) as replacement:
        replacement.prepare(b"ours")
        path.write_bytes(b"theirs")
        with pytest.raises(BadConfiguration, match="somebody has changed the file in the meantime"):
            replacement.commit()
    assert ([each.name for each in tmp_path.iterdir()], path.read_bytes()) == (["file"], b"theirs")


def test_a_new_file_is_for_its_owner_alone_and_an_old_one_as_it_was(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"")
    old.chmod(0o644)
    for path in (old, new):
        with Replacement(path) as replacement:
            replacement.prepare(b"data")
            replacement.commit()
    assert [path.stat().st_mode & 0o777 for path in (old, new)] == [0o644, 0o600]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="cannot be used"), alone_in([tmp_path / "nowhere"]):
        pass


def test_a_disk_that_takes_nothing_more_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    file = installed(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    assert steward(tmp_path, "add", "sump-1", *ADD) == 2
    assert "the file cannot be replaced (No space left on device), and stays as it is" in capsys.readouterr().err
    assert (file.read_text(), sorted(path.name for path in tmp_path.iterdir())) == (SITE, ["site.yaml", "steward.yaml"])
