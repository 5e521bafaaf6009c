"""What a permit in force hides."""

from __future__ import annotations

from domain.alarm import Alarm
from domain.permit import Permit
from domain.site import Site
from rules.permits.kinds import PERMIT_RULES
from rules.permits.own_alarms import is_own
from rules.permits.scoping import may_hide


def hides(permit: Permit, alarm: Alarm, site: Site, *, confirms: bool = False) -> bool:
    """Whether `permit`, while in force, hides `alarm`: it is in scope, and of what the kind may hide.

    `confirms`: the alarm's rule confirms fires (a call point, a flow switch); only work on the fire system hides that.
    What permits raise themselves none of them hides.
    """
    asset = site.assets.get(alarm.asset)
    if asset is None or is_own(alarm.rule) or not permit.scope.covers(site, alarm.asset, alarm.point):
        return False
    if confirms and not PERMIT_RULES[permit.kind].confirmed:
        return False
    point = None if alarm.point is None else site.points.get(alarm.point)
    return may_hide(permit.kind, None if point is None else point.key, asset.type.key)
