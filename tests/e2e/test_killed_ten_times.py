"""Ingest is killed ten times (-9) in mid-stream: the alarms' histories are those of a life without interruption.

The life without interruption is the same messages through the same rules, replayed. Silence is left to `test_silence`:
it is what a gap may change.
"""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from devices.site_file import load_site
from domain.reading import Value
from domain.telemetry import TelemetryMessage
from domain.time import from_ms
from domain.transition import Change
from rules.backtest.replay import replay
from rules.rule_file import load_rules
from rules.ruleset import bind
from tests.e2e.chain import alarms, now_ms
from tests.e2e.installation import Installation, Json, end, eventually
from tests.e2e.small_site import ingest, running_apart

pytestmark = [pytest.mark.real, pytest.mark.slow]

KILLS = 10
MESSAGES = 150
EVERY_S = 0.3
RULES = """
- id: test.high
  applies_to: {asset_type: sump}
  when: {kind: state, point: float_high, equals: true}
  on_delay: 0s
  severity: high
  department: engineering
  message: {zh: "{asset} 高", en: "{asset} high"}
- id: test.high_for_long
  applies_to: {asset_type: sump}
  when: {kind: state, point: float_high, equals: true}
  on_delay: 2s
  off_delay: 1s
  severity: high
  department: engineering
  message: {zh: "{asset} 久高", en: "{asset} high for long"}
- id: test.rising
  applies_to: {asset_type: sump}
  when: {kind: rate_of_change, point: level, rises: 1.5, within: 5m, unit: m}
  severity: high
  department: engineering
  message: {zh: "{asset} 上涨", en: "{asset} rising"}
- id: test.toggled
  applies_to: {asset_type: sump}
  when: {kind: count, point: float_high, becomes: true, at_least: 3, within: 5m}
  severity: medium
  department: engineering
  message: {zh: "{asset} 频繁", en: "{asset} often high"}
"""
TESTED = {"test.high", "test.high_for_long", "test.rising", "test.toggled"}


def script(began_ms: int) -> list[tuple[int, str, dict[str, Value]]]:
    """What three pits say: (when, epoch ms, device, values). Every value stays for a whole number of seconds."""
    chance = random.Random(4)
    high = dict.fromkeys(("pit-1", "pit-2", "pit-3"), False)
    said: list[tuple[int, str, dict[str, Value]]] = []
    for number in range(MESSAGES):
        device = f"pit-{number % 3 + 1}"
        high[device] = high[device] if chance.random() < 0.7 else not high[device]
        said.append((began_ms + int(number * EVERY_S * 1000), device, {"float_high": high[device], "level": round(chance.uniform(0.2, 2.4), 2)}))
    # In the end everything is calm for longer than any delay.
    said += [(said[-1][0] + 500 + 100 * n, f"pit-{n}", {"float_high": False, "level": 0.5}) for n in (1, 2, 3)]
    return said


def uninterrupted(folder: Path, said: list[tuple[int, str, dict[str, Value]]]) -> Counter[tuple[str, str, str]]:
    """What the same rules make of the same messages: how often each rule was raised and returned at each asset."""
    site = load_site(folder / "site.yaml")
    ruleset = bind(load_rules([folder / "rules.yaml"]), site)
    messages = [TelemetryMessage("small", device, "sump", from_ms(ms), from_ms(ms), values) for ms, device, values in said]
    until = messages[-1].occurred_at + timedelta(seconds=30)
    transitions = replay(ruleset, site, messages, since=messages[0].occurred_at - timedelta(seconds=1), until=until, settle_s=5)
    return Counter((each.rule, each.asset, "raised" if each.change is Change.RAISED else "cleared") for each in transitions)


def lived(installation: Installation) -> Counter[tuple[str, str, str]]:
    """The same as the alarms' own histories tell it."""
    client = installation.client("engineer")
    found: Counter[tuple[str, str, str]] = Counter()
    for alarm in alarms(client):
        if alarm["rule"] in TESTED:
            history: list[Json] = client.get(f"/alarms/{alarm['id']}").raise_for_status().json()["history"]
            found.update((str(alarm["rule"]), str(alarm["asset"]), _turn(str(entry["event"]))) for entry in history)
    return Counter({turn: count for turn, count in found.items() if turn[2]})


def _turn(event: str) -> str:
    return {"raised": "raised", "reraised": "raised", "cleared": "cleared"}.get(event, "")


@contextmanager
def published(installation: Installation, said: list[tuple[int, str, dict[str, Value]]]) -> Iterator[threading.Thread]:
    """The messages, each at its time."""

    def publish() -> None:
        for ms, device, values in said:
            time.sleep(max(0.0, (ms - now_ms()) / 1000))
            installation.publish(device, "telemetry", {"ts": ms, "id": f"{device}-{ms}", "values": values}, site="small")

    thread = threading.Thread(target=publish)
    thread.start()
    yield thread
    thread.join(120)


def test_ten_lives_leave_the_alarms_of_one(tmp_path: Path) -> None:
    chance = random.Random(9)
    with running_apart(tmp_path, interval_s=600, rules=RULES) as installation:
        process = ingest(installation, tmp_path)
        try:
            installation.wait_until_ready()
            said = script(now_ms() + 1_000)
            expected = uninterrupted(tmp_path, said)
            assert len(expected) >= 12  # every rule at some pit, both ways
            with published(installation, said) as publishing:
                for _ in range(KILLS):
                    time.sleep(chance.uniform(1.0, 4.5))  # how long it may live is what is random here
                    process.kill()
                    assert process.wait(10) == -signal.SIGKILL
                    process = ingest(installation, tmp_path)
                assert publishing.is_alive(), "it was killed while messages came"
            eventually(lambda: lived(installation) == expected, within_s=60, what="the same history as without interruption")
        finally:
            end(process)
