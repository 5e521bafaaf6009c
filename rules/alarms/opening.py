"""The alarm that a transition opens."""

from __future__ import annotations

from domain.alarm import Alarm
from domain.transition import Transition
from rules.alarms.record import alarm_id


def opened_by(transition: Transition) -> Alarm:
    """A new alarm with everything that `transition` says, shown, and not yet stored."""
    return Alarm(
        id=alarm_id(transition.realm, transition.episode),
        realm=transition.realm,
        site=transition.site,
        asset=transition.asset,
        point=transition.point,
        rule=transition.rule,
        episode=transition.episode,
        severity=transition.severity,
        department=transition.department,
        assist=transition.assist,
        message=transition.message,
        occurred_at=transition.occurred_at,
        raised_at=transition.known_at,
        latch=transition.latch,
        value=transition.value,
        late=transition.late,
        sop=transition.sop,
        consequence=transition.consequence,
        respond_within_s=transition.respond_within_s,
        realarm_after_s=transition.realarm_after_s,
        explained_by=transition.explained_by,
        causes=transition.causes,
        plan=transition.plan,
    )
