"""A stream of readings during which ingest is killed: every one must be in the store once, no alarm or order missing or doubled."""

from __future__ import annotations

import os
import signal
import threading

from domain.time import from_ms, rfc3339
from tests.e2e.chain import alarms, now_ms, orders
from tests.e2e.installation import Installation, eventually, publisher

LIFTS = [f"t{tower}-lift-{number}" for tower in (1, 2, 3) for number in (3, 4)]
MESSAGES = 1_500


def publish_stream(installation: Installation, done: threading.Event) -> None:
    """Readings of six lifts, each with a time of its own, every lift trapped once in the middle; all acknowledged by the broker."""
    start = now_ms() - MESSAGES // len(LIFTS)
    with publisher(installation) as client:
        waiting = []
        for number in range(MESSAGES):
            lift, turn = LIFTS[number % len(LIFTS)], number // len(LIFTS)
            trapped = turn >= MESSAGES // len(LIFTS) // 2
            body = f'{{"ts": {start + turn}, "values": {{"load_pct": {turn % 100}, "trapped": {str(trapped).lower()}}}}}'
            waiting.append(client.publish(f"steward/v1/riverside/{lift}/telemetry", body, qos=1))
            if number % 50 == 49:
                waiting.pop().wait_for_publish(30)
        for one in waiting:
            one.wait_for_publish(30)
    done.set()


def kill_ingest_in_mid_stream(installation: Installation) -> None:
    """Publish while ingest is killed again and again; then everything must be there, once."""
    done = threading.Event()
    stream = threading.Thread(target=publish_stream, args=(installation, done))
    begin = now_ms() - 10_000
    stream.start()
    killed = 0
    while not done.wait(1.0) and killed < 3:
        os.kill(installation.role_pid("ingest"), signal.SIGKILL)
        killed += 1
    stream.join(120)
    assert done.is_set()
    os.kill(installation.role_pid("ingest"), signal.SIGKILL)  # once more, in whatever is left to do
    installation.wait_until_ready()
    client = installation.client("engineer")
    window = {"from": rfc3339(from_ms(begin)), "to": rfc3339(from_ms(now_ms() + 120_000)), "limit": "10000"}

    def stored(lift: str) -> list[str]:
        items = client.get(f"/points/riverside.{lift}.load_pct/readings", params=window).raise_for_status().json()["items"]
        return [item["ts"] for item in items]

    expected = MESSAGES // len(LIFTS)
    for lift in LIFTS:
        eventually(lambda lift=lift: len(stored(lift)) >= expected, what=f"all readings of {lift}")  # type: ignore[misc]
        assert len(stored(lift)) == len(set(stored(lift))) == expected
    raised = [alarm for alarm in alarms(client) if alarm["rule"] == "lift.entrapment" and alarm["asset"] in LIFTS]
    assert sorted(str(alarm["asset"]) for alarm in raised) == LIFTS
    assert sorted(str(order["asset"]) for order in orders(client) if order["asset"] in LIFTS) == LIFTS
    assert client.get("/quarantine").json()["items"] == []
