"""Whistles as the API shows them, and what a person may do with them."""

from __future__ import annotations

from api.problems import Forbidden, NotFound
from api.schemas.whistle import Whistle as WhistleOut
from api.schemas.whistle import WhistleDetail
from api.security.rights import Rights
from api.services import Services
from domain.people import Department, Permission
from domain.records import Transaction
from domain.text import Text
from domain.whistle import CallState, Whistle, WhistleState
from domain.whistle_json import whistle_json


def whistle_out(whistle: Whistle) -> WhistleOut:
    """A whistle as lists show it."""
    return WhistleOut.model_validate(whistle_json(whistle))


def whistle_detail(tx: Transaction, whistle: Whistle, rights: Rights) -> WhistleDetail:
    """A whistle with its timeline and what this person may do now."""
    order = tx.orders.get(whistle.order_id)
    return WhistleDetail.model_validate(
        {
            **whistle_json(whistle, tx.whistles.timeline(whistle.id)),
            "order_number": None if order is None else order.number,
            "may_check_in": [department.value for department in _awaited(whistle, rights)],
            "may_lead": whistle.state is WhistleState.OPEN and rights.may(Permission.WHISTLE, whistle.site),
            "may_note": may_note(whistle, rights),
        }
    )


def may_check_in(rights: Rights, site: str, department: Department) -> bool:
    """For one's own department, or for any if one directs them all."""
    return rights.may(Permission.CHECK_IN, site) and (rights.person.department is department or rights.may(Permission.DISPATCH, site))


def need_check_in(rights: Rights, site: str, department: Department) -> None:
    """Raises `Forbidden` unless they may."""
    if not may_check_in(rights, site, department):
        raise Forbidden(Permission.CHECK_IN)


def may_note(whistle: Whistle, rights: Rights) -> bool:
    """Whoever may blow or check in may write something down."""
    return rights.may(Permission.WHISTLE, whistle.site) or rights.may(Permission.CHECK_IN, whistle.site)


def find_whistle(parts: Services, rights: Rights, tx: Transaction, whistle_id: str) -> Whistle:
    """The whistle. Raises `NotFound` if there is none that they may see."""
    whistle = tx.whistles.get(whistle_id)
    if whistle is None or whistle.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这次吹哨", f"There is no whistle {whistle_id} that you may see."))
    return whistle


def _awaited(whistle: Whistle, rights: Rights) -> list[Department]:
    if whistle.state is not WhistleState.OPEN:
        return []
    waiting = [call.department for call in whistle.calls if call.state is not CallState.IN and may_check_in(rights, whistle.site, call.department)]
    return sorted(waiting, key=lambda department: department is not rights.person.department)
