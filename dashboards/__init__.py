"""The web app: TypeScript in ``src/``, built into ``dist/`` while the Python package is built, served by the API."""

from __future__ import annotations

from pathlib import Path


def web_app_folder() -> Path | None:
    """The folder of the built web app (it holds ``index.html``), or `None` where it has not been built."""
    folder = Path(__file__).parent / "dist"
    return folder if (folder / "index.html").is_file() else None
