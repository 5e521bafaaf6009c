"""What could not be read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.paging import LARGEST_PAGE, Paging, every_item, our_cursor
from api.problems import NotFound
from api.schemas.quarantine import QuarantineEntry, QuarantinePage, Reveal, Revealed
from api.security.masking import mask_payload, mask_text, readable
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.columns import QUARANTINE_COLUMNS
from api.tables.csv_table import all_pages, csv_answer
from domain.page import Page
from domain.people import Permission
from domain.quarantine import REASON_NAMES, QuarantineReason
from domain.records import AuditEntry
from domain.records import QuarantineEntry as Stored
from domain.text import Text
from domain.time import rfc3339

router = APIRouter(prefix="/quarantine", tags=["quarantine"])


@router.get("", response_model=QuarantinePage)
def list_quarantine(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    reason: Annotated[QuarantineReason | None, Query()] = None,
    device: Annotated[str | None, Query(max_length=64)] = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> QuarantinePage | Response:
    """Messages, or parts of them, that were put aside: newest first, personal fields masked."""
    sites = _sites(parts, rights, site)
    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)

        def read(cursor: str | None) -> Page[Stored]:
            with parts.records.reading() as tx:
                return tx.quarantine.list(sites, reason=reason, device=device, cursor=cursor, limit=LARGEST_PAGE)

        return csv_answer("quarantine", QUARANTINE_COLUMNS, all_pages(read), lang)
    with our_cursor(), parts.records.reading() as tx:
        page = tx.quarantine.list(sites, reason=reason, device=device, cursor=paging.cursor, limit=paging.limit)
        total = tx.quarantine.total(sites)
    return QuarantinePage(items=[entry_out(entry) for entry in page.items], next_cursor=page.next_cursor, total=total)


@router.post("/{entry_id}/reveal")
def reveal_quarantined(entry_id: str, body: Reveal, parts: Parts, rights: SignedIn) -> Revealed:
    """One entry unmasked, for those who may see personal data; the look and its reason go into the audit log."""
    sites = _sites(parts, rights, None)
    rights.need_anywhere(Permission.VIEW_PERSONAL)
    with parts.records.transaction() as tx:
        entry = next((entry for entry in every_item(lambda cursor: tx.quarantine.list(sites, cursor=cursor, limit=LARGEST_PAGE)) if entry.id == entry_id), None)
        if entry is None:
            raise NotFound(Text("没有这条隔离记录", f"There is no entry {entry_id} that you may see."))
        tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "quarantine.reveal", entry_id, body.reason, rights.address))
    return Revealed(id=entry.id, detail=entry.item.detail, payload=readable(entry.item.payload))


def _sites(parts: Services, rights: Rights, site: str | None) -> tuple[str, ...]:
    rights.need_anywhere(Permission.VIEW_QUARANTINE)
    return rights.sites(site, parts.sites)


def entry_out(entry: Stored) -> QuarantineEntry:
    """An entry with personal fields masked."""
    item = entry.item
    return QuarantineEntry.model_validate(
        {
            "id": entry.id,
            "received_at": rfc3339(item.received_at),
            "topic": item.topic,
            "reason": item.reason,
            "detail": mask_text(item.detail),
            "reason_name": REASON_NAMES[item.reason].as_json(),
            "site": item.site,
            "device": item.device,
            "payload": mask_payload(item.payload),
            "count": entry.count,
            "last_at": rfc3339(entry.last_at),
        }
    )
