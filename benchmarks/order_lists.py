"""Every list of the web app that grows with the orders, as its pages ask for it: path by what it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from benchmarks.around_orders import WEBHOOK
from domain.request import Todo
from domain.site import Site
from domain.sorting import OrderSort

PAGE = 50
RARE = "石狮"
"""A word that only one order says."""


def lists_of(site: Site, get: Callable[[str], bytes], now: datetime) -> Mapping[str, str]:
    """`get` asks the API for a path."""
    return {**_orders(site, get, now), **_sorted(site), **_around(site, now)}


def _orders(site: Site, get: Callable[[str], bytes], now: datetime) -> Mapping[str, str]:
    month = {"due_from": (now - timedelta(days=25)).isoformat(), "due_until": (now + timedelta(days=10)).isoformat()}
    past = {"due_from": (now - timedelta(days=760)).isoformat(), "due_until": (now - timedelta(days=725)).isoformat()}
    days = {"since": (now - timedelta(days=400)).isoformat(), "until": (now - timedelta(days=370)).isoformat()}
    deep = None
    for _ in range(PAGE):
        deep = json.loads(get(_path(limit=PAGE, site=site.id, **({"cursor": deep} if deep else {}))))["next_cursor"] or deep
    asset = min(site.assets)
    newest = json.loads(get(_path(limit=1, site=site.id)))["items"][0]["id"]
    return {
        "open, newest first": _path(state="open", site=site.id, limit=PAGE),
        "one column of the board (on hold)": _path(state="on_hold", site=site.id, limit=30),
        "counts of all open": _path("/work-orders/counts", state="open", site=site.id),
        "counts of mine, open": _path("/work-orders/counts", state="open", assignee="me", site=site.id),
        "mine, open": _path(state="open", assignee="me", site=site.id, limit=PAGE),
        "mine, ever": _path(assignee="me", site=site.id, limit=PAGE),
        "asked for by me, ever": _path(requested_by="me", site=site.id, limit=PAGE),
        "of one asset, ever": _path(asset=asset, site=site.id, limit=PAGE),
        "of one building, open": _path(space="t1", state="open", site=site.id, limit=PAGE),
        "of one building, ever": _path(space="t1", site=site.id, limit=PAGE),
        "of one department, open, critical": _path(department="engineering", priority="P1", state="open", site=site.id, limit=PAGE),
        "of one kind, ever": _path(kind="complaint", site=site.id, limit=PAGE),
        "cancelled, ever": _path(state="cancelled", site=site.id, limit=PAGE),
        "opened in one month, a year ago": _path(site=site.id, limit=PAGE, **days),
        "late, open": _path(state="open", overdue="true", site=site.id, limit=PAGE),
        "late, ever": _path(overdue="true", site=site.id, limit=PAGE),
        "overridden, ever (few)": _path(overridden="true", site=site.id, limit=PAGE),
        "children of one order": _path(parent=newest, site=site.id, limit=PAGE),
        "a month of the calendar, open": _path(state="open", site=site.id, limit=200, **month),
        "a month of the calendar, all, 200 at once": _path(site=site.id, limit=200, **month),
        "a month of the calendar, two years ago": _path(site=site.id, limit=200, **past),
        "text of two characters, open": _path(text="漏水", state="open", site=site.id, limit=PAGE),
        "text of two characters, ever": _path(text="漏水", site=site.id, limit=PAGE),
        "text that only one order has": _path(text=RARE, site=site.id, limit=PAGE),
        f"page {PAGE} deep": _path(limit=PAGE, site=site.id, cursor=str(deep)),
        "one order with its timeline": f"/work-orders/{quote(newest)}",
    }


def _sorted(site: Site) -> Mapping[str, str]:
    """By the head of every column of the table."""
    return {
        f"sorted by {sort}, {state or 'ever'}": _path(sort=sort, site=site.id, limit=PAGE, **({"state": state} if state else {}))
        for sort in OrderSort
        if sort is not OrderSort.NEWEST
        for state in ("open", "")
    }


def _around(site: Site, now: datetime) -> Mapping[str, str]:
    """What hangs on orders, has pages of its own and grows as they do."""
    since = (now - timedelta(days=30)).isoformat()
    return {
        "search: a word": _path("/search", q="漏水", site=site.id),
        "search: a number": _path("/search", q=f"{now:%Y%m%d}", site=site.id),
        "requests, newest first": _path("/requests", site=site.id, limit=PAGE),
        **{f"requests: {todo}": _path("/requests", site=site.id, todo=todo, limit=PAGE) for todo in Todo},
        "requests: words": _path("/requests", site=site.id, text="滴水", limit=PAGE),
        "requests: words that nobody said": _path("/requests", site=site.id, text=RARE, limit=PAGE),
        "requests: a name": _path("/requests", site=site.id, name="王秀英", limit=PAGE),
        "requests: a phone": _path("/requests", site=site.id, phone="13900139000", limit=PAGE),
        "requests of the hotline (none)": _path("/requests", site=site.id, channel="hotline", limit=PAGE),
        "requests: complaints": _path("/requests", site=site.id, kind="complaint", limit=PAGE),
        "household of a room": _path("/households", q="3-1-1201", site=site.id),
        "deliveries of a webhook": _path(f"/webhooks/{WEBHOOK}/deliveries", limit=PAGE),
        "deliveries that failed (none)": _path(f"/webhooks/{WEBHOOK}/deliveries", state="failed", limit=PAGE),
        "visits": _path("/visits", site=site.id, limit=PAGE),
        "whistles": _path("/whistles", site=site.id, limit=PAGE),
        "whistles that wait for engineering (none)": _path("/whistles", site=site.id, awaits="engineering", limit=PAGE),
        "faults that came again": _path("/repeat-faults", site=site.id, since=since, limit=PAGE),
        "report of bounces, 30 days": _path("/reports/bounces", site=site.id, days=30),
        "report of the day": _path("/reports/daily", site=site.id),
        "overview": _path("/overview", site=site.id),
        "who could do what waits": _path("/dispatch/proposal", site=site.id),
    }


def _path(to: str = "/work-orders", **query: object) -> str:
    return f"{to}?{urlencode(query)}"
