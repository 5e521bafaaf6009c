"""A fire panel passes on the question of its centre: the room is asked, and answers on the page or at the panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from unittest.mock import Mock

import pytest

from domain.control_room import InspectionCall
from domain.device_type import EventType
from domain.records import Records
from domain.site import Device
from domain.telemetry import StoreUnavailable, TelemetryMessage
from operations import controlroom
from operations.controlroom import calls, log
from operations.controlroom.listening import ANSWERED, ASKED, listen
from tests.operations.controlroom.test_control_room import NOON, PANEL, QIAN, ROOM, SUN, staffed, told
from tests.operations.scenes import HOUR, MINUTE, SITE

TYPE = replace(PANEL.type, events=(EventType(ASKED, PANEL.name), EventType(ANSWERED, PANEL.name)))
ASSET = replace(PANEL, type=TYPE)
DEVICE = Device("panel-1", SITE.id, TYPE, (PANEL.id,), 60, {})
WITH_PANEL = replace(ROOM, assets={**ROOM.assets, PANEL.id: ASSET}, devices={**ROOM.devices, DEVICE.id: DEVICE})
SITES = {WITH_PANEL.id: WITH_PANEL}


@dataclass
class Store:
    """What panels have said."""

    said: list[TelemetryMessage] = field(default_factory=list)

    def says(self, event: str, at: datetime, *, id_: str | None = None, received_at: datetime | None = None) -> None:
        self.said.append(TelemetryMessage(SITE.id, DEVICE.id, TYPE.key, at, received_at or at, MappingProxyType({}), event=event, id=id_))

    def events(self, site: str, device: str, device_type: str, start: datetime, end: datetime, *, limit: int = 1_000) -> Sequence[TelemetryMessage]:
        assert (site, device, device_type, limit) == (SITE.id, DEVICE.id, TYPE.key, 1_000)
        return [message for message in self.said if start <= message.occurred_at < end]


def written(records: Records) -> Sequence[InspectionCall]:
    with records.reading() as tx:
        return tx.control_rooms.calls(SITE.id, NOON - HOUR, NOON + HOUR)


def lines(records: Records) -> list[tuple[str, str, str | None, datetime | None]]:
    """What stands in the log of the day."""
    with records.reading() as tx:
        day = log.log_of(tx, WITH_PANEL, date(2026, 1, 31))
    return [(line.what.en, line.state.en, line.handled_by, line.handled_at) for line in day.lines if line.kind is log.LogKind.CALL]


def test_the_room_is_asked_with_a_limit_once_however_often_is_listened(records: Records) -> None:
    staffed(records, QIAN, SUN)
    store = Store()
    store.says(ASKED, NOON, id_="7")
    assert [listen(records, store, SITES, NOON + seconds * MINUTE / 60) for seconds in (1, 2, 3)] == [1, 0, 0]
    (call,) = written(records)
    assert (call.source, call.asked_at, call.answer_by) == (PANEL.id, NOON, NOON + 3 * MINUTE)
    assert [posts for _, posts in told(records)] == [("control_room",)]


def test_it_is_answered_by_one_tap_and_every_step_stands_in_the_log_with_its_time(records: Records) -> None:
    staffed(records, QIAN, SUN)
    store = Store()
    store.says(ASKED, NOON)
    listen(records, store, SITES, NOON)
    with records.transaction() as tx:
        calls.answer(tx, written(records)[0].id, WITH_PANEL, by="qian", at=NOON + MINUTE)
    assert lines(records) == [("Call by Panel 1", "Answered", "qian", NOON + MINUTE)]
    assert listen(records, store, SITES, NOON + 2 * MINUTE) == 0


def test_an_answer_at_the_panel_itself_counts(records: Records) -> None:
    staffed(records, QIAN, SUN)
    store = Store()
    store.says(ASKED, NOON)
    store.says(ANSWERED, NOON + MINUTE)
    assert [listen(records, store, SITES, NOON + 2 * MINUTE) for _ in range(2)] == [2, 0]
    controlroom.sweep(records, SITES, NOON + 10 * MINUTE)
    assert lines(records) == [("Call by Panel 1", "Answered at the panel", None, NOON + MINUTE)]
    assert [posts for _, posts in told(records)] == [("control_room",)]


def test_nobody_answers_so_the_manager_hears_of_it_once_and_a_late_answer_is_written_down(records: Records) -> None:
    staffed(records, QIAN, SUN)
    store = Store()
    store.says(ASKED, NOON)
    listen(records, store, SITES, NOON)
    for minutes in (2, 3, 4):
        controlroom.sweep(records, SITES, NOON + minutes * MINUTE)
    store.says(ANSWERED, NOON + 5 * MINUTE)
    assert listen(records, store, SITES, NOON + 6 * MINUTE) == 1
    assert [posts for _, posts in told(records)] == [("control_room",), ("manager",)]
    assert lines(records) == [("Call by Panel 1", "Answered too late", None, NOON + 5 * MINUTE)]


@pytest.mark.parametrize("first", ["a person", "the panel"])
def test_who_asks_while_a_question_waits_gets_the_same_answer(records: Records, first: str) -> None:
    staffed(records, QIAN, SUN)
    store = Store()
    store.says(ASKED, NOON + (MINUTE if first == "a person" else timedelta(0)))
    listen(records, store, SITES, NOON + (MINUTE if first == "the panel" else timedelta(0)))
    with records.transaction() as tx:
        call = calls.ask(tx, WITH_PANEL, by="boss", at=NOON + MINUTE / 2)
    listen(records, store, SITES, NOON + MINUTE)
    with records.transaction() as tx:
        calls.answer(tx, call.id, WITH_PANEL, by="qian", at=NOON + 2 * MINUTE)
    listen(records, store, SITES, NOON + 3 * MINUTE)
    assert [each.id for each in written(records)] == [call.id]


def test_two_questions_one_after_the_other_are_two(records: Records) -> None:
    staffed(records, QIAN, SUN)
    store = Store()
    store.says(ASKED, NOON, id_="1")
    store.says(ANSWERED, NOON + MINUTE, id_="2")
    store.says(ASKED, NOON + 2 * MINUTE, id_="3")
    listen(records, store, SITES, NOON + 2 * MINUTE)
    assert [(each.asked_at, each.answered_at) for each in written(records)] == [(NOON, NOON + MINUTE), (NOON + 2 * MINUTE, None)]


def test_of_what_was_heard_too_late_nobody_is_blamed(records: Records) -> None:
    staffed(records, QIAN, SUN)
    store = Store()
    store.says(ASKED, NOON, received_at=NOON + 4 * MINUTE)
    assert listen(records, store, SITES, NOON + 4 * MINUTE) == 0
    assert written(records) == []


def test_a_site_without_a_control_room_is_not_asked(sqlite_records: Records) -> None:
    store = Store()
    store.says(ASKED, NOON)
    nobody = replace(WITH_PANEL, settings={**WITH_PANEL.settings, "control_room_operators": 0})
    assert listen(sqlite_records, store, {nobody.id: nobody}, NOON) == 0


def test_a_store_that_is_away_is_said_to_be(sqlite_records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "events", Mock(side_effect=StoreUnavailable("away")))
    with pytest.raises(StoreUnavailable):
        listen(sqlite_records, Store(), SITES, NOON)
