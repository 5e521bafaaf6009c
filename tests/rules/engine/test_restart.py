"""Restarts: what we did not hear while we were away, what the records hold, what both agree on."""

from __future__ import annotations

from domain.transition import Change, Transition
from rules.engine import Engine
from tests.rules.plant import after, bound, engine, reading, said, site, through_json

LIT = "when: {kind: state, point: lit, equals: true}"
STALE = "when: {kind: stale}\napplies_to: {asset_type: boiler}"
KEY = "test.rule0|b1|mill.b1.lit"
SILENT = "test.rule0|b1|mill.b1.online"


def restored(old: Engine, *rules: str, at: float, settle_s: float = 60) -> Engine:
    new = engine(*rules, started_at=after(at), settle_s=settle_s)
    new.restore(through_json(old.snapshot()))
    return new


def devices(transitions: list[Transition]) -> list[str]:
    return sorted(transition.asset for transition in transitions)


def test_nothing_goes_stale_for_silence_while_we_were_not_listening() -> None:
    before = engine(STALE)
    before.seen("b1", after(100))
    before.seen("b2", after(200))
    now = restored(before, STALE, at=10_000)
    now.restarted(after(10_000))
    assert now.tick(after(10_079)) == []
    assert devices(now.tick(after(10_080))) == ["b1"]
    assert devices(now.tick(after(10_180))) == ["b2"]


def test_what_falls_due_while_settling_is_judged_together_and_silent() -> None:
    before = engine(STALE, at=site(3))
    before.seen("b1", after(0))
    before.seen("b2", after(10))
    before.seen("b3", after(150))
    before.seen("gw", after(170))
    now = engine(STALE, at=site(3), started_at=after(5000), settle_s=60)
    now.restore(through_json(before.snapshot()))
    now.restarted(after(5000))
    assert now.tick(after(5059)) == []
    assert now.next_deadline() == after(5060)
    digest = now.tick(after(5060))
    assert devices(digest) == ["b1", "b2"]
    assert {transition.silent for transition in digest} == {True}
    (later,) = now.tick(after(5160))
    assert (later.asset, later.silent) == ("b3", False)


def test_a_device_that_speaks_while_settling_is_no_part_of_the_digest() -> None:
    before = engine(STALE)
    before.seen("b2", after(170))
    now = restored(before, STALE, at=5000)
    now.restarted(after(5000))
    now.seen("b1", after(5030))
    assert now.tick(after(5060)) == []


def test_a_stale_device_stays_stale_over_a_restart_and_comes_back_with_its_first_message() -> None:
    before = engine(STALE, at=site(1))
    (raised,) = before.tick(after(180))
    now = restored(before, STALE, at=5000)
    now.restarted(after(5000))
    assert now.reconcile({raised.condition: raised.episode}, after(5000)) == []
    (returned,) = now.seen("b1", after(5100))
    assert (returned.change, returned.episode) == (Change.RETURNED, raised.episode)


def test_the_allowance_for_our_absence_ends_with_the_next_message() -> None:
    judge = engine(STALE, at=site(1))
    judge.restarted(after(1000))
    assert devices(judge.tick(after(1180))) == ["b1"]
    judge.seen("b1", after(1200))
    assert judge.tick(after(1379)) == []
    assert devices(judge.tick(after(1380))) == ["b1"]


def test_a_first_start_settles_too() -> None:
    judge = engine("when: {kind: stale, after: 10s}", settle_s=60)
    assert judge.tick(after(59)) == []
    assert {transition.silent for transition in judge.tick(after(60))} == {True}


def test_a_delay_goes_on_over_a_restart() -> None:
    before = engine(f"{LIT}\non_delay: 60s")
    before.reading(reading("b1.lit", 0, True))
    now = restored(before, f"{LIT}\non_delay: 60s", at=30)
    now.restarted(after(30))
    assert said(now.tick(after(59))) == []
    assert said(now.tick(after(60))) == [("raised", 0, 60)]


def test_the_same_journal_makes_the_same_episodes() -> None:
    readings = [reading("b1.lit", at, at % 20 == 0) for at in range(0, 100, 10)]
    one, two = engine(LIT), engine(LIT)
    first = [transition for each in readings for transition in one.reading(each)]
    second = [transition for each in readings for transition in two.reading(each)]
    assert first == second
    assert len(first) == 10


def test_realms_and_sites_have_episodes_of_their_own() -> None:
    keys = set()
    for site_id, realm in (("mill", "live"), ("mill", "drill-1"), ("quarry", "live")):
        where = site(site_id=site_id)
        judge = Engine(where, bound(LIT, at=where), started_at=after(0), realm=realm)
        one = reading("b1.lit", 0, True)
        (raised,) = judge.reading(type(one)(f"{site_id}.b1.lit", one.occurred_at, one.received_at, True))
        assert (raised.realm, raised.site) == (realm, site_id)
        keys.add(raised.episode)
    assert len(keys) == 3


def test_an_edited_rule_goes_on_with_the_episode_that_runs() -> None:
    hot = "when: {{kind: threshold, point: temp, above: {limit}, deadband: 1, unit: °C}}\noff_delay: {off}s"
    before = engine(hot.format(limit=50, off=0))
    (raised,) = before.reading(reading("b1.temp", 0, 55.0))
    now = restored(before, hot.format(limit=60, off=30), at=10)
    assert now.raised() == {raised.condition: raised.episode}
    now.reading(reading("b1.temp", 20, 55.0))
    (returned,) = now.tick(after(50))
    assert (returned.change, returned.episode) == (Change.RETURNED, raised.episode)


def test_without_a_snapshot_the_records_are_believed() -> None:
    now = engine(LIT, STALE, started_at=after(1000))
    silent = "test.rule1|b2|mill.b2.online"
    held = {KEY: "episode-1", silent: "episode-2", "gone.rule|b1|mill.b1.lit": "episode-3"}
    now.adopt(held, after(1000))
    assert now.raised() == {KEY: "episode-1", silent: "episode-2"}
    assert said(now.reading(reading("b1.lit", 1001, True))) == []
    (returned,) = now.reading(reading("b1.lit", 1002, False))
    assert (returned.change, returned.episode) == (Change.RETURNED, "episode-1")
    (heard,) = now.seen("b2", after(1003))
    assert (heard.change, heard.episode) == (Change.RETURNED, "episode-2")


def test_what_has_no_rule_or_device_any_more_is_retired() -> None:
    now = engine(LIT)
    (retired,) = now.reconcile({"gone.rule|b9|mill.b9.lit": "episode-1"}, after(5))
    assert (retired.change, retired.episode, retired.rule, retired.asset, retired.point) == (Change.RETIRED, "episode-1", "gone.rule", "b9", "mill.b9.lit")
    assert (retired.site, retired.realm, retired.known_at) == ("mill", "live", after(5))


def test_the_point_of_what_is_retired_is_named_without_what_told_it_apart() -> None:
    (retired,) = engine(LIT).reconcile({"gone.rule|b9|mill.b9.online@spare": "episode-1"}, after(5))
    assert (retired.condition, retired.point) == ("gone.rule|b9|mill.b9.online@spare", "mill.b9.online")


def test_a_rule_that_is_gone_is_retired_though_the_snapshot_knows_it() -> None:
    before = engine(LIT)
    (raised,) = before.reading(reading("b1.lit", 0, True))
    now = restored(before, "id: other.rule\nwhen: {kind: state, point: mode, equals: auto}", at=10)
    assert [each.change for each in now.reconcile({raised.condition: raised.episode}, after(10))] == [Change.RETIRED]


def test_what_the_records_do_not_know_is_raised() -> None:
    judge = engine(LIT, STALE)
    (lit,) = judge.reading(reading("b1.lit", 0, True))
    stale = judge.tick(after(180))
    told = judge.reconcile({}, after(200))
    assert {(each.change, each.condition, each.episode) for each in told} == {(Change.RAISED, each.condition, each.episode) for each in [lit, *stale]}
    assert [said([each]) for each in told if each.condition == lit.condition] == [[("raised", 0, 200)]]


def test_what_has_returned_is_told_to_records_that_still_hold_it() -> None:
    judge = engine(LIT)
    transitions = [*judge.reading(reading("b1.lit", 0, True)), *judge.reading(reading("b1.lit", 10, False))]
    (returned,) = judge.reconcile({KEY: transitions[0].episode}, after(20))
    assert (said([returned]), returned.episode) == ([("returned", 10, 20)], transitions[0].episode)


def test_when_both_agree_nothing_is_said() -> None:
    judge = engine(LIT, STALE)
    judge.reading(reading("b1.lit", 0, True))
    judge.tick(after(180))
    assert judge.reconcile(dict(judge.raised()), after(200)) == []
    assert judge.reconcile(dict(judge.raised()), after(201)) == []


def test_an_open_alarm_of_another_episode_stands_for_the_condition() -> None:
    judge = engine(LIT)
    (raised,) = judge.reading(reading("b1.lit", 0, True))
    assert judge.reconcile({KEY: "an older episode, raised again"}, after(10)) == []
    assert judge.raised() == {KEY: raised.episode}


def test_no_news_is_no_return() -> None:
    judge = engine(LIT, STALE, started_at=after(1000))
    held = {KEY: "episode-1", "test.rule1|b2|mill.b2.online": "episode-2"}
    assert judge.reconcile(held, after(1000)) == []
    assert judge.raised() == held


def test_what_a_tick_raised_after_the_snapshot_is_not_taken_back() -> None:
    slow = f"{LIT}\non_delay: 60s"
    before = engine(slow, STALE)
    before.reading(reading("b1.lit", 0, True))
    before.seen("b1", after(0))
    before.seen("b2", after(0))
    snapshot = through_json(before.snapshot())
    held = {transition.condition: transition.episode for at in (60, 180) for transition in before.tick(after(at))}
    now = engine(slow, STALE, started_at=after(200))
    now.restore(snapshot)
    now.restarted(after(200))
    assert now.reconcile(held, after(200)) == []
    assert now.raised() == held


def test_held_news_that_the_records_know_as_raised_is_raised() -> None:
    judge = engine(LIT)
    judge.reading(reading("b1.lit", 0, True, received=3600))
    assert judge.reconcile({KEY: "raised before the crash"}, after(3601)) == []
    assert judge.raised() == {KEY: "raised before the crash"}
    assert said(judge.tick(after(4000))) == []


def test_what_a_tick_ended_after_the_snapshot_is_not_raised_again() -> None:
    slow = f"{LIT}\noff_delay: 60s"
    before = engine(slow)
    before.reading(reading("b1.lit", 0, True))
    before.reading(reading("b1.lit", 10, False))
    now = restored(before, slow, at=100)
    assert now.reconcile({}, after(100)) == []
    assert now.raised() == {}
    assert said(now.reading(reading("b1.lit", 110, True))) == [("raised", 110, 110)]


def test_a_silence_that_ended_after_the_snapshot_is_told() -> None:
    judge = engine(STALE)
    judge.seen("b1", after(100))
    (returned,) = judge.reconcile({SILENT: "an earlier silence"}, after(120))
    assert (said([returned]), returned.episode) == ([("returned", 100, 120)], "an earlier silence")


DERIVED = "id: test.often\nwhen: {kind: count, point: lit, becomes: true, at_least: 2, within: 3m}"
OFTEN = "test.often|b1|mill.b1.lit"


def blinks(judge: Engine, *seconds: float) -> list[Transition]:
    return [said for at in seconds for value in (False, True) for said in judge.reading(reading("b1.lit", at + value, value))]


def test_a_derived_condition_of_which_nothing_is_known_is_taken_over_as_the_records_have_it() -> None:
    judge = engine(DERIVED, started_at=after(1000))
    assert judge.reconcile({OFTEN: "episode-1"}, after(1000)) == []
    assert judge.raised() == {OFTEN: "episode-1"}
    (returned,) = blinks(judge, 1001)
    assert (returned.change, returned.episode) == (Change.RETURNED, "episode-1")


def test_a_derived_condition_that_is_over_is_told_to_records_that_still_hold_it() -> None:
    judge = engine(DERIVED)
    (raised,) = blinks(judge, 0, 10)
    judge.tick(after(500))
    (returned,) = judge.reconcile({OFTEN: raised.episode}, after(600))
    assert (said([returned]), returned.episode) == ([("returned", 181, 600)], raised.episode)


def test_a_derived_condition_that_the_records_do_not_know_is_raised() -> None:
    judge = engine(DERIVED)
    (raised,) = blinks(judge, 0, 10)
    (told,) = judge.reconcile({}, after(20))
    assert (told.change, told.episode) == (Change.RAISED, raised.episode)


ANY = "id: test.any\nwhen: {kind: composite, any: [{rule: test.lit}]}"


def test_conditions_of_what_was_taken_over_stand_with_it() -> None:
    lit = f"id: test.lit\n{LIT}"
    judge = engine(lit, ANY, started_at=after(1000))
    (key,) = (each.key for each in bound(ANY, lit, at=site(1)).listening)
    judge.adopt({"test.lit|b1|mill.b1.lit": "episode-1", key: "episode-2"}, after(1000))
    assert judge.reconcile({"test.lit|b1|mill.b1.lit": "episode-1", key: "episode-2"}, after(1000)) == []
    assert judge.tick(after(1001)) == []
    returned = judge.reading(reading("b1.lit", 1002, False))
    assert [(each.change, each.episode) for each in returned] == [(Change.RETURNED, "episode-1"), (Change.RETURNED, "episode-2")]


def test_what_the_records_bring_to_stand_is_told_on() -> None:
    lit = f"id: test.lit\n{LIT}"
    judge = engine(lit, ANY, started_at=after(1000))
    told = judge.reconcile({"test.lit|b1|mill.b1.lit": "episode-1"}, after(1000))
    assert [(each.rule, each.change) for each in told] == [("test.any", Change.RAISED)]
