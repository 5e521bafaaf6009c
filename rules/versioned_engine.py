"""An engine whose rules people change while it runs: a rule change is one more input, and a snapshot knows its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from domain.identity import LIVE
from domain.reading import DeviceEvent, Reading
from domain.site import Site
from domain.transition import Transition
from rules import engine_snapshot
from rules.engine import Engine
from rules.ruleset import RuleSet
from rules.watches import Watches

RulesAt = Callable[[int], RuleSet]
"""The rules in force at a sequence of rule versions. The same for the same sequence, whenever it is asked."""

Points = Mapping[str, timedelta]
Events = Mapping[tuple[str, str], timedelta]
History = Callable[[Points, Events, datetime], Iterable[Reading | DeviceEvent]]
"""What was said before a moment, oldest first: (point id → how far back, (asset, event) → how far back, until).

Nothing when the store is away: then windows begin empty.
"""

_RULES = "rules"


def no_history(_points: Points, _events: Events, _until: datetime) -> Iterable[Reading | DeviceEvent]:
    """Windows begin empty."""
    return ()


class VersionedEngine(Engine):
    """An `Engine` that begins with the rules of `sequence`, and takes others by `use_rules`.

    Detectors that have begun with nothing (no usable snapshot, a new rule) are told by `history` what was before.
    """

    def __init__(
        self,
        site: Site,
        rules_at: RulesAt,
        sequence: int,
        *,
        started_at: datetime,
        settle_s: float = 60.0,
        history: History = no_history,
        realm: str = LIVE,
    ) -> None:
        super().__init__(site, rules_at(sequence), started_at=started_at, settle_s=settle_s, realm=realm)
        self._rules_at = rules_at
        self._sequence = sequence
        self._history = history

    @property
    def rules(self) -> int:
        """The sequence of the rule versions in force."""
        return self._sequence

    def use_rules(self, sequence: int, at: datetime) -> list[Transition]:
        """Judge by the rules of `sequence` from `at` on: see `Engine.change_rules`. The same again changes nothing."""
        if sequence == self._sequence:
            return []
        said = self.change_rules(self._rules_at(sequence), at)
        self._sequence = sequence
        self._warm_up(at)
        return said

    def adopt(self, open_conditions: Mapping[str, str], at: datetime) -> None:
        """See `Engine.adopt`; there is no snapshot, so the windows, too, begin with what the history knows."""
        super().adopt(open_conditions, at)
        self._warm_up(at)

    def snapshot(self) -> dict[str, object]:
        """See `Engine.snapshot`; it says by which rules it was made."""
        return {**super().snapshot(), _RULES: self._sequence}

    def restore(self, data: dict[str, object]) -> None:
        """See `Engine.restore`. Goes back to the rules of the snapshot: those that came later are in the journal, or wanted.

        If it raises, state and rules are as they were.
        """
        sequence = data.get(_RULES)
        if not isinstance(sequence, int):
            raise ValueError("the snapshot does not say by which rules it was made")  # noqa: TRY004  callers know it by ValueError
        rest = {key: value for key, value in data.items() if key != _RULES}
        if sequence != self._sequence:
            ruleset = self._rules_at(sequence)
            engine_snapshot.read(rest, Watches(ruleset, self._known))  # may refuse, before anything has changed
            self.change_rules(ruleset, self._known)
            self._sequence = sequence
        super().restore(rest)
        self._warm_up(self._known)

    def _warm_up(self, until: datetime) -> None:
        points, events = self.history_needed(), self.events_needed()
        if points or events:
            self.warm(self._history(points, events, until))
