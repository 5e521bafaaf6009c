"""The units of a site: dwellings, or floors where dwellings are not recorded; how they are counted and said in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from domain.site import Site, Space, SpaceKind
from domain.text import Text

_BELOW = re.compile(r"^(?:B\d|地下|负|Basement)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Building:
    """A building with its units, from the ground up; `dwellings`: whether they are dwellings (else floors stand for those on them)."""

    space: Space
    units: tuple[Space, ...]
    dwellings: bool


def buildings(site: Site) -> Sequence[Building]:
    """The buildings with their units, in the order of the site file; one of which nothing more is recorded is a unit itself."""
    below: dict[str, list[Space]] = {}
    for space in site.spaces.values():
        if space.kind is SpaceKind.BUILDING:
            below.setdefault(space.id, [])
        around = next((each for each in site.space_path(space.id) if each.kind is SpaceKind.BUILDING), None)
        if around is not None and space.kind in (SpaceKind.DWELLING, SpaceKind.FLOOR):
            below.setdefault(around.id, []).append(space)
    found = []
    for building, spaces in below.items():
        dwellings = [space for space in spaces if space.kind is SpaceKind.DWELLING]
        floors = [space for space in spaces if space.kind is SpaceKind.FLOOR]
        found.append(Building(site.spaces[building], tuple(dwellings or floors or [site.spaces[building]]), dwellings=bool(dwellings)))
    return found


def units_in(site: Site, space: str, *, above_ground: bool = False) -> tuple[str, ...]:
    """The ids of the units that lie in `space`, it itself among them; `above_ground`: without those of basement floors."""
    units = [unit for building in buildings(site) for unit in building.units if any(each.id == space for each in site.space_path(unit.id))]
    return tuple(unit.id for unit in units if not (above_ground and is_below_ground(site, unit.id)))


def is_below_ground(site: Site, space: str) -> bool:
    """Whether it lies in the basement, by the name of its floor."""
    return any(each.kind is SpaceKind.FLOOR and (_BELOW.match(each.name.zh) or _BELOW.match(each.name.en)) for each in site.space_path(space))


def in_words(site: Site, units: Collection[str]) -> Text:
    """The units as a notice names them: whole buildings by their names, else floors or dwellings, neighbours as a range."""
    left = dict.fromkeys(unit for unit in units if unit in site.spaces)
    parts: list[Text] = []
    for building in buildings(site):
        chosen = [unit for unit in building.units if unit.id in left]
        for unit in chosen:
            del left[unit.id]
        if not chosen:
            continue
        name = building.space.name
        if len(chosen) == len(building.units):
            parts.append(name)
        else:
            parts.append(Text(f"{name.zh}{_ranges(building, chosen, 'zh')}", f"{name.en} {_ranges(building, chosen, 'en')}"))
    parts += [site.place_of_space(space) for space in left]
    if not parts:
        return Text("（请选择范围）", "(choose who it concerns)")
    english = [part.en for part in parts]
    return Text("、".join(part.zh for part in parts), " and ".join(each for each in (", ".join(english[:-1]), english[-1]) if each))


def _ranges(building: Building, chosen: Sequence[Space], language: str) -> str:
    places = {unit.id: place for place, unit in enumerate(building.units)}
    runs: list[list[Space]] = []
    for unit in chosen:
        if runs and places[unit.id] == places[runs[-1][-1].id] + 1:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return ("、" if language == "zh" else ", ").join(_run(run, language) for run in runs)


def _run(run: Sequence[Space], language: str) -> str:
    first, last = (_named(run[0], language), _named(run[-1], language))
    if len(run) == 1:
        return first
    numbers = [_NUMBER.findall(word) for word in (first, last)]
    if language == "zh" and all(len(found) == 1 for found in numbers) and first.endswith("层"):
        return f"{numbers[0][0]}至{numbers[1][0]}层"
    if language == "en" and all(len(found) == 1 for found in numbers) and first.startswith("Floor "):
        return f"floors {numbers[0][0]} to {numbers[1][0]}"
    return f"{first}至{last}" if language == "zh" else f"{first} to {last}"


def _named(space: Space, language: str) -> str:
    return space.name.zh if language == "zh" else space.name.en


def summary(site: Site, units: Collection[str]) -> Mapping[str, int]:
    """How many of `units` lie in each building, by its id; ``""``: those outside any."""
    found: dict[str, int] = {}
    for unit in units:
        path = site.space_path(unit) if unit in site.spaces else ()
        building = next((space.id for space in path if space.kind is SpaceKind.BUILDING), "")
        found[building] = found.get(building, 0) + 1
    return found
