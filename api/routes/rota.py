"""The rota: its calendar, what it goes by, patterns, who stands where, what is missing, month tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile

from api.asked import Language, LanguageAsked, SiteAsked
from api.dispatch import duty_out, names_of
from api.paging import Paging, our_cursor
from api.problems import BadRequest, NotFound
from api.rota import absence_out, calendar_out, find_pattern, gap_out, midnight, pattern_in, pattern_out, plan_in, plan_out, saved_out, standings_out
from api.schemas.base import LocalText
from api.schemas.duty import Duty
from api.schemas.rota import (
    Absence,
    CannotCome,
    CannotComeTold,
    MonthImport,
    MonthRow,
    NewShiftDuty,
    Pattern,
    PatternIn,
    Patterns,
    PatternSaved,
    PostGapPage,
    RotaCalendar,
    RotaPlan,
    RotaPlanIn,
    Standings,
)
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.csv_table import Column, csv_answer, in_language
from api.taking_over.sheet import LARGEST, read_sheet
from api.writing import Writing
from domain.identity import new_id
from domain.people import Permission
from domain.records import AuditEntry, Transaction
from domain.text import Text
from operations.rota import editing, telling
from operations.rota.month_table import PERSON, POST, USERNAME, days_of, month_rows, take_month
from operations.rota.standing import Roll

router = APIRouter(tags=["rota"])

SiteNeeded = Annotated[str, Query(max_length=64, description="The site.")]
MonthAsked = Annotated[str, Query(description="The month: 2026-02.", pattern=r"^\d{4}-\d{2}$")]
_LONGEST = 62
_DAY = timedelta(days=1)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_NO_ABSENCE = Text("没有这条请假记录", "There is no such absence that you may see.")


@router.get("/rota")
def get_rota(
    parts: Parts,
    rights: SignedIn,
    site: SiteNeeded,
    first: Annotated[date, Query(alias="from", description="The first local day.")],
    days: Annotated[int, Query(ge=1, le=_LONGEST)] = 7,
) -> RotaCalendar:
    """The rota of some days: who is on duty, which shifts need whom, what is missing now and to come."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        return calendar_out(tx, parts.sites[site], first, days, names_of(tx), parts.clock())


@router.get("/rota/plan")
def get_rota_plan(parts: Parts, rights: SignedIn, site: SiteNeeded) -> RotaPlan:
    """Shifts, deputies, holders and rules of a site."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        return plan_out(tx.rota.plan(site))


@router.put("/rota/plan", response_model=RotaPlan)
def save_rota_plan(body: RotaPlanIn, parts: Parts, rights: SignedIn, write: Writing, site: SiteNeeded) -> Response:
    """Change them; turns to come that nobody touched follow at once."""
    rights.see(site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, site)

    def act(tx: Transaction) -> RotaPlan:
        version = tx.rota.plan(site).version if write.version is None else write.version
        return plan_out(editing.save_plan(tx, parts.sites[site], plan_in(site, body, version), by=write.by, at=write.now))

    return write.once("rota.plan", site, body.model_dump_json(), act, version_now=lambda tx: tx.rota.plan(site).version)


@router.get("/rota/patterns")
def list_patterns(parts: Parts, rights: SignedIn, site: SiteNeeded) -> Patterns:
    """How the teams of a site go through its shifts."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        return Patterns(items=[pattern_out(pattern) for pattern in tx.rota.patterns(site)])


@router.post("/rota/patterns", response_model=PatternSaved, status_code=201)
def add_pattern(body: PatternIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """A new pattern; its turns are made four weeks ahead at once. What cannot be made is named."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, body.site)

    def act(tx: Transaction) -> PatternSaved:
        site = parts.sites[body.site]
        pattern, made = editing.save_pattern(tx, site, pattern_in(new_id(), body, 1), new=True, by=write.by, at=write.now)
        return saved_out(pattern, made, names_of(tx), site)

    return write.once("rota.pattern.add", body.site, body.model_dump_json(), act, status=201, detail=body.name)


@router.put("/rota/patterns/{pattern_id}", response_model=PatternSaved)
def save_pattern(pattern_id: str, body: PatternIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Change a pattern: what has begun, and what people changed, stays; the rest follows."""

    def act(tx: Transaction) -> PatternSaved:
        found = find_pattern(parts, rights, tx, pattern_id)
        rights.need(Permission.ARRANGE_DUTY, found.site)
        site = parts.sites[found.site]
        version = found.version if write.version is None else write.version
        changed = pattern_in(found.id, body.model_copy(update={"site": found.site}), version)
        pattern, made = editing.save_pattern(tx, site, changed, new=False, by=write.by, at=write.now)
        return saved_out(pattern, made, names_of(tx), site)

    return write.once("rota.pattern.save", pattern_id, body.model_dump_json(), act, detail=body.name, version_now=lambda tx: _version(tx, pattern_id))


@router.delete("/rota/patterns/{pattern_id}", response_model=Pattern)
def remove_pattern(pattern_id: str, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Give a pattern up: turns to come that nobody touched are taken back."""

    def act(tx: Transaction) -> Pattern:
        found = find_pattern(parts, rights, tx, pattern_id)
        rights.need(Permission.ARRANGE_DUTY, found.site)
        editing.remove_pattern(tx, parts.sites[found.site], found, by=write.by, at=write.now, version=write.version)
        return pattern_out(found)

    return write.once("rota.pattern.remove", pattern_id, "", act, version_now=lambda tx: _version(tx, pattern_id))


@router.get("/rota/standing")
def list_standing(parts: Parts, rights: SignedIn, site: SiteNeeded) -> Standings:
    """Who is called for each post at this moment: on duty, or the deputy of an empty post."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        return standings_out(tx, parts.sites[site], parts.clock())


@router.get("/rota/gaps")
def list_gaps(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    open_: Annotated[bool, Query(alias="open", description="Only those that have not ended; all of them, oldest first.")] = False,  # noqa: FBT002  a query parameter
) -> PostGapPage:
    """Posts that had nobody, or too few, newest first."""
    sites = rights.sites(site, parts.sites)
    with parts.records.reading() as tx:
        if open_:
            gaps, following = tx.rota.open_gaps(sites), None
        else:
            with our_cursor():
                page = tx.rota.gaps(sites, cursor=paging.cursor, limit=paging.limit)
            gaps, following = page.items, page.next_cursor
        rolls = {each: Roll.call(tx, parts.sites[each], parts.clock()) for each in {gap.site for gap in gaps if gap.ended_at is None}}
        return PostGapPage(items=[gap_out(gap, rolls.get(gap.site)) for gap in gaps], next_cursor=following)


@router.post("/rota/duties", response_model=Duty, status_code=201)
def add_shift_duty(body: NewShiftDuty, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Somebody has a shift of a day: fills a gap, too."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, body.site)

    def act(tx: Transaction) -> Duty:
        added = editing.add_shift(tx, parts.sites[body.site], body.username, body.shift, body.day, body.post, by=write.by, at=write.now)
        return duty_out(added, names_of(tx))

    return write.once("duty.add", body.username, body.model_dump_json(), act, status=201, detail=f"{body.shift} {body.day}")


@router.post("/me/absences", response_model=CannotComeTold, status_code=201)
def cannot_come(body: CannotCome, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """I cannot come: my shifts in that time are free, and the lead is told at once. A lead may say it of somebody."""
    rights.see(body.site, parts.sites)
    username = body.username or write.by
    if username != write.by:
        rights.need(Permission.ARRANGE_DUTY, body.site)

    def act(tx: Transaction) -> CannotComeTold:
        absence, free = editing.cannot_come(tx, parts.sites[body.site], username, body.since or write.now, body.until, by=write.by, at=write.now)
        names = names_of(tx)
        return CannotComeTold(absence=absence_out(absence, names), free=[duty_out(duty, names) for duty in free])

    return write.once("absence.add", username, body.model_dump_json(), act, status=201)


@router.delete("/me/absences/{absence_id}", response_model=Absence)
def can_come(absence_id: str, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """I can come after all. What somebody took over meanwhile stays theirs."""

    def act(tx: Transaction) -> Absence:
        found = tx.rota.absence(absence_id)
        if found is None or found.site not in rights.sites(None, parts.sites):
            raise NotFound(_NO_ABSENCE)
        if found.person != write.by:
            rights.need(Permission.ARRANGE_DUTY, found.site)
        editing.can_come_again(tx, parts.sites[found.site], found, by=write.by, at=write.now)
        return absence_out(found, names_of(tx))

    return write.once("absence.end", absence_id, "", act)


@router.get("/rota/month", response_class=Response)
def export_month(parts: Parts, rights: SignedIn, site: SiteNeeded, month: MonthAsked, lang: LanguageAsked = Language.ZH) -> Response:
    """The rota of a month as a table (CSV, or `format=xlsx`), which `POST /rota/month` reads again."""
    rights.see(site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, site)
    first = _first(month)
    there = parts.sites[site]
    with parts.records.reading() as tx:
        names = names_of(tx)
        duties = tx.dispatch.duties(site, midnight(there, first) - _DAY, midnight(there, first + 33 * _DAY))
        rows = list(month_rows(tx.rota.plan(site), there, first, duties, names, english=lang is Language.EN))
    headings = [in_language(text, lang) for text in (PERSON, USERNAME, POST)] + [str(day.day) for day in days_of(first)]
    columns = [_column(number, heading) for number, heading in enumerate(headings)]
    return csv_answer(f"rota-{month}", columns, rows, lang)


@router.post("/rota/month")
def import_month(
    file: Annotated[UploadFile, File(description="CSV (UTF-8 or GBK) or XLSX: a row for each person, a column for each day, a shift's mark in each cell.")],
    parts: Parts,
    write: Writing,
    site: SiteNeeded,
    month: MonthAsked,
    dry_run: Annotated[bool, Query(description="Only look: nothing is changed.")] = True,  # noqa: FBT002  a query parameter
) -> MonthImport:
    """Take the rota of a month from a table, all of it or nothing; the same again changes nothing."""
    write.rights.see(site, parts.sites)
    write.rights.need(Permission.ARRANGE_DUTY, site)
    first = _first(month)
    heading, rest = read_sheet(file.file.read(LARGEST + 1))
    sheet = [(row.number, row.cells) for row in (heading, *rest)]
    with parts.records.transaction() as tx:
        rows = take_month(tx, parts.sites[site], first, sheet, by=write.by, at=write.now, dry_run=dry_run)
        stored = not dry_run and not any(row.problems for row in rows)
        if stored:
            telling.changed(tx, parts.sites[site], "duty", site, write.now, write.by)
            tx.housekeeping.audit(AuditEntry(write.now, write.by, "duty.import", site, month, write.rights.address))
    write.hub.wake()
    return MonthImport(
        stored=stored,
        new=sum(row.new for row in rows),
        known=sum(row.known for row in rows),
        removed=sum(row.removed for row in rows),
        rows=[
            MonthRow(
                row=row.number,
                name=row.name,
                username=row.username,
                new=row.new,
                known=row.known,
                removed=row.removed,
                problems=[LocalText.of(each) for each in row.problems],
            )
            for row in rows
        ],
    )


def _column(number: int, heading: str) -> Column[Sequence[str]]:
    return Column(Text(heading, heading), lambda row, _language: row[number])


def _first(month: str) -> date:
    found = _MONTH.fullmatch(month)
    if found is None:
        raise BadRequest(Text("月份应如 2026-02", "Write the month like 2026-02."))
    return date(int(found[1]), int(found[2]), 1)


def _version(tx: Transaction, pattern_id: str) -> int | None:
    found = tx.rota.pattern(pattern_id)
    return None if found is None else found.version
