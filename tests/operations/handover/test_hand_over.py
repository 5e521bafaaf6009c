"""A shift is handed over: opened, counted, signed by who goes and by who comes; refused, late, or by nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.alarm import IllegalStep
from domain.hand_over import Count, HandOverState, HandOverStep, PostRule
from domain.people import Person
from domain.post import Post
from domain.problem import Refusal
from domain.records import Conflict, Records
from operations import handover
from operations.dispatch.duty import end as end_by_hand
from tests.operations.handover.shifts_there import (
    ALL_THERE,
    END,
    GUARD,
    LEAD,
    LI,
    SITES,
    WU,
    ZHAO,
    duty,
    notifications,
    now,
    offered,
    on_duty,
    opened,
    signed,
    staffed,
    told,
)
from tests.operations.scenes import HOUR, MINUTE, SITE, T0

S, T = HandOverState, HandOverStep


def test_the_sheet_opens_by_itself_before_the_end_and_once(records: Records) -> None:
    staffed(records)
    assert [handover.sweep(records, SITES, at) for at in (END - 21 * MINUTE, END - 20 * MINUTE, END - 19 * MINUTE)] == [0, 1, 0]
    with records.reading() as tx:
        item = tx.hand_overs.get(handover.sheet_id(duty(LI).id))
    assert item is not None
    assert (item.number, item.outgoing, item.post, item.due_at, item.late_at, item.state) == (
        "J-20260201-001",
        "li",
        Post.DUTY_ENGINEER,
        END,
        END + 15 * MINUTE,
        S.OPEN,
    )


def test_whoever_comes_signs_and_then_the_one_duty_is_over_and_the_other_runs(records: Records) -> None:
    staffed(records)
    done = signed(records, offered(records, opened(records)), at=END - 2 * MINUTE)
    assert (done.state, done.incoming, done.signed_at, done.ended_at) == (S.SIGNED, "zhao", END - 2 * MINUTE, END - 2 * MINUTE)
    assert done.sheet is not None
    assert on_duty(records, END - 3 * MINUTE) == {"li"}
    assert on_duty(records, END - 2 * MINUTE) == on_duty(records, END) == on_duty(records, END + HOUR) == {"zhao"}
    handover.sweep(records, SITES, END + HOUR)
    assert told(records) == [("offer", ("duty_engineer",))]


def test_each_side_is_told_by_name(records: Records) -> None:
    staffed(records, duty(LI), duty(WU, T0 - HOUR, END + HOUR), duty(ZHAO, END, END + 12 * HOUR))
    item = offered(records, opened(records))
    with records.transaction() as tx:
        handover.refuse(tx, item.id, ZHAO, "少一部对讲机", site=SITE, at=END)
        handover.send_back(tx, item.id, site=SITE, by="lead", at=END, note="请重新清点")
    said = {one.key.split("|")[2]: one.persons for one in notifications(records)}
    assert said == {"offer": ("zhao",), "refuse": (), "send-back": ("li",)}


def test_who_goes_and_who_comes_are_reminded(records: Records) -> None:
    staffed(records)
    handover.sweep(records, SITES, END - 15 * MINUTE)
    handover.sweep(records, SITES, END - 5 * MINUTE)
    assert [(one.persons, one.posts) for one in notifications(records)] == [(("li", "zhao"), ("duty_engineer",))]


def test_where_nobody_is_on_the_list_the_post_is_told(records: Records) -> None:
    staffed(records, duty(LI))
    offered(records, opened(records))
    assert [(one.persons, one.posts) for one in notifications(records)] == [((), ("duty_engineer",))]


@pytest.mark.parametrize("person", [LI, GUARD, LEAD, WU], ids=lambda person: person.username)
def test_nobody_signs_their_own_nor_a_post_on_which_they_do_not_stand(records: Records, person: Person) -> None:
    staffed(records)
    item = offered(records, opened(records))
    with pytest.raises(Refusal):
        signed(records, item, person)
    assert now(records, item).state is S.OFFERED


def test_whoever_signed_for_the_one_who_went_home_does_not_take_over(records: Records) -> None:
    staffed(records, duty(LI), duty(LEAD, END, END + HOUR))
    item = opened(records)
    with records.transaction() as tx:
        handover.count(tx, item.id, ALL_THERE, by="lead", at=END)
        handover.offer(tx, item.id, site=SITE, by="lead", at=END)
    with pytest.raises(Refusal):
        signed(records, item, LEAD)


def test_where_nobody_is_on_the_list_anybody_of_the_department_takes_over(records: Records) -> None:
    staffed(records, duty(LI))
    item = offered(records, opened(records))
    with pytest.raises(Refusal):
        signed(records, item, GUARD)
    signed(records, item, WU, at=END)
    assert on_duty(records, END + 11 * HOUR) == {"wu"}


def test_who_goes_counts_everything_and_explains_what_does_not_tally(records: Records) -> None:
    staffed(records)
    item = opened(records)
    for counts in ({"radio": Count(5)}, {"radio": Count(4), "keys": Count(2)}):
        with pytest.raises(Refusal):
            offered(records, item, counts=counts)
    signed(records, offered(records, item, counts={"radio": Count(4, "一台送修"), "keys": Count(2)}))
    missing = notifications(records)[-1]
    assert (missing.title.zh, missing.posts) == ("值班工程师 交接物品不符：对讲机 4/5", ("engineering_lead",))


def test_what_is_counted_anew_is_signed_anew(records: Records) -> None:
    staffed(records)
    item = offered(records, opened(records))
    with records.transaction() as tx:
        again = handover.count(tx, item.id, {"radio": Count(5)}, by="li", at=END)
    assert (again.state, again.offered_at) == (S.OPEN, None)
    with pytest.raises(IllegalStep):
        signed(records, item)


def test_a_refusal_goes_to_the_lead_who_sends_it_back_or_decides(records: Records) -> None:
    staffed(records)
    item = offered(records, opened(records))
    with records.transaction() as tx:
        refused = handover.refuse(tx, item.id, ZHAO, "钥匙少一把", site=SITE, at=END)
    assert (refused.state, refused.refused_by, on_duty(records, END - MINUTE)) == (S.REFUSED, "zhao", {"li"})
    with records.transaction() as tx:
        handover.send_back(tx, item.id, site=SITE, by="lead", at=END, note="重新清点")
    item = offered(records, item)
    with records.transaction() as tx:
        handover.refuse(tx, item.id, ZHAO, "还是少", site=SITE, at=END)
    with pytest.raises(Refusal), records.transaction() as tx:
        handover.sign_anyway(tx, item.id, site=SITE, by="li", at=END)
    with records.transaction() as tx:
        done = handover.sign_anyway(tx, item.id, site=SITE, by="lead", at=END + MINUTE, note="先接班，钥匙另查")
    assert (done.state, done.incoming, done.decided_by) == (S.SIGNED, "zhao", "lead")
    assert [word for word, posts in told(records) if posts == ("engineering_lead",)] == ["refuse", "refuse"]
    assert on_duty(records, END + 2 * MINUTE) == {"zhao"}


def test_nobody_decides_about_a_refusal_so_the_manager_hears_of_it_once(records: Records) -> None:
    staffed(records)
    item = offered(records, opened(records))
    with records.transaction() as tx:
        handover.refuse(tx, item.id, ZHAO, "钥匙少一把", site=SITE, at=END)
    for at in (END + 14 * MINUTE, END + 15 * MINUTE, END + 16 * MINUTE):
        handover.sweep(records, SITES, at)
    assert told(records).count(("undecided", ("manager",))) == 1


def test_nobody_comes_so_the_duty_goes_on_and_the_lead_hears_of_it(records: Records) -> None:
    staffed(records, duty(LI))
    for minutes in range(-20, 20):
        handover.sweep(records, SITES, END + minutes * MINUTE)
    assert told(records) == [("remind", ("duty_engineer",)), ("late", ("engineering_lead",))]
    assert on_duty(records, END + HOUR) == {"li"}
    item = now(records, opened(records))
    assert item.decided == (T.REMINDED, T.EXTENDED, T.LATE)
    signed(records, offered(records, item, at=END + HOUR), WU, at=END + HOUR)
    assert on_duty(records, END + HOUR) == {"wu"}


def test_in_the_end_the_prolonged_duty_is_over_and_the_manager_hears_of_it(records: Records) -> None:
    staffed(records, duty(LI))
    for at in (END - MINUTE, END, END + HOUR, END + 12 * HOUR, END + 13 * HOUR):
        handover.sweep(records, SITES, at)
    assert told(records)[-1] == ("lapse", ("manager",))
    assert on_duty(records, END + 12 * HOUR) == set()


def test_after_a_long_absence_nobody_is_reminded_of_what_is_over(records: Records) -> None:
    staffed(records, duty(LI))
    handover.sweep(records, SITES, END - 20 * MINUTE)
    handover.sweep(records, SITES, END + HOUR)
    assert [word for word, _ in told(records)] == ["late"]
    assert on_duty(records, END + MINUTE) == {"li"}, "it went on without a gap"


def test_whoever_signs_off_without_a_hand_over_is_off_and_the_lead_hears_of_it(records: Records) -> None:
    staffed(records, duty(LI))
    left = T0 + HOUR
    with records.transaction() as tx:
        running = tx.dispatch.duty(duty(LI).id)
        assert running is not None
        end_by_hand(tx, running, left)
    handover.sweep(records, SITES, left + MINUTE)
    handover.sweep(records, SITES, left + 15 * MINUTE)
    assert told(records) == [("late", ("engineering_lead",))]
    assert on_duty(records, left + MINUTE) == set()


def test_the_sheet_follows_a_duty_that_gets_another_end(records: Records) -> None:
    staffed(records, duty(LI))
    item = opened(records, at=END - 20 * MINUTE)
    with records.transaction() as tx:
        tx.dispatch.end_duty(item.duty_id, END + HOUR)
    for at in (END - 5 * MINUTE, END + 15 * MINUTE):
        handover.sweep(records, SITES, at)
    assert (now(records, item).due_at, told(records)) == (END + HOUR, [])


def test_a_duty_that_is_taken_off_the_list_takes_its_sheet_along(records: Records) -> None:
    staffed(records, duty(LI))
    item = opened(records, at=END - 20 * MINUTE)
    with records.transaction() as tx:
        tx.dispatch.remove_duty(item.duty_id)
    handover.sweep(records, SITES, END - 5 * MINUTE)
    assert (now(records, item).state, now(records, item).next_at) == (S.CANCELLED, None)


def test_whoever_stays_on_the_post_hands_nothing_over(records: Records) -> None:
    staffed(records, duty(LI), duty(LI, END, END + HOUR, name="d-li-2"))
    assert handover.sweep(records, SITES, END - 10 * MINUTE) == 0


@pytest.mark.parametrize(("post", "asked"), [(Post.NEAREST_GUARD, True), (Post.DUTY_ENGINEER, False), (None, True)])
def test_only_posts_that_are_asked_for_are_handed_over(records: Records, post: Post | None, asked: bool) -> None:  # noqa: FBT001  a case
    staffed(records, duty(LI, post=post))
    with records.transaction() as tx:
        tx.hand_overs.save_rule(replace(PostRule(SITE.id, post or Post.DUTY_ENGINEER, asked=False), asked=asked))
    assert handover.sweep(records, SITES, END - 10 * MINUTE) == int(asked and post is not None)


def test_what_ended_before_steward_ever_looked_is_past(records: Records) -> None:
    staffed(records)
    with records.transaction() as tx:
        tx.housekeeping.set_cursor(f"hand-over:{SITE.id}", 0)
    assert handover.sweep(records, SITES, END + HOUR) == 0


def test_what_ended_while_steward_was_away_has_its_sheet_all_the_same(records: Records) -> None:
    staffed(records, duty(LI))
    handover.sweep(records, SITES, END + 3 * HOUR)
    assert [word for word, _ in told(records)] == ["late"]


def test_two_people_on_one_post_hand_over_each_for_themselves(records: Records) -> None:
    staffed(records, duty(LI), duty(WU), duty(ZHAO, END, END + HOUR))
    handover.sweep(records, SITES, END - 10 * MINUTE)
    first, second = opened(records), opened(records, duty(WU))
    signed(records, offered(records, first), at=END - MINUTE)
    assert on_duty(records, END - MINUTE) == {"wu", "zhao"}
    signed(records, offered(records, second), at=END)
    assert on_duty(records, END) == {"zhao"}


def test_an_old_version_is_refused(records: Records) -> None:
    staffed(records)
    item = opened(records)
    offered(records, item)
    with pytest.raises(Conflict), records.transaction() as tx:
        handover.sign(tx, item.id, ZHAO, site=SITE, at=END, version=item.version)


def test_a_lead_may_say_that_nothing_has_to_be_handed_over(records: Records) -> None:
    staffed(records, duty(LI))
    item = opened(records)
    for by, reason in (("li", "不用了"), ("lead", " ")):
        with pytest.raises(Refusal), records.transaction() as tx:
            handover.cancel(tx, item.id, by=by, at=END, reason=reason)
    with records.transaction() as tx:
        handover.cancel(tx, item.id, by="lead", at=END - MINUTE, reason="岗位撤销")
    handover.sweep(records, SITES, END + HOUR)
    assert (now(records, item).state, told(records)) == (S.CANCELLED, [])
