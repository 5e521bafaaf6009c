"""Where the example sites lie: beside the packages in a checkout, inside ``steward`` in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PLACES = (Path(__file__).parents[1] / "examples", Path(__file__).parent / "example_sites")


def riverside() -> Path:
    """The site file of 滨江花园 / Riverside Gardens."""
    for place in _PLACES:
        if (file := place / "riverside" / "site.yaml").is_file():
            return file
    raise FileNotFoundError("the example site riverside is missing from this installation")
