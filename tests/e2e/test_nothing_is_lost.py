"""kill -9 of ingest in mid-stream, on the embedded parts (on production parts: test_production_parts.py)."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.installation import demo
from tests.e2e.stream import kill_ingest_in_mid_stream


def test_killing_ingest_in_mid_stream_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with demo(tmp_path, "--no-simulators") as installation:
        kill_ingest_in_mid_stream(installation)
