"""Quiet hours: when a person wants to hear only what cannot wait."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.schemas.call_out import MyQuietHours, QuietHours
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Writing
from domain import call_out
from domain.people import Permission
from domain.records import Transaction

router = APIRouter(prefix="/me/quiet-hours", tags=["call-out"])

_HOUR = 60


@router.get("")
def get_quiet_hours(parts: Parts, rights: SignedIn) -> MyQuietHours:
    """Yours."""
    rights.need_anywhere(Permission.VIEW)
    with parts.records.reading() as tx:
        return _out(tx.call_outs.quiet_hours([rights.person.username]).get(rights.person.username))


@router.put("", response_model=MyQuietHours)
def set_quiet_hours(body: MyQuietHours, rights: SignedIn, write: Writing) -> Response:
    """Keep them. Critical alarms pass them."""
    rights.need_anywhere(Permission.VIEW)
    wanted = None if body.quiet_hours is None else _of(write.by, body.quiet_hours)

    def act(tx: Transaction) -> MyQuietHours:
        tx.call_outs.set_quiet_hours(write.by, wanted)
        return _out(wanted)

    return write.once("quiet-hours", rights.person.id, body.model_dump_json(), act)


def _of(person: str, asked: QuietHours) -> call_out.QuietHours:
    since, until = (int(each[:2]) * _HOUR + int(each[3:]) for each in (asked.since, asked.until))
    return call_out.QuietHours(person, since, until)


def _out(known: call_out.QuietHours | None) -> MyQuietHours:
    if known is None:
        return MyQuietHours(quiet_hours=None)
    since, until = (f"{each // _HOUR:02}:{each % _HOUR:02}" for each in (known.since, known.until))
    return MyQuietHours(quiet_hours=QuietHours(since=since, until=until))
