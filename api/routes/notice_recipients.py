"""Whom notices to residents go to: personal data, always masked; each look is in the audit log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import SiteAsked
from api.notices import recipient_out
from api.paging import Paging, our_cursor
from api.problems import NotFound
from api.schemas.base import LocalText
from api.schemas.notice import NoticeRecipientPage, RecipientProblem, RecipientsImported
from api.schemas.skill import TableIn
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Writing
from domain.notice_delivery import RecipientEnd
from domain.people import Permission
from domain.records import AuditEntry, Transaction
from domain.text import Text
from notify.notices.addresses import ResidentAddresses
from operations.notices import recipients
from operations.row_table import BadRows

router = APIRouter(prefix="/notice-recipients", tags=["notice"])

_MOST_TOLD = 200


@router.get("")
def list_notice_recipients(
    parts: Parts, rights: SignedIn, paging: Paging, site: SiteAsked = None, reason: Annotated[str, Query(max_length=200, description="Why you look.")] = ""
) -> NoticeRecipientPage:
    """Addresses by unit, masked, newest first. Needs `view_personal`."""
    rights.need_anywhere(Permission.VIEW_PERSONAL)
    sites = tuple(each for each in rights.sites(site, parts.sites) if rights.may(Permission.VIEW_PERSONAL, each))
    with our_cursor(), parts.records.transaction() as tx:
        page = tx.notices.recipients.list(sites, cursor=paging.cursor, limit=paging.limit)
        tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "notice-recipient.list", site or "*", reason, rights.address))
    shown = [recipient_out(each, parts.sites[each.site]) for each in page.items if each.site in parts.sites]
    return NoticeRecipientPage(items=shown, next_cursor=page.next_cursor)


@router.post("/import", response_model=RecipientsImported)
def import_notice_recipients(body: TableIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Take a CSV (unit, phone, email, language, consent; Chinese headings too): all rows or none. Without consent nothing is kept."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.APPROVE_NOTICES, body.site)
    rights.need(Permission.VIEW_PERSONAL, body.site)
    seal = ResidentAddresses(parts.secret)

    def act(tx: Transaction) -> RecipientsImported:
        site = parts.sites[body.site]
        done = recipients.Importing(tx, site, seal, parts.secret, by=write.by, at=write.now).take(body.csv)
        return RecipientsImported(kept=done.kept, without_consent=done.without_consent, stayed_out=done.stayed_out, problems=[])

    try:
        # What was asked is kept only as a keyed digest: it holds addresses.
        return write.once("notice-recipient.import", body.site, seal.digest("import", body.csv), act)
    except BadRows as bad:
        problems = [RecipientProblem(line=each.line, text=LocalText.of(each.text)) for each in bad.problems[:_MOST_TOLD]]
        told = RecipientsImported(kept=0, without_consent=0, stayed_out=0, problems=problems)
        return Response(told.model_dump_json(), media_type="application/json")


@router.delete("/{recipient_id}", status_code=204, response_class=Response)
def remove_notice_recipient(recipient_id: str, parts: Parts, rights: SignedIn) -> None:
    """Take an address off the list; it is wiped."""
    now = parts.clock()
    with parts.records.transaction() as tx:
        found = tx.notices.recipients.get(recipient_id)
        if found is None or found.site not in rights.sites(None, parts.sites):
            raise NotFound(Text("没有这个接收人", f"There is no recipient {recipient_id} that you may see."))
        rights.need(Permission.APPROVE_NOTICES, found.site)
        rights.need(Permission.VIEW_PERSONAL, found.site)
        if found.ended is None:
            recipients.end(tx, found, RecipientEnd.REMOVED, now)
            tx.housekeeping.audit(AuditEntry(now, rights.person.username, "notice-recipient.remove", recipient_id, "", rights.address))
