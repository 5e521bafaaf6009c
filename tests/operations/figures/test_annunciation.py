"""What asks an operator for attention, and what does not."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.alarm import AlarmEntry, AlarmEvent, AlarmState
from operations.figures.annunciation import annunciations, chatters_after
from tests.operations.figures.histories import DAY, MINUTE, SECOND

E, S = AlarmEvent, AlarmState


def line(event: AlarmEvent, state: AlarmState = S.UNACKNOWLEDGED, at: datetime = DAY, alarm: str = "a") -> AlarmEntry:
    return AlarmEntry(alarm, at, event, state, "system")


@pytest.mark.parametrize("event", [E.RAISED, E.RERAISED, E.REALARMED, E.UNSHELVED, E.UNSUPPRESSED, E.IN_SERVICE])
def test_what_comes_back_or_is_shown_again_unseen_calls(event: AlarmEvent) -> None:
    assert annunciations([line(event)]) == [line(event)]


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (E.RAISED, S.SUPPRESSED),
        (E.RAISED, S.SHELVED),
        (E.RERAISED, S.OUT_OF_SERVICE),
        (E.UNSHELVED, S.ACKNOWLEDGED),
        (E.UNSUPPRESSED, S.RETURNED_UNACKNOWLEDGED),
        (E.RECORDED, S.NORMAL),
        (E.RETURNED, S.UNACKNOWLEDGED),
        (E.LINKED, S.UNACKNOWLEDGED),
        (E.CLEARED, S.RETURNED_UNACKNOWLEDGED),
    ],
)
def test_what_is_hidden_seen_or_only_noted_calls_nobody(event: AlarmEvent, state: AlarmState) -> None:
    assert annunciations([line(event, state)]) == []


def test_what_is_hidden_in_the_moment_it_is_raised_called_nobody() -> None:
    assert annunciations([line(E.RAISED), line(E.SUPPRESSED, S.SUPPRESSED)]) == []
    later = [line(E.RAISED), line(E.SUPPRESSED, S.SUPPRESSED, DAY + SECOND)]
    assert annunciations(later) == later[:1]


def test_the_coming_back_of_what_chatters_calls_nobody_until_it_has_settled() -> None:
    told = [line(E.RAISED), line(E.CHATTERING), line(E.RERAISED, at=DAY + SECOND), line(E.SETTLED, at=DAY + MINUTE), line(E.RERAISED, at=DAY + 2 * MINUTE)]
    assert annunciations(told) == [told[0], told[4]]


def test_one_that_chatters_does_not_silence_another() -> None:
    told = [line(E.CHATTERING, alarm="b"), line(E.RERAISED, alarm="a")]
    assert annunciations(told) == told[1:]


def test_one_that_chattered_before_is_known_to() -> None:
    assert annunciations([line(E.RERAISED)], chattering={"a"}) == []
    assert chatters_after([line(E.RAISED), line(E.CHATTERING), line(E.RERAISED)])
    assert not chatters_after([line(E.CHATTERING), line(E.SETTLED)])
    assert not chatters_after([])
