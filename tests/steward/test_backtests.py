"""``steward rules backtest`` on a terminal, and backtests beside the worker's other duties."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.records import Records
from domain.rule_version import BacktestState, RuleVersion
from domain.telemetry import TelemetryMessage
from domain.time import utc_now
from operations.backtests import ask
from rules.rule_file import load_rules
from steward.absence import Absence
from steward.backtesting import Backtesting, telemetry_opener
from steward.command_line import main
from steward.folders import own_folder
from steward.installation import Installation, load_installation
from storage.database.records import DatabaseRecords
from storage.database.schema import upgrade
from tests.ingest.awaiting import eventually

ROOT = Path(__file__).parents[2]
START = datetime(2026, 1, 31, 0, 0, tzinfo=UTC)
SITE = """
id: court
name: {zh: 小院, en: Court}
time_zone: Asia/Shanghai
spaces:
  - {id: yard, kind: common_area, name: {zh: 院子, en: Yard}}
assets:
  - {id: feeder-1, type: power, space: yard, name: {zh: 一号馈线, en: Feeder 1}, interval_s: 60}
"""
RULE = """
- id: power.busy
  applies_to: {asset_type: power}
  when: {kind: threshold, point: load_pct, above: LIMIT, unit: "%"}
  severity: high
  department: engineering
  message: {zh: "{asset} 负载高", en: "{asset} is busy"}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """An installation with a rule of its own, a changed one, and a day of history."""
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "own.yaml").write_text(RULE.replace("LIMIT", "70"), encoding="utf-8")
    (tmp_path / "changed.yaml").write_text(RULE.replace("LIMIT", "85"), encoding="utf-8")
    (tmp_path / "steward.yaml").write_text("sites: [site.yaml]\nrules: [own.yaml]\n", encoding="utf-8")
    store = telemetry_opener(load_installation(tmp_path / "steward.yaml").settings)()
    store.write([_message(minute, 90.0 if minute % 240 < 30 else 75.0 if minute % 240 < 60 else 40.0) for minute in range(24 * 60)])
    store.close()
    return tmp_path / "steward.yaml"


@pytest.fixture
def records(config: Path) -> Iterator[Records]:
    """The records of the installation, made as at its first start."""
    settings = load_installation(config).settings
    own_folder(settings.data_dir)
    url = settings.records_url
    upgrade(url)
    opened = DatabaseRecords(url, clock=utc_now)
    yield opened
    opened.close()


def _message(minute: int, load: float) -> TelemetryMessage:
    moment = START + timedelta(minutes=minute)
    return TelemetryMessage("court", "feeder-1", "power", moment, moment, {"load_pct": load, "power": 3.0})


def command(config: Path, *more: str, rule: str = "changed.yaml") -> list[str]:
    window = ["--from", "2026-01-31T08:00", "--to", "2026-02-01T08:00"]
    return ["rules", "backtest", "--config", str(config), "--rule", str(config.parent / rule), *window, *more]


def run(config: Path, *more: str, rule: str = "changed.yaml") -> int:
    with pytest.raises(SystemExit) as ended:
        main(command(config, *more, rule=rule))
    return int(str(ended.value.code))


def test_a_changed_rule_is_compared_in_words(config: Path, records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    del records
    assert run(config) == 0
    said = capsys.readouterr()
    assert "power.busy at court, 2026-01-31 08:00 to 2026-02-01 08:00 (Asia/Shanghai), 1,440 messages" in said.out
    assert "gained 0, lost 0, kept 6" in said.out
    assert "Duty engineer" in said.out
    assert "replayed 100%" in said.err
    assert max(len(line) for line in said.out.splitlines()) <= 120


def test_the_whole_result_can_be_had_as_json(config: Path, records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    del records
    assert run(config, "--site", "court", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["before"]["alarms"], said["after"]["alarms"], said["after"]["active_s"]) == (6, 6, 6 * 30 * 60)
    assert [day["after"] for day in said["days"]] == [4, 2]
    assert said["charts"][0]["limits"] == {"before": [70.0], "after": [85.0]}


def test_what_is_in_force_is_what_people_put_live(config: Path, records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    (live,) = load_rules([config.parent / "changed.yaml"])
    with records.transaction() as tx:
        tx.rule_versions.add(RuleVersion(0, "court", live.id, 0, live.definition, "wang", "试", START))
    assert run(config, "--json", rule="own.yaml") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["charts"][0]["limits"] == {"before": [85.0], "after": [70.0]}


def test_without_records_the_files_are_compared_with_and_that_is_said(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(config) == 0
    said = capsys.readouterr()
    assert "without the records" in said.err
    assert "kept 6" in said.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULE.replace("LIMIT", "seventy"), "changed.yaml:4: above: "),
        (RULE.replace("LIMIT", "70").replace("load_pct", "load"), "changed.yaml:4: power.busy: `power` has no point `load`. It has: "),
        (RULE.replace("LIMIT", "70") + RULE.replace("LIMIT", "80").replace("busy", "idle"), "changed.yaml: expected one rule, found 2. "),
        ("", "changed.yaml: expected one rule, found 0. "),
    ],
)
def test_a_bad_rule_is_named_with_file_line_and_remedy(config: Path, records: Records, text: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    del records
    (config.parent / "changed.yaml").write_text(text, encoding="utf-8")
    assert run(config) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"steward: {config.parent / said}")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--site", "elsewhere"], "--site: there is no site `elsewhere`"),
        (["--from", "soon"], "--from: `soon` is no date or time"),
        (["--from", "2026-02-02"], "--from: the time ends before it begins"),
        (["--from", "2025-01-01"], "--from: this is more than 92 days"),
    ],
)
def test_a_wrong_option_is_named(config: Path, more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(config, *more) == 2
    assert said in capsys.readouterr().err


def test_the_command_works_as_a_person_starts_it(config: Path, records: Records) -> None:
    del records
    done = subprocess.run([sys.executable, "-m", "steward", *command(config)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, "kept 6" in done.stdout) == (0, True), done.stderr


def test_the_worker_takes_backtests_beside_its_other_duties(config: Path, records: Records) -> None:
    installation: Installation = load_installation(config)
    (changed,) = load_rules([config.parent / "changed.yaml"])
    stop = threading.Event()
    backtesting = Backtesting(installation, records, stop, Absence("the records"))
    backtesting.start()
    with records.transaction() as tx:
        asked = ask(
            tx,
            site=installation.sites["court"],
            rules=installation.rules,
            definition=changed.definition,
            since=START,
            until=START + timedelta(days=1),
            by="wang",
            at=utc_now(),
        )

    def state() -> BacktestState | None:
        with records.reading() as tx:
            found = tx.backtests.get(asked.id)
        return None if found is None else found.state

    try:
        eventually(lambda: state() is BacktestState.DONE, within_s=120)
    finally:
        stop.set()
        backtesting.join()
    with records.reading() as tx:
        done = tx.backtests.get(asked.id)
    assert done is not None
    assert done.result is not None
    assert done.result["kept"] == 6
