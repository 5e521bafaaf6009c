"""What processes of one data folder see of each other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from steward.shards.data_folder import DataFolder

HOLD = """
import sys
from pathlib import Path
from steward.shards.data_folder import DataFolder
folder = DataFolder(Path(sys.argv[1]))
kept = folder.claim("riverside"), folder.enter("other:1")
print(folder.owner, flush=True)
sys.stdin.read()
"""


def test_a_claim_and_a_sign_of_life_last_exactly_as_long_as_their_process(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == folder.owner
        assert folder.claim("riverside") is None
        assert folder.claim("hillside") is not None
        assert folder.lives("other:1")
        other.kill()
        other.wait(20)
    assert not folder.lives("other:1")
    assert folder.claim("riverside") is not None


def test_a_folder_keeps_its_name_and_its_copy_elsewhere_is_not_taken_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = DataFolder(tmp_path / "here")
    assert DataFolder(tmp_path / "here").owner == here.owner
    assert DataFolder(tmp_path / "there").owner != here.owner
    assert not here.has_journal_of(DataFolder(tmp_path / "there").owner)
    shutil.copytree(tmp_path / "here", tmp_path / "copy")
    monkeypatch.setattr("steward.shards.data_folder._boot_id", lambda: "another machine, or this one after a start")
    copy = DataFolder(tmp_path / "copy")
    assert copy.owner != here.owner
    assert copy.has_journal_of(here.owner)  # after a start of the machine it is the same folder, and its journal is good


def test_nobody_can_be_two_processes(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    kept = folder.enter("host:1")
    with pytest.raises(FileExistsError):
        folder.enter("host:1")
    kept.release()
    assert not folder.lives("host:1")
    assert not folder.lives("host:2")
