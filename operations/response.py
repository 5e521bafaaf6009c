"""From the transitions of the rules to alarms, incidents, work orders, tasks, notifications and the event log: one transaction.

The policy is written down in ``docs/adr/0005-alarm-to-work-order.md`` and ``docs/adr/0012-incidents-and-suppression.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent
from domain.records import Transaction
from domain.site import Site
from domain.transition import Transition
from domain.work_order import OrderEvent
from operations import fire_verification, rescue_clocks
from operations.drills.preempting import preempt
from operations.incidents import joining
from operations.incidents.gathering import Gathering
from operations.plans import over
from operations.plans.beginning import on_alarm
from operations.plans.in_force import Triggers
from operations.responsibility import ensure_order
from operations.restart_digest import digest
from operations.showing import settle
from operations.workorders.joining import come_back, tell_order
from operations.workorders.record import is_open
from rules.alarms import chatter, episodes
from rules.alarms.episodes import Applied
from rules.alarms.record import tell
from rules.incidents.ordering import causes_first

__all__ = ["digest", "ensure_order", "respond"]


def respond(tx: Transaction, transitions: Sequence[Transition], site: Site, now: datetime) -> None:
    """Make `transitions` of `site` durable with all that follows from them. What was told before changes nothing.

    Causes are taken first, so that what they explain in the same breath opens no orders of its own. Raises `Conflict`
    when a person changed the same alarm or order at the same moment: roll back and call again.
    """
    breath = _Breath(tx, site, now)
    for transition in causes_first(transitions, site):
        applied = episodes.apply(tx, transition, site, at=now)
        if applied is not None and applied.event is not None:
            _RESPONSES[applied.event](breath, applied, transition)
    breath.gathering.settle(tx, now)
    preempt(tx, (_as_stored(tx, alarm) for alarm in breath.came), site, now)


class _Breath:
    """What follows from the transitions of one transaction, each after the other."""

    def __init__(self, tx: Transaction, site: Site, now: datetime) -> None:
        self._tx = tx
        self._site = site
        self._now = now
        self._triggers = Triggers(tx, site.id)
        self.gathering = Gathering()
        self.came: list[Alarm] = []
        """What was raised, or came back."""

    def raised(self, applied: Applied, transition: Transition) -> None:
        tx, site, now = self._tx, self._site, self._now
        alarm = joining.join(tx, applied.alarm, site, now, self.gathering).alarm
        order = ensure_order(tx, alarm, site, now, template=transition.order, known_at=transition.known_at, silent=transition.silent)
        self._follow(replace(applied, alarm=alarm if order is None else replace(alarm, work_order_id=order.id)), transition)

    def reraised(self, applied: Applied, transition: Transition) -> None:
        tx, now = self._tx, self._now
        order = tx.orders.of_alarm(applied.alarm.id)
        if order is None:
            self.raised(applied, transition)
            return
        alarm = joining.join(tx, applied.alarm, self._site, now, self.gathering).alarm
        if is_open(order):
            quiet = transition.silent or alarm.hidden_by is not None or chatter.chatters(alarm, now)
            come_back(tx, tx.orders.get(order.id) or order, alarm, self._site, known_at=transition.known_at, at=now, silent=quiet)
            rescue_clocks.come_back(tx, order, alarm)
        self._follow(replace(applied, alarm=alarm), transition)

    def latched(self, applied: Applied, transition: Transition) -> None:
        tell_order(self._tx, applied.alarm, OrderEvent.NOTED, at=self._now, occurred_at=transition.occurred_at)
        rescue_clocks.alarm_over(self._tx, applied.alarm, self._site, occurred_at=transition.occurred_at, at=self._now)
        self._over(applied)

    def ended(self, applied: Applied, transition: Transition) -> None:
        tell_order(self._tx, applied.alarm, OrderEvent.ALARM_CLEARED, at=self._now, occurred_at=transition.occurred_at)
        # What is retired says nothing any more, and nothing about who is still in there.
        if applied.event is not AlarmEvent.RETIRED:
            rescue_clocks.alarm_over(self._tx, applied.alarm, self._site, occurred_at=transition.occurred_at, at=self._now)
        self._over(applied)

    def noted(self, applied: Applied, _transition: Transition) -> None:
        self._tell(applied, applied.alarm)

    def shown(self, applied: Applied, transition: Transition) -> None:
        tx, site, now = self._tx, self._site, self._now
        events = (AlarmEvent.UNSUPPRESSED, *applied.further)
        # What came before in the same breath is settled first: showing an alarm settles what it changes by itself.
        self.gathering.settle(tx, now)
        alarm = settle(
            tx, _as_stored(tx, applied.alarm), events, site, at=now, template=transition.order, known_at=transition.known_at, silent=transition.silent
        )
        fire_verification.on_shown(tx, alarm, site, now)

    def _follow(self, applied: Applied, transition: Transition) -> None:
        """What else follows from an alarm that came: it may be a sign of fire, and it may explain others."""
        tx, site, now = self._tx, self._site, self._now
        self.came.append(applied.alarm)
        if applied.event is AlarmEvent.RERAISED:
            joining.explained(tx, applied.alarm, site, now)
        alarm = _as_stored(tx, applied.alarm)
        if transition.verify or transition.confirms:
            alarm = fire_verification.on_raised(tx, alarm, transition, site, now)
        self._tell(applied, alarm)
        on_alarm(tx, alarm, site, now, triggers=self._triggers)
        joining.cause_stands(tx, alarm, site, now, self.gathering)

    def _over(self, applied: Applied) -> None:
        self._tell(applied, applied.alarm)
        joining.cause_over(self._tx, applied.alarm, self._site, self._now)
        over.alarm_is_over(self._tx, applied.alarm, self._site, self._now, triggers=self._triggers)

    def _tell(self, applied: Applied, alarm: Alarm) -> None:
        for event in (applied.event, *applied.further):
            if event is not None:
                tell(self._tx, alarm, event, at=self._now)


_RESPONSES: dict[AlarmEvent, Callable[[_Breath, Applied, Transition], None]] = {
    AlarmEvent.RAISED: _Breath.raised,
    AlarmEvent.RERAISED: _Breath.reraised,
    AlarmEvent.RETURNED: _Breath.latched,
    AlarmEvent.CLEARED: _Breath.ended,
    AlarmEvent.RETIRED: _Breath.ended,
    AlarmEvent.RECORDED: _Breath.noted,
    AlarmEvent.SUPPRESSED: _Breath.noted,
    AlarmEvent.UNSUPPRESSED: _Breath.shown,
}
"""What follows from what happened to an alarm."""


def _as_stored(tx: Transaction, alarm: Alarm) -> Alarm:
    return tx.alarms.get(alarm.id) or alarm
