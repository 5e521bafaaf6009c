"""Which work orders a request asks for: the same words for the list, its table and its counts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime

from api.asked import AssetAsked, DepartmentAsked, DrillAsked, SinceAsked, SiteAsked, SplitList, TextAsked, UntilAsked
from api.problems import NotFound
from api.schemas.work_order import OrderStateAsked
from api.security.signed_in import SignedIn
from api.services import Parts
from domain.identity import LIVE
from domain.records import OrderFilter, OrderPlace
from domain.scope import Scope
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.work_order import OPEN_STATES, OrderKind, OrderState

ME = "me"
"""Stands for whoever asks."""
_MOST_IDS = 200


def order_filter(
    parts: Parts,
    rights: SignedIn,
    state: Annotated[list[OrderStateAsked] | None, Query(description="`open`, or states; repeat or separate by commas."), SplitList] = None,
    kind: Annotated[list[OrderKind] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    priority: Annotated[list[Priority] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    department: DepartmentAsked = None,
    assignee: Annotated[str | None, Query(description="A username, or `me`.", max_length=64)] = None,
    requested_by: Annotated[str | None, Query(description="A username, or `me`.", max_length=64)] = None,
    overdue: Annotated[bool | None, Query(description="Whether a limit has passed.")] = None,
    overridden: Annotated[bool | None, Query(description="Whether somebody verified it although something was missing.")] = None,
    site: SiteAsked = None,
    asset: AssetAsked = None,
    space: Annotated[str | None, Query(description="In this space or one inside it. With several sites, give `site` too.", max_length=64)] = None,
    parent: Annotated[str | None, Query(description="Whose parent is this order.", max_length=64)] = None,
    ids: Annotated[list[str] | None, Query(alias="id", max_length=_MOST_IDS, description="Only these; repeat or separate by commas."), SplitList] = None,
    drill: DrillAsked = None,
    text: TextAsked = None,
    since: SinceAsked = None,
    until: UntilAsked = None,
    due_from: Annotated[AwareDatetime | None, Query(description="To be resolved, or promised, not before this moment.")] = None,
    due_until: Annotated[AwareDatetime | None, Query(description="To be resolved, or promised, before this moment.")] = None,
) -> OrderFilter:
    """The filter. Raises `NotFound` for a space that none of the sites has."""
    sites = rights.sites(site, parts.sites)
    me = rights.person.username
    return OrderFilter(
        sites=sites,
        states=_states(state),
        kinds=frozenset(kind) if kind else None,
        priorities=frozenset(priority) if priority else None,
        department=department,
        assignee=me if assignee == ME else assignee,
        requested_by=me if requested_by == ME else requested_by,
        overdue=overdue,
        overridden=overridden,
        asset=asset,
        place=None if space is None else _place([parts.sites[each] for each in sites], space),
        parent=parent,
        ids=None if ids is None else tuple(ids),
        text=text,
        since=since,
        until=until,
        due_from=due_from,
        due_until=due_until,
        realm=drill or LIVE,
    )


OrderFilterAsked = Annotated[OrderFilter, Depends(order_filter)]


def _place(sites: Collection[Site], space: str) -> OrderPlace:
    """The space with all that stands in it, at the first of `sites` that has it."""
    site = next((each for each in sites if space in each.spaces), None)
    if site is None:
        raise NotFound(Text("没有这个空间", f"There is no space {space} that you may see."))
    inside = (each for each in site.spaces if any(around.id == space for around in site.space_path(each)))
    assets = (asset.id for asset in Scope(spaces=(space,)).assets_at(site))
    return OrderPlace(site.id, frozenset(inside), frozenset(assets))


def _states(asked: list[OrderStateAsked] | None) -> frozenset[OrderState] | None:
    if not asked:
        return None
    plain = {OrderState(state.value) for state in asked if state is not OrderStateAsked.OPEN}
    return frozenset(plain | OPEN_STATES) if OrderStateAsked.OPEN in asked else frozenset(plain)
