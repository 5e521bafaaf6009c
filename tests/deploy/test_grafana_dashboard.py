"""The Grafana dashboard shows every stage, asks only for metrics that there are, and follows its variables."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.metric_names import families_in, metrics_in, names_in

FILE = Path(__file__).parents[2] / "deploy" / "grafana" / "steward.json"
DASHBOARD: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
PANELS: list[dict[str, Any]] = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
EXPRESSIONS = [target["expr"] for panel in PANELS for target in panel["targets"]]
LEFT_OUT = {"steward_build_info", "steward_site_owner_info"}
"""Names, no numbers."""


def test_every_metric_it_asks_for_is_there(exposition: str) -> None:
    asked = {name for expression in EXPRESSIONS for name in metrics_in(expression)}
    assert asked - names_in(exposition) == set()


def test_everything_that_ingest_tells_is_on_it(exposition: str) -> None:
    asked = " ".join(EXPRESSIONS)
    ours = {name for name in families_in(exposition) if name.startswith("steward_")} - LEFT_OUT
    assert {name for name in ours if not re.search(rf"\b{name}(_bucket)?\b", asked)} == set()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_query_follows_the_variables(expression: str) -> None:
    selectors = re.findall(r"\b(?:steward|process)_\w+(\{[^}]*\})?", expression)
    assert selectors
    assert all('instance=~"$instance"' in selector for selector in selectors)


def test_the_variables_are_asked_of_metrics_that_are_there(exposition: str) -> None:
    variables = {variable["name"]: variable for variable in DASHBOARD["templating"]["list"]}
    assert set(variables) == {"datasource", "instance", "site"}
    asked = {name for variable in variables.values() if variable["type"] == "query" for name in metrics_in(variable["definition"].split("(")[1])}
    assert asked
    assert asked - names_in(exposition) == set()


def test_every_panel_is_explained_in_its_place_and_of_the_chosen_source() -> None:
    assert all(panel["description"] and re.search(r"[\u4e00-\u9fff]", panel["title"]) for panel in PANELS)
    assert all(panel["datasource"]["uid"] == "${datasource}" for panel in PANELS)
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)


def test_no_panel_lies_upon_another() -> None:
    cells = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24, "Grafana's grid"


def test_it_is_a_dashboard_of_grafana_10() -> None:
    assert DASHBOARD["schemaVersion"] == 38
    assert {panel["type"] for panel in DASHBOARD["panels"]} == {"row", "stat", "timeseries"}
    assert "id" not in DASHBOARD, "Grafana gives it one"


def test_prometheus_understands_every_query(promtool: str, tmp_path: Path) -> None:
    filled = [re.sub(r"\$(?:instance|site)", ".*", expression).replace("$__rate_interval", "5m") for expression in EXPRESSIONS]
    rules = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(filled)]
    file = tmp_path / "queries.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    done = subprocess.run([promtool, "check", "rules", "--lint=none", str(file)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(rules)} rules found" in done.stdout
