"""Cells that no spreadsheet runs (CWE-1236)."""

from __future__ import annotations

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula: numbers stay numbers, suspicious text gets an apostrophe."""
    if cell is None:
        return ""
    text = str(cell)
    return f"'{text}" if not isinstance(cell, int | float) and text.lstrip(" ").startswith(_RUNS) else text
