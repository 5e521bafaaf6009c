"""The fire control room: who is there, the two-hourly check, calls that ask for an answer, the log, and touches of screens."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, wants_csv
from api.control_room import log_out, panels_now, room_out
from api.human_step import told
from api.problems import NotFound, Unusable
from api.schemas.control_room import ConfirmCheck, ControlRoom, RoomLog, TouchScreen
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.sheets import print_sheet
from api.tables.csv_table import csv_answer
from api.tables.hand_over_columns import log_columns
from api.writing import Writing
from domain.control_room import PanelState
from domain.people import Permission
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from operations import controlroom
from operations.controlroom import calls, checks, printed
from operations.controlroom.log import Log, log_of

router = APIRouter(tags=["control-room"])

DayAsked = Annotated[date | None, Query(description="Of the site's calendar; today if it is left out.")]
ShiftAsked = Annotated[int | None, Query(ge=0, le=200, description="Only this shift of the day, from 0.")]
_PDF: dict[int | str, dict[str, Any]] = {200: {"description": "The log.", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}
_NO_CALL = Text("没有这次查岗", "There is no such call.")
_NO_SHIFT = Text("当天没有这个班次", "The day has no such shift.")


@router.get("/control-room/{site}")
def get_control_room(site: str, parts: Parts, rights: SignedIn) -> ControlRoom:
    """The room as it is now: operators and their certificates, panels, the check that is due, the call that waits."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        return room_out(tx, parts.sites[site], parts.live, rights, parts.clock())


@router.post("/control-room/{site}/check", response_model=ControlRoom)
def confirm_check(site: str, body: ConfirmCheck, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Confirm the check that is due, by somebody who stands there. What the panels tell stands in it unless you say otherwise."""
    rights.see(site, parts.sites)
    here = parts.sites[site]
    seen = panels_now(here, parts.live) if body.panels is None else _said(body, here)

    def act(tx: Transaction) -> ControlRoom:
        checks.confirm(tx, here, seen, by=write.by, at=write.now, note=body.note)
        return room_out(tx, here, parts.live, rights, write.now)

    return write.once("control-room.check", site, body.model_dump_json(), act, detail=told(body))


@router.post("/control-room/{site}/calls", response_model=ControlRoom, status_code=201)
def ask_whether_somebody_is_there(site: str, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Ask the room now (查岗): it answers by one tap within three minutes, or you are told."""
    rights.see(site, parts.sites)
    rights.need(Permission.ARRANGE_DUTY, site)

    def act(tx: Transaction) -> ControlRoom:
        calls.ask(tx, parts.sites[site], by=write.by, at=write.now)
        return room_out(tx, parts.sites[site], parts.live, rights, write.now)

    return write.once("control-room.ask", site, "", act, status=201)


@router.post("/control-room/{site}/calls/{call_id}/answer", response_model=ControlRoom)
def answer_call(site: str, call_id: str, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """I am here. By somebody who stands there; the first answer counts."""
    rights.see(site, parts.sites)

    def act(tx: Transaction) -> ControlRoom:
        try:
            calls.answer(tx, call_id, parts.sites[site], by=write.by, at=write.now)
        except KeyError as error:
            raise NotFound(_NO_CALL) from error
        return room_out(tx, parts.sites[site], parts.live, rights, write.now)

    return write.once("control-room.answer", call_id, "", act)


@router.get("/control-room/{site}/log", response_model=RoomLog)
def get_log(
    site: str,
    parts: Parts,
    rights: SignedIn,
    day: DayAsked = None,
    shift: ShiftAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> RoomLog | Response:
    """《消防控制室值班记录表》 of a day, written from events. A table needs the permission `export`."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        log = _log(tx, parts, site, day, shift)
        names = {person.username: person.name for person in tx.people.list()}
    if wants_csv(form, accept):
        rights.need(Permission.EXPORT, site)
        return csv_answer(f"control-room-log-{log.day}", log_columns(names), log.lines, lang)
    return log_out(log, site)


@router.get("/control-room/{site}/log.pdf", response_class=Response, responses=_PDF)
def print_log(
    site: str, request: Request, parts: Parts, rights: SignedIn, day: DayAsked = None, shift: ShiftAsked = None, lang: LanguageAsked = Language.ZH
) -> Response:
    """The log of a day, or of a shift of it, A4."""
    rights.see(site, parts.sites)
    here, by, now = parts.sites[site], rights.person.username, parts.clock()
    with parts.records.reading() as tx:
        log = _log(tx, parts, site, day, shift)
    return print_sheet(
        parts,
        rights,
        request,
        here,
        lang,
        action="control-room.print",
        subject=f"{site}/{log.day}",
        name=f"control-room-log-{log.day}",
        make=lambda _, wording, base: printed.sheet_of(log, here, wording=wording, by=by, at=now, address=f"{base}/control-room?day={log.day}"),
    )


@router.post("/screens/{name}/touch", response_model=ControlRoom)
def touch_screen(name: str, body: TouchScreen, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """I am at this duty or wall screen: for ten minutes it counts as attended."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.ACKNOWLEDGE, body.site)

    def act(tx: Transaction) -> ControlRoom:
        controlroom.touch(tx, parts.sites[body.site], name, body.post, by=write.by, at=write.now)
        return room_out(tx, parts.sites[body.site], parts.live, rights, write.now)

    return write.once("screen.touch", name, body.model_dump_json(), act)


def _said(body: ConfirmCheck, site: Site) -> dict[str, tuple[PanelState, ...]]:
    """What the operator says of the panels. Raises `Unusable` for what is no equipment of the site."""
    said = {panel.asset: tuple(panel.states) for panel in body.panels or ()}
    if unknown := sorted(set(said) - set(site.assets)):
        names = ", ".join(unknown)
        raise Unusable(Text(f"本项目没有设备 {names}", f"The site has no {names}."))
    return said


def _log(tx: Transaction, parts: Services, site: str, day: date | None, shift: int | None) -> Log:
    here = parts.sites[site]
    wanted = day or parts.clock().astimezone(here.time_zone).date()
    try:
        return log_of(tx, here, wanted, shift=shift)
    except IndexError as error:
        raise NotFound(_NO_SHIFT) from error
    except (OverflowError, ValueError) as error:
        raise Unusable(Text("日期超出范围", "This day is out of range.")) from error
