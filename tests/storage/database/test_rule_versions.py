"""Versions of rules: numbered, in force up to a sequence, and never two of one number."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.records import Conflict, Records
from domain.rule_version import RuleVersion
from tests.storage.database.samples import HOUR, NOON, a_rule_version

PATIENCE_S = 60
AUTHORS = 4
EACH = 10


def test_every_field_comes_back_with_the_sequence_and_the_number_that_the_store_gave(records: Records) -> None:
    with records.transaction() as tx:
        first = tx.rule_versions.add(a_rule_version(backtest_id="b1"))
        back = tx.rule_versions.add(a_rule_version(definition=None, restores=0, at=NOON + HOUR))
        assert (first.sequence, first.number, back.sequence, back.number) == (1, 1, 2, 2)
        assert tx.rule_versions.of_rule("riverside", "tank.low") == [back, first]
        assert tx.rule_versions.of_rule("riverside", "nothing") == []


def test_sequences_count_over_everything_and_numbers_by_site_and_rule(records: Records) -> None:
    with records.transaction() as tx:
        assert tx.rule_versions.newest() == 0
        added = [
            tx.rule_versions.add(a_rule_version(site=site, rule=rule))
            for site, rule in (("riverside", "a"), ("riverside", "b"), ("hillside", "a"), ("riverside", "a"))
        ]
        assert [(version.sequence, version.number) for version in added] == [(1, 1), (2, 1), (3, 1), (4, 2)]
        assert tx.rule_versions.newest() == 4


def test_in_force_is_the_newest_of_each_rule_up_to_a_sequence(records: Records) -> None:
    def told(versions: Sequence[RuleVersion]) -> list[tuple[str, int]]:
        return [(version.rule, version.number) for version in versions]

    with records.transaction() as tx:
        for site, rule in (("riverside", "b"), ("riverside", "a"), ("hillside", "c"), ("riverside", "b")):
            tx.rule_versions.add(a_rule_version(site=site, rule=rule))
        in_force = {sequence: told(tx.rule_versions.in_force("riverside", sequence)) for sequence in (None, 0, 1, 2, 3, 4)}
    assert in_force == {
        None: [("a", 1), ("b", 2)],
        0: [],
        1: [("b", 1)],
        2: [("a", 1), ("b", 1)],
        3: [("a", 1), ("b", 1)],
        4: [("a", 1), ("b", 2)],
    }


def test_an_author_who_has_not_seen_the_newest_version_is_refused(records: Records) -> None:
    with records.transaction() as tx:
        tx.rule_versions.add(a_rule_version(number=1))
        with pytest.raises(Conflict, match="its next number is 2 now"):
            tx.rule_versions.add(a_rule_version(number=1))
        assert tx.rule_versions.add(a_rule_version(number=2)).number == 2


def test_of_two_who_expect_the_same_number_at_once_one_gets_it(records: Records) -> None:
    barrier = threading.Barrier(2)

    def add() -> str:
        barrier.wait(PATIENCE_S)
        try:
            with records.transaction() as tx:
                return str(tx.rule_versions.add(a_rule_version(number=1)).number)
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor() as pool:
        results = sorted(task.result(PATIENCE_S) for task in [pool.submit(add), pool.submit(add)])
    assert results == ["1", "conflict"]


def test_those_who_put_different_rules_live_at_once_wait_for_each_other_and_a_follower_sees_no_gap(records: Records) -> None:
    gaps: list[tuple[int, int]] = []
    done = threading.Event()

    def author(name: str) -> None:
        for number in range(EACH):
            with records.transaction() as tx:
                tx.rule_versions.add(a_rule_version(rule=f"{name}-{number}"))

    def follow() -> None:
        while not done.is_set():
            with records.reading() as tx:
                newest, visible = tx.rule_versions.newest(), len(tx.rule_versions.in_force("riverside"))
            gaps.extend([(newest, visible)] * (newest != visible))

    with ThreadPoolExecutor() as pool:
        follower = pool.submit(follow)
        authors = [pool.submit(author, f"author{number}") for number in range(AUTHORS)]
        try:
            for task in authors:
                task.result(PATIENCE_S)
        finally:
            done.set()
        follower.result(PATIENCE_S)
    assert gaps == []
    with records.reading() as tx:
        assert [version.sequence for version in sorted(tx.rule_versions.in_force("riverside"), key=lambda one: one.sequence)] == [*range(1, AUTHORS * EACH + 1)]
