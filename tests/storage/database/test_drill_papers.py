"""Signatures of drills, and reminders of the calendar: kept once, read back whole, forgotten with their drills."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.attachment import Attachment, AttachmentKind
from domain.drill_paper import DrillSignature, DrillSigner, Reminder, ReminderStep
from domain.records import Conflict, Records
from domain.retention import DataKind
from tests.operations.drills.drill_samples import DRILL
from tests.storage.database.samples import NOON

SIGNED = DrillSignature(
    Attachment("f1", DRILL.id, "signature-commander.png", "image/png", 812, "ab" * 32, NOON, "guard", AttachmentKind.SIGNATURE), "李强", DrillSigner.COMMANDER
)
FIRE = Reminder("fire", "2026-06-30", ReminderStep.MONTH)


@pytest.fixture
def drilled(records: Records) -> Records:
    with records.transaction() as tx:
        tx.drills.add(DRILL, [])
        tx.drill_papers.add_signature(SIGNED)
    return records


def test_a_signature_is_read_back_as_it_was_given(drilled: Records) -> None:
    with drilled.reading() as tx:
        assert tx.drill_papers.signatures(DRILL.id) == [SIGNED]
        assert tx.drill_papers.signatures("another") == []


def test_the_same_file_is_not_added_twice(drilled: Records) -> None:
    with pytest.raises(Conflict), drilled.transaction() as tx:
        tx.drill_papers.add_signature(SIGNED)


def test_a_reminder_is_decided_once(records: Records) -> None:
    with records.transaction() as tx:
        assert [tx.drill_papers.add_reminder("riverside", FIRE, NOON) for _ in range(2)] == [True, False]
        assert tx.drill_papers.add_reminder("hillside", FIRE, NOON)
    with records.reading() as tx:
        assert tx.drill_papers.reminders("riverside", NOON) == {FIRE}
        assert tx.drill_papers.reminders("riverside", NOON + timedelta(seconds=1)) == frozenset()


def test_signatures_and_reminders_are_forgotten_with_their_drills(drilled: Records) -> None:
    with drilled.transaction() as tx:
        tx.drill_papers.add_reminder("riverside", FIRE, NOON)
    with drilled.transaction() as tx:
        tx.housekeeping.forget_before(DataKind.DRILLS, NOON + timedelta(days=30))
    with drilled.reading() as tx:
        assert tx.drill_papers.signatures(DRILL.id) == []
        assert tx.drill_papers.reminders("riverside", NOON - timedelta(days=1)) == frozenset()
        assert tx.drills.get(DRILL.id) is None
