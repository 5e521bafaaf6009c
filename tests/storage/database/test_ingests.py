"""Who owns a site's ingest: one at a time, and who has lost it writes nothing."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.device_info import Fact, Told
from domain.message_rate import Counted
from domain.records import DeviceCheckpoint, Lease, LeaseLost, Records
from tests.storage.database.samples import HOUR, MINUTE, NOON, an_event

LEASE_S = 30.0


def acquire(records: Records, owner: str, now: datetime = NOON, *, force: bool = False) -> int:
    with records.transaction() as tx:
        return tx.ingests.acquire("riverside", owner, now, LEASE_S, force=force)


def test_a_site_has_one_owner_while_the_lease_runs(records: Records) -> None:
    assert acquire(records, "a") == 1
    with pytest.raises(LeaseLost):
        acquire(records, "b")
    with records.transaction() as tx:
        assert tx.ingests.acquire("hillside", "b", NOON, LEASE_S) == 1


def test_a_site_changes_hands_when_the_lease_is_over_by_force_or_after_release_with_a_new_epoch_each_time(records: Records) -> None:
    assert acquire(records, "a") == 1
    assert acquire(records, "a") == 2
    assert acquire(records, "b", NOON + MINUTE) == 3
    assert acquire(records, "c", NOON + MINUTE, force=True) == 4
    with records.transaction() as tx:
        tx.ingests.release("riverside", 4)
    assert acquire(records, "d", NOON + MINUTE) == 5


def test_renewing_keeps_the_site(records: Records) -> None:
    epoch = acquire(records, "a")
    with records.transaction() as tx:
        tx.ingests.renew("riverside", epoch, NOON + MINUTE, LEASE_S)
    with pytest.raises(LeaseLost):
        acquire(records, "b", NOON + MINUTE)


def test_releasing_under_an_old_epoch_takes_nothing_from_the_new_owner(records: Records) -> None:
    old = acquire(records, "a")
    acquire(records, "b", force=True)
    with records.transaction() as tx:
        tx.ingests.release("riverside", old)
    with pytest.raises(LeaseLost):
        acquire(records, "c")


def test_the_offset_stays_when_the_site_changes_hands(records: Records) -> None:
    epoch = acquire(records, "a")
    with records.transaction() as tx:
        assert tx.ingests.offset("riverside") == 0
        tx.ingests.advance("riverside", epoch, 5_000_000_000)
    acquire(records, "b", force=True)
    with records.reading() as tx:
        assert tx.ingests.offset("riverside") == 5_000_000_000


def test_an_owner_that_was_paused_and_wakes_up_writes_nothing(records: Records) -> None:
    old = acquire(records, "a")
    acquire(records, "b", NOON + HOUR)

    def wake_up() -> None:
        with records.transaction() as tx:
            tx.events.append(an_event())
            tx.housekeeping.set_cursor("x", 7)
            tx.ingests.advance("riverside", old, 100)

    with pytest.raises(LeaseLost):
        wake_up()
    with pytest.raises(LeaseLost), records.transaction() as tx:
        tx.ingests.renew("riverside", old, NOON + HOUR, LEASE_S)
    with records.reading() as tx:
        assert (tx.events.bounds(), tx.housekeeping.cursor("x"), tx.ingests.offset("riverside")) == ((0, 0), 0, 0)


def test_nothing_is_written_even_if_somebody_catches_the_loss(records: Records) -> None:
    old = acquire(records, "a")
    acquire(records, "b", force=True)

    def go_on_regardless() -> None:
        with records.transaction() as tx:
            tx.housekeeping.set_cursor("x", 7)
            with contextlib.suppress(LeaseLost):
                tx.ingests.advance("riverside", old, 100)

    with pytest.raises(LeaseLost):
        go_on_regardless()
    with records.reading() as tx:
        assert tx.housekeeping.cursor("x") == 0


def test_the_offset_never_goes_back(records: Records) -> None:
    epoch = acquire(records, "a")
    with records.transaction() as tx:
        tx.ingests.advance("riverside", epoch, 700)
        tx.ingests.advance("riverside", epoch, 300)
    with records.reading() as tx:
        assert tx.ingests.offset("riverside") == 700


def test_after_release_the_old_owner_can_no_longer_advance(records: Records) -> None:
    epoch = acquire(records, "a")
    with records.transaction() as tx:
        tx.ingests.release("riverside", epoch)
    with pytest.raises(LeaseLost), records.transaction() as tx:
        tx.ingests.advance("riverside", epoch, 1)


def test_what_is_known_of_devices_comes_back_the_newest_of_each(records: Records) -> None:
    unknown = DeviceCheckpoint("riverside", "pump-1", None, None)
    lift = DeviceCheckpoint("riverside", "lift-1", online=True, last_seen=NOON, clock_offset_s=-1.5)
    with records.transaction() as tx:
        tx.ingests.save_devices([lift, unknown, DeviceCheckpoint("hillside", "lift-1", online=False, last_seen=NOON)])
        tx.ingests.save_devices([])
        tx.ingests.save_devices([replace(lift, online=True), replace(lift, online=False)])
        assert tx.ingests.devices("riverside") == [replace(lift, online=False), unknown]


def test_how_often_a_device_speaks_and_what_it_says_of_itself_come_back(records: Records) -> None:
    counted = Counted(NOON, NOON + timedelta(minutes=10), 7, None)
    told = {Fact.FIRMWARE: Told("2.4.1", NOON), Fact.BATTERY_V: Told(3.1, NOON), Fact.MAINS: Told(value=False, at=NOON)}
    lift = DeviceCheckpoint("riverside", "lift-1", online=True, last_seen=NOON, counted=counted, told=told)
    with records.transaction() as tx:
        tx.ingests.save_devices([lift])
        tx.ingests.save_devices([replace(lift, counted=replace(counted, before=3))])
    with records.reading() as tx:
        assert tx.ingests.devices("riverside") == [replace(lift, counted=replace(counted, before=3))]


def test_many_devices_are_saved_at_once(records: Records) -> None:
    devices = [DeviceCheckpoint("riverside", f"sensor-{number:04}", online=True, last_seen=NOON) for number in range(1201)]
    with records.transaction() as tx:
        tx.ingests.save_devices(devices)
        tx.ingests.save_devices(devices)
        assert tx.ingests.devices("riverside") == devices


def test_who_owned_a_site_last_is_known_also_after_it_was_given_back(records: Records) -> None:
    with records.reading() as tx:
        assert (tx.ingests.lease("riverside"), tx.ingests.leases()) == (None, [])
    epoch = acquire(records, "a")
    owned = Lease("riverside", "a", epoch, NOON + timedelta(seconds=LEASE_S))
    with records.transaction() as tx:
        assert (tx.ingests.lease("riverside"), tx.ingests.leases()) == (owned, [owned])
        tx.ingests.release("riverside", epoch)
    with records.reading() as tx:
        assert tx.ingests.leases() == [replace(owned, expires_at=None)]


def test_what_an_owner_does_counts_only_if_the_site_is_confirmed_to_be_its_own(records: Records) -> None:
    old = acquire(records, "a")
    with records.transaction() as tx:
        tx.housekeeping.set_cursor("x", 7)
        tx.ingests.confirm("riverside", old)
    acquire(records, "b", force=True)

    def wake_up() -> None:
        with records.transaction() as tx:
            tx.housekeeping.set_cursor("x", 8)
            tx.ingests.confirm("riverside", old)

    with pytest.raises(LeaseLost):
        wake_up()
    with records.reading() as tx:
        assert tx.housekeeping.cursor("x") == 7


def test_nobody_takes_a_site_between_its_confirmation_and_the_end_of_the_transaction(records: Records) -> None:
    old = acquire(records, "a")
    done: list[str] = []

    def take() -> None:
        acquire(records, "b", force=True)
        done.append("taken")

    taking = threading.Thread(target=take)
    with records.transaction() as tx:
        tx.ingests.confirm("riverside", old)
        taking.start()
        taking.join(0.3)
        done.append("committed")
    taking.join(20)
    assert done == ["committed", "taken"]
