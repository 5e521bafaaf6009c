"""Hand-overs and the log of the fire control room are kept as long as the table says and then gone, with photos and signatures; what is in hand stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.attachment import Attachment
from domain.control_room import CheckState, InspectionCall, RoomCheck, ScreenTouch, Shortage
from domain.hand_over import HandOver, Loan
from domain.post import Post
from domain.records import Records
from domain.retention import RETENTION, DataKind
from operations import handover
from steward.roles.worker import delete_forgotten_files
from tests.operations.handover.shifts_there import END, KEYS, LI, ZHAO, duty, offered, opened, signed, staffed
from tests.operations.scenes import HOUR, SITE

DAY = 24 * HOUR
KEPT = {line.kind: line.keep for line in RETENTION}
NEAR, LATER = KEPT[DataKind.HAND_OVERS] - DAY, KEPT[DataKind.HAND_OVERS] + 2 * DAY


def forget(records: Records, kind: DataKind, at: datetime) -> None:
    """As the worker does at `at`."""
    with records.transaction() as tx:
        tx.housekeeping.forget_before(kind, at - KEPT[kind])


def photo(records: Records, item: HandOver, folder: Path) -> Path:
    with records.transaction() as tx:
        handover.attach(tx, item.id, Attachment(f"photo-{item.id}", item.id, "签名.png", "image/png", 3, "00", END, "zhao"), at=END)
    path = folder / f"photo-{item.id}"
    path.write_bytes(b"png")
    return path


@pytest.mark.parametrize(("after", "kept"), [(NEAR, True), (LATER, False)], ids=["as long as said", "not longer"])
def test_a_signed_sheet_is_kept_as_long_as_said_with_all_that_belongs_to_it(records: Records, tmp_path: Path, after: timedelta, *, kept: bool) -> None:
    staffed(records)
    item = offered(records, opened(records))
    path = photo(records, item, tmp_path)
    signed(records, item)
    forget(records, DataKind.HAND_OVERS, END + after)
    delete_forgotten_files(records, tmp_path)
    with records.reading() as tx:
        there = (tx.hand_overs.get(item.id) is not None, tx.hand_overs.timeline(item.id) != [], tx.hand_overs.files(item.id) != [], path.exists())
    assert there == (kept,) * 4


def test_a_sheet_that_nobody_has_signed_stays_however_old(records: Records, tmp_path: Path) -> None:
    staffed(records, duty(LI), duty(ZHAO, END, END + 12 * HOUR))
    item = opened(records)
    path = photo(records, item, tmp_path)
    forget(records, DataKind.HAND_OVERS, END + LATER)
    delete_forgotten_files(records, tmp_path)
    with records.reading() as tx:
        assert tx.hand_overs.get(item.id) is not None
    assert path.exists()


def test_who_borrowed_what_is_forgotten_once_it_is_back(records: Records) -> None:
    staffed(records)
    with records.transaction() as tx:
        for number, back in enumerate((END, None)):
            tx.hand_overs.lend(Loan(f"l{number}", KEYS.id, SITE.id, 1, "刘师傅", END - HOUR, "li", ""))
            if back is not None:
                tx.hand_overs.give_back(f"l{number}", back, "li")
    forget(records, DataKind.HAND_OVERS, END + LATER)
    with records.reading() as tx:
        assert [loan.id for loan in tx.hand_overs.loans(SITE.id, out=False)] == ["l1"]


@pytest.mark.parametrize(("after", "left"), [(NEAR, 5), (LATER, 0)], ids=["as long as said", "not longer"])
def test_the_log_of_the_control_room_is_kept_as_long_as_said(records: Records, after: timedelta, left: int) -> None:
    with records.transaction() as tx:
        room = tx.control_rooms
        room.add_check(RoomCheck("done", SITE.id, END, END, CheckState.DONE, confirmed_at=END, confirmed_by="qian"))
        room.add_check(RoomCheck("missed", SITE.id, END + HOUR, END + HOUR, CheckState.MISSED))
        room.add_call(InspectionCall("c1", SITE.id, "person", "ma", END, END, answered_at=END, answered_by="qian"))
        room.add_shortage(Shortage("s1", SITE.id, END, 2, 1, END, told_at=END, ended_at=END))
        room.touch(ScreenTouch(SITE.id, "wall-1", Post.CONTROL_ROOM, END, "qian"))
    forget(records, DataKind.CONTROL_ROOM, END + after)
    assert left_of_the_room(records) == left


def test_what_is_not_decided_in_the_control_room_stays_however_old(records: Records) -> None:
    with records.transaction() as tx:
        tx.control_rooms.add_check(RoomCheck("waiting", SITE.id, END, END, CheckState.WAITING))
        tx.control_rooms.add_call(InspectionCall("c2", SITE.id, "person", "ma", END, END))
        tx.control_rooms.add_shortage(Shortage("s2", SITE.id, END, 2, 1, END))
    forget(records, DataKind.CONTROL_ROOM, END + LATER)
    assert left_of_the_room(records) == 3


def left_of_the_room(records: Records) -> int:
    around = (SITE.id, END - DAY, END + DAY)
    with records.reading() as tx:
        room = tx.control_rooms
        return len([*room.checks(*around), *room.calls(*around), *room.shortages(*around), *room.touches(SITE.id)])
