"""When the server dies and comes back, all its pages come back at once: none of them misses an event, none gets one twice."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.line import Line
from benchmarks.pages import Heard, alarm, hire, open_pages, serving, sign_in
from benchmarks.steward_ingest import Installation
from benchmarks.thousand import Rules, write
from domain.event_log import EventType, LoggedEvent
from domain.time import utc_now
from storage.database.records import DatabaseRecords
from tests.ingest.awaiting import eventually
from tests.parts import free_port, missing
from tests.parts.mosquitto import HOW, Mosquitto, start_mosquitto

pytestmark = [pytest.mark.real, pytest.mark.slow]
PAGES = 200
BEFORE, AWAY, AFTER = range(1, 7), range(7, 13), range(13, 19)
"""Probes that alarm while the server serves, while it is dead, and while its pages come back."""
NUMBERED = {EventType.ALARM, EventType.WORK_ORDER, EventType.INCIDENT, EventType.SYSTEM}


def test_200_pages_miss_nothing_when_the_server_is_killed_and_comes_back(tmp_path: Path) -> None:
    try:
        with start_mosquitto(tmp_path / "mosquitto") as mosquitto:
            heard, logged = through_a_restart(tmp_path, mosquitto)
    except FileNotFoundError:
        missing("Mosquitto", HOW)
    assert len(logged) >= 2 * AFTER[-1], "every alarm and its order"
    wrong = {number: [each[0] for each in page] for number, page in enumerate(heard["heard"]) if [each[0] for each in page] != logged}
    assert wrong == {}
    assert (len(heard["heard"]), heard["resets"]) == (PAGES, 0)
    assert heard["connections"] >= 2 * PAGES


def through_a_restart(folder: Path, mosquitto: Mosquitto) -> tuple[Heard, list[int]]:
    """What the pages heard, and the numbers of what the event log holds since they opened."""
    port = free_port()
    installation = Installation(folder / "installation", write(folder / "files", Rules.OWN, devices=25, probes=AFTER[-1]), mosquitto)
    installation.more = {"server": {"port": port}}
    installation.prepare()
    password = hire(installation)
    records = DatabaseRecords(f"sqlite:///{installation.data_dir / 'records.sqlite'}", clock=utc_now)

    def logged() -> list[LoggedEvent]:
        with records.reading() as tx:
            return [each for each in tx.events.after(0, limit=10_000) if each.event.type in NUMBERED]

    def all_raised(probes: range) -> bool:
        return sum((each.event.type, each.event.transition) == (EventType.ALARM, "raised") for each in logged()) >= probes[-1]

    with installation.running(), Line(mosquitto) as line, ExitStack() as still_open:
        with serving(installation, port) as server:
            readers = still_open.enter_context(open_pages(port, sign_in(port, password), PAGES))
            known = len(logged())
            for number in BEFORE:
                alarm(line, number)
            eventually(lambda: all_raised(BEFORE))
            server.kill()
        for number in AWAY:
            alarm(line, number)
        eventually(lambda: all_raised(AWAY))
        with serving(installation, port):
            for number in AFTER:
                alarm(line, number)
            eventually(lambda: all_raised(AFTER))
            numbers = [each.sequence for each in logged()[known:]]
            heard = readers.close(after=numbers[-1])
    records.close()
    return heard, numbers
