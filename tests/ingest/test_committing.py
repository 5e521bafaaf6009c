"""A commit whose answer was lost is not done again: the records know how far they are."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.quarantine import Quarantined, QuarantineReason
from domain.records import RecordsUnavailable
from domain.time import EPOCH
from domain.transition import Transition
from ingest.committing import Committing
from ingest.metrics import Facts, Metrics


@dataclass
class ForgetfulRecords:
    """Does what it is told, and loses as many answers as `loses` says, the commit being done or not."""

    loses: list[str] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    offset: int = 0

    def commit(self, _transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int) -> None:
        how = self.loses.pop(0) if self.loses else "fine"
        if how != "not done":
            self.quarantined += [item.detail for item in quarantined]
            self.offset = offset
        if how != "fine":
            raise RecordsUnavailable(how)


def committing(records: ForgetfulRecords) -> Committing:
    return Committing("s1", records.commit, 0, threading.Event(), Metrics(), Facts(), recorded=lambda: records.offset)


def item(detail: str) -> Quarantined:
    return Quarantined("s1", EPOCH, "t", QuarantineReason.NOT_JSON, detail, b"")


def test_what_was_taken_without_an_answer_is_not_handed_over_again() -> None:
    records = ForgetfulRecords(["done"])
    one = committing(records)
    assert not one.hand_in((), [item("a")], 10)
    assert not one.hand_in((), [item("b")], 20), "it is not yet time to try again"
    assert one.try_again(at_once=True)
    assert (records.quarantined, records.offset, one.applied_offset, one.waiting) == (["a", "b"], 20, 20, 0)


def test_what_was_not_taken_is_handed_over_again() -> None:
    records = ForgetfulRecords(["not done", "done"])
    one = committing(records)
    assert not one.hand_in((), [item("a")], 10)
    assert not one.try_again(at_once=True)
    assert one.try_again(at_once=True)
    assert (records.quarantined, one.applied_offset) == (["a"], 10)


def test_a_commit_that_is_waited_for_is_done_once_too() -> None:
    records = ForgetfulRecords(["not done", "done"])
    one = committing(records)
    one.commit((), [item("a")], 10)
    assert (records.quarantined, one.applied_offset) == (["a"], 10)


def test_a_commit_that_reaches_nothing_new_is_always_tried_again() -> None:
    records = ForgetfulRecords(offset=10)
    one = committing(records)
    one.commit((), (), 10)
    records.loses = ["not done"]
    one.commit((), [item("a")], 10)
    assert records.quarantined == ["a"]
