"""Who should have which site: everybody a fair share, as few moves as possible, and what was decided stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import permutations
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as some

from steward.shards import share_out as whole
from steward.shards.share_out import Process

NAMES = some.sets(some.text("abcdefgh", min_size=1, max_size=3), min_size=1, max_size=5)


HERE = "here"


def a_process(serves: Iterable[str], holds: Iterable[str] = (), avoids: Iterable[str] = (), folder: str = HERE) -> Process:
    return Process(folder, frozenset(serves), frozenset(holds), frozenset(avoids))


def share_out(sites: Collection[str], processes: Mapping[str, Process], homes: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    return whole.share_out(sites, processes, homes)


@some.composite
def situations(draw: some.DrawFn) -> tuple[frozenset[str], dict[str, Process]]:
    """Sites and processes; every site is held by one process or by none."""
    sites = frozenset(f"site-{number}" for number in range(draw(some.integers(0, 12))))
    names = sorted(draw(NAMES))
    holders = {site: draw(some.sampled_from([None, *names])) for site in sorted(sites)}
    return sites, {name: a_process(sites, frozenset(site for site, holder in holders.items() if holder == name)) for name in names}


def after(sites: frozenset[str], processes: dict[str, Process], wanted: dict[str, str]) -> dict[str, Process]:
    """The processes when everything has gone where it should be."""
    return {name: _having(sites, process, {site for site in sites if wanted[site] == name}) for name, process in processes.items()}


def _having(sites: frozenset[str], process: Process, holds: set[str]) -> Process:
    return a_process(sites, holds, process.avoids - holds)


def moves(processes: dict[str, Process], wanted: dict[str, str]) -> int:
    """How many sites would leave a process that has them."""
    return sum(wanted[site] != name for name, process in processes.items() for site in process.holds)


def fewest_moves(sites: frozenset[str], processes: dict[str, Process]) -> int:
    """By trying who of all could have one more than the others."""
    each, more = divmod(len(sites), len(processes))
    return min(sum(max(0, len(processes[name].holds) - each - (rank < more)) for rank, name in enumerate(order)) for order in permutations(processes))


@given(situations())
def test_every_site_has_exactly_one_process_and_no_process_more_than_its_share(situation: tuple[frozenset[str], dict[str, Process]]) -> None:
    sites, processes = situation
    wanted = share_out(sites, processes)
    assert wanted.keys() == sites
    counts = [list(wanted.values()).count(name) for name in processes]
    assert max(counts) - min(counts) <= 1


@given(situations())
def test_no_fewer_sites_could_move(situation: tuple[frozenset[str], dict[str, Process]]) -> None:
    sites, processes = situation
    assert moves(processes, share_out(sites, processes)) == fewest_moves(sites, processes)


@given(situations(), some.data())
def test_it_does_not_matter_in_what_order_things_are_known(situation: tuple[frozenset[str], dict[str, Process]], data: some.DataObject) -> None:
    sites, processes = situation
    shuffled = data.draw(some.permutations(list(processes.items())))
    assert share_out(sorted(sites), dict(shuffled)) == share_out(sites, processes)


@given(situations())
def test_what_was_shared_out_stays(situation: tuple[frozenset[str], dict[str, Process]]) -> None:
    sites, processes = situation
    wanted = share_out(sites, processes)
    assert share_out(sites, after(sites, processes, wanted)) == wanted


@given(situations(), some.data())
def test_sites_come_to_rest_also_when_some_fail_in_some_places(situation: tuple[frozenset[str], dict[str, Process]], data: some.DataObject) -> None:
    sites, processes = situation
    failing = some.frozensets(some.sampled_from(sorted(sites))) if sites else some.just(frozenset[str]())
    # Who has a site and is content with it does not avoid it.
    processes = {name: a_process(sites, process.holds, data.draw(failing) - process.holds) for name, process in processes.items()}
    for _ in range(len(sites) + 1):
        processes = after(sites, processes, share_out(sites, processes))
    assert moves(processes, share_out(sites, processes)) == 0


def test_a_newcomer_gets_its_share_from_those_who_have_too_many_and_nothing_else_moves() -> None:
    sites = frozenset("abcd")
    processes = {"one": a_process(sites, frozenset("ab")), "two": a_process(sites, frozenset("cd")), "three": a_process(sites)}
    wanted = share_out(sites, processes)
    assert sorted(list(wanted.values()).count(name) for name in processes) == [1, 1, 2]
    assert moves(processes, wanted) == 1


def test_what_a_dead_process_had_goes_to_the_others_and_nothing_else_moves() -> None:
    sites = frozenset("abcdef")
    survivors = {"one": a_process(sites, frozenset("ab")), "two": a_process(sites, frozenset("cd"))}
    wanted = share_out(sites, survivors)
    assert moves(survivors, wanted) == 0
    assert sorted(wanted[site] for site in "ef") == ["one", "two"]


def test_a_site_that_fails_somewhere_goes_to_another_even_beyond_its_share() -> None:
    sites = frozenset("abcd")
    processes = {"one": a_process(sites, frozenset("a"), avoids=frozenset("b")), "two": a_process(sites, frozenset("cd"))}
    assert share_out(sites, processes)["b"] == "two"


def test_a_site_that_fails_everywhere_still_has_somebody_to_try_it() -> None:
    sites = frozenset("a")
    processes = {"one": a_process(sites, avoids=sites), "two": a_process(sites, avoids=sites)}
    assert share_out(sites, processes)["a"] in processes


def test_a_process_that_does_not_know_a_site_is_not_asked_to_take_it() -> None:
    processes = {"old": a_process(frozenset("ab"), frozenset("ab")), "new": a_process(frozenset("abc"))}
    wanted = share_out("abc", processes)
    assert wanted["c"] == "new"
    assert share_out("abc", {"old": processes["old"]}).keys() == {"a", "b"}
    assert share_out("abc", {}) == {}


@given(situations(), some.data())
def test_a_site_does_not_leave_the_folder_that_has_its_journal_while_somebody_lives_there(
    situation: tuple[frozenset[str], dict[str, Process]], data: some.DataObject
) -> None:
    sites, processes = situation
    folders = some.sampled_from(["here", "there", "elsewhere"])
    processes = {name: a_process(sites, process.holds, folder=data.draw(folders)) for name, process in processes.items()}
    homes = {site: data.draw(folders) for site in sorted(sites)}
    wanted = share_out(sites, processes, homes)
    assert wanted.keys() == sites
    inhabited = {process.folder for process in processes.values()}
    at_home = {site: home for site, home in homes.items() if home in inhabited} | {site: each.folder for each in processes.values() for site in each.holds}
    assert {site: processes[wanted[site]].folder for site in at_home} == at_home


def test_sites_that_nobody_ever_had_are_spread_over_the_machines() -> None:
    sites = frozenset("abcdef")
    processes = {"one": a_process(sites, folder="here"), "two": a_process(sites, folder="here"), "three": a_process(sites, folder="there")}
    wanted = share_out(sites, processes)
    assert sorted(list(wanted.values()).count(name) for name in processes) == [2, 2, 2]


def test_a_site_that_fails_everywhere_on_its_machine_goes_to_another() -> None:
    sites = frozenset("a")
    processes = {"one": a_process(sites, avoids=sites, folder="here"), "two": a_process(sites, folder="there")}
    assert share_out(sites, processes, {"a": "here"}) == {"a": "two"}
