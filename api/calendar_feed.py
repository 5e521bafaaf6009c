"""Shifts as an iCalendar (RFC 5545): a person's own, or the cover of a site without the names of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from domain.dispatch import Duty
from domain.post import POST_NAMES, Post
from domain.post_gap import lacks
from domain.rota import RotaPlan, slots
from domain.site import Site
from domain.text import Text

_BACK, _AHEAD = timedelta(days=31), timedelta(days=62)
_EVERY = timedelta(hours=1)


def span_of(now: datetime) -> tuple[datetime, datetime]:
    """What a calendar shows: a month back, two months ahead."""
    return now - _BACK, now + _AHEAD


def my_shifts(duties: Sequence[Duty], sites: dict[str, Site], plans: dict[str, RotaPlan], now: datetime) -> bytes:
    """My shifts: one entry for each stretch of duty at a site, with all its posts."""
    calendar = _calendar("管家 我的班次")
    together: dict[tuple[str, datetime, datetime], list[Duty]] = {}
    for duty in duties:
        together.setdefault((duty.site, duty.since, duty.until), []).append(duty)
    for (site_id, since, until), those in sorted(together.items()):
        site = sites[site_id]
        first = those[0]
        shift = None if first.shift is None else plans[site_id].shift(first.shift)
        posts = "、".join(POST_NAMES[post].zh for post in Post if any(duty.post is post for duty in those))
        title = " · ".join(part for part in ("当班" if shift is None else shift.name.zh, posts) if part)
        _add(calendar, f"{first.id}@steward", title, since, until, now, site.name)
    return bytes(calendar.to_ical())


def cover(site: Site, plan: RotaPlan, duties: Sequence[Duty], now: datetime) -> bytes:
    """What each shift needs on each post, and how many are there: nobody's name."""
    calendar = _calendar(f"管家 {site.name.zh} 排班")
    begin, end = (moment.astimezone(site.time_zone).date() for moment in span_of(now))
    for slot in slots(plan, site.time_zone, site.days, begin, end):
        missing = max((lack.missing for lack in lacks(slot, duties)), default=0)
        title = f"{slot.shift.name.zh} · {POST_NAMES[Post(slot.post)].zh} {slot.people - missing}/{slot.people}" + (" · 缺人" if missing else "")
        _add(calendar, f"{site.id}-{slot.post}-{slot.shift.id}-{slot.day}@steward", title, slot.since, slot.until, now, site.name)
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Steward//Rota//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", f"PT{_EVERY // timedelta(minutes=1)}M")
    calendar.add("x-published-ttl", f"PT{_EVERY // timedelta(minutes=1)}M")
    return calendar


def _add(calendar: Calendar, uid: str, title: str, since: datetime, until: datetime, now: datetime, place: Text) -> None:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("dtstart", since)
    event.add("dtend", until)
    event.add("summary", title)
    event.add("location", place.zh)
    calendar.add_component(event)
