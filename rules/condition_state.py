"""What is remembered of a condition between two readings. Immutable; every step makes the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from domain.reading import Value

KEPT_EPISODES = 4
"""So many past stretches are remembered, to know late news of them again."""


class Phase(StrEnum):
    """Where a condition is."""

    NORMAL = "normal"
    PENDING = "pending"
    """True, on-delay running."""
    ACTIVE = "active"
    LEAVING = "leaving"
    """Normal again, off-delay running."""


@dataclass(frozen=True, slots=True)
class ConditionState:
    """Times are epoch milliseconds: event times, but for `support_known` and `held_until`, which are known times.

    An episode is *announced* once it was raised; until then `held_until` is set (see ``rules.delays``).
    """

    phase: Phase = Phase.NORMAL
    since: int | None = None
    """When the present stretch of being true began."""
    turned: int | None = None
    """Leaving: when it became normal."""
    episode: str | None = None
    value: Value = None
    """The last value that was judged in this stretch."""
    late: bool = False
    """The stretch began with a reading that was old when it was received."""
    support_known: int | None = None
    """When the newest reading that says so was received, if it was old by then; `None`: it was live."""
    held_until: int | None = None
    """Active, but not raised before newer news or this moment."""
    started: int | None = None
    """`since` of the newest episode that had a key."""
    repeat: int = 0
    """How many episodes before it began in the same millisecond."""
    past: tuple[tuple[int, int], ...] = ()
    """The last stretches that were true and are over, oldest first."""
    late_until: int | None = None
    """The newest of `past` is known from late readings only; others from before this moment may lengthen it."""

    @property
    def announced(self) -> bool:
        """Whether there is an alarm that has not returned."""
        return self.held_until is None and (self.phase is Phase.ACTIVE or self.phase is Phase.LEAVING)

    @property
    def steady(self) -> bool:
        """Whether only a value that says otherwise can change it: no delay runs, nothing is held."""
        return self.phase is Phase.NORMAL or (self.phase is Phase.ACTIVE and self.held_until is None)

    def as_json(self) -> dict[str, object]:
        """All that differs from the beginning."""
        data = {name: value for name in FIELDS if (value := getattr(self, name)) != getattr(NORMAL, name)}
        if isinstance(self.value, frozenset):
            data["value"] = sorted(self.value)
        return data


NORMAL = ConditionState()
"""The beginning: nothing is known, nothing is wrong."""

FIELDS = tuple(ConditionState.__dataclass_fields__)


def from_json(data: Mapping[str, object]) -> ConditionState:
    """What `ConditionState.as_json` wrote. Raises `ValueError`, `TypeError` or `KeyError` for anything else."""
    fields = dict(data)
    if unknown := fields.keys() - set(FIELDS):
        raise ValueError(f"unknown in a condition's state: {', '.join(sorted(unknown))}")
    fields["phase"] = Phase(str(fields.get("phase", Phase.NORMAL)))
    if isinstance(value := fields.get("value"), list):
        fields["value"] = frozenset(value)
    past = fields.get("past", ())
    if not isinstance(past, list | tuple):
        raise TypeError("`past` of a condition's state is a list")
    fields["past"] = tuple((int(since), int(until)) for since, until in past)
    return ConditionState(**cast("dict[str, Any]", fields))
