"""What is out of service: what is kept of it, and whose time is up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.records import Conflict, Records
from domain.scope import Scope
from domain.suppression import OutOfService
from tests.storage.database.samples import HOUR, MINUTE, NOON, something_out_of_service


def test_every_field_comes_back(records: Records) -> None:
    entry = something_out_of_service(scope=Scope(points=("p",), loops=("2",)), ended_at=NOON + MINUTE, ended_by="li")
    with records.transaction() as tx:
        tx.out_of_service.add(entry)
        assert tx.out_of_service.get(entry.id) == entry
        assert tx.out_of_service.get("nothing") is None
        with pytest.raises(Conflict):
            tx.out_of_service.add(entry)


def test_saving_gives_the_next_version_and_refuses_an_old_one(records: Records) -> None:
    entry = something_out_of_service()
    with records.transaction() as tx:
        tx.out_of_service.add(entry)
        saved = tx.out_of_service.save(replace(entry, ended_at=NOON + MINUTE, ended_by="li"))
        assert saved == replace(entry, ended_at=NOON + MINUTE, ended_by="li", version=2)
        assert tx.out_of_service.get(entry.id) == saved
        with pytest.raises(Conflict):
            tx.out_of_service.save(entry)


def test_open_ones_are_those_of_the_site_that_have_not_ended_and_due_those_whose_time_is_up(records: Records) -> None:
    with records.transaction() as tx:

        def put(entry: OutOfService) -> OutOfService:
            tx.out_of_service.add(entry)
            return entry

        later = put(something_out_of_service(at=NOON + MINUTE))
        due = put(something_out_of_service(until=NOON))
        elsewhere = put(something_out_of_service(site="hillside", until=NOON - MINUTE, at=NOON - HOUR))
        put(something_out_of_service(until=NOON, ended_at=NOON))
        assert tx.out_of_service.open_at("riverside") == [due, later]
        assert tx.out_of_service.due_before(NOON) == [elsewhere, due]
