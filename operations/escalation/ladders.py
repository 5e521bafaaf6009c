"""Which ladder a notification goes up at a site, and when its next step begins."""

from __future__ import annotations

from datetime import datetime

from configuration.escalation import load
from domain.call_out import CallOut, CallPolicy, Ladders
from domain.outbox import NotificationKind
from domain.severity import Severity
from domain.site import Site


def ladders_of(site: Site) -> Ladders:
    """Who is called at `site`, and how: what its site file says, else what Steward comes with."""
    return load() if site.escalation is None else site.escalation


def policy_for(site: Site, kind: NotificationKind, severity: Severity, now: datetime) -> CallPolicy:
    """The first policy of `site` that matches at `now`. One always does: the last has no conditions."""
    policies = ladders_of(site).policies
    return next((policy for policy in policies if _matches(policy, site, kind, severity, now)), policies[-1])


def policy_of(site: Site, call_out: CallOut, now: datetime) -> CallPolicy:
    """The policy that `call_out` goes by; where the site has it no more, the one that it would have now."""
    known = ladders_of(site).policy(call_out.policy)
    return known if known is not None else policy_for(site, call_out.kind, call_out.severity, now)


def next_decision(policy: CallPolicy, step: int, began: datetime, *, received: bool) -> datetime | None:
    """When the step after `step`, which began at `began`, begins, if nobody answers; after the last one: when the ladder is at its end.

    `received`: somebody's device has said that the message is there.
    """
    if not policy.asks:
        return None
    if step + 1 >= len(policy.steps):
        return began + policy.gives_up_after
    following = policy.steps[step + 1]
    waits = [wait for wait in (None if received else following.unless_received, following.unless_acknowledged) if wait is not None]
    return began + min(waits, default=policy.gives_up_after)


def _matches(policy: CallPolicy, site: Site, kind: NotificationKind, severity: Severity, now: datetime) -> bool:
    calendar = None if policy.calendar is None else site.calendars.get(policy.calendar)
    return (
        (policy.severities is None or severity in policy.severities)
        and (policy.kinds is None or kind in policy.kinds)
        and (policy.calendar is None or (calendar is not None and calendar.holds(now)))
    )
