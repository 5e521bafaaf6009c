"""Which process should have which site: pure, and the same for everybody who knows the same.

A site stays in the data folder that has its journal, as long as a process lives there: elsewhere its windows and delays
would begin anew. Among the processes of a folder each gets ``sites / processes``, rounded up or down. What a process has
already it keeps as far as its share goes, so no fewer sites could move; the others go by rendezvous: each process draws
a number for each site, and the highest has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Process:
    """An ingest process that lives: the sites it `serves` by its configuration, `holds` now, and `avoids` because they failed there."""

    folder: str
    serves: frozenset[str]
    holds: frozenset[str] = frozenset()
    avoids: frozenset[str] = frozenset()


def share_out(sites: Collection[str], processes: Mapping[str, Process], homes: Mapping[str, str]) -> dict[str, str]:
    """Site → the process that should have it. A site that no process serves is left out.

    `homes` says in which folder the journal of a site is that nobody has now. A process gets a site that it avoids only
    if all do, and more than its share only if nobody else can have it.
    """
    held = _held(sites, processes)
    holder = {site: name for name, of_process in held.items() for site in of_process}
    members: dict[str, dict[str, Process]] = {}
    for name in sorted(processes):
        members.setdefault(processes[name].folder, {})[name] = processes[name]
    of_folder: dict[str, set[str]] = {folder: set() for folder in members}
    for site, name in holder.items():
        of_folder[processes[name].folder].add(site)
    for site in sorted(set(sites) - holder.keys()):
        able = [folder for folder, here in members.items() if _serving(site, here.values())]
        if able:
            of_folder[max(able, key=lambda folder: _claim(site, folder, members[folder].values(), homes, len(of_folder[folder])))].add(site)
    wanted: dict[str, str] = {}
    for folder, here in members.items():
        wanted |= _within(of_folder[folder], here, held)
    return wanted


def _within(sites: Collection[str], processes: Mapping[str, Process], held: Mapping[str, Collection[str]]) -> dict[str, str]:
    """The same among the processes of one folder."""
    shares = _shares(len(sites), {name: held[name] for name in processes})
    wanted: dict[str, str] = {}
    for name in processes:
        dearest = sorted(held[name], key=lambda site: _draw(name, site), reverse=True)
        wanted.update(dict.fromkeys(dearest[: shares[name]], name))
    room = {name: shares[name] - sum(owner == name for owner in wanted.values()) for name in processes}
    for site in sorted(set(sites) - wanted.keys()):
        able = [name for name, process in processes.items() if site in process.serves]
        chosen = max(able, key=lambda name: (site not in processes[name].avoids, min(room[name], 1), _draw(name, site)))
        wanted[site] = chosen
        room[chosen] -= 1
    return wanted


def _held(sites: Collection[str], processes: Mapping[str, Process]) -> dict[str, set[str]]:
    """What each process has; of a site that two claim (one's word is older) the first has it."""
    held: dict[str, set[str]] = {}
    left = set(sites)
    for name in sorted(processes):
        held[name] = left & processes[name].holds & processes[name].serves
        left -= held[name]
    return held


def _claim(site: str, folder: str, processes: Collection[Process], homes: Mapping[str, str], sites: int) -> tuple[bool, bool, float, bytes]:
    """How much a folder should have a site that nobody has: somebody there can, its journal is there, there is room."""
    content = any(site not in process.avoids for process in processes if site in process.serves)
    return content, homes.get(site) == folder, -(sites + 1) / len(processes), _draw(folder, site)


def _serving(site: str, processes: Iterable[Process]) -> bool:
    return any(site in process.serves for process in processes)


def _shares(sites: int, held: Mapping[str, Collection[str]]) -> dict[str, int]:
    """How many each should have. What cannot be divided evenly goes to those who have most: nothing moves for it."""
    each, more = divmod(sites, len(held))
    richest = sorted(held, key=lambda name: (-len(held[name]), name))
    return {name: each + (rank < more) for rank, name in enumerate(richest)}


def _draw(name: str, site: str) -> bytes:
    return hashlib.blake2b(f"{name} {site}".encode(), digest_size=8).digest()
