"""From entities to what a site file would have: assets, devices with their points, dialects; and what could not be proposed, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from configuration.json_query import LONGEST as LONGEST_QUERY
from domain.site import Site
from steward.discovery.announcement import Availability, Entity, Strange
from steward.discovery.dialects import Dialects, fresh, slug
from steward.discovery.meaning import ORDER, Meaning, meaning
from steward.discovery.native import Spoken, spoken
from steward.discovery.patterns import groups, placements
from steward.discovery.proposed import NewAsset, NewDevice, Proposal, Proposed
from steward.discovery.value_template import ByHand, Picked, picked

MOST_ENTITIES = 500
"""So many of one device are looked at."""
_STALE_AFTER = 3
"""So many intervals of silence, and a device is stale."""
_BARE = "value"
_METERED = ("power", "energy")


@dataclass(frozen=True, slots=True)
class _Understood:
    entity: Entity
    picked: Picked
    means: Meaning
    native: Spoken | None


def propose(entities: Iterable[Entity], strange: Sequence[Strange], own: int, site: Site, space: str | None = None) -> Proposed:
    """Proposals for `site`. `space`: where whatever is, of which no area is announced that the site has."""
    by_device: defaultdict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        by_device[entity.device.key].append(entity)
    dialects = Dialects(site)
    taken = {*site.assets, *site.devices}
    found = [_Proposing(each, dialects, site, taken, space).done() for each in by_device.values()]
    used = {device.dialect for each in found for device in each.devices}
    return Proposed(found, [each for each in dialects.new.values() if each.id in used], strange, own)


class _Proposing:
    """One device."""

    def __init__(self, entities: Sequence[Entity], dialects: Dialects, site: Site, taken: set[str], space: str | None) -> None:
        self._site, self._dialects, self._taken = site, dialects, taken
        self._facts = next((each.device for each in entities if each.device.area), entities[0].device)
        self._space = _space_of(self._facts.area, site) or space
        self._entities = entities
        self._result = Proposal(self._facts)
        self._assets: dict[tuple[str, int], NewAsset] = {}
        self._filled: set[tuple[str, str]] = set()
        self._common: list[tuple[NewDevice, str, Meaning, _Understood]] = []

    def done(self) -> Proposal:
        for entity in self._entities[MOST_ENTITIES:]:
            self._by_hand(entity, f"the device has more than {MOST_ENTITIES} entities")
        understood = [each for entity in self._entities[:MOST_ENTITIES] if (each := self._understand(entity)) is not None]
        if not any(each.means.key in _METERED for each in understood):  # the voltage of a battery makes no meter
            for each in [each for each in understood if each.means.type == "power"]:
                self._by_hand(each.entity, "without a power or an energy it is no meter")
                understood.remove(each)
        understood.sort(key=lambda each: (ORDER.index(each.means.type) if each.means.type else len(ORDER), each.entity.where))
        if understood and not understood[0].means.type:
            for each in understood:
                self._by_hand(each.entity, "nothing else of the device is a point of any device type")
            return self._result
        native: defaultdict[tuple[str, str, str], list[_Understood]] = defaultdict(list)
        for each in understood:
            if each.native is not None:
                native[each.native.codec, each.native.topic, each.native.address].append(each)
        for (codec, topic, address), of in native.items():
            self._device(self._dialects.native(codec, topic), address, [(each.native.field, each) for each in of if each.native is not None])
        for is_json in (True, False):
            of_format = [each for each in understood if each.native is None and each.picked.is_json is is_json]
            self._mapped(of_format, "json" if is_json else "text")
        self._give_common_points()
        self._result.devices = [device for device in self._result.devices if device.points]
        return self._result

    def _understand(self, entity: Entity) -> _Understood | None:
        try:
            found = picked(entity.template)
            if len(found.jmespath(entity.state_topic)) > LONGEST_QUERY:
                self._by_hand(entity, "its template is far too long")
                return None
            return _Understood(entity, found, meaning(entity, found), spoken(entity, found))
        except ByHand as error:
            self._by_hand(entity, str(error))
            return None

    def _by_hand(self, entity: Entity, why: str) -> None:
        self._result.by_hand.append((entity, why))

    def _mapped(self, understood: Sequence[_Understood], form: str) -> None:
        by_topic: defaultdict[str, list[_Understood]] = defaultdict(list)
        for each in understood:
            by_topic[each.entity.state_topic].append(each)
        for group in groups(by_topic):
            of = [each for topic in group.topics for each in by_topic[topic]]
            named = [(_wire_name(group.field_of(each.entity.state_topic), each.picked), each) for each in of]
            fields = {name: each.picked.jmespath(group.field_of(each.entity.state_topic)) for name, each in named} if form == "json" else {}
            awkward = form == "json" and any(not each.picked.nameable for each in of)
            for placed in placements(group, self._facts.names):
                online = _online(of, placed.in_other, None if group.field is not None else group.topics[0])
                chosen = self._dialects.mapping(placed, form, fields, online, needs_fields=awkward)
                if chosen is not None:
                    remarks = (
                        chosen.remarks if online is not None or not any(each.entity.availability for each in of) else ["its availability is not taken over"]
                    )
                    if any(len(each.entity.availability) > 1 for each in of):
                        remarks = [*remarks, "of several availability topics only the first that names the device counts"]
                    self._result.remarks += [each for each in remarks if each not in self._result.remarks]
                    self._device(chosen.id, placed.address, named)
                    break
            else:
                for each in of:
                    self._by_hand(each.entity, f"no pattern hears `{each.entity.state_topic}` that another dialect does not hear too")

    def _device(self, dialect: str, address: str, named: Sequence[tuple[str, _Understood]]) -> None:
        there = next((each for each in self._site.devices.values() if each.dialect == dialect and each.name_on_wire == address), None)
        if there is not None:
            self._result.there.append(there.id)
            for name, each in named:
                if name not in there.points:
                    self._by_hand(each.entity, f"the device `{there.id}` is there already: add its field `{name}` to the `points` of that")
            return
        if set(address) & set("{}") or not self._dialects.claim(dialect, address):
            why = "its address has braces, which the site file keeps for itself" if set(address) & set("{}") else "another device announced it already"
            for _, each in named:
                self._by_hand(each.entity, f"`{address}` of `{dialect}`: {why}")
            return
        device = NewDevice("", dialect, address)
        for name, each in named:
            if set(name) & set("{}") or name in device.points:
                self._by_hand(each.entity, f"the field `{name}` is taken by another entity" if name in device.points else "its field has braces")
            elif not each.means.type:
                self._common.append((device, name, each.means, each))
            else:
                device.points[name] = self._asset_for(each.means, device), each.means
                self._result.remarks += [f"{each.entity.name}: {remark}" for remark in each.means.remarks]
        expires = [each.entity.expire_after_s for _, each in named if each.entity.expire_after_s]
        device.interval_s = round(min(expires) / _STALE_AFTER, 1) if expires else None
        device.id = device.assets[0] if device.assets else fresh(f"{slug(self._facts.name, 'device')}-more", self._taken)
        self._taken.add(device.id)
        self._result.devices.append(device)

    def _asset_for(self, means: Meaning, device: NewDevice) -> str:
        """The first asset of the type that has this point free; a new one belongs to `device`."""
        number = 1
        while (asset := self._assets.get((means.type, number))) is not None and (asset.id, means.key) in self._filled:
            number += 1
        if asset is None:
            base = slug(self._facts.name, slug(self._facts.key, "device"))
            wanted = base if not self._assets else f"{base}-{means.type.replace('_', '-')}" + (f"-{number}" if number > 1 else "")
            name = _name(self._facts.name, means.type, number, first=not self._assets)
            asset = NewAsset(fresh(wanted, self._taken), means.type, name, name, self._space)
            self._taken.add(asset.id)
            self._assets[means.type, number] = asset
            self._result.assets.append(asset)
            device.assets.append(asset.id)
        self._filled.add((asset.id, means.key))
        return asset.id

    def _give_common_points(self) -> None:
        """Battery, signal and the like are said of the first asset, once each."""
        for device, name, means, each in self._common:
            asset = self._result.assets[0].id if self._result.assets else None
            if asset is None or (asset, means.key) in self._filled:
                self._by_hand(each.entity, f"`{means.key}` is said by another entity already" if asset else "nothing else of the device is new")
                continue
            self._filled.add((asset, means.key))
            device.points[name] = asset, means


def _online(of: Sequence[_Understood], placed_in: Callable[[str], str | None], state_topic: str | None) -> dict[str, object] | None:
    for each in of[0].entity.availability:
        found = _online_by(each, placed_in(each.topic), state_topic)
        if found is not None:
            return found
    return None


def _online_by(said: Availability, topic: str | None, state_topic: str | None) -> dict[str, object] | None:
    try:
        found = picked(said.template)
    except ByHand:
        return None
    if found.equals is not None or said.on == said.off:
        return None
    values = {said.on: True, said.off: False}
    field_ = {"field": found.jmespath()} if found.is_json else {}
    if said.topic == state_topic:
        return {**field_, "values": values} if found.is_json else None
    return None if topic is None else {"topic": topic, **field_, "values": values}


def _wire_name(word: str | None, found: Picked) -> str:
    name = found.dotted if found.equals is None else f"{found.dotted}=={found.equals}"
    return ".".join(filter(None, (word, name))) or _BARE


def _name(name: str, type_: str, number: int, *, first: bool) -> str:
    clean = name.replace("{", "(").replace("}", ")") or type_
    return clean if first else f"{clean} ({type_.replace('_', ' ')}{f' {number}' if number > 1 else ''})"


def _space_of(area: str, site: Site) -> str | None:
    wanted = area.casefold()
    found = [space.id for space in site.spaces.values() if wanted and wanted in {space.id.casefold(), space.name.zh.casefold(), space.name.en.casefold()}]
    return found[0] if len(found) == 1 else None
