"""Calendars to subscribe to: whoever has the address reads it, so it is secret, revocable, and names nobody else."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Response

from api.problems import NotFound, Unusable
from api.schemas.swap import CalendarFeed, CalendarFeeds, NewCalendarFeed
from api.security.links import digest_of, is_token, link_token
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.writing import Writing
from domain.identity import new_id
from domain.people import Permission
from domain.records import AuditEntry, Transaction
from domain.swap import CalendarFeed as FeedRecord
from domain.text import Text
from domain.time import rfc3339

router = APIRouter(prefix="/me/calendars", tags=["rota"])
public = APIRouter(prefix="/calendar", tags=["rota"])

_NONE = Text("没有这个日历，或已停用", "There is no such calendar, or it was ended.")
_MOST = Text("最多5个日历，请先停用不用的", "You have 5 calendars: end one that you do not use.")
_MOST_FEEDS = 5


@router.get("")
def list_calendar_feeds(parts: Parts, rights: SignedIn) -> CalendarFeeds:
    """My calendars, with their addresses."""
    with parts.records.reading() as tx:
        return CalendarFeeds(items=[_out(parts, feed) for feed in tx.rota.feeds(rights.person.username)])


@router.post("", response_model=CalendarFeed, status_code=201)
def add_calendar_feed(body: NewCalendarFeed, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """A calendar of my shifts; with `site`, of what its posts need and have, for leads."""
    if body.site is not None:
        rights.see(body.site, parts.sites)
        rights.need(Permission.ARRANGE_DUTY, body.site)

    def act(tx: Transaction) -> CalendarFeed:
        if len(tx.rota.feeds(write.by)) >= _MOST_FEEDS:
            raise Unusable(_MOST)
        feed_id = new_id()
        feed = FeedRecord(feed_id, digest_of(link_token(parts.secret, "calendar", feed_id)), write.by, body.site, body.site is not None, write.now)
        tx.rota.add_feed(feed)
        return _out(parts, feed)

    # An address is a secret, and answers that are kept to be given again are not.
    return replace(write, key=None).once("calendar.add", body.site or "", body.model_dump_json(), act, status=201)


@router.delete("/{feed_id}", status_code=204, response_class=Response)
def revoke_calendar_feed(feed_id: str, parts: Parts, rights: SignedIn) -> None:
    """End a calendar: its address leads nowhere any more."""
    with parts.records.transaction() as tx:
        if not tx.rota.revoke_feed(feed_id, rights.person.username, parts.clock()):
            raise NotFound(_NONE)
        tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "calendar.end", feed_id, "", rights.address))


@public.get("/{token}.ics", response_class=Response, responses={200: {"content": {"text/calendar": {}}}})
def read_calendar(token: str, parts: Parts) -> Response:
    """The calendar as iCalendar (RFC 5545). Needs nothing but its address; ends with the account or the right that it was made with."""
    now = parts.clock()
    content = _content(parts, token) if is_token(token) else None
    if content is None:
        raise NotFound(_NONE)
    feed_id, calendar = content
    with parts.records.transaction() as tx:
        tx.rota.feed_used(feed_id, now)
    return Response(calendar, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, max-age=900"})


def _content(parts: Services, token: str) -> tuple[str, bytes] | None:
    now = parts.clock()
    from api.calendar_feed import cover, my_shifts, span_of  # noqa: PLC0415  icalendar is large, and asked once an hour

    begin, end = span_of(now)
    with parts.records.reading() as tx:
        feed = tx.rota.feed(digest_of(token))
        account = None if feed is None else tx.people.by_username(feed.person)
        if feed is None or account is None or not account.person.active:
            return None
        person = account.person
        if feed.team:
            if feed.site is None or feed.site not in parts.sites or not person.may(Permission.ARRANGE_DUTY, feed.site):
                return None
            site = parts.sites[feed.site]
            return feed.id, cover(site, tx.rota.plan(site.id), tx.dispatch.duties(site.id, begin, end), now)
        duties = [duty for duty in tx.dispatch.duties_of(person.username, begin, end) if duty.site in parts.sites and person.works_at(duty.site)]
        return feed.id, my_shifts(duties, dict(parts.sites), {site: tx.rota.plan(site) for site in {duty.site for duty in duties}}, now)


def _out(parts: Services, feed: FeedRecord) -> CalendarFeed:
    token = link_token(parts.secret, "calendar", feed.id)
    return CalendarFeed(
        id=feed.id,
        site=feed.site,
        path=f"/api/v1/calendar/{token}.ics" if digest_of(token) == feed.digest else None,
        made_at=rfc3339(feed.made_at),
        used_at=None if feed.used_at is None else rfc3339(feed.used_at),
    )
