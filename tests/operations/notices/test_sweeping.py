"""What Steward decides about notices by itself: late approvals, ends that passed, matters that are over; and that nothing goes out of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.notice import Notice, NoticeFilter, NoticeKind, NoticeState, UpdateState
from domain.outbox import NotificationKind
from domain.records import Records, Transaction
from domain.severity import Severity
from domain.site import Site
from domain.suppression import CauseKind
from domain.work_order import OrderEvent, OrderState
from operations.notices import about, steps, updating
from operations.notices.drafting import NewNotice
from operations.notices.sweeping import POLICY, sweep
from tests.operations.notices.scenes import HOUR, MINUTE, OUTLETS, SITE, T0, WATER, approved, drafted, now, published, submitted, with_settings
from tests.operations.notices.test_steps import MORE, queued
from tests.storage.database.samples import a_line, put_alarm, put_incident, put_order


def told(records: Records) -> Sequence[str]:
    """The last word of each notification about a notice, in order of time."""
    with records.reading() as tx:
        return [each.key.split("|")[2] for each in reversed(tx.outbox.list()) if each.kind is NotificationKind.NOTICE]


def swept(records: Records, at: datetime, site: Site = SITE) -> int:
    return sweep(records, {site.id: site}, at, OUTLETS)


def all_notices(records: Records) -> Sequence[Notice]:
    with records.reading() as tx:
        return tx.notices.list(NoticeFilter()).items


def an_alarm_of(tx: Transaction, asset: str, **changes: object) -> str:
    return put_alarm(tx, asset=asset, occurred_at=T0, raised_at=T0, **changes).id


def close(records: Records, order_id: str, at: datetime) -> None:
    with records.transaction() as tx:
        order = tx.orders.get(order_id)
        assert order is not None
        closed = replace(order, state=OrderState.CLOSED, closed_at=at)
        tx.orders.save(closed, a_line(closed, OrderEvent.CLOSED, at=at))


def test_a_notice_that_waits_too_long_is_told_to_the_manager_once(records: Records) -> None:
    notice = submitted(records)
    assert swept(records, T0 + 14 * MINUTE) == 0
    assert swept(records, T0 + 15 * MINUTE) == 1
    assert swept(records, T0 + 2 * HOUR) == 0
    assert told(records) == ["waits", "late"]
    assert now(records, notice).approval_late


def test_the_limit_for_approval_is_the_sites(records: Records) -> None:
    site = with_settings(notice_approval_min=40)
    submitted(records, site=site)
    assert [swept(records, T0 + minutes * MINUTE, site) for minutes in (39, 40)] == [0, 1]


def test_an_end_that_passed_is_told_to_writer_and_manager_and_again_for_a_new_end(records: Records) -> None:
    notice = published(records)
    assert swept(records, T0 + 4 * HOUR) == 1
    assert set(told(records)[-2:]) == {"overdue", "overdue-writer"}
    with records.transaction() as tx:
        wrote = updating.write_update(tx, notice.id, MORE, until=T0 + 8 * HOUR, closing=False, site=SITE, by="desk", at=T0 + 5 * HOUR)
        updating.approve_update(tx, notice.id, wrote.updates[0].id, site=SITE, outlets=OUTLETS, by="manager", at=T0 + 5 * HOUR)
    assert [swept(records, T0 + hours * HOUR) for hours in (6, 8, 9)] == [0, 1, 0]


def test_an_update_that_waits_too_long_is_told_too(records: Records) -> None:
    notice = published(records)
    with records.transaction() as tx:
        updating.write_update(tx, notice.id, MORE, until=None, closing=False, site=SITE, by="desk", at=T0 + HOUR)
    assert [swept(records, T0 + HOUR + minutes * MINUTE) for minutes in (14, 15, 16)] == [0, 1, 0]


def test_a_draft_from_an_alarm_of_an_incident_is_about_the_incident_and_its_cause(records: Records) -> None:
    with records.transaction() as tx:
        cause = an_alarm_of(tx, "feeder")
        incident = put_incident(tx, cause=CauseKind.POWER, cause_alarm_id=cause, first_alarm_id=cause, opened_at=T0)
        follows = an_alarm_of(tx, "booster", incident_id=incident.id)
    notice = drafted(records, NewNotice(alarm_id=follows))
    assert (notice.kind, notice.incident_id, notice.asset) == (NoticeKind.POWER_CUT, incident.id, "feeder")
    assert notice.cause.zh == "水泵馈线故障"
    assert {each.space.split("-")[0] for each in notice.units} == {"t2", "t3"}


def test_when_the_order_is_closed_the_closing_notice_is_drafted_and_waits_for_approval(records: Records) -> None:
    with records.transaction() as tx:
        order = put_order(tx, asset="booster", opened_at=T0)
    notice = published(records, NewNotice(order_id=order.id))
    assert notice.kind is NoticeKind.WATER_CUT
    assert swept(records, T0 + HOUR) == 0
    close(records, order.id, T0 + 2 * HOUR)
    assert [swept(records, T0 + 2 * HOUR), swept(records, T0 + 2 * HOUR + MINUTE)] == [1, 0]
    over = now(records, notice)
    (closing,) = over.updates
    assert (over.state, closing.state, closing.closing, closing.written_by) == (NoticeState.PUBLISHED, UpdateState.SUBMITTED, True, "system")
    assert "2号楼、3号楼已恢复供水" in closing.text.zh
    assert {each.update_id for each in queued(records, notice)} == {None}
    assert "over" in told(records)
    with records.transaction() as tx:
        assert updating.approve_update(tx, notice.id, closing.id, site=SITE, outlets=OUTLETS, by="manager", at=T0 + 3 * HOUR).state is NoticeState.CLOSED


def test_an_order_that_goes_on_in_another_is_not_over(records: Records) -> None:
    with records.transaction() as tx:
        second = put_order(tx, asset="booster")
        first = put_order(tx, asset="booster")
        merged = replace(first, state=OrderState.CANCELLED, merged_into=second.id)
        tx.orders.save(merged, a_line(merged, OrderEvent.MERGED))
    notice = published(records, NewNotice(order_id=first.id))
    assert swept(records, T0 + HOUR) == 0
    close(records, second.id, T0 + 2 * HOUR)
    assert swept(records, T0 + 2 * HOUR) == 1
    assert now(records, notice).waiting_update is not None


def test_with_an_incident_it_ends_and_with_a_policy_the_closing_goes_out(records: Records) -> None:
    site = with_settings(notice_closing_by_itself=1)
    with records.transaction() as tx:
        cause = an_alarm_of(tx, "booster")
        incident = put_incident(tx, cause=CauseKind.WATER, cause_alarm_id=cause, first_alarm_id=cause)
    notice = published(records, NewNotice(incident_id=incident.id))
    with records.transaction() as tx:
        tx.incidents.save(replace(incident, ended_at=T0 + HOUR))
    assert swept(records, T0 + HOUR, site) == 1
    closed = now(records, notice)
    assert (closed.state, closed.ended_by) == (NoticeState.CLOSED, POLICY)
    assert {each.update_id for each in queued(records, notice)} == {None, closed.updates[0].id}


def test_a_matter_that_is_over_before_the_notice_went_out_is_told_and_nothing_is_drafted(records: Records) -> None:
    with records.transaction() as tx:
        order = put_order(tx, asset="booster")
    notice = approved(records, NewNotice(order_id=order.id))
    close(records, order.id, T0 + HOUR)
    assert swept(records, T0 + HOUR) == 1
    assert now(records, notice).updates == ()
    assert now(records, notice).matter_over_at == T0 + HOUR


def test_nothing_is_drafted_or_sent_of_itself_as_it_comes(records: Records) -> None:
    with records.transaction() as tx:
        an_alarm_of(tx, "booster")
    assert swept(records, T0 + HOUR) == 0
    assert all_notices(records) == ()


def test_with_the_policy_to_draft_one_waits_for_approval_and_goes_nowhere(records: Records) -> None:
    site = with_settings(notice_water_cut_by_itself=1)
    with records.transaction() as tx:
        an_alarm_of(tx, "booster")
        an_alarm_of(tx, "b1")
    assert [swept(records, T0 + minutes * MINUTE, site) for minutes in (5, 6, 7)] == [0, 1, 0]
    (notice,) = all_notices(records)
    assert (notice.kind, notice.state, notice.written_by) == (NoticeKind.WATER_CUT, NoticeState.SUBMITTED, "system")
    assert queued(records, notice) == ()


def test_with_the_policy_to_send_it_goes_out_once(records: Records) -> None:
    site = with_settings(notice_lift_by_itself=2)
    with records.transaction() as tx:
        an_alarm_of(tx, "b1")
    assert [swept(records, T0 + minutes * MINUTE, site) for minutes in (6, 7, 60)] == [2, 0, 0]
    (notice,) = all_notices(records)
    assert (notice.state, notice.approved_by) == (NoticeState.PUBLISHED, POLICY)
    assert len(queued(records, notice)) == 1


def test_alarms_that_are_of_little_weight_or_whose_units_are_unknown_send_nothing(records: Records) -> None:
    site = with_settings(notice_lift_by_itself=2, notice_water_cut_by_itself=2)
    with records.transaction() as tx:
        an_alarm_of(tx, "b1", severity=Severity.MEDIUM)
        an_alarm_of(tx, "unsaid")
    swept(records, T0 + HOUR, site)
    (notice,) = all_notices(records)
    assert (notice.state, notice.units) == (NoticeState.DRAFT, ())
    assert swept(records, T0 + 2 * HOUR, site) == 0


def test_an_alarm_of_a_drill_drafts_nothing_of_itself_and_what_people_draft_of_it_goes_nowhere(records: Records) -> None:
    site = with_settings(notice_lift_by_itself=2, notice_closing_by_itself=1)
    with records.transaction() as tx:
        alarm = an_alarm_of(tx, "b1", realm="drill-1")
    assert swept(records, T0 + HOUR, site) == 0
    notice = drafted(records, NewNotice(alarm_id=alarm), at=T0 + HOUR)
    assert notice.realm == "drill-1"
    with records.transaction() as tx:
        steps.submit(tx, notice.id, site=site, by="desk", at=T0 + HOUR)
        steps.approve(tx, notice.id, by="manager", at=T0 + HOUR)
        steps.publish(tx, notice.id, site=site, outlets=OUTLETS, by="manager", at=T0 + HOUR)
    swept(records, T0 + 9 * HOUR, site)
    assert queued(records, notice) == ()
    assert all_notices(records) == ()
    assert told(records) == []


def test_a_notice_about_nothing_in_particular_is_never_over_by_itself(records: Records) -> None:
    notice = published(records, WATER)
    with records.reading() as tx:
        assert not about.is_over(tx, notice)
    assert swept(records, T0 + timedelta(hours=3)) == 0
