"""Keeping views of lists: named once, at most so many, in an order of one's own, shared with a site by those who lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.identity import new_id
from domain.people import Person
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.saved_view import MOST_VIEWS, SavedView, ViewedPage


def keep_view(tx: Transaction, person: Person, page: ViewedPage, name: str, query: str, *, shared_with: str | None = None) -> SavedView:
    """Keep one more, as the last of theirs. Raises `Refusal` if the name is theirs already, or there are too many."""
    mine = tx.saved_views.of_person(person.id, page)
    if len(mine) >= MOST_VIEWS:
        raise Refusal(f"每个页面最多保存 {MOST_VIEWS} 个视图，请先删除不用的", f"A page keeps {MOST_VIEWS} views at most: remove one that you do not use")
    _refuse_twin(mine, name)
    position = max((view.position for view in mine), default=0) + 1
    view = SavedView(new_id(), person.id, page, name, query, position, shared_with)
    tx.saved_views.add(view)
    return view


def change_view(tx: Transaction, view: SavedView, changed: SavedView) -> SavedView:
    """Store `changed` in place of `view`. Raises `Refusal` if another of theirs has its name, `Conflict` if it has moved on."""
    others = [other for other in tx.saved_views.of_person(view.person, view.page) if other.id != view.id]
    _refuse_twin(others, changed.name)
    return tx.saved_views.save(changed)


def order_views(tx: Transaction, person: Person, page: ViewedPage, ids: Sequence[str]) -> None:
    """Put their views of a page in this order. Raises `Conflict` unless `ids` are exactly theirs, each once."""
    mine = {view.id: view for view in tx.saved_views.of_person(person.id, page)}
    if sorted(ids) != sorted(mine):
        raise Conflict("these are not the views that there are now; read them again")
    for position, view_id in enumerate(ids, start=1):
        if mine[view_id].position != position:
            tx.saved_views.save(replace(mine[view_id], position=position))


def _refuse_twin(others: Sequence[SavedView], name: str) -> None:
    if any(other.name == name for other in others):
        raise Refusal(f"已有名为“{name}”的视图，请换一个名称或更新原视图", f"You have a view {name} already: choose another name, or change that one")
