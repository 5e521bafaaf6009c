"""The silence of one device, kept so that a sign of life costs almost nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.time import EPOCH
from rules.condition import DeviceCondition
from rules.silence import SilenceState


class SilenceWatch:
    """A condition on silence and its present state.

    A message received at or after `heard` and before `quiet_until` changes nothing but when the device was last heard.
    """

    __slots__ = ("_after", "_state", "condition", "heard", "quiet_until")

    def __init__(self, condition: DeviceCondition, listening_since: datetime) -> None:
        self.condition = condition
        self._after = condition.after
        self._state: SilenceState | None = None
        self.heard: datetime = listening_since
        self.quiet_until: datetime = listening_since
        self.become(SilenceState(listening_since))

    @property
    def state(self) -> SilenceState:
        """The present state."""
        if self._state is None:
            self._state = SilenceState(self.heard, spoke=True)
        return self._state

    @property
    def due(self) -> datetime | None:
        """When its silence is too long; `None` while that is known already."""
        return None if self.quiet_until == EPOCH else self.quiet_until

    def become(self, state: SilenceState) -> None:
        """Take the state that a step has made."""
        self._state = state
        self.heard = state.heard
        self.quiet_until = EPOCH if state.episode is not None else state.due(self.condition)

    def hear(self, at: datetime) -> None:
        """What a step would make of a message at `at` when there is nothing to say of it."""
        self._state = None
        self.heard = at
        self.quiet_until = at + self._after

    def excuse(self, blind: timedelta) -> None:
        """We were not listening for so long: it is no part of the silence."""
        self.become(replace(self.state, blind=self.state.blind + blind))
