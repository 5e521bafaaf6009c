"""Reviews of runs as PDF: masked for who may not see personal data, audited."""

from __future__ import annotations

from fastapi import Request, Response

from api.asked import Language
from api.plan_reviews import curves, find_review
from api.problems import Unavailable, Unusable
from api.security.masking import mask_text
from api.security.rights import Rights
from api.services import Services
from domain.people import Permission
from domain.problem import Refusal
from domain.records import AuditEntry
from domain.text import Text
from operations.forms.typeset import Busy
from operations.forms.wording import Wording
from operations.plans.review import printed
from operations.plans.review.whole import whole_of

_AGAIN_AFTER_S = 5
_BUSY = Text("正在打印其他单据，请稍后再试", "Others are printing. Try again in a moment.")


def print_review(parts: Services, rights: Rights, request: Request, review_id: str, language: Language) -> Response:
    """The PDF of a review. Raises `ApiProblem`. For a worker thread: it takes a while."""
    now, by = parts.clock(), rights.person.username
    base = (parts.public_url or str(request.base_url)).rstrip("/")
    with parts.records.reading() as tx:
        whole = whole_of(tx, find_review(parts, rights, tx, review_id), now=now)
        names = {person.username: person.name for person in tx.people.list()}
    site = parts.sites[whole.review.site]
    personal = rights.may(Permission.VIEW_PERSONAL, site.id)
    wording = Wording(language.value, site.time_zone, names, str if personal else mask_text, personal)
    with parts.records.transaction() as tx:
        detail = f"{language.value}{' personal' if personal else ''}"
        tx.housekeeping.audit(AuditEntry(now, by, "plan-review.print", review_id, detail, rights.address))
    address = f"{base}/emergency/reviews/{review_id}"
    try:
        content = printed.pdf(parts.typesetter, whole, curves(parts, whole), site, wording=wording, uploads=parts.uploads, by=by, at=now, address=address)
    except Busy as error:
        raise Unavailable(_BUSY, retry_after_s=_AGAIN_AFTER_S) from error
    except Refusal as error:
        raise Unusable(error.text) from error
    headers = {"Content-Disposition": f'attachment; filename="plan-review-{whole.review.number}.pdf"', "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
