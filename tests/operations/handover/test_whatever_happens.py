"""Whatever people do, however it is swept and wherever it crashes: every shift that ended is signed for, or its lead knows that it is not."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.alarm import IllegalStep
from domain.dispatch import Duty
from domain.hand_over import IN_HAND, HandOver, HandOverFilter, HandOverState, HandOverStep
from domain.people import Person
from domain.problem import Refusal
from domain.records import Conflict, Records, Transaction
from domain.work_order import OrderState
from operations import handover
from operations.dispatch.duty import end as end_by_hand
from operations.handover import ownership
from tests.operations.handover.shifts_there import ALL_THERE, END, LI, SITES, WU, ZHAO, duty, notifications, staffed
from tests.operations.handover.test_ownership import put_order
from tests.operations.scenes import HOUR, MINUTE, SITE, T0

GOING = (LI, WU)
COMING = (ZHAO, LI, WU)
RUNS = count()
S, T = HandOverState, HandOverStep


class Crash(Exception):
    """The process ends in the middle of a transaction."""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does about the shift of `of`, so long after the step before; `crashes`: it is all undone at the last moment."""

    what: str
    of: Person
    by: Person
    after: timedelta
    crashes: bool


STEPS = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(("open", "count", "offer", "offer", "sign", "sign", "refuse", "back", "force", "sweep", "sweep", "leave", "longer")),
        of=st.sampled_from(GOING),
        by=st.sampled_from(COMING),
        after=st.sampled_from([timedelta(minutes=minutes) for minutes in (0, 1, 5, 20, 60)]),
        crashes=st.booleans(),
    ),
    max_size=16,
)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_on_sqlite_every_ended_shift_is_signed_or_told(sqlite_records: Records, steps: list[Step]) -> None:
    _live_through(sqlite_records, steps)


@pytest.mark.parametrize(
    "words",
    [
        ("open", "offer", "refuse", "back", "offer", "sign", "sweep"),
        ("sweep", "offer", "refuse", "force", "sweep", "sweep"),
        ("leave", "sweep", "offer", "sign", "sweep"),
        ("sweep", "longer", "sweep", "sweep", "offer", "sign"),
    ],
)
def test_on_both_engines_every_ended_shift_is_signed_or_told(records: Records, words: tuple[str, ...]) -> None:
    steps = [Step(word, of, ZHAO, 20 * MINUTE, crashes=crashes) for word in words for of in GOING for crashes in (True, False)]
    _live_through(records, steps)


def _live_through(records: Records, steps: list[Step]) -> None:
    name = f"run-{next(RUNS)}"
    duties = {person.username: duty(person, name=f"{name}-{person.username}") for person in GOING}
    _begin(records, name, *duties.values(), duty(ZHAO, END - HOUR, END + 40 * HOUR, name=f"{name}-zhao"))
    now = END - HOUR
    for step in steps:
        now += step.after
        with suppress(Crash, IllegalStep, Refusal, Conflict, KeyError), records.transaction() as tx:
            _act(tx, step, duties[step.of.username].id, now)
            _perhaps_crash(crashes=step.crashes)
        _sweep(records, step, now)
    now = max(now, END) + 3 * HOUR
    handover.sweep(records, SITES, now)
    handover.sweep(records, SITES, now)
    assert handover.sweep(records, SITES, now) == 0
    told = Counter(one.key for one in notifications(records))
    assert set(told.values()) <= {1}
    with records.reading() as tx:
        sheets = tx.hand_overs.of_duties([each.id for each in duties.values()])
        assert set(sheets) == {each.id for each in duties.values()}
        for sheet in sheets.values():
            _stands(tx, sheet, told, now)
        left = [order.assignee for person in GOING for order in ownership.held(tx, SITE.id, person)]
        waiting = {sheet.outgoing for sheet in sheets.values() if sheet.state in IN_HAND}
        assert set(left) <= waiting, "who has handed over holds nothing any more"


def _begin(records: Records, name: str, *duties: Duty) -> None:
    with suppress(Conflict):
        staffed(records)
    with records.transaction() as tx:
        for person in (*GOING, ZHAO):
            for each in tx.dispatch.duties_of(person.username, T0 - 100 * HOUR, T0 + 100 * HOUR):
                tx.dispatch.remove_duty(each.id)
        for item in tx.hand_overs.list(HandOverFilter(states=IN_HAND), limit=200).items:
            handover.cancel(tx, item.id, by="lead", at=T0, reason="test")
        tx.housekeeping.set_cursor(f"hand-over:{SITE.id}", int(T0.timestamp()))
        for each in duties:
            tx.dispatch.add_duty(each)
    for person in GOING:
        put_order(records, f"{name}-{person.username}", OrderState.ACCEPTED, assignee=person.username, owner=person.username)


def _stands(tx: Transaction, sheet: HandOver, told: Counter[str], now: datetime) -> None:
    """Signed, once and by another; or in hand, its lead told of it."""
    signatures = [entry for entry in tx.hand_overs.timeline(sheet.id) if entry.step in (T.SIGNED, T.FORCED)]
    assert len(signatures) == (sheet.state is S.SIGNED)
    if sheet.state is S.SIGNED:
        assert sheet.incoming not in (None, sheet.outgoing)
        assert sheet.sheet is not None
        ended = tx.dispatch.duty(sheet.duty_id)
        assert ended is not None
        assert not ended.at(now)
    else:
        assert sheet.state in IN_HAND
        assert sheet.late_at > now or told[f"hand-over|{sheet.id}|late"] == 1
        assert sheet.next_at is not None
        assert sheet.next_at > now


def _act(tx: Transaction, step: Step, duty_id: str, now: datetime) -> None:
    id_ = handover.sheet_id(duty_id)
    running = tx.dispatch.duty(duty_id)
    assert running is not None
    match step.what:
        case "open":
            handover.open_sheet(tx, running, site=SITE, by=step.of.username, at=now)
        case "count":
            handover.count(tx, id_, ALL_THERE, by=step.of.username, at=now)
        case "offer":
            handover.count(tx, id_, ALL_THERE, by=step.of.username, at=now)
            handover.offer(tx, id_, site=SITE, by=step.of.username, at=now)
        case "sign":
            handover.sign(tx, id_, step.by, site=SITE, at=now)
        case "refuse":
            handover.refuse(tx, id_, step.by, "钥匙少一把", site=SITE, at=now)
        case "back":
            handover.send_back(tx, id_, site=SITE, by="lead", at=now, note="重新清点")
        case "force":
            handover.sign_anyway(tx, id_, site=SITE, by="lead", at=now)
        case "leave":
            end_by_hand(tx, running, now)
        case "longer":
            tx.dispatch.end_duty(duty_id, max(running.until, now) + 10 * MINUTE)


def _sweep(records: Records, step: Step, now: datetime) -> None:
    if step.what == "sweep":
        handover.sweep(records, SITES, now)


def _perhaps_crash(*, crashes: bool) -> None:
    if crashes:
        raise Crash
