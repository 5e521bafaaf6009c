"""Devices that fall silent."""

from __future__ import annotations

from domain.text import Text
from tests.rules.plant import after, engine, said

STALE = 'when: {kind: stale}\nmessage: {zh: "{device} {limit}", en: "{device} {limit}"}\napplies_to: {assets: [b1]}'


def test_a_device_goes_stale_after_three_intervals_of_silence() -> None:
    judge = engine(STALE)
    judge.seen("b1", after(100))
    assert judge.next_deadline() == after(280)
    assert said(judge.tick(after(279.999))) == []
    (raised,) = judge.tick(after(280))
    assert said([raised]) == [("raised", 280, 280)]
    assert (raised.asset, raised.point, raised.message) == ("b1", "mill.b1.online", Text("b1 3 分钟", "b1 3 min"))
    assert not raised.silent


def test_a_device_that_was_never_seen_counts_from_the_start() -> None:
    judge = engine(STALE)
    assert said(judge.tick(after(180))) == [("raised", 180, 180)]


def test_the_first_message_brings_it_back() -> None:
    judge = engine(STALE)
    (raised,) = judge.tick(after(200))
    (returned,) = judge.seen("b1", after(250))
    assert (said([returned]), returned.episode) == ([("returned", 250, 250)], raised.episode)
    assert judge.raised() == {}
    assert said(judge.tick(after(429))) == []
    assert said(judge.tick(after(430))) == [("raised", 430, 430)]


def test_every_sign_of_life_counts_and_is_not_told() -> None:
    judge = engine(STALE)
    assert [judge.seen("b1", after(at)) for at in range(0, 1000, 100)] == [[]] * 10
    assert said(judge.tick(after(1000))) == []
    assert judge.seen("nobody-knows-me", after(1001)) == []


def test_a_message_from_before_the_last_one_changes_nothing() -> None:
    judge = engine(STALE)
    judge.seen("b1", after(100))
    judge.seen("b1", after(50))
    assert judge.next_deadline() == after(280)


def test_it_is_told_once() -> None:
    judge = engine(STALE)
    assert len(judge.tick(after(500))) == 1
    assert judge.tick(after(600)) == []
    assert judge.next_deadline() is None


def test_a_silence_that_was_over_before_it_was_judged_is_recorded() -> None:
    judge = engine(STALE)
    (recorded,) = judge.seen("b1", after(300))
    assert (said([recorded]), recorded.late) == ([("recorded", 180, 300)], True)
    assert said(judge.tick(after(301))) == []


def test_each_silence_has_an_episode_of_its_own() -> None:
    judge = engine(STALE)
    first = judge.tick(after(180))
    judge.seen("b1", after(200))
    second = judge.tick(after(380))
    assert first[0].episode != second[0].episode
