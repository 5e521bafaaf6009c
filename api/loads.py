"""Where something is wrong: sums by place and system, and by site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from api.schemas.base import LocalText
from api.schemas.load import PlaceLoad, SiteLoad, SystemCell
from domain.alarm import ACTIVE_STATES, Alarm, AlarmState
from domain.call_out import CallOutFilter, CallState
from domain.records import OrderFilter, Transaction
from domain.severity import Severity
from domain.site import Asset, Site
from domain.time import rfc3339
from domain.work_order import OPEN_STATES, OrderState

_WAITING = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED})
_HIDDEN = frozenset({AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE})


def places(site: Site, alarms: Iterable[Alarm]) -> list[PlaceLoad]:
    """Every place directly under the site that has assets, in the order of the site file, with each system that is there."""
    there: dict[str, dict[str, list[Asset]]] = defaultdict(lambda: defaultdict(list))
    for asset in site.assets.values():
        there[site.space_path(asset.space)[0].id][asset.type.system].append(asset)
    by_asset: dict[str, list[Alarm]] = defaultdict(list)
    for alarm in alarms:
        by_asset[alarm.asset].append(alarm)
    return [
        PlaceLoad(
            site=site.id,
            space=space.id,
            name=LocalText.of(space.name),
            systems=[
                _cell(system, len(assets), [alarm for asset in assets for alarm in by_asset[asset.id]]) for system, assets in sorted(there[space.id].items())
            ],
        )
        for space in site.spaces.values()
        if space.id in there
    ]


def site_load(tx: Transaction, site: Site, alarms: Sequence[Alarm]) -> SiteLoad:
    """One site in a line; `alarms` are its open ones."""
    active = [alarm for alarm in alarms if alarm.state in ACTIVE_STATES]
    calls = tx.call_outs.counts(CallOutFilter((site.id,), asks=True))
    return SiteLoad(
        site=site.id,
        name=LocalText.of(site.name),
        active=len(active),
        unacknowledged=sum(alarm.state in _WAITING for alarm in active),
        hidden=sum(alarm.state in _HIDDEN for alarm in alarms),
        worst=_worst(active),
        since=_since(active),
        late=sum(tx.orders.counts(OrderFilter(sites=(site.id,), states=OPEN_STATES, overdue=True)).values()),
        unaccepted=sum(tx.orders.counts(OrderFilter(sites=(site.id,), states=frozenset({OrderState.DISPATCHED}))).values()),
        unanswered=calls.get(CallState.UNANSWERED, 0),
        empty_posts=len(tx.rota.open_gaps((site.id,))),
    )


def _cell(system: str, assets: int, alarms: Sequence[Alarm]) -> SystemCell:
    active = [alarm for alarm in alarms if alarm.state in ACTIVE_STATES]
    return SystemCell(
        system=system,
        assets=assets,
        active=len(active),
        unacknowledged=sum(alarm.state in _WAITING for alarm in active),
        hidden=sum(alarm.state in _HIDDEN for alarm in alarms),
        worst=_worst(active),
        since=_since(active),
    )


def _worst(active: Sequence[Alarm]) -> Severity | None:
    return min((alarm.severity for alarm in active), key=lambda severity: severity.rank, default=None)


def _since(active: Sequence[Alarm]) -> str | None:
    """When the oldest of the worst was raised."""
    worst = _worst(active)
    return None if worst is None else rfc3339(min(alarm.raised_at for alarm in active if alarm.severity is worst))
