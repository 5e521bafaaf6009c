"""The alert rules about Steward itself: they parse, ask for metrics that there are, keep Steward's own limits, and fire when they should."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.clock_figures import OFF_S
from api.ingest_readiness import JOURNAL_FILLING, STORE_LAG_S
from api.readiness import OUT_LATE
from api.site_service import SILENT
from ingest.disk_probe import SLOW_S
from ingest.histogram import SECONDS
from ingest.keeping import SNAPSHOT_INTERVAL_S
from tests.deploy.alerts import STEP, STORIES, Story
from tests.deploy.metric_names import metrics_in, names_in

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "prometheus"
FILE = FOLDER / "steward.rules.yaml"
RULES: list[dict[str, Any]] = [rule for group in yaml.safe_load(FILE.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]
BY_NAME = {rule["alert"]: rule for rule in RULES}


def test_no_alert_has_two_rules() -> None:
    assert len(BY_NAME) == len(RULES) > 20


@pytest.mark.parametrize("rule", RULES, ids=BY_NAME)
def test_an_alert_says_what_and_how_bad_in_both_languages_and_where_to_read_on(rule: Mapping[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in {"critical", "warning"}
    said = rule["annotations"]
    assert re.search(r"[\u4e00-\u9fff]", said["summary_zh"])
    assert not re.search(r"[\u4e00-\u9fff]", said["summary"])
    assert re.findall(r"\{\{.*?\}\}", said["summary"]) == re.findall(r"\{\{.*?\}\}", said["summary_zh"]), "the same values in both"
    assert said["runbook_url"] == f"docs/runbook.md#{rule['alert'].lower()}"


@pytest.mark.parametrize("rule", RULES, ids=BY_NAME)
def test_an_alert_asks_for_metrics_that_there_are(rule: Mapping[str, Any], exposition: str) -> None:
    asked = metrics_in(rule["expr"])
    assert asked
    assert asked - names_in(exposition) - {"up"} == set()


@pytest.mark.parametrize(
    ("alert", "limit"),
    [
        ("StewardFsyncSlow", SLOW_S),
        ("StewardJournalNearlyFull", JOURNAL_FILLING),
        ("StewardOutLag", OUT_LATE.total_seconds()),
        ("StewardWorkerSilent", SILENT.total_seconds()),
    ],
)
def test_a_threshold_is_stewards_own_limit(alert: str, limit: float) -> None:
    (_, threshold) = BY_NAME[alert]["expr"].split(">")
    assert float(threshold.split("*")[0]) == limit


def test_other_thresholds_leave_room_to_what_is_usual() -> None:
    assert SLOW_S in SECONDS, "a quantile is exact at a bound only"
    assert float(BY_NAME["StewardStoreLag"]["expr"].split(">")[1]) > STORE_LAG_S, "the page shows it before anybody is called"
    assert float(BY_NAME["StewardSnapshotOld"]["expr"].split(">")[1]) >= 10 * SNAPSHOT_INTERVAL_S
    assert OFF_S == 60, "the summary says a minute"


def test_the_example_scrapes_what_the_rules_ask_for() -> None:
    config = yaml.safe_load((FOLDER / "prometheus.yaml").read_text(encoding="utf-8"))
    assert config["rule_files"] == [FILE.name]
    (job,) = config["scrape_configs"]
    assert (job["job_name"], job["metrics_path"]) == ("steward", "/metrics")


def test_every_alert_has_a_story() -> None:
    assert {story.alert for story in STORIES} == set(BY_NAME)


def test_prometheus_reads_rules_and_configuration(promtool: str) -> None:
    done = subprocess.run([promtool, "check", "config", str(FOLDER / "prometheus.yaml")], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(RULES)} rules found" in done.stdout


def test_every_alert_fires_when_it_should_and_only_then(promtool: str, tmp_path: Path) -> None:
    cases = [_case(story, firing=firing) for story in STORIES for firing in (True, False)]
    file = tmp_path / "steward.test.yaml"
    file.write_text(yaml.safe_dump({"rule_files": [str(FILE)], "evaluation_interval": STEP, "tests": cases}, sort_keys=False))
    done = subprocess.run([promtool, "test", "rules", str(file)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _case(story: Story, *, firing: bool) -> dict[str, Any]:
    """A case of promtool's: how many alerts of this name fire."""
    series = story.series if firing else story.calm
    return {
        "name": f"{story.alert} {'fires' if firing else 'does not'}",
        "interval": STEP,
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {
                "expr": f'count(ALERTS{{alertname="{story.alert}",alertstate="firing"}})',
                "eval_time": story.after,
                "exp_samples": [{"labels": "{}", "value": 1}] if firing else [],
            }
        ],
    }
