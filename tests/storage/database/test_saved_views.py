"""Views that people keep, on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.records import Conflict, Records
from domain.saved_view import SavedView, ViewedPage

MINE = SavedView("v1", "p-guard", ViewedPage.ORDERS, "夜班", "state=open", 1)


def test_a_view_comes_back_as_it_was_kept(records: Records) -> None:
    with records.transaction() as tx:
        tx.saved_views.add(MINE)
    with records.reading() as tx:
        assert (tx.saved_views.get("v1"), tx.saved_views.get("v2")) == (MINE, None)


def test_they_come_in_their_order(records: Records) -> None:
    second, other = replace(MINE, id="v0", name="b", position=2), replace(MINE, id="v3", page=ViewedPage.ALARMS)
    with records.transaction() as tx:
        for view in (second, MINE, other):
            tx.saved_views.add(view)
    with records.reading() as tx:
        assert tx.saved_views.of_person("p-guard", ViewedPage.ORDERS) == [MINE, second]
        assert tx.saved_views.of_person("p-other", ViewedPage.ORDERS) == []


def test_a_name_is_taken_once_by_adding_and_by_renaming(records: Records) -> None:
    with records.transaction() as tx:
        tx.saved_views.add(MINE)
        tx.saved_views.add(replace(MINE, id="v2", name="b"))
        tx.saved_views.add(replace(MINE, id="v3", person="p-other"))
        with pytest.raises(Conflict):
            tx.saved_views.add(replace(MINE, id="v4"))
        with pytest.raises(Conflict):
            tx.saved_views.save(replace(MINE, id="v2"))


def test_what_has_changed_meanwhile_is_neither_saved_nor_removed(records: Records) -> None:
    with records.transaction() as tx:
        tx.saved_views.add(MINE)
        assert tx.saved_views.save(replace(MINE, query="")).version == 2
        with pytest.raises(Conflict):
            tx.saved_views.save(MINE)
        with pytest.raises(Conflict):
            tx.saved_views.remove(MINE)
        tx.saved_views.remove(replace(MINE, version=2))
        assert tx.saved_views.get("v1") is None


def test_shared_ones_are_found_by_the_sites_of_whoever_looks(records: Records) -> None:
    shared = replace(MINE, shared_with="riverside")
    with records.transaction() as tx:
        tx.saved_views.add(shared)
        tx.saved_views.add(replace(MINE, id="v2", name="alone"))
    with records.reading() as tx:
        assert tx.saved_views.shared(("riverside", "hillside"), ViewedPage.ORDERS) == [shared]
        assert tx.saved_views.shared(("hillside",), ViewedPage.ORDERS) == []
        assert tx.saved_views.shared(("riverside",), ViewedPage.ALARMS) == []
