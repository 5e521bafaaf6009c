"""The derived state of an alarm, in SQL: `Alarm.beneath` and `Alarm.state` said again. A test compares every combination."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, literal_column, or_

from domain.alarm import AlarmState, Hiding
from storage.database.columns import Phrase
from storage.database.tables import ABNORMAL, alarms


def _word(state: AlarmState) -> ColumnElement[Any]:
    return literal_column(f"'{state.value}'", Phrase)


STATE: ColumnElement[Any] = case(
    (~ABNORMAL, _word(AlarmState.NORMAL)),
    (alarms.c.hidden_kind.is_not(None), alarms.c.hidden_kind),
    (alarms.c.condition & alarms.c.acknowledged, _word(AlarmState.ACKNOWLEDGED)),
    (alarms.c.condition, _word(AlarmState.UNACKNOWLEDGED)),
    else_=_word(AlarmState.RETURNED_UNACKNOWLEDGED),
)
"""The state as a text."""

_SHOWN = alarms.c.hidden_kind.is_(None)
_OF: dict[AlarmState, ColumnElement[bool]] = {
    AlarmState.UNACKNOWLEDGED: and_(_SHOWN, alarms.c.condition, ~alarms.c.acknowledged),
    AlarmState.ACKNOWLEDGED: and_(_SHOWN, alarms.c.condition, alarms.c.acknowledged),
    AlarmState.RETURNED_UNACKNOWLEDGED: and_(_SHOWN, ~alarms.c.condition),
    AlarmState.SHELVED: alarms.c.hidden_kind == Hiding.SHELVED,
    AlarmState.SUPPRESSED: alarms.c.hidden_kind == Hiding.SUPPRESSED,
    AlarmState.OUT_OF_SERVICE: alarms.c.hidden_kind == Hiding.OUT_OF_SERVICE,
}
"""What is so of each state beside being abnormal."""


def in_states(states: Collection[AlarmState]) -> ColumnElement[bool]:
    """Whether an alarm is in one of `states`. Without `normal` among them a partial index finds them."""
    abnormal = and_(ABNORMAL, or_(false(), *(_OF[state] for state in states if state is not AlarmState.NORMAL)))
    return or_(~ABNORMAL, abnormal) if AlarmState.NORMAL in states else abnormal
