"""Call-outs: who is called, by what, how far it came; and the answers of those called."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, DrillAsked, Form, FormAsked, Language, LanguageAsked, SeveritiesAsked, SinceAsked, SiteAsked, SplitList, wants_csv
from api.call_outs import call_out_out, details, find_call_out, names_of
from api.human_step import told
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.problems import Forbidden, NotFound
from api.schemas.alarm import HumanStep
from api.schemas.call_out import Answered, CallCounts, CallOutDetail, CallOutPage, CallOutsOf, MyCallOuts
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.call_out_columns import CALL_OUT_COLUMNS
from api.tables.csv_table import all_pages, csv_answer
from api.writing import Writing
from domain.call_out import Answer, CallOut, CallOutFilter, CallState, Proof
from domain.page import Page
from domain.people import Permission
from domain.records import Transaction
from domain.text import Text
from operations.escalation import answers, showing

router = APIRouter(tags=["call-out"])


class _Said(StrEnum):
    """What is said of a call-out: an answer, or that the page of somebody who is called shows it, or that they opened it."""

    SEEN = "seen"
    GOING = "going"
    FALSE_ALARM = "false-alarm"
    RECEIVED = "received"
    OPENED = "opened"


_ANSWERS = {_Said.SEEN: Answer.SEEN, _Said.GOING: Answer.GOING, _Said.FALSE_ALARM: Answer.FALSE_ALARM}
_PROOFS = {_Said.RECEIVED: Proof.RECEIVED, _Said.OPENED: Proof.OPENED}


@router.get("/call-outs", response_model=CallOutPage)
def list_call_outs(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    state: Annotated[list[CallState] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    severity: SeveritiesAsked = None,
    asks: Annotated[bool | None, Query(description="Only those that ask for an answer, or only those that tell.")] = None,
    since: SinceAsked = None,
    drill: DrillAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> CallOutPage | Response:
    """Call-outs, newest first. A table needs the permission `export`."""
    where = CallOutFilter(
        rights.sites(site, parts.sites),
        None if state is None else frozenset(state),
        None if severity is None else frozenset(severity),
        asks,
        since,
        drill or "live",
    )

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[CallOut]:
        with parts.records.reading() as tx:
            return tx.call_outs.list(where, cursor=cursor, limit=limit)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("call-outs", CALL_OUT_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    with parts.records.reading() as tx:
        names = names_of(tx)
    return CallOutPage(items=[call_out_out(parts, rights, each, names) for each in page.items], next_cursor=page.next_cursor)


@router.get("/call-outs/counts")
def count_call_outs(parts: Parts, rights: SignedIn, site: SiteAsked = None) -> CallCounts:
    """How many are being called, and how many nobody answered though the ladder is at its end."""
    with parts.records.reading() as tx:
        counts = tx.call_outs.counts(CallOutFilter(rights.sites(site, parts.sites), asks=True))
    return CallCounts(calling=counts.get(CallState.CALLING, 0), unanswered=counts.get(CallState.UNANSWERED, 0))


@router.get("/me/call-outs")
def my_call_outs(parts: Parts, rights: SignedIn) -> MyCallOuts:
    """What you are being called to right now, oldest first."""
    rights.need_anywhere(Permission.VIEW)
    with parts.records.reading() as tx:
        found = [each for each in tx.call_outs.calling(person=rights.person.username) if rights.may(Permission.VIEW, each.site) and each.site in parts.sites]
        names = names_of(tx)
    return MyCallOuts(items=[call_out_out(parts, rights, each, names) for each in found])


@router.get("/call-outs/{call_out_id}")
def get_call_out(call_out_id: str, parts: Parts, rights: SignedIn) -> CallOutDetail:
    """One call-out with its ladder."""
    with parts.records.reading() as tx:
        return details(parts, rights, tx, [find_call_out(parts, rights, tx, call_out_id)])[0]


@router.get("/alarms/{alarm_id}/call-outs")
def call_outs_of_alarm(alarm_id: str, parts: Parts, rights: SignedIn) -> CallOutsOf:
    """Who was called for an alarm, oldest first."""
    with parts.records.reading() as tx:
        alarm = tx.alarms.get(alarm_id)
        _need(rights, None if alarm is None else alarm.site, Text("没有该告警，或您无权查看", "There is no such alarm that you may see."))
        return CallOutsOf(items=details(parts, rights, tx, tx.call_outs.about(alarm_id=alarm_id)))


@router.get("/work-orders/{order_id}/call-outs")
def call_outs_of_order(order_id: str, parts: Parts, rights: SignedIn) -> CallOutsOf:
    """Who was called for an order, oldest first."""
    with parts.records.reading() as tx:
        order = tx.orders.get(order_id)
        _need(rights, None if order is None else order.site, Text("没有该工单，或您无权查看", "There is no such order that you may see."))
        return CallOutsOf(items=details(parts, rights, tx, tx.call_outs.about(work_order_id=order_id)))


@router.post("/call-outs/{call_out_id}/{said}", response_model=Answered)
def answer_call_out(call_out_id: str, said: _Said, body: HumanStep, parts: Parts, write: Writing) -> Response:
    """Answer: `seen` (收到), `going` (我去: takes the order), `false-alarm` (误报). The first answer ends the call-out; who comes second goes too.

    `received` and `opened` answer nothing: the page of somebody who is called shows it, or they have opened it.
    """

    def act(tx: Transaction) -> Answered:
        known = find_call_out(parts, write.rights, tx, call_out_id)
        if not answers.may_answer(known, write.rights.person):
            raise Forbidden(Permission.ACKNOWLEDGE)
        site = parts.sites[known.site]
        if said in _PROOFS:
            shown = showing.shown(tx, known, _PROOFS[said], site=site, person=write.by, at=write.now, occurred_at=body.occurred_at)
            return Answered(call_out=details(parts, write.rights, tx, [shown])[0], first_by=None)
        found = answers.answer(tx, call_out_id, _ANSWERS[said], site=site, person=write.rights.person, at=write.now, occurred_at=body.occurred_at)
        first_by = None if found.first_by in {None, write.by} else names_of(tx).get(found.first_by or "", found.first_by)
        return Answered(call_out=details(parts, write.rights, tx, [found.call_out])[0], first_by=first_by)

    return write.once(f"call-out.{said}", call_out_id, body.model_dump_json(), act, detail=told(body))


def _need(rights: Rights, site: str | None, words: Text) -> None:
    if site is None or not rights.may(Permission.VIEW, site):
        raise NotFound(words)
