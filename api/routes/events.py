"""The live stream."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from api.asked import AssetAsked, SiteAsked, SplitList
from api.live.stream import Timing, open_stream
from api.live.subscription import Wants
from api.problems import BadRequest
from api.schemas.live import LiveMessage
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.streams import hub_of
from domain.event_log import EventType
from domain.records import RecordsUnavailable
from domain.text import Text

router = APIRouter(prefix="/events", tags=["event"])


class StreamType(StrEnum):
    """What the stream can carry; the ``event:`` of its messages."""

    ALARM = "alarm"
    WORK_ORDER = "work-order"
    INCIDENT = "incident"
    SYSTEM = "system"
    READING = "reading"


_STREAM = {"description": "Server-sent events; the `data:` of each is one of these.", "content": {"text/event-stream": {"schema": {"type": "string"}}}}


@router.get("", response_class=Response, responses={200: {"model": LiveMessage, **_STREAM}})
async def stream_events(
    request: Request,
    parts: Parts,
    rights: SignedIn,
    types: Annotated[list[StreamType] | None, Query(description="Default: all. Readings need `site`. Repeat or separate by commas."), SplitList] = None,
    site: SiteAsked = None,
    asset: AssetAsked = None,
    drill: Annotated[str | None, Query(description="The id of a drill: what happens in it comes, too.", max_length=64)] = None,
    last_event_id: Annotated[str | None, Header(description="Go on after this `id`.", max_length=40)] = None,
) -> Response:
    """Server-sent events of your sites, from now on or after `Last-Event-ID`.

    `event:` is `alarm`, `work-order`, `incident` or `system`, with `id:` = the event log's sequence and as `data:` the
    API's JSON with `transition` and `sequence`; or `reading`, without id, at most one a second for each point, the
    current values first. A stream begins with `system` `{"transition": "connected"}`; one that cannot be resumed
    with `{"transition": "reset"}`: read everything anew. It ends when the token does: refresh it and resume.
    """
    sites = rights.sites(site, parts.sites)
    wanted = frozenset(types or StreamType)
    readings_of = sites[0] if len(sites) == 1 else None
    if types is not None and StreamType.READING in wanted and readings_of is None:
        raise BadRequest(Text("读数需指定 site", "Readings come from one site at a time: add site=."))
    wants = Wants(
        types=frozenset(EventType(each.value) for each in wanted if each is not StreamType.READING),
        sites=frozenset(sites),
        asset=asset,
        readings_of=readings_of if StreamType.READING in wanted else None,
        drill=drill,
    )
    timing = getattr(request.app.state, "timing", Timing())
    return await open_stream(hub_of(request), parts.records, wants, last_event_id, lambda: still_allowed(parts, rights), timing)


def still_allowed(parts: Services, rights: Rights) -> bool:
    """Whether this person may go on reading: the token runs, the account is active, its role and sites are what they were.

    While the records are away nobody can say otherwise; the token's end holds in any case.
    """
    if parts.clock().timestamp() >= rights.expires_at:
        return False
    try:
        with parts.records.reading() as tx:
            account = tx.people.get(rights.person.id)
    except RecordsUnavailable:
        return True
    return account is not None and account.person == rights.person
