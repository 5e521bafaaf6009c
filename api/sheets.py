"""Printing sheets that are not those of orders: masked for who may not know, audited, one PDF."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request, Response

from api.asked import Language
from api.problems import Unavailable, Unusable
from api.security.masking import mask_text
from api.security.rights import Rights
from api.services import Services
from domain.people import Permission
from domain.problem import Refusal
from domain.records import AuditEntry, Transaction
from domain.site import Site
from domain.text import Text
from operations.forms.content import Sheet
from operations.forms.typeset import Busy
from operations.forms.wording import Wording

_AGAIN_AFTER_S = 5
_BUSY = Text("正在打印其他单据，请稍后再试", "Others are printing. Try again in a moment.")


def print_sheet(
    parts: Services,
    rights: Rights,
    request: Request,
    site: Site,
    language: Language,
    *,
    action: str,
    subject: str,
    name: str,
    make: Callable[[Transaction, Wording, str], Sheet],
) -> Response:
    """The sheet that `make` gives for a transaction, a wording and the address of this app. Raises `ApiProblem`. For a worker thread."""
    now = parts.clock()
    base = (parts.public_url or str(request.base_url)).rstrip("/")
    with parts.records.reading() as tx:
        personal = rights.may(Permission.VIEW_PERSONAL, site.id)
        names = {person.username: person.name for person in tx.people.list()}
        sheet = make(tx, Wording(language.value, site.time_zone, names, str if personal else mask_text, personal), base)
    with parts.records.transaction() as tx:
        detail = f"{language.value}{' personal' if personal else ''}"
        tx.housekeeping.audit(AuditEntry(now, rights.person.username, action, subject, detail, rights.address))
    try:
        content = parts.typesetter.pdf([sheet], language.value, parts.uploads, at=now)
    except Busy as error:
        raise Unavailable(_BUSY, retry_after_s=_AGAIN_AFTER_S) from error
    except Refusal as error:
        raise Unusable(error.text) from error
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
