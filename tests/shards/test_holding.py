"""Processes come, go, pause and fail: every site has one owner, soon again, and no site moves without need. In virtual time."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from domain.records import Records
from steward.shards.terms import LEASE_S, LOOK_EVERY_S, PATIENCE_S, SETTLE_S
from tests.shards.virtual_processes import VirtualProcesses

SITES = ("a", "b", "c", "d", "e", "f")


@pytest.fixture
def world(tmp_path: Path, sqlite_records: Records) -> VirtualProcesses:
    return VirtualProcesses(tmp_path, sqlite_records, SITES)


def test_one_process_has_all_sites_at_once(world: VirtualProcesses) -> None:
    one = world.start()
    world.passes(LOOK_EVERY_S)
    assert one.has == set(SITES)


def test_a_newcomer_gets_its_share_when_it_has_stayed_for_a_while_and_then_nothing_moves_any_more(world: VirtualProcesses) -> None:
    world.start()
    world.passes(LOOK_EVERY_S)
    world.start()
    world.passes(SETTLE_S - 1)
    assert world.shares() == [6, 0]
    world.passes(3)
    assert world.shares() == [3, 3]
    assert len(world.taken) == len(SITES) + 3
    world.passes(120)
    assert len(world.taken) == len(SITES) + 3


def test_a_killed_process_s_sites_are_taken_at_the_next_look_and_the_others_stay(world: VirtualProcesses) -> None:
    first, second = world.start(), world.start()
    third = world.start()
    world.passes(20)
    assert world.shares() == [2, 2, 2]
    kept = {process.name: process.has for process in (second, third)}
    world.kill(first)
    world.passes(2 * LOOK_EVERY_S)
    assert world.shares() == [3, 3]
    assert all(kept[process.name] < process.has for process in (second, third))


def test_a_process_that_leaves_gives_everything_back_at_once(world: VirtualProcesses) -> None:
    first, second = world.start(), world.start()
    world.passes(20)
    world.stop(first)
    world.passes(2 * LOOK_EVERY_S)
    assert second.has == set(SITES)


def test_nobody_on_the_machine_can_have_what_a_paused_process_has_and_that_is_said_once(world: VirtualProcesses, caplog: pytest.LogCaptureFixture) -> None:
    paused, other = world.start(), world.start()
    world.passes(20)
    had, taken = paused.has, len(world.taken)
    paused.paused = True
    world.passes(LEASE_S + PATIENCE_S + 120)
    assert other.has == set(SITES) - had
    said = [record.message for record in caplog.records if "paused?" in record.message]
    assert len(said) == len(had)
    paused.paused = False
    world.passes(20)
    assert (paused.has, len(world.taken)) == (had, taken)  # it goes on where it was


def test_another_machine_waits_for_the_lease_and_the_sleeper_notices_when_it_wakes_up(world: VirtualProcesses) -> None:
    sleeper = world.start("here")
    world.passes(2)
    other = world.start("there")
    world.passes(60)
    assert world.shares() == [6, 0]  # a site stays with its journal
    sleeper.paused = True
    world.passes(LEASE_S - 5)
    assert other.has == set()
    world.passes(10)
    assert other.has == set(SITES)
    sleeper.paused = False
    world.passes(60)
    assert (sleeper.has, other.has) == (set(), set(SITES))


def test_a_site_that_fails_here_goes_to_another_process_and_the_others_go_on(world: VirtualProcesses) -> None:
    one, two = world.start(), world.start()
    one.broken.add("a")
    world.passes(60)
    assert "a" in two.has
    assert one.has | two.has == set(SITES)
    taken = Counter(world.taken)
    world.passes(60)
    assert Counter(world.taken) == taken


def test_a_site_that_fails_everywhere_is_tried_again_with_growing_waits_until_it_works(world: VirtualProcesses) -> None:
    one = world.start()
    one.broken.add("a")
    world.passes(60)
    assert one.has == set(SITES) - {"a"}
    assert 4 <= Counter(world.taken)["a"] <= 8
    one.broken.clear()
    world.passes(61)
    assert one.has == set(SITES)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happened_every_site_has_one_owner_soon_after_and_nothing_moves_for_nothing(world: VirtualProcesses, seed: int) -> None:
    chance = random.Random(seed)
    world.start()
    for _ in range(15):
        process = chance.choice(world.processes)
        happening = chance.choice(["start", "kill", "stop", "pause"])
        spare = len(world.processes) > 1
        world.start(chance.choice(["here", "here", "there"])) if happening == "start" or not spare else None
        world.kill(process) if happening == "kill" and spare else None
        world.stop(process) if happening == "stop" and spare and not process.paused else None
        process.paused ^= happening == "pause"
        world.passes(chance.choice([0.5, 3, 20]))
        held = Counter(site for each in world.processes for site in each.has)
        assert [site for site, owners in held.items() if owners > 1 and not any(each.paused for each in world.processes)] == []
    for process in world.processes:
        process.paused = False
    world.passes(2 * LEASE_S + 3 * SETTLE_S)
    assert Counter(site for process in world.processes for site in process.has) == dict.fromkeys(SITES, 1)
    taken = len(world.taken)
    world.passes(100)
    assert len(world.taken) == taken
