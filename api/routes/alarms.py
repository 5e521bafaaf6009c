"""Alarms and what a person does to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.alarms import PERMISSION_OF, alarm_detail, alarm_out, departments_for, find_alarm
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
from api.problems import Unusable
from api.schemas.alarm import Acknowledge, AlarmDetail, AlarmPage, AlarmStateAsked, AlarmStep, ConfirmFire, FalseAlarm, Reset, Shelve, Unshelve
from api.schemas.alarm import Alarm as AlarmOut
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.columns import ALARM_COLUMNS
from api.tables.csv_table import all_pages, csv_answer
from api.writing import Write, Writing
from domain.alarm import ACTIVE_STATES, Alarm, AlarmState
from domain.identity import LIVE
from domain.page import Page
from domain.people import Permission
from domain.problem import Refusal
from domain.records import AlarmFilter, Conflict, Transaction
from domain.sorting import AlarmSort
from domain.text import Text
from operations import alarm_steps, fire_verification
from operations.figures.long_standing import longest_standing

router = APIRouter(prefix="/alarms", tags=["alarm"])

_NO_FIRE = ("该告警不是待核实的火警信号", "this alarm is no signal of fire that stands or is verified")


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
    incident: Annotated[str | None, Query(description="Only those of this incident.", max_length=64)] = None,
    rule: Annotated[str | None, Query(description="Only those of this rule.", max_length=128)] = None,
    hidden_by: Annotated[str | None, Query(description="Only those hidden by what has this id: an alarm, a permit, a rule, an entry.", max_length=128)] = None,
    long_standing: Annotated[
        bool | None, Query(description="Only those raised longer ago than the site's limit (a day); active ones, unless `state` says more.")
    ] = None,
    since: SinceAsked = None,
    until: UntilAsked = None,
    sort: Annotated[
        AlarmSort, Query(description="`-` turns it round. Of one severity the newest comes first. A cursor is good for its own `sort`.")
    ] = AlarmSort.NEWEST,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> AlarmPage | Response:
    """Alarms, newest raised first unless `sort` says otherwise. A table needs the permission `export`."""
    sites = rights.sites(site, parts.sites)
    standing = _Standing(parts, sites) if long_standing else None
    where = AlarmFilter(
        sites=sites,
        states=_states(state) or (ACTIVE_STATES if standing else None),
        severities=frozenset(severity) if severity else None,
        department=department,
        asset=asset,
        text=text,
        since=since,
        until=until,
        realm=drill or LIVE,
        incident=incident,
        rule=rule,
        hidden_by=hidden_by,
        raised_before=None if standing is None else standing.earliest,
    )

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[Alarm]:
        with parts.records.reading() as tx:
            page = tx.alarms.list(where, cursor=cursor, limit=limit, sort=sort)
        return page if standing is None else Page(tuple(alarm for alarm in page.items if standing.holds(alarm)), page.next_cursor)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("alarms", ALARM_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return AlarmPage(items=[alarm_out(alarm) for alarm in page.items], next_cursor=page.next_cursor)


@router.get("/{alarm_id}")
def get_alarm(alarm_id: str, parts: Parts, rights: SignedIn) -> AlarmDetail:
    """One alarm with its history, oldest first, what stands around it, and what you may do."""
    with parts.records.reading() as tx:
        alarm = find_alarm(parts, rights, tx, alarm_id)
        return alarm_detail(tx, alarm, parts.sites[alarm.site], rights)


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
        alarm = find_alarm(parts, write.rights, tx, alarm_id)
        return alarm_steps.unshelve(tx, alarm_id, site=parts.sites[alarm.site], by=write.by, at=write.now, note=asked.note, version=write.version)

    return _step(write, alarm_id, AlarmStep.UNSHELVE, asked.model_dump_json(), act)


@router.post("/{alarm_id}/reset", response_model=AlarmOut)
def reset_alarm(alarm_id: str, body: Reset, write: Writing) -> Response:
    """Reset a latched alarm on site, with reason and evidence."""

    def act(tx: Transaction) -> Alarm:
        return alarm_steps.reset(tx, alarm_id, by=write.by, at=write.now, reason=body.reason, evidence=body.evidence, version=write.version)

    return _step(write, alarm_id, AlarmStep.RESET, body.model_dump_json(), act)


@router.post("/{alarm_id}/confirm-fire", response_model=AlarmOut)
def confirm_fire(alarm_id: str, parts: Parts, write: Writing, body: ConfirmFire | None = None) -> Response:
    """It burns: everybody on duty is called. Whoever sees it may say so, whatever the department, and whatever hides the alarm."""
    asked = body or ConfirmFire()

    def act(tx: Transaction) -> Alarm:
        alarm = _as_read(write, tx, alarm_id)
        try:
            fire_verification.confirm(tx, alarm_id, site=parts.sites[alarm.site], by=write.by, at=write.now, note=asked.note)
        except KeyError:
            raise Refusal(*_NO_FIRE) from None
        return tx.alarms.get(alarm_id) or alarm

    return _step(write, alarm_id, AlarmStep.CONFIRM_FIRE, asked.model_dump_json(), act)


@router.post("/{alarm_id}/false-alarm", response_model=AlarmOut)
def false_alarm(alarm_id: str, body: FalseAlarm, parts: Parts, write: Writing) -> Response:
    """I have looked and nothing burns: with the cause and a photo. The detector gets a fault order; the alarm ends at the panel."""

    def act(tx: Transaction) -> Alarm:
        alarm = _as_read(write, tx, alarm_id)
        try:
            fire_verification.false_alarm(tx, alarm_id, site=parts.sites[alarm.site], by=write.by, at=write.now, cause=body.cause, photo=body.photo)
        except KeyError:
            raise Refusal(*_NO_FIRE) from None
        return tx.alarms.get(alarm_id) or alarm

    return _step(write, alarm_id, AlarmStep.FALSE_ALARM, body.model_dump_json(), act)


def _as_read(write: Write, tx: Transaction, alarm_id: str) -> Alarm:
    """The alarm in the version that they read. Raises `Conflict`."""
    alarm = find_alarm(write.parts, write.rights, tx, alarm_id)
    if write.version not in (None, alarm.version):
        raise Conflict(f"the alarm has changed: its version is {alarm.version}, not {write.version}; read it again")
    return alarm


class _Standing:
    """What counts as long-standing now, where sites may have different limits."""

    def __init__(self, parts: Services, sites: Sequence[str]) -> None:
        now = parts.clock()
        self._before = {site: now - longest_standing(parts.sites[site]) for site in sites}
        self.earliest = max(self._before.values(), default=now)
        """Nothing that was raised at or after this does."""

    def holds(self, alarm: Alarm) -> bool:
        """Whether this alarm does."""
        return alarm.raised_at < self._before[alarm.site]


def _step(write: Write, alarm_id: str, step: AlarmStep, asked: str, act: Callable[[Transaction], Alarm]) -> Response:
    def allowed(tx: Transaction) -> AlarmOut:
        alarm = find_alarm(write.parts, write.rights, tx, alarm_id)
        write.rights.need(PERMISSION_OF[step], alarm.site, departments_for(step, alarm))
        return alarm_out(act(tx))

    def version_now(tx: Transaction) -> int | None:
        alarm = tx.alarms.get(alarm_id)
        return None if alarm is None else alarm.version

    return write.once(f"alarm.{step}", alarm_id, asked, allowed, version_now=version_now)


def _states(asked: list[AlarmStateAsked] | None) -> frozenset[AlarmState] | None:
    if not asked:
        return None
    plain = {AlarmState(state.value) for state in asked if state is not AlarmStateAsked.ACTIVE}
    return frozenset(plain | ACTIVE_STATES) if AlarmStateAsked.ACTIVE in asked else frozenset(plain)
