"""Taking over open orders from another system, from a file: first looked at, then done; done again it makes no order twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile
from fastapi.responses import FileResponse

from api.asked import Language, LanguageAsked
from api.schemas.base import LocalText
from api.schemas.taking_over import OrderImport, OrderImportProblem, OrderImportRow, OrderRowState
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import in_language
from api.taking_over.rows import COLUMNS, ReadRow, read_rows
from api.taking_over.sheet import LARGEST, read_sheet
from api.writing import Write, Writing
from domain.people import Permission
from domain.records import AuditEntry, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import WorkOrder
from operations.outside_orders import open_outside

router = APIRouter(prefix="/work-orders/import", tags=["outside"])

_AT_ONCE = 25
"""Orders in one transaction: alarms do not wait for a long import."""
_EXAMPLE = (
    Text("OA-1024", "OA-1024"),
    Text("大堂灯不亮", "Lobby light is out"),
    Text("维修", "Repair"),
    Text("工程部", "Engineering"),
    Text("一般", "Medium"),
    Text("3号楼大堂", "Lobby of tower 3"),
    Text("", ""),
    Text("2026-01-31 08:30", "2026-01-31 08:30"),
    Text("2026-02-02 18:00", "2026-02-02 18:00"),
    Text("旧系统", "Old system"),
)
SheetAsked = Annotated[UploadFile, File(description="CSV (UTF-8 or GBK) or XLSX with headings in Chinese or English; at most 1 MB and 1000 rows.")]


@router.get("/template", response_class=FileResponse)
def get_import_template(rights: SignedIn, lang: LanguageAsked = Language.ZH) -> FileResponse:
    """A workbook with the headings and one example."""
    rights.need_anywhere(Permission.ADMINISTER)
    headings = [in_language(name, lang) for name in COLUMNS.values()]
    from api.tables.workbook import workbook_answer  # noqa: PLC0415  openpyxl is large, and a workbook rare

    return workbook_answer("work-orders", headings, [[in_language(cell, lang) for cell in _EXAMPLE]])


@router.post("")
def import_work_orders(
    file: SheetAsked,
    parts: Parts,
    write: Writing,
    site: Annotated[str, Query(max_length=64)],
    dry_run: Annotated[bool, Query(description="Only look: nothing is changed.")] = True,  # noqa: FBT002  a query parameter
) -> OrderImport:
    """Open an order for each row whose number is not here yet. Rows with something wrong are left out and said; nobody is notified."""
    write.rights.see(site, parts.sites)
    write.rights.need(Permission.ADMINISTER, site)
    headings, rows = read_sheet(file.file.read(LARGEST + 1))
    read = read_rows(headings, rows, parts.sites[site])
    source = f"import:{site}"
    opened: dict[str, WorkOrder] = {}
    if not dry_run:
        opened = _open(write, source, read, parts.sites[site])
    return _told(parts, source, read, opened, dry_run=dry_run)


def _open(write: Write, source: str, read: Sequence[ReadRow], site: Site) -> dict[str, WorkOrder]:
    """The orders that are new now, by their outside number."""
    opened: dict[str, WorkOrder] = {}
    good = [row.asked for row in read if row.asked is not None]
    for start in range(0, len(good), _AT_ONCE):
        chunk = good[start : start + _AT_ONCE]
        with write.parts.records.transaction() as tx:
            known = tx.outside.known(source, [asked.outside_id for asked in chunk])
            new = [asked for asked in chunk if asked.outside_id not in known]
            for asked in new:
                opened[asked.outside_id] = open_outside(tx, source, asked, site, by=write.by, at=write.now, silent=True)
            if new:
                numbers = " ".join(asked.outside_id for asked in new)
                tx.housekeeping.audit(AuditEntry(write.now, write.by, "work-order.import", site.id, numbers, write.rights.address))
    write.hub.wake()
    return opened


def _told(parts: Services, source: str, read: Sequence[ReadRow], opened: dict[str, WorkOrder], *, dry_run: bool) -> OrderImport:
    with parts.records.reading() as tx:
        known = {outside_id: _order(tx, source, outside_id) for outside_id in tx.outside.known(source, {row.outside_id for row in read if row.outside_id})}
    rows = [_row(row, known, opened) for row in read]
    counts = {state: sum(row.state is state for row in rows) for state in OrderRowState}
    return OrderImport(dry_run=dry_run, new=counts[OrderRowState.NEW], known=counts[OrderRowState.KNOWN], wrong=counts[OrderRowState.WRONG], rows=rows)


def _order(tx: Transaction, source: str, outside_id: str) -> WorkOrder | None:
    found = tx.outside.find(source, outside_id)
    return None if found is None else tx.orders.get(found.order_id)


def _row(row: ReadRow, known: dict[str, WorkOrder | None], opened: dict[str, WorkOrder]) -> OrderImportRow:
    order = opened.get(row.outside_id) or known.get(row.outside_id)
    if row.asked is None:
        state, order = OrderRowState.WRONG, None
    else:
        state = OrderRowState.KNOWN if row.outside_id in known and row.outside_id not in opened else OrderRowState.NEW
    problems = [
        OrderImportProblem(column=LocalText.of(each.column), problem=LocalText.of(each.problem), remedy=LocalText.of(each.remedy)) for each in row.problems
    ]
    return OrderImportRow(
        row=row.number,
        outside_id=row.outside_id,
        title=row.title,
        state=state,
        problems=problems,
        number=None if order is None else order.number,
        order_id=None if order is None else order.id,
    )
