"""Writes the contract where the web app's types are generated from: ``python -m api.openapi``."""

from __future__ import annotations

import json
from pathlib import Path

from api.app import routed

PLACE = Path(__file__).parents[1] / "dashboards" / "openapi.json"


def document() -> str:
    """The contract as OpenAPI, sorted and indented, the same on every machine."""
    return json.dumps(routed().openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    PLACE.write_text(document(), encoding="utf-8")
