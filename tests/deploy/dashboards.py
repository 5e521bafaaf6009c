"""The dashboards that deploy/ ships, and what they ask."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "deploy" / "grafana"
FILES = sorted((FOLDER / "dashboards").glob("*.json"))
DASHBOARDS: Mapping[str, Mapping[str, Any]] = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in FILES}


def panels(dashboard: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Its panels, without the rows that part them."""
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def asked(key: str) -> list[tuple[str, str, str]]:
    """(dashboard, panel, query) of every target that has `key`: ``expr`` of Prometheus, ``query`` of InfluxDB."""
    return [
        (name, panel["title"], target[key])
        for name, dashboard in DASHBOARDS.items()
        for panel in panels(dashboard)
        for target in panel["targets"]
        if key in target
    ]


def variables(kind: str) -> list[tuple[str, str, str]]:
    """(dashboard, variable, query) of every variable that asks a data source of this kind."""
    return [
        (name, variable["name"], variable["definition"])
        for name, dashboard in DASHBOARDS.items()
        for variable in dashboard["templating"]["list"]
        if variable["type"] == "query" and variable["datasource"]["type"] == kind
    ]
