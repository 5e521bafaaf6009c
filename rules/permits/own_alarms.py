"""The alarms that permits raise themselves. No reading stands behind them, so no rule and no restart may retire them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.identity import LIVE, stable_id
from domain.people import Department
from domain.permit import PERMIT_KIND_NAMES, Permit
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.transition import Change, OrderTemplate, Transition
from domain.work_order import OrderKind
from rules.permits.place import asset_of

OVERRUN = "permit.overrun"
RECHECK_MISSING = "permit.recheck_missing"

_PREFIX = "permit."


@dataclass(frozen=True, slots=True)
class _Own:
    """What one of them says and whom it calls first; the other of engineering and security assists."""

    message: Text
    lead: Department
    sop: str


_OWN = {
    OVERRUN: _Own(
        Text("{kind}许可 {number} 超时未结束：{place}", "Permit {number} ({kind}) has passed its time and is not ended: {place}"),
        Department.ENGINEERING,
        "permit-overrun",
    ),
    RECHECK_MISSING: _Own(
        Text("{kind}许可 {number} 结束后未按时复查：{place}", "Nobody has looked again after permit {number} ({kind}): {place}"),
        Department.SECURITY,
        "hot-work-recheck",
    ),
}


def is_own(rule_id: str) -> bool:
    """Whether alarms of this rule come from a permit: the engine knows nothing of them and must leave them alone."""
    return rule_id.startswith(_PREFIX)


def raised(permit: Permit, rule: str, site: Site, at: datetime) -> Transition:
    """`rule` (one of this module) holds for `permit` since `at`."""
    return _transition(Change.RAISED, permit, rule, site, at)


def returned(permit: Permit, rule: str, site: Site, at: datetime) -> Transition:
    """It holds no longer; nothing happens where it never did."""
    return _transition(Change.RETURNED, permit, rule, site, at)


def _transition(change: Change, permit: Permit, rule: str, site: Site, at: datetime) -> Transition:
    own = _OWN[rule]
    asset = asset_of(permit.scope, site)
    return Transition(
        change=change,
        condition=f"{rule}|{asset}|{permit.id}",
        episode=stable_id(rule, permit.id),
        realm=LIVE,
        site=site.id,
        asset=asset,
        point=None,
        rule=rule,
        severity=Severity.HIGH,
        department=own.lead,
        assist=tuple(each for each in (Department.ENGINEERING, Department.SECURITY) if each is not own.lead),
        message=own.message.filled(kind=PERMIT_KIND_NAMES[permit.kind], number=permit.number, place=permit.place),
        occurred_at=at,
        known_at=at,
        order=OrderTemplate(OrderKind.INSPECTION, group=f"permit|{permit.id}|{rule}"),
        sop=own.sop,
    )
