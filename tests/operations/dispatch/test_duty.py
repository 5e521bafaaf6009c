"""Signing on and off, and what duty cannot be."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.dispatch import DutySource
from domain.post import Post
from domain.problem import Refusal
from domain.records import Records
from domain.work_order import OrderEvent
from operations.dispatch import duty
from operations.dispatch.crew import gather
from operations.workorders.steps import take_step
from tests.operations.scenes import FITTER, HOUR, LEVEL, MINUTE, SITE, STRANGER, T0, happen, hire, only_order


@pytest.fixture(autouse=True)
def _people(records: Records) -> None:
    hire(records, FITTER, STRANGER)


def test_somebody_signs_on_and_off(records: Records) -> None:
    with records.transaction() as tx:
        begun = duty.sign_on(tx, SITE, "fitter", T0, post=Post.DUTY_ENGINEER)
        assert (begun.since, begun.until, begun.source, begun.post) == (T0, T0 + duty.USUAL_SHIFT, DutySource.SELF, Post.DUTY_ENGINEER)
        assert duty.sign_on(tx, SITE, "fitter", T0 + HOUR) == begun
        duty.seen(tx, SITE, "fitter", "t3", T0 + HOUR)
    with records.transaction() as tx:
        ended = duty.sign_off(tx, "fitter", T0 + 2 * HOUR)
        assert ended is not None
        assert ended.until == T0 + 2 * HOUR
        assert duty.sign_off(tx, "fitter", T0 + 3 * HOUR) is None
        assert tx.dispatch.places(["fitter"]) == []


def test_who_comes_early_is_on_from_now_and_the_list_goes_on(records: Records) -> None:
    with records.transaction() as tx:
        duty.add(tx, SITE, "fitter", T0 + HOUR, T0 + 9 * HOUR, by="manager")
        assert duty.sign_on(tx, SITE, "fitter", T0).until == T0 + HOUR


@pytest.mark.parametrize(
    ("username", "since", "until", "told"),
    [
        ("fitter", T0 + HOUR, T0, "after it begins"),
        ("fitter", T0, T0 + timedelta(days=32), "31 days"),
        ("fitter", T0 + 30 * HOUR, T0 + 32 * HOUR, "on duty already"),
        ("stranger", T0, T0 + HOUR, "nobody called stranger works at riverside"),
        ("nobody", T0, T0 + HOUR, "nobody called nobody"),
    ],
)
def test_what_cannot_be_is_refused(records: Records, username: str, since: datetime, until: datetime, told: str) -> None:
    with records.transaction() as tx:
        duty.add(tx, SITE, "fitter", T0 + 31 * HOUR, T0 + 40 * HOUR, by="manager")
    with records.transaction() as tx, pytest.raises(Refusal, match=told):
        duty.add(tx, SITE, username, since, until, by="manager")


def test_a_duty_to_come_never_was_one_that_runs_ends_and_one_that_is_over_stays(records: Records) -> None:
    with records.transaction() as tx:
        over = duty.add(tx, SITE, "fitter", T0 - 9 * HOUR, T0 - HOUR, by="manager")
        runs = duty.add(tx, SITE, "fitter", T0 - HOUR, T0 + HOUR, by="manager")
        comes = duty.add(tx, SITE, "fitter", T0 + HOUR, T0 + 2 * HOUR, by="manager")
        for each in (over, runs, comes):
            duty.end(tx, each, T0)
    with records.reading() as tx:
        left = tx.dispatch.duties(SITE.id, T0 - 24 * HOUR, T0 + 24 * HOUR)
    assert [(each.since, each.until) for each in left] == [(over.since, over.until), (runs.since, T0)]


def test_off_duty_nobody_knows_where_somebody_is(records: Records) -> None:
    with records.transaction() as tx:
        assert duty.seen(tx, SITE, "fitter", "t3", T0) is None
        assert tx.dispatch.places(["fitter"]) == []
        with pytest.raises(Refusal, match="no space nowhere"):
            duty.seen(tx, SITE, "fitter", "nowhere", T0)


def test_who_arrives_for_an_order_is_where_its_asset_is_for_as_long_as_the_duty_runs(records: Records) -> None:
    happen(records, LEVEL.raised("e1"))
    with records.transaction() as tx:
        duty.add(tx, SITE, "fitter", T0, T0 + HOUR, by="manager")
        take_step(tx, only_order(records).id, OrderEvent.ACCEPTED, site=SITE, by="fitter", at=T0 + MINUTE)
        take_step(tx, only_order(records).id, OrderEvent.ARRIVED, site=SITE, by="fitter", at=T0 + 2 * MINUTE)
        duty.add(tx, SITE, "fitter", T0 + HOUR, T0 + 2 * HOUR, by="manager")
    with records.reading() as tx:
        seen = [[worker.space for worker in gather(tx, SITE, at).workers] for at in (T0 + 3 * MINUTE, T0 + 90 * MINUTE, T0 + 3 * HOUR)]
        (fitter,) = gather(tx, SITE, T0 + 3 * MINUTE).workers
    assert seen == [["t3"], [None], [None]]
    assert (fitter.taken, fitter.orders) == (1, 1)
