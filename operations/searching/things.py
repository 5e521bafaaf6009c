"""What a site consists of, by name: equipment, points, spaces, rules, procedures, people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.site import Site
from domain.text import Text
from operations.searching.names import Rank, Wanted, rank


class ThingKind(StrEnum):
    """What was found."""

    ASSET = "asset"
    POINT = "point"
    SPACE = "space"
    ORDER = "order"
    ALARM = "alarm"
    PERSON = "person"
    SOP = "sop"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be found. `names` are its own; `context` (where it is, what it belongs to) helps to tell it from others like it."""

    kind: ThingKind
    id: str
    site: str | None
    title: Text
    place: Text
    names: tuple[str, ...]
    context: tuple[str, ...] = ()
    asset: str | None = None
    number: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, and how well."""

    thing: Thing
    rank: Rank


@dataclass(frozen=True, slots=True)
class Index:
    """Things by their names: many share one (a point of a type has the same name on every asset), and each is looked at once."""

    things: tuple[Thing, ...]
    own: Mapping[str, Sequence[int]]
    context: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, things: Iterable[Thing]) -> Index:
        """An index of these."""
        listed = tuple(things)
        own: defaultdict[str, list[int]] = defaultdict(list)
        context: defaultdict[str, list[int]] = defaultdict(list)
        for number, thing in enumerate(listed):
            for name in thing.names:
                own[name].append(number)
            for name in thing.context:
                context[name].append(number)
        return cls(listed, own, context)

    def find(self, asked: Wanted) -> list[Hit]:
        """What has every word in a name of its own or around it, and at least one in a name of its own; unsorted."""
        found: dict[int, Rank] | None = None
        named: set[int] = set()
        for word in asked.words:
            ranks: dict[int, Rank] = {}
            for names, is_own in ((self.context, False), (self.own, True)):
                for name, numbers in names.items():
                    how = rank(name, word)
                    if how is None:
                        continue
                    for number in numbers:
                        ranks[number] = min(how, ranks.get(number, how)) if is_own else ranks.get(number, Rank.PINYIN)
                        if is_own:
                            named.add(number)
            found = ranks if found is None else {number: max(how, found[number]) for number, how in ranks.items() if number in found}
        return [Hit(self.things[number], how) for number, how in (found or {}).items() if number in named]


def find(things: Iterable[Thing], asked: Wanted) -> list[Hit]:
    """What of `things` is asked for; unsorted."""
    return Index.of(things).find(asked)


def things_of(site: Site) -> list[Thing]:
    """The equipment, points and spaces of a site."""
    found: list[Thing] = []
    for asset in site.assets.values():
        place = site.place(asset)
        # People type 1号楼水泵 without a space between.
        names = (asset.id, asset.name.zh, asset.name.en, f"{place.zh}{asset.name.zh}")
        found.append(Thing(ThingKind.ASSET, asset.id, site.id, asset.name, place, names, (asset.type.name.zh, asset.type.name.en, place.en), asset.id))
        for point in asset.points:
            where = Text(f"{place.zh}{asset.name.zh}", f"{place.en} {asset.name.en}")
            found.append(
                Thing(
                    ThingKind.POINT, point.id, site.id, point.name, where, (point.key, point.name.zh, point.name.en), (asset.id, where.zh, where.en), asset.id
                )
            )
    for space in site.spaces.values():
        path = site.space_path(space.id)[:-1]
        around = Text("".join(each.name.zh for each in path), ", ".join(each.name.en for each in reversed(path)))
        names = (space.id, space.name.zh, space.name.en, f"{around.zh}{space.name.zh}")
        found.append(Thing(ThingKind.SPACE, space.id, site.id, space.name, around, names))
    return found
