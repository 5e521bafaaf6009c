"""A rule is changed by an engineer: checked, tried on the site's own history, put live in the running ingest, and taken back.

What was put live outlives kill -9 of ingest; a backtest outlives kill -9 of the worker that was at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import yaml

from tests.e2e.chain import alarms, now_ms
from tests.e2e.installation import Installation, Json, eventually
from tests.e2e.tower import SITE, ahead, detail, done, found, happened, items, kill, part, records, refused, running, tell

RULE = """
id: test.level
applies_to: {asset_type: sump}
when: {kind: threshold, point: level, above: LIMIT, deadband: 0, unit: m}
severity: critical
department: engineering
message: {zh: "{asset} 水位 {value}{unit}", en: "{asset} at {value} {unit}"}
"""
HISTORY = [0.4, 1.2, 0.4, 1.8, 0.4, 1.2, 0.4]
"""Of one pit, in metres, over the last hours: one of the peaks is above the limit in force, all are above the one tried."""


def rule(limit: float) -> str:
    """The rule as YAML with its limit, in metres."""
    return RULE.replace("LIMIT", str(limit))


@pytest.fixture(scope="module")
def tower(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("rules"), rules=yaml.safe_dump([yaml.safe_load(rule(1.5))], allow_unicode=True)) as started:
        begin = now_ms() - 3 * 3_600_000
        past = [{"ts": begin + number * 1_200_000, "values": {"level": level}} for number, level in enumerate(HISTORY)]
        started.publish("pit-1-1", "telemetry", past, site=SITE)
        client = started.client("engineer")
        eventually(lambda: len(stored(client, "pit-1-1")) == len(HISTORY), what="the history in the store")
        yield started


def stored(client: httpx.Client, pit: str) -> list[Json]:
    """The readings of a pit's level in the telemetry store."""
    return items(done(client.get(f"/points/{SITE}.{pit}.level/readings", params={"from": ahead(-86_400)})), "items")


def asked(client: httpx.Client, limit: float) -> Json:
    """A backtest of the rule with a limit."""
    answer = client.post("/rules/backtest", json={"site": SITE, "yaml": rule(limit)})
    assert answer.status_code == 202
    return done(answer)


def tried(client: httpx.Client, backtest: Json, *, within_s: float = 60) -> Json:
    """A backtest once it is done."""

    def look() -> Json | None:
        now = done(client.get(f"/rules/backtests/{backtest['id']}"))
        assert now["error"] is None, now
        return now if now["state"] == "done" else None

    return eventually(look, within_s=within_s, what="the end of the backtest")


def put_live(client: httpx.Client, limit: float, backtest: Json | None, reason: str = "雨季") -> httpx.Response:
    """Put the rule with a limit live, after a backtest or none."""
    body = {"site": SITE, "yaml": rule(limit), "reason": reason, "backtest_id": "none" if backtest is None else backtest["id"]}
    return client.post("/rules/test.level/versions", json=body)


def history_of(result: object, sort: str) -> int:
    """How many alarms of the pit with a history were gained, lost or kept."""
    return sum(each.get("asset", part(each.get("after", each), "asset")) == "pit-1-1" for each in items(part(result, "episodes"), sort))


def test_a_check_tells_every_problem_with_its_line_and_a_remedy(tower: Installation) -> None:
    client = tower.client("engineer")
    wrong = rule(1.0).replace("point: level", "point: levle").strip()
    checked = done(client.post("/rules/check", json={"site": SITE, "yaml": wrong}))
    assert (checked["ok"], checked["bound"]) == (False, 0)
    (problem,) = items(checked, "problems")
    assert (problem["line"], problem["place"]) == (3, "when.point")
    assert "levle" in str(problem["problem"])
    assert "level" in str(problem["remedy"])
    unreadable = done(client.post("/rules/check", json={"site": SITE, "yaml": "id: test.level\nwhen: {kind: threshold\nseverity: high\n"}))
    assert [each["line"] is not None and bool(each["remedy"]) for each in items(unreadable, "problems")] == [True]
    right = done(client.post("/rules/check", json={"site": SITE, "yaml": rule(1.0)}))
    assert (right["ok"], right["problems"], right["rule_id"]) == (True, [], "test.level")
    assert int(str(right["bound"])) == 60


def test_nothing_goes_live_that_was_not_tried_exactly_so_and_only_by_those_who_may(tower: Installation) -> None:
    engineer, guard = tower.client("engineer"), tower.client("guard")
    refused(put_live(engineer, 1.0, None), 422)
    backtest = tried(engineer, asked(engineer, 2.0))
    refused(put_live(engineer, 1.0, backtest), 422)  # another definition
    refused(guard.post("/rules/backtest", json={"site": SITE, "yaml": rule(1.0)}), 403)
    refused(guard.post("/rules/check", json={"site": SITE, "yaml": rule(1.0)}), 403)
    refused(put_live(guard, 2.0, backtest), 403)
    refused(guard.post("/rules/test.level/versions/0/restore", json={"site": SITE, "reason": "试试"}), 403)
    assert done(guard.get("/rules/test.level", params={"site": SITE}))["version"] == 0
    assert history_of(backtest["result"], "lost") == 1  # the only one there was
    assert history_of(backtest["result"], "gained") == 0


def test_a_backtest_is_done_although_its_worker_is_killed(tower: Installation) -> None:
    client = tower.client("manager")
    backtest = asked(client, 0.9)
    address = f"/rules/backtests/{backtest['id']}"
    eventually(lambda: done(client.get(address))["state"] == "running", what="its beginning")
    kill(tower, "worker")
    assert done(client.get(address))["state"] == "running"  # nobody is at it
    # Another worker waits a minute for a sign of life. Here the minute is over: the last sign was stored an hour ago.
    with records(tower.data_dir, late_by=timedelta(hours=1)) as late, late.transaction() as tx:
        left = tx.backtests.get(str(backtest["id"]))
        assert left is not None
        tx.backtests.save(left)
    result = tried(client, backtest)["result"]
    assert history_of(result, "gained") == 2


def test_a_rule_put_live_judges_at_once_without_a_restart_and_outlives_kill_9(tower: Installation) -> None:
    client = tower.client("engineer")
    tell(tower, "pit-2-1", {"level": 1.7})
    tell(tower, "pit-2-2", {"level": 1.2})
    eventually(lambda: stored(client, "pit-2-2"), what="the level in the store")
    standing = found(client, "test.level", "pit-2-1", state="unacknowledged")
    assert alarms(client, asset="pit-2-2", rule="test.level") == []
    backtest = tried(client, asked(client, 1.0))
    result = backtest["result"]
    assert (history_of(result, "gained"), history_of(result, "lost"), history_of(result, "kept")) == (2, 0, 1)
    ingest = tower.role_pid("ingest")
    version = done(put_live(client, 1.0, backtest))
    assert (version["number"], version["author"], version["reason"], version["backtest_id"]) == (1, "engineer", "雨季", backtest["id"])
    judged_again = found(client, "test.level", "pit-2-2", state="unacknowledged")
    assert judged_again["value"] == 1.2
    assert tower.role_pid("ingest") == ingest
    assert happened(client, standing) == ["raised"]  # its episode goes on
    assert found(client, "test.level", "pit-2-1", condition=True)["id"] == standing["id"]
    kill(tower, "ingest")
    tell(tower, "pit-2-3", {"level": 1.2})  # ingest may be away still: the broker keeps it
    assert found(client, "test.level", "pit-2-3", state="unacknowledged")["value"] == 1.2
    for before in (standing, judged_again):
        assert "reraised" not in happened(client, before)
        assert detail(client, before)["condition"] is True


def test_versions_are_kept_and_number_0_brings_back_the_rule_of_the_file(tower: Installation) -> None:
    client = tower.client("manager")
    shown = done(client.get("/rules/test.level", params={"site": SITE}))
    assert (shown["version"], shown["author"]) == (1, "engineer")
    assert "1.0" in str(shown["yaml"])
    refused(client.post("/rules/test.level/versions/0/restore", json={"site": SITE, "reason": " "}), 422)
    back = done(client.post("/rules/test.level/versions/0/restore", json={"site": SITE, "reason": "告警太多"}))
    assert (back["number"], back["restores"], back["definition"]) == (2, 0, None)
    found(client, "test.level", "pit-2-2", condition=False)
    assert found(client, "test.level", "pit-2-1")["condition"] is True
    listed = done(client.get("/rules/test.level", params={"site": SITE}))
    assert [(each["number"], each["author"], each["reason"]) for each in items(listed, "versions")] == [(2, "manager", "告警太多"), (1, "engineer", "雨季")]
    assert "1.5" in str(listed["yaml"])
    tell(tower, "pit-2-4", {"level": 1.2})
    tell(tower, "pit-2-5", {"level": 1.7})
    found(client, "test.level", "pit-2-5", condition=True)
    assert alarms(client, asset="pit-2-4", rule="test.level") == []
