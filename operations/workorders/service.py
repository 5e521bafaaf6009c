"""Service levels (时限): how long an order of some kind and priority may take at a site, and in which hours that counts."""

from __future__ import annotations

from datetime import datetime

from configuration.service_levels import load
from domain.calendar import Calendar
from domain.service_level import Origin, ServiceLevel, ServiceLevels
from domain.site import Site
from domain.work_order import Due, WorkOrder
from domain.working_time import add_working


def levels_of(site: Site) -> ServiceLevels:
    """All that is promised at `site`: what its site file says, else what Steward comes with."""
    return load() if site.service_levels is None else site.service_levels


def level_of(order: WorkOrder, site: Site) -> ServiceLevel:
    """The level that covers `order` at `site` as they both are now."""
    origin = Origin.ALARM if order.from_alarm else Origin.PERSON
    return levels_of(site).level_of(order.kind, order.priority, order.department, origin, site.calendars)


def calendar_of(order: WorkOrder, site: Site) -> Calendar | None:
    """The hours in which the limits of `order` count; `None`: around the clock."""
    name = level_of(order, site).calendar
    return None if name is None else site.calendars.get(name)


def due(order: WorkOrder, site: Site, start: datetime) -> Due:
    """The limits of `order` if they count from `start`."""
    level, calendar = level_of(order, site), calendar_of(order, site)
    limits = level.limits[order.priority]
    return Due(*(add_working(calendar, start, span) for span in (limits.accept, limits.arrive, limits.resolve)))
