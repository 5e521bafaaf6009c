"""When a condition on points is an alarm: engine, kinds, alarm life, and the library of rules."""

from __future__ import annotations

from pathlib import Path


def library_path() -> Path:
    """The folder of the rules that come with Steward. Load it with ``load_rules([library_path()], require_tests=True)``."""
    return Path(__file__).parent / "library"
