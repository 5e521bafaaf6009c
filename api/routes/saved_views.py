"""Views of lists that people keep: they follow a person from desk to desk."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.problems import NotFound
from api.schemas.saved_view import SavedView as ViewOut
from api.schemas.saved_view import SavedViewChange, SavedViewIn, SavedViews, ViewOrder
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.writing import Writing
from domain.people import Permission
from domain.records import Conflict, Transaction
from domain.saved_view import SavedView, ViewedPage
from domain.text import Text
from operations.saved_views import change_view, keep_view, order_views

router = APIRouter(prefix="/me/views", tags=["people"])

ViewId = Annotated[str, Path(max_length=64)]


@router.get("")
def list_views(parts: Parts, rights: SignedIn, page: Annotated[ViewedPage, Query(description="Of which list.")]) -> SavedViews:
    """Your views of a page in your order, then those that others share with people of your sites."""
    rights.need_anywhere(Permission.VIEW)
    with parts.records.reading() as tx:
        return _views(tx, page, rights, parts)


@router.post("", response_model=SavedViews, status_code=201)
def add_view(body: SavedViewIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Keep one more; answers with all of the page."""
    rights.need_anywhere(Permission.VIEW)
    _may_share(rights, parts, body.shared_with)

    def act(tx: Transaction) -> SavedViews:
        keep_view(tx, rights.person, body.page, body.name, body.query, shared_with=body.shared_with)
        return _views(tx, body.page, rights, parts)

    return write.once("view.add", body.page, body.model_dump_json(), act, status=201, detail=body.name)


@router.post("/order", response_model=SavedViews)
def put_views_in_order(body: ViewOrder, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Put your views of a page in another order. 409 if they are not exactly those that there are."""

    def act(tx: Transaction) -> SavedViews:
        order_views(tx, rights.person, body.page, body.ids)
        return _views(tx, body.page, rights, parts)

    return write.once("view.order", body.page, body.model_dump_json(), act)


@router.patch("/{view_id}", response_model=SavedViews)
def change_saved_view(view_id: ViewId, body: SavedViewChange, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Rename it, keep other filters in it, share it or stop sharing it."""
    _may_share(rights, parts, body.shared_with or None)

    def act(tx: Transaction) -> SavedViews:
        view = _mine(tx, view_id, rights, write.version)
        shared_with = view.shared_with if body.shared_with is None else body.shared_with or None
        changed = replace(
            view, name=view.name if body.name is None else body.name, query=view.query if body.query is None else body.query, shared_with=shared_with
        )
        change_view(tx, view, changed)
        return _views(tx, view.page, rights, parts)

    return write.once("view.change", view_id, body.model_dump_json(), act, version_now=lambda tx: _version(tx, view_id))


@router.delete("/{view_id}", response_model=SavedViews)
def remove_view(view_id: ViewId, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Forget it; answers with what is left of the page."""

    def act(tx: Transaction) -> SavedViews:
        view = _mine(tx, view_id, rights, write.version)
        tx.saved_views.remove(view)
        return _views(tx, view.page, rights, parts)

    return write.once("view.remove", view_id, "", act, version_now=lambda tx: _version(tx, view_id))


def _may_share(rights: Rights, parts: Services, site: str | None) -> None:
    """Raises `NotFound` for a site that they may not see, `Forbidden` where they do not lead."""
    if site is not None:
        rights.see(site, parts.sites)
        rights.need(Permission.SHARE_VIEW, site)


def _mine(tx: Transaction, view_id: str, rights: Rights, version: int | None) -> SavedView:
    """Their own view, as they read it. Raises `NotFound`, for others' too, and `Conflict`."""
    view = tx.saved_views.get(view_id)
    if view is None or view.person != rights.person.id:
        raise NotFound(Text("没有这个视图，可能已被删除", f"You have no view {view_id}; perhaps it was removed."))
    if version not in (None, view.version):
        raise Conflict(f"the view is at version {view.version}, not {version}; read it again")
    return view


def _version(tx: Transaction, view_id: str) -> int | None:
    view = tx.saved_views.get(view_id)
    return None if view is None else view.version


def _views(tx: Transaction, page: ViewedPage, rights: Rights, parts: Services) -> SavedViews:
    me = rights.person
    shared = [view for view in tx.saved_views.shared(rights.sites(None, parts.sites), page) if view.person != me.id]
    names = {person.id: person.name for person in tx.people.list()} if shared else {}
    return SavedViews(items=[_view_out(view, me.id, names.get(view.person, me.name)) for view in (*tx.saved_views.of_person(me.id, page), *shared)])


def _view_out(view: SavedView, me: str, by: str) -> ViewOut:
    return ViewOut(
        id=view.id,
        page=view.page,
        name=view.name,
        query=view.query,
        mine=view.person == me,
        by=by,
        shared_with=view.shared_with,
        version=view.version,
    )
