"""From frames to messages: what a panel reports, as telemetry and events of the devices of the point table.

What the table has no place for is said by the panel itself: the flags of all its systems and of all components that are not
in the table, together, and an event for each such component with its raw address. So it alarms, and somebody can find it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridges.fire.codes import ANSWERED, BY_HAND, CLEARED, ENDED_BY_RESET, RESET, SILENCED, UNSAID, Kind, listed, part_name, part_word
from bridges.fire.frame import Frame
from bridges.fire.memory import REST, Memory, Part
from bridges.fire.oddities import Oddities
from bridges.fire.quantities import value_of
from bridges.fire.table import STATUS_KEY, AddressOrder, Points, Target, place_of
from bridges.fire.unit import ComponentState, GuardCheck, Measured, Object, Operation, SystemState, Times, Unreadable, read_unit
from bridges.publisher import Sent

_BUTTON = "by-hand"
"""In the place of a component's address: somebody who has called a fire at the panel or at the transmission device."""
_ALARMING = frozenset({Kind.SYSTEM_STATE, Kind.COMPONENT_STATE, Kind.OPERATION, Kind.DEVICE_STATE, Kind.DEVICE_OPERATION})
_MOST_HEX = 128


@dataclass(frozen=True, slots=True)
class Values:
    """Telemetry of a device; `id` is `None` where the same again would be something new."""

    device: str
    values: Mapping[str, Sent]
    at: datetime | None
    id: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a device; as `Values`."""

    device: str
    event: str
    data: Mapping[str, object]
    at: datetime | None
    id: str | None


Message = Values | Happening


class NoPanel(Exception):
    """Nothing says which panel speaks from there."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something was said: by the object called `id` of a frame from `source`, about `system`, at `at`."""

    source: str
    system: str
    at: datetime | None
    id: str
    now: datetime

    @property
    def key(self) -> str:
        return f"{self.source}/{self.system}"

    def id_of(self, what: str) -> str | None:
        """The same for a frame that is repeated. Without a time, nothing tells a repetition from something new."""
        return None if self.at is None else f"{self.id}.{what}"


@dataclass(frozen=True, slots=True)
class Teller:
    """`panels` by source address, `panel` for all others; `None`: only those in `panels` and in the table are listened to."""

    points: Points
    panel: str | None
    panels: Mapping[str, str]
    order: AddressOrder
    times: Times
    oddities: Oddities

    def panels_of(self, source: str) -> frozenset[str]:
        """The devices that are panels behind this source."""
        own = self.panels.get(source, self.panel)
        return self.points.panels(source) | (frozenset() if own is None else {own})

    def every_panel(self) -> frozenset[str]:
        """All devices that are panels."""
        return frozenset(self.panels.values()) | self.points.every_panel | (frozenset() if self.panel is None else {self.panel})

    def tell(self, frame: Frame, memory: Memory, now: datetime) -> Sequence[Message]:
        """What to publish of `frame`, which changes `memory`. Raises `NoPanel` if its source is not known and there is no panel for those."""
        if not self.panels_of(frame.source):
            raise NoPanel(frame.source)
        digest = hashlib.blake2b(frame.head[2:4] + frame.head[12:18] + frame.head[26:] + frame.unit, digest_size=12).hexdigest()
        try:
            objects = read_unit(frame.unit, self.times)
        except Unreadable as error:
            return self._unreadable(frame, str(error), now)
        return [
            message
            for index, each in enumerate(objects)
            for message in self._of(each, _Place(frame.source, each.system, each.at, f"{digest}.{index}", now), memory)
        ]

    def _of(self, said: Object, place: _Place, memory: Memory) -> Iterator[Message]:
        if isinstance(said, SystemState):
            memory.systems[place.key] = said.flags - {"reset"}
            if "reset" in said.flags:
                yield from self._reset(place, memory)
            yield self._panel(place, memory, said.flags & {"reset"})
        elif isinstance(said, ComponentState):
            yield from self._component(said, place, memory)
        elif isinstance(said, Measured):
            yield from self._measured(said, place)
        elif isinstance(said, Operation):
            yield from self._operation(said, place, memory)
        elif isinstance(said, GuardCheck):
            yield Happening(self._of_panel(place), "fire.guard_check", {}, said.at, place.id_of("check"))

    def _component(self, said: ComponentState, place: _Place, memory: Memory) -> Iterator[Message]:
        zone, position = where = place_of(said.address, self.order)
        targets = [target for target in self.points.targets(place.source, place.system, where) if target.analog is None]
        yield from _states(targets, said.flags, part_word(said.part), place)
        if said.reserved:
            self.oddities.tell(f"bits/{place.source}", f"{place.source}: reserved bits of a component's state are set ({said.reserved:#x}); they are left out")
        if targets and part_word(said.part) is None:
            self.oddities.tell(f"part/{said.part}", f"component type {part_name(said.part)} has no word among part_type; it is published without")
        lasting = said.flags - UNSAID
        covered = lasting if any(target.state is None for target in targets) else {target.state for target in targets}
        key = f"{place.key}/{zone}-{position}"
        address = f"{place.source}/{place.system}/{zone}-{position}"
        part = Part(said.flags, lasting - covered)
        yield from self._uncovered(key, part, {"address": address, "type": part_name(said.part), "text": said.text}, place, memory)

    def _uncovered(self, key: str, part: Part, data: Mapping[str, object], place: _Place, memory: Memory) -> Iterator[Message]:
        """Remember a component; what the table has no place for is the panel's to say."""
        before = memory.parts.get(key)
        if part.flags - UNSAID:
            memory.remember(key, part)
        else:
            memory.parts.pop(key, None)
        changed = part.uncovered != (frozenset() if before is None else before.uncovered)
        if part.uncovered and changed:
            states = ", ".join(listed(part.uncovered))
            yield Happening(self._of_panel(place), "fire.unmapped", {**data, "states": states}, place.at, place.id_of("unmapped"))
        if part.uncovered or changed:
            yield self._panel(place, memory)

    def _measured(self, said: Measured, place: _Place) -> Iterator[Message]:
        where = place_of(said.address, self.order)
        targets = [target for target in self.points.targets(place.source, place.system, where) if target.analog == said.quantity]
        if not targets:
            address = f"{place.key}/{where[0]}-{where[1]}"
            text = f"{address} measures analog type {said.quantity}, for which the point table has no row; its values are not published"
            self.oddities.tell(f"analog/{address}/{said.quantity}", text)
        for target in targets:
            value = value_of(said.quantity, said.count, target.scale)
            yield Values(target.device, {target.key: value}, said.at, place.id_of(f"{target.device}.{target.key}"))

    def _operation(self, said: Operation, place: _Place, memory: Memory) -> Iterator[Message]:
        by_hand = f"{place.key}/{_BUTTON}"
        if ANSWERED in said.bits and not place.system:
            yield Happening(self._of_panel(place), "fire.guard_answered", {"operator": said.operator}, said.at, place.id_of("answered"))
        if place.system and said.bits & {RESET, SILENCED}:
            yield Values(self._of_panel(place), {"silenced": RESET not in said.bits}, said.at, place.id_of("silenced"))
        if said.bits & {RESET, CLEARED} and by_hand in memory.parts:
            del memory.parts[by_hand]
            yield self._panel(place, memory)
        if RESET in said.bits and place.system:
            if place.key in memory.systems:
                memory.systems[place.key] -= ENDED_BY_RESET
            yield from self._reset(place, memory)
            yield self._panel(place, memory)
        if BY_HAND in said.bits:
            called = Part(frozenset({"fire"}), frozenset({"fire"}))
            yield from self._uncovered(by_hand, called, {"address": by_hand, "type": "手动报警", "text": f"operator {said.operator}"}, place, memory)

    def _reset(self, place: _Place, memory: Memory) -> Iterator[Message]:
        """A system was reset by hand: its components are no longer on fire, as far as they do not say so anew."""
        for key, part in list(memory.parts.items()):
            prefix, _, where = key.rpartition("/")
            left = Part(part.flags - ENDED_BY_RESET, part.uncovered - ENDED_BY_RESET)
            if prefix != place.key or (left == part and where != REST):
                continue
            if left.flags - UNSAID and where != REST:
                memory.parts[key] = left
            else:
                del memory.parts[key]
            zone, _, position = where.partition("-")
            if zone.isdecimal() and position.isdecimal():
                targets = [each for each in self.points.targets(place.source, place.system, (int(zone), int(position))) if each.analog is None]
                yield from _states(targets, left.flags, None, place, f"reset.{where}.")

    def _panel(self, place: _Place, memory: Memory, more: frozenset[str] = frozenset()) -> Values:
        """The panel's flags: of all its systems, and of all its components without a place of their own."""
        panel = self._of_panel(place)
        systems = [flags for key, flags in memory.systems.items() if self._panel_of(*key.split("/")) == panel]
        parts = [part.uncovered for key, part in memory.parts.items() if part.uncovered and self._panel_of(*key.split("/")[:2]) == panel]
        flags = frozenset().union(more, *systems, *parts) - {"normal"}
        if all("normal" in each for each in systems):
            flags |= {"normal"}
        shown = listed(flags)
        return Values(panel, {STATUS_KEY: shown}, memory.moment(panel, place.at, place.now), place.id_of(f"panel.{'-'.join(shown)}"))

    def _unreadable(self, frame: Frame, why: str, now: datetime) -> Sequence[Message]:
        """Said in the log; what may be a fire is an event with its bytes, since nobody else can read it either."""
        shown = frame.unit[:_MOST_HEX].hex(" ")
        self.oddities.tell(f"type/{frame.source}/{frame.unit[0]}", f"{frame.source}: an application data unit cannot be read: {why}. Its bytes: {shown}")
        place = _Place(frame.source, "", None, "", now)
        if frame.unit[0] not in _ALARMING:
            return ()
        data = {"address": frame.source, "type": f"unreadable {frame.unit[0]}", "text": shown, "states": ""}
        return [Happening(self._of_panel(place), "fire.unmapped", data, None, None)]

    def _panel_of(self, source: str, system: str) -> str | None:
        own = self.points.panel(source, system) or self.panels.get(source, self.panel)
        return own or min(self.points.panels(source), default=None)

    def _of_panel(self, place: _Place) -> str:
        panel = self._panel_of(place.source, place.system)
        if panel is None:
            raise NoPanel(place.source)
        return panel


def _states(targets: Sequence[Target], flags: frozenset[str], part: str | None, place: _Place, what: str = "") -> Iterator[Values]:
    """What a component's state means for the keys of the devices that the table names; one message for each device."""
    values: dict[str, dict[str, Sent]] = {}
    for target in targets:
        found = values.setdefault(target.device, {})
        found[target.key] = listed(flags) if target.state is None else target.state in flags
        if target.state is None and target.part_key is not None and part is not None:
            found[target.part_key] = part
    for device, each in values.items():
        yield Values(device, each, place.at, place.id_of(f"{what}{device}"))
