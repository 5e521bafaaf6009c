"""Forms of work orders as PDF. What a reader may not know is masked; whoever prints is in the audit log, and whether he saw personal data."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request, Response

from api.asked import Language
from api.orders import find_order
from api.problems import Unavailable, Unusable
from api.security.masking import mask_text
from api.security.rights import Rights
from api.services import Services
from domain.people import Permission
from domain.problem import Refusal
from domain.records import AuditEntry
from domain.text import Text
from operations.forms.content import Sheet, sheet_of
from operations.forms.form import OrderForm
from operations.forms.typeset import Busy
from operations.forms.wording import Wording

_AGAIN_AFTER_S = 5
_BUSY = Text("正在打印其他单据，请稍后再试", "Others are printing. Try again in a moment.")


def print_forms(parts: Services, rights: Rights, request: Request, order_ids: Sequence[str], form: OrderForm, language: Language) -> Response:
    """One PDF of the orders' forms, in the order given. Raises `ApiProblem`. For a worker thread: it takes a while."""
    now = parts.clock()
    sheets, personal = _sheets(parts, rights, request, list(dict.fromkeys(order_ids)), form, language)
    _audit(parts, rights, order_ids, f"{form.value} {language.value}{' personal' if personal else ''}")
    try:
        content = parts.typesetter.pdf(sheets, language.value, parts.uploads, at=now)
    except Busy as error:
        raise Unavailable(_BUSY, retry_after_s=_AGAIN_AFTER_S) from error
    except Refusal as error:
        raise Unusable(error.text) from error
    name = f"{form.value}-{sheets[0].number if len(sheets) == 1 else f'{len(sheets)}-orders'}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _sheets(parts: Services, rights: Rights, request: Request, order_ids: Sequence[str], form: OrderForm, language: Language) -> tuple[list[Sheet], bool]:
    """The sheets as the records have them now, and whether personal data stands in them.

    Whoever may see personal data at one of the sites but not at all of them sees none.
    """
    base = (parts.public_url or str(request.base_url)).rstrip("/")
    with parts.records.reading() as tx:
        orders = [find_order(parts, rights, tx, order_id) for order_id in order_ids]
        personal = all(rights.may(Permission.VIEW_PERSONAL, order.site) for order in orders)
        names = {person.username: person.name for person in tx.people.list()}
        mask = str if personal else mask_text
        by_site = {site: Wording(language.value, parts.sites[site].time_zone, names, mask, personal) for site in dict.fromkeys(order.site for order in orders)}
        by, now = rights.person.username, parts.clock()
        sheets = [
            sheet_of(tx, order, form, parts.sites[order.site], wording=by_site[order.site], by=by, at=now, address=f"{base}/work-orders/{order.id}")
            for order in orders
        ]
    return sheets, personal


def _audit(parts: Services, rights: Rights, order_ids: Sequence[str], detail: str) -> None:
    with parts.records.transaction() as tx:
        for order_id in dict.fromkeys(order_ids):
            tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "work-order.print", order_id, detail, rights.address))
