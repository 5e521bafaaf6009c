"""Files of the data folder: whole, private, and the same for all who make them at the same moment."""

from __future__ import annotations

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from steward.folders import signing_secret, write_private, write_private_once

AT_ONCE = 8


def test_all_who_start_at_the_same_moment_have_one_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEWARD_SECRET", raising=False)
    for turn in range(30):
        folder, gate = tmp_path / f"data-{turn}", threading.Barrier(AT_ONCE)

        def begin(folder: Path = folder, gate: threading.Barrier = gate) -> bytes:
            gate.wait()
            return signing_secret(folder)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = {future.result() for future in [pool.submit(begin) for _ in range(AT_ONCE)]}
        assert len(found) == 1
        assert [path.name for path in folder.iterdir()] == ["secret.key"]
        assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600


def test_what_is_there_stays_or_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_private_once(path, "first")
    write_private_once(path, "second")
    assert path.read_text() == "first"
    write_private(path, "third")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("file", "third")]
