"""The demonstration's own copy of the example site: new devices join it, and the example stays as it came."""

from __future__ import annotations

import hashlib
from pathlib import Path

from steward.folders import own_folder, write_private


def own_site(data_dir: Path, example: Path) -> Path:
    """``site/site.yaml`` in the data folder: a copy of `example`, made anew as long as nobody has changed it; then it is theirs."""
    folder = own_folder(data_dir / "site")
    file, delivered = folder / "site.yaml", folder / "delivered.sha256"
    text = example.read_text(encoding="utf-8")
    if not file.exists() or (delivered.exists() and _digest(file.read_text(encoding="utf-8")) == delivered.read_text(encoding="utf-8").strip()):
        # The copy first: if we end between the two, it counts as theirs and is kept.
        write_private(file, text)
        write_private(delivered, _digest(text) + "\n")
    return file


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
