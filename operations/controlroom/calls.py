"""Is anybody there? (查岗): a call with a limit, answered on the page of the room by one tap of somebody who stands there.

Site setting ``inspection_answer_min`` (3): within how many minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from domain.control_room import InspectionCall
from domain.identity import new_id
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from operations.controlroom import announcements, record
from operations.controlroom.operators import stands_there
from rules.alarms.record import SYSTEM

ANSWER_MIN = 3
BY_PERSON = "person"

Decision = Callable[[Transaction, str, Site, datetime], int]
"""As `operations.deciding.Due` has it."""


def answer_within(site: Site) -> timedelta:
    """So much time there is for an answer."""
    return timedelta(minutes=site.settings.get("inspection_answer_min", ANSWER_MIN))


def ask(tx: Transaction, site: Site, *, by: str, at: datetime, source: str = BY_PERSON, id_: str | None = None, now: datetime | None = None) -> InspectionCall:
    """Ask the room of `site`; `at` is when the question was put, `now` (if that is later) when it came to be known.

    One call at a time: asking again while one waits is that one.
    """
    within = answer_within(site)
    waiting = next((call for call in tx.control_rooms.calls(site.id, at - within, at + within) if call.next_at is not None), None)
    if waiting is not None:
        return waiting
    call = InspectionCall(id_ or new_id(), site.id, source, by, at, at + within)
    tx.control_rooms.add_call(call)
    announcements.called(tx, call, site, now or at)
    record.tell(tx, site.id, "call", call.id, {"state": "asked"}, at=now or at, actor=by)
    return call


def answer(tx: Transaction, call_id: str, site: Site, *, by: str, at: datetime) -> InspectionCall:
    """`by`, who stands in the room, is there. The first answer counts; one that comes too late is written down and stays missed.

    Raises `KeyError` and `Refusal`.
    """
    call = tx.control_rooms.call(call_id)
    if call is None or call.site != site.id:
        raise KeyError(call_id)
    if stands_there(tx, site, by, at) is None:
        raise Refusal("只有消防控制室当班人员可以应答，请先签到", "only somebody on duty in the control room may answer: sign on first")
    return call if call.answered_at is not None else _answered(tx, call, site, by=by, at=at, now=at)


def answer_at_panel(tx: Transaction, call: InspectionCall, site: Site, *, at: datetime, now: datetime) -> InspectionCall:
    """Somebody answered at the panel that asked, at `at`, as is known `now`: by nobody whom we know, so the panel stands for them."""
    return _answered(tx, call, site, by=call.source, at=at, now=now)


def _answered(tx: Transaction, call: InspectionCall, site: Site, *, by: str, at: datetime, now: datetime) -> InspectionCall:
    late = call.missed_at is None and at >= call.answer_by
    saved = tx.control_rooms.save_call(replace(call, answered_at=at, answered_by=by, missed_at=call.answer_by if late else call.missed_at))
    if late:
        announcements.not_answered(tx, saved, site, now)
    record.tell(tx, site.id, "call", call.id, {"state": "answered"}, at=now, actor=by)
    return saved


def miss(tx: Transaction, id_: str, site: Site, now: datetime) -> int:
    """Nobody answered in time: the manager is told."""
    call = tx.control_rooms.call(id_)
    if call is None or call.next_at is None or call.next_at > now:
        return 0
    missed = tx.control_rooms.save_call(replace(call, missed_at=call.answer_by))
    announcements.not_answered(tx, missed, site, now)
    record.tell(tx, site.id, "call", id_, {"state": "missed"}, at=now, actor=SYSTEM)
    return 1
