"""Alarms and what a person does to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import (
    Accept,
    AssetAsked,
    DepartmentAsked,
    DrillAsked,
    Form,
    FormAsked,
    Language,
    LanguageAsked,
    SeveritiesAsked,
    SinceAsked,
    SiteAsked,
    SplitList,
    TextAsked,
    UntilAsked,
    wants_csv,
)
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.problems import NotFound, Unusable
from api.schemas.alarm import Acknowledge, AlarmDetail, AlarmPage, AlarmStateAsked, AlarmStep, Reset, Shelve, Unshelve
from api.schemas.alarm import Alarm as AlarmOut
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.columns import ALARM_COLUMNS
from api.tables.csv_table import all_pages, csv_answer
from api.writing import Write, Writing
from domain.alarm import ACTIVE_STATES, TRANSITIONS, Alarm, AlarmEvent, AlarmState, Hiding, Latch
from domain.contract import alarm_entry_json, alarm_json
from domain.identity import LIVE
from domain.people import Department, Permission
from domain.records import AlarmFilter, Page, Transaction
from domain.text import Text
from operations import alarm_steps

router = APIRouter(prefix="/alarms", tags=["alarm"])

PERMISSION_OF = {
    AlarmStep.ACKNOWLEDGE: Permission.ACKNOWLEDGE,
    AlarmStep.SHELVE: Permission.SHELVE,
    AlarmStep.UNSHELVE: Permission.SHELVE,
    AlarmStep.RESET: Permission.RESET_LATCH,
}


@router.get("", response_model=AlarmPage)
def list_alarms(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    state: Annotated[list[AlarmStateAsked] | None, Query(description="`active`, or states; repeat or separate by commas."), SplitList] = None,
    severity: SeveritiesAsked = None,
    department: DepartmentAsked = None,
    site: SiteAsked = None,
    asset: AssetAsked = None,
    drill: DrillAsked = None,
    text: TextAsked = None,
    since: SinceAsked = None,
    until: UntilAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> AlarmPage | Response:
    """Alarms, newest raised first. A table needs the permission `export`."""
    where = AlarmFilter(
        sites=rights.sites(site, parts.sites),
        states=_states(state),
        severities=frozenset(severity) if severity else None,
        department=department,
        asset=asset,
        text=text,
        since=since,
        until=until,
        realm=drill or LIVE,
    )
    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)

        def read(cursor: str | None) -> Page[Alarm]:
            with parts.records.reading() as tx:
                return tx.alarms.list(where, cursor=cursor, limit=LARGEST_PAGE)

        return csv_answer("alarms", ALARM_COLUMNS, all_pages(read), lang)
    with our_cursor(), parts.records.reading() as tx:
        page = tx.alarms.list(where, cursor=paging.cursor, limit=paging.limit)
    return AlarmPage(items=[alarm_out(alarm) for alarm in page.items], next_cursor=page.next_cursor)


@router.get("/{alarm_id}")
def get_alarm(alarm_id: str, parts: Parts, rights: SignedIn) -> AlarmDetail:
    """One alarm with its history, oldest first, and what you may do."""
    with parts.records.reading() as tx:
        alarm = _find(parts, rights, tx, alarm_id)
        history = [alarm_entry_json(entry) for entry in tx.alarms.history(alarm_id)]
    return AlarmDetail.model_validate({**alarm_json(alarm), "history": history, "steps": open_alarm_steps(alarm, rights)})


@router.post("/{alarm_id}/acknowledge", response_model=AlarmOut)
def acknowledge_alarm(alarm_id: str, write: Writing, body: Acknowledge | None = None) -> Response:
    """I have seen it. Doing it again changes nothing."""
    asked = body or Acknowledge()

    def act(tx: Transaction) -> Alarm:
        return alarm_steps.acknowledge(tx, alarm_id, by=write.by, at=write.now, occurred_at=asked.occurred_at, note=asked.note, version=write.version)

    return _step(write, alarm_id, AlarmStep.ACKNOWLEDGE, asked.model_dump_json(), act)


@router.post("/{alarm_id}/shelve", response_model=AlarmOut)
def shelve_alarm(alarm_id: str, body: Shelve, write: Writing) -> Response:
    """Hide it for a limited time, with a reason; it comes back by itself."""
    if (body.until is None) == (body.minutes is None):
        raise Unusable(Text("请给出 until 或 minutes 之一", "Say until when: give either `until` or `minutes`."))
    until = body.until or write.now + timedelta(minutes=body.minutes or 0)

    def act(tx: Transaction) -> Alarm:
        return alarm_steps.shelve(tx, alarm_id, by=write.by, at=write.now, until=until, reason=body.reason, version=write.version)

    return _step(write, alarm_id, AlarmStep.SHELVE, body.model_dump_json(), act)


@router.post("/{alarm_id}/unshelve", response_model=AlarmOut)
def unshelve_alarm(alarm_id: str, parts: Parts, write: Writing, body: Unshelve | None = None) -> Response:
    """Show it again; what is still abnormal gets its work order back."""
    asked = body or Unshelve()

    def act(tx: Transaction) -> Alarm:
        alarm = _find(parts, write.rights, tx, alarm_id)
        return alarm_steps.unshelve(tx, alarm_id, site=parts.sites[alarm.site], by=write.by, at=write.now, note=asked.note, version=write.version)

    return _step(write, alarm_id, AlarmStep.UNSHELVE, asked.model_dump_json(), act)


@router.post("/{alarm_id}/reset", response_model=AlarmOut)
def reset_alarm(alarm_id: str, body: Reset, write: Writing) -> Response:
    """Reset a latched alarm on site, with reason and evidence."""

    def act(tx: Transaction) -> Alarm:
        return alarm_steps.reset(tx, alarm_id, by=write.by, at=write.now, reason=body.reason, evidence=body.evidence, version=write.version)

    return _step(write, alarm_id, AlarmStep.RESET, body.model_dump_json(), act)


def alarm_out(alarm: Alarm) -> AlarmOut:
    """An alarm as others see it."""
    return AlarmOut.model_validate(alarm_json(alarm))


def concerned(alarm: Alarm) -> frozenset[Department]:
    """The departments that may act on an alarm: who leads and who assists."""
    return frozenset({alarm.department, *alarm.assist})


def open_alarm_steps(alarm: Alarm, rights: Rights) -> list[AlarmStep]:
    """What this person may do to `alarm` as it is now."""
    hidden = None if alarm.hidden_by is None else alarm.hidden_by.kind
    open_now = {
        AlarmStep.ACKNOWLEDGE: (alarm.beneath, AlarmEvent.ACKNOWLEDGED) in TRANSITIONS,
        AlarmStep.SHELVE: alarm.beneath is not AlarmState.NORMAL and hidden in (None, Hiding.SHELVED),
        AlarmStep.UNSHELVE: alarm.beneath is not AlarmState.NORMAL and hidden is Hiding.SHELVED,
        AlarmStep.RESET: (alarm.beneath, AlarmEvent.RESET) in TRANSITIONS and alarm.latch is Latch.PERSON and alarm.returned_at is not None,
    }
    return [step for step, is_open in open_now.items() if is_open and rights.may(PERMISSION_OF[step], alarm.site, concerned(alarm))]


def _step(write: Write, alarm_id: str, step: AlarmStep, asked: str, act: Callable[[Transaction], Alarm]) -> Response:
    def allowed(tx: Transaction) -> AlarmOut:
        alarm = _find(write.parts, write.rights, tx, alarm_id)
        write.rights.need(PERMISSION_OF[step], alarm.site, concerned(alarm))
        return alarm_out(act(tx))

    def version_now(tx: Transaction) -> int | None:
        alarm = tx.alarms.get(alarm_id)
        return None if alarm is None else alarm.version

    return write.once(f"alarm.{step}", alarm_id, asked, allowed, version_now=version_now)


def _find(parts: Services, rights: Rights, tx: Transaction, alarm_id: str) -> Alarm:
    alarm = tx.alarms.get(alarm_id)
    if alarm is None or alarm.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这条告警", f"There is no alarm {alarm_id} that you may see."))
    return alarm


def _states(asked: list[AlarmStateAsked] | None) -> frozenset[AlarmState] | None:
    if not asked:
        return None
    plain = {AlarmState(state.value) for state in asked if state is not AlarmStateAsked.ACTIVE}
    return frozenset(plain | ACTIVE_STATES) if AlarmStateAsked.ACTIVE in asked else frozenset(plain)
