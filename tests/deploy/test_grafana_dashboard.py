"""The Grafana dashboards show every stage, ask only for metrics that there are, and follow their variables."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.dashboards import DASHBOARDS, FILES, FOLDER, asked, panels, variables
from tests.deploy.metric_names import families_in, metrics_in, names_in

EXPRESSIONS = [expression for _, _, expression in asked("expr")]
LEFT_OUT = {"steward_build_info", "steward_site_owner_info"}
"""Names, no numbers."""
OF_PROMETHEUS = [definition for _, _, definition in variables("prometheus")]
EACH = pytest.mark.parametrize("name", DASHBOARDS)


def provisioned(kind: str) -> Mapping[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "provisioning" / kind / "steward.yaml").read_text(encoding="utf-8"))
    return found


def test_every_metric_they_ask_for_is_there(exposition: str) -> None:
    wanted = {name for expression in EXPRESSIONS for name in metrics_in(expression)}
    assert wanted - names_in(exposition) == set()


def test_everything_that_steward_tells_is_on_one_of_them(exposition: str) -> None:
    wanted = " ".join(EXPRESSIONS)
    ours = {name for name in families_in(exposition) if name.startswith("steward_")} - LEFT_OUT
    assert {name for name in ours if not re.search(rf"\b{name}(_bucket)?\b", wanted)} == set()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_query_follows_the_variables(expression: str) -> None:
    selectors = re.findall(r"\b(?:steward|process)_\w+(\{[^}]*\})?", expression)
    assert selectors
    assert all('instance=~"$instance"' in selector for selector in selectors)


@pytest.mark.parametrize("definition", OF_PROMETHEUS)
def test_the_variables_are_asked_of_metrics_that_are_there(exposition: str, definition: str) -> None:
    wanted = metrics_in(definition.split("(")[1])
    assert wanted
    assert wanted - names_in(exposition) == set()


@EACH
def test_a_dashboard_uses_only_variables_that_it_has(name: str) -> None:
    text = json.dumps([DASHBOARDS[name]["panels"], DASHBOARDS[name]["templating"], DASHBOARDS[name].get("annotations")])
    used = set(re.findall(r"\$\{?([a-z]\w*)", text))
    assert used == {variable["name"] for variable in DASHBOARDS[name]["templating"]["list"]}


@EACH
def test_every_panel_is_explained_in_its_place_and_of_a_chosen_source(name: str) -> None:
    all_panels = panels(DASHBOARDS[name])
    assert all(panel["description"] and re.search(r"[\u4e00-\u9fff]", panel["title"]) for panel in all_panels)
    assert {panel["datasource"]["uid"] for panel in all_panels} <= {"${datasource}", "${telemetry}"}
    assert all(target["datasource"] == panel["datasource"] for panel in all_panels for target in panel["targets"])
    ids = [panel["id"] for panel in DASHBOARDS[name]["panels"]]
    assert len(set(ids)) == len(ids)


@EACH
def test_no_panel_lies_upon_another(name: str) -> None:
    cells = [
        (x, y)
        for panel in DASHBOARDS[name]["panels"]
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24, "Grafana's grid"


@EACH
def test_it_is_a_dashboard_of_grafana_10(name: str) -> None:
    assert DASHBOARDS[name]["schemaVersion"] == 38
    assert {panel["type"] for panel in DASHBOARDS[name]["panels"]} <= {"row", "stat", "timeseries", "table", "state-timeline"}
    assert "id" not in DASHBOARDS[name], "Grafana gives it one"
    assert DASHBOARDS[name]["uid"] == name


def test_all_have_names_of_their_own() -> None:
    assert len(FILES) == 4
    assert len({dashboard["title"] for dashboard in DASHBOARDS.values()}) == len(FILES)


def test_the_sources_are_those_of_the_compose_file_and_no_secret_stands_in_them() -> None:
    compose = yaml.safe_load((FOLDER.parent / "compose.yaml").read_text(encoding="utf-8"))
    sources = {source["type"]: source for source in provisioned("datasources")["datasources"]}
    hosts = {kind: source["url"].split("/")[2].split(":")[0] for kind, source in sources.items()}
    assert set(hosts.values()) <= set(compose["services"])
    assert set(sources) == {"prometheus", "influxdb"}
    assert sources["influxdb"]["jsonData"]["version"] == "Flux"
    token = sources["influxdb"]["secureJsonData"]["token"]
    assert re.fullmatch(r"\$__file\{/run/secrets/(\w+)\}", token)
    assert token[len("$__file{/run/secrets/") : -1] in compose["services"]["grafana"]["secrets"]
    assert compose["services"]["influxdb"]["environment"]["DOCKER_INFLUXDB_INIT_BUCKET"] == sources["influxdb"]["jsonData"]["defaultBucket"]


def test_the_dashboards_are_where_their_provider_looks_and_only_a_profile_starts_grafana() -> None:
    compose = yaml.safe_load((FOLDER.parent / "compose.yaml").read_text(encoding="utf-8"))
    grafana = compose["services"]["grafana"]
    (provider,) = provisioned("dashboards")["providers"]
    assert f"./grafana/dashboards:{provider['options']['path']}:ro" in grafana["volumes"]
    assert {name for name, service in compose["services"].items() if "profiles" in service} == {"grafana", "prometheus"}
    assert (FOLDER / "dashboards" / Path(grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]).name).exists()


def test_the_script_that_makes_the_token_can_be_run() -> None:
    script = FOLDER / "token.sh"
    assert script.stat().st_mode & stat.S_IXUSR
    subprocess.run(["bash", "-n", str(script)], check=True, timeout=60)


def test_prometheus_understands_every_query(promtool: str, tmp_path: Path) -> None:
    filled = [re.sub(r"\$(?:instance|site)\b", ".*", expression).replace("$__rate_interval", "5m") for expression in EXPRESSIONS]
    rules = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(filled)]
    file = tmp_path / "queries.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    done = subprocess.run([promtool, "check", "rules", "--lint=none", str(file)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(rules)} rules found" in done.stdout
