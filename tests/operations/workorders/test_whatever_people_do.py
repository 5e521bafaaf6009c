"""A house at work: to the orders and alarms come whistles, phones that were offline, photos and tags. Nothing is lost or stuck."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from domain.attachment import Attachment
from domain.people import Department
from domain.severity import Severity
from domain.whistle import Whistle, WhistleFilter, WhistleState, WhistleStep
from domain.work_order import HoldReason, OrderEvent, Outcome
from operations.phones import late_steps
from operations.phones.clock import Told
from operations.phones.late_steps import Late, take_late
from operations.whistles import steps as whistle_steps
from operations.whistles.steps import NewWhistle
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import attach
from storage.database.records import DatabaseRecords
from tests.operations.scenes import ENGINEERING, MINUTE, SECURITY, T0
from tests.operations.workorders.life_of_orders import ANY, HOUSE, LifeOfOrders
from tests.parts.records import emptied

_E = OrderEvent
DIES_AT = st.sampled_from([0, 0, 0, 3, 6, 1000])
CALLED = (ENGINEERING, SECURITY, Department.SERVICE_CENTRE)


class LifeOfAHouse(LifeOfOrders):
    """What else happens to orders."""

    @precondition(lambda self: bool(self.ever))
    @rule(
        pick=ANY,
        step=st.sampled_from(sorted(late_steps.STEPS)),
        by=st.sampled_from(["fitter", "guard"]),
        words=ANY,
        behind=st.integers(0, 4),
        ago=st.integers(0, 300),
        dies_at=DIES_AT,
    )
    def a_phone_tells_later_what_was_done(self, pick: int, step: OrderEvent, by: str, words: int, behind: int, ago: int, dies_at: int) -> None:
        """`behind`: so many versions older is what the person had seen."""
        order = self.orders()[pick % len(self.orders())]
        details = {
            _E.HELD: StepDetails(hold_reason=list(HoldReason)[words % len(HoldReason)]),
            _E.COMPLETED: StepDetails(outcome=(None, *Outcome)[words % 4]),
            _E.NOTED: StepDetails(tag=(None, f"T-{order.asset}", "T-other")[words % 3]),
        }.get(step, StepDetails())
        with self.attempt(dies_at) as tx:
            told = Told(max(self.now - ago * MINUTE, order.opened_at))
            late = Late(step, told, max(1, order.version - behind), "说明", details, "phone-7")
            take_late(tx, order, late, site=HOUSE, by=by, at=self.now)

    @precondition(lambda self: bool(self.ever))
    @rule(pick=ANY, dies_at=DIES_AT)
    def somebody_adds_a_photo(self, pick: int, dies_at: int) -> None:
        order = self.some_order(pick)
        photo = f"photo-{self.now.timestamp()}-{pick}"
        with self.attempt(dies_at) as tx:
            attach(tx, order.id, Attachment(photo, order.id, "现场.jpg", "image/jpeg", 9, "ab" * 32, self.now, "fitter"), at=self.now)

    # Whistles

    def whistles(self) -> Sequence[Whistle]:
        with self.records.reading() as tx:
            return tx.whistles.list(WhistleFilter(sites=(HOUSE.id,)), limit=200).items

    @rule(pick=ANY, own=st.booleans(), how_many=st.integers(1, len(CALLED)), dies_at=DIES_AT)
    def somebody_blows_a_whistle(self, pick: int, how_many: int, dies_at: int, *, own: bool) -> None:
        order = self.some_order(pick).id if self.ever and not own else None
        with self.attempt(dies_at) as tx:
            whistle_steps.blow(tx, NewWhistle("地库积水", Severity.HIGH, CALLED[:how_many], order_id=order), site=HOUSE, by="guard", at=self.now)
        self.look_for_new_ones()

    @precondition(lambda self: bool(self.whistles()))
    @rule(pick=ANY, what=st.sampled_from(["come", "come", "add", "over"]), department=st.sampled_from(CALLED), dies_at=DIES_AT)
    def somebody_answers_a_whistle(self, pick: int, what: str, department: Department, dies_at: int) -> None:
        there = self.whistles()
        whistle = there[pick % len(there)].id
        with self.attempt(dies_at) as tx:
            if what == "come":
                whistle_steps.check_in(tx, whistle, department, by="fitter", at=self.now, occurred_at=self.now - (pick % 20) * MINUTE)
            elif what == "add":
                whistle_steps.add_department(tx, whistle, department, site=HOUSE, by="guard", at=self.now)
            else:
                whistle_steps.stand_down(tx, whistle, site=HOUSE, by="guard", at=self.now, outcome="水已抽干")

    @invariant()
    def a_whistle_is_over_or_whoever_has_not_come_is_waited_for_or_late(self) -> None:
        for whistle in self.whistles():
            for call in whistle.calls:
                answered = call.checked_in_at is not None or WhistleStep.LATE in call.decided
                assert whistle.state is not WhistleState.OPEN or answered or whistle.next_at is not None

    @invariant()
    def every_whistle_leads_to_an_order(self) -> None:
        assert {whistle.order_id for whistle in self.whistles()} <= self.ever


def _lived(opened: Callable[[], tuple[Callable[[], DatabaseRecords], Callable[[], None]]], examples: int) -> None:
    checked = settings(max_examples=examples, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(partial(LifeOfAHouse, opened), settings=checked)  # type: ignore[arg-type]  # any maker will do


@pytest.mark.slow
def test_whatever_people_do_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    def opened() -> tuple[Callable[[], DatabaseRecords], Callable[[], None]]:
        folder = Path(mkdtemp(dir=tmp_path))
        shutil.copy(sqlite_template, folder / "records.db")
        return lambda: DatabaseRecords(f"sqlite:///{folder / 'records.db'}", clock=lambda: T0), lambda: shutil.rmtree(folder)

    _lived(opened, 25)


@pytest.mark.slow
def test_whatever_people_do_on_postgresql(postgresql_url: str) -> None:
    def opened() -> tuple[Callable[[], DatabaseRecords], Callable[[], None]]:
        emptied(postgresql_url)
        return lambda: DatabaseRecords(postgresql_url, clock=lambda: T0), lambda: None

    _lived(opened, 8)
