"""Service levels (时限): how long an order of some kind and priority may take at a site."""

from __future__ import annotations

from datetime import datetime

from domain.severity import TIME_LIMITS
from domain.site import Site
from domain.work_order import Due, WorkOrder


def due(order: WorkOrder, _site: Site, start: datetime) -> Due:
    """The limits of `order` if they count from `start`."""
    limits = TIME_LIMITS[order.priority]
    return Due(start + limits.accept, start + limits.arrive, start + limits.resolve)
