"""Equipment out of service."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.human_step import told
from api.paging import Paging
from api.problems import NotFound
from api.schemas.out_of_service import OutOfService, OutOfServicePage, PutBack, TakeOutOfService
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.csv_table import csv_answer
from api.tables.permit_columns import OUT_OF_SERVICE_COLUMNS
from api.writing import Write, Writing
from domain.contract import out_of_service_json
from domain.people import Permission
from domain.records import Conflict, Transaction
from domain.suppression import OutOfService as Entry
from domain.text import Text
from domain.time import rfc3339
from operations import out_of_service

router = APIRouter(prefix="/out-of-service", tags=["out-of-service"])


@router.get("", response_model=OutOfServicePage)
def list_out_of_service(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> OutOfServicePage | Response:
    """What is out of service now, by site, oldest first. A table needs the permission `export`."""
    sites = sorted(rights.sites(site, parts.sites))
    csv = wants_csv(form, accept)
    if csv:
        rights.need_anywhere(Permission.EXPORT)
    with parts.records.reading() as tx:
        found = [entry for each in sites for entry in sorted(tx.out_of_service.open_at(each), key=_key)]
    if csv:
        return csv_answer("out-of-service", OUT_OF_SERVICE_COLUMNS, found, lang)
    page = paging.of(found, _key)
    return OutOfServicePage(items=[_out(entry) for entry in page.items], next_cursor=page.next_cursor)


@router.post("", response_model=OutOfService, status_code=201)
def take_out_of_service(body: TakeOutOfService, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Hide the alarms of equipment until it is put back, with a reason and a time; critical ones too."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.TAKE_OUT_OF_SERVICE, body.site)

    def act(tx: Transaction) -> OutOfService:
        scope = body.scope.scope()
        return _out(out_of_service.take(tx, site=parts.sites[body.site], scope=scope, reason=body.reason, until=body.until, by=write.by, at=write.now))

    return write.once("out-of-service.take", body.site, body.model_dump_json(), act, status=201, detail=told(body, body.reason))


@router.post("/{entry_id}/put-back", response_model=OutOfService)
def put_back_into_service(entry_id: str, parts: Parts, write: Writing, body: PutBack | None = None) -> Response:
    """Put it back before its time: what it hid is shown again, with orders. Doing it again changes nothing."""
    asked = body or PutBack()

    def act(tx: Transaction) -> OutOfService:
        entry = _find(write, tx, entry_id)
        write.rights.need(Permission.TAKE_OUT_OF_SERVICE, entry.site)
        if write.version not in (None, entry.version):
            raise Conflict(f"the entry has changed: its version is {entry.version}, not {write.version}; read it again")
        return _out(out_of_service.put_back(tx, entry_id, site=parts.sites[entry.site], by=write.by, at=write.now))

    def version_now(tx: Transaction) -> int | None:
        entry = tx.out_of_service.get(entry_id)
        return None if entry is None else entry.version

    return write.once("out-of-service.put-back", entry_id, asked.model_dump_json(), act, detail=told(asked, asked.note), version_now=version_now)


def _out(entry: Entry) -> OutOfService:
    return OutOfService.model_validate(out_of_service_json(entry))


def _key(entry: Entry) -> str:
    return f"{entry.site}/{rfc3339(entry.at)}/{entry.id}"


def _find(write: Write, tx: Transaction, entry_id: str) -> Entry:
    entry = tx.out_of_service.get(entry_id)
    if entry is None or entry.site not in write.rights.sites(None, write.parts.sites):
        raise NotFound(Text("没有这条停用记录", f"Nothing that you may see is out of service under {entry_id}. GET /out-of-service lists what is."))
    return entry
