"""What there is to do, for Prometheus: how many alarms are active and orders open at each site. Drills are not counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from domain.alarm import ACTIVE_STATES
from domain.records import AlarmFilter, OrderFilter, Transaction
from domain.severity import Severity
from domain.work_order import OPEN_STATES, OrderState


def families(tx: Transaction, sites: Iterable[str]) -> Iterator[Metric]:
    """Every severity and every open state has a number, also where it is 0: a line that begins with its first alarm says nothing of before."""
    alarms = GaugeMetricFamily("steward_active_alarms", "Alarms that are active, as on the screens", labels=("site", "severity"))
    orders = GaugeMetricFamily("steward_open_orders", "Work orders that are neither closed nor cancelled", labels=("site", "state"))
    for site in sites:
        standing = tx.alarms.counts(AlarmFilter(sites=(site,), states=ACTIVE_STATES))
        for severity in Severity:
            alarms.add_metric((site, severity.value), sum(number for (of, _), number in standing.items() if of is severity))
        waiting = tx.orders.counts(OrderFilter(sites=(site,), states=OPEN_STATES))
        for state in (each for each in OrderState if each in OPEN_STATES):
            orders.add_metric((site, state.value), waiting.get(state, 0))
    yield alarms
    yield orders
