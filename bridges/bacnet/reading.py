"""Reading many objects of one machine: ReadPropertyMultiple while it can, ReadProperty where it cannot (ASHRAE 135, clause 15)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bacpypes3.apdu import APDU, ReadPropertyACK, ReadPropertyMultipleACK, ReadPropertyMultipleRequest, ReadPropertyRequest
from bacpypes3.basetypes import PropertyReference, ReadAccessSpecification
from bacpypes3.pdu import Address
from bacpypes3.primitivedata import ObjectIdentifier

from bridges.bacnet.network import Network, Refused, ask
from bridges.bacnet.points import Watched
from bridges.bacnet.quality import RELIABILITY, STATUS_FLAGS
from bridges.bacnet.wire import Raw, Unreadable, value_of

_MOST_OBJECTS = 16
_ABOUT_OBJECT = (STATUS_FLAGS, RELIABILITY)
_HAS_NOT = "unknown-property"

Place = tuple[int, int | None]
"""A property, or an element of one: its number and index."""


@dataclass(frozen=True)
class Failure:
    """Why there is no value."""

    why: str


Values = Mapping[Place, Raw | Failure]


@dataclass
class Reader:
    """Reads one machine, and remembers what it cannot do; a new one knows nothing of that.

    `within_s` is how long an answer may take, with the library's own repetitions.
    """

    network: Network
    within_s: float
    _batch: int = _MOST_OBJECTS
    _multiple: bool = True
    _singly: set[Watched] = field(default_factory=set)
    _lacking: dict[Watched, set[int]] = field(default_factory=dict)

    async def read(self, address: Address, objects: Sequence[Watched]) -> AsyncIterator[tuple[Sequence[Watched], Mapping[Watched, Values]]]:
        """Values of all `objects`, some at a time. Raises `NoAnswer`."""
        left = list(objects)
        while left:
            alone = not self._multiple or left[0] in self._singly
            count = 1 if alone else next((at for at, each in enumerate(left) if each in self._singly), len(left))
            some = left[: min(count, self._batch)]
            if alone:
                found: Mapping[Watched, Values] = {some[0]: await self._one_by_one(address, some[0])}
            elif (answered := await self._together(address, some)) is not None:
                found = answered
            else:
                continue
            left = left[len(some) :]
            yield some, found

    async def _together(self, address: Address, objects: Sequence[Watched]) -> Mapping[Watched, Values] | None:
        """`None` if it cannot be had so: less is asked for the next time."""
        specifications = [
            ReadAccessSpecification(
                objectIdentifier=ObjectIdentifier((each.type, each.instance)),
                listOfPropertyReferences=[_reference(place) for place in self._places(each)],
            )
            for each in objects
        ]
        try:
            answer = await ask(self.network, ReadPropertyMultipleRequest(listOfReadAccessSpecs=specifications, destination=address), self.within_s)
        except Refused as refused:
            if refused.unrecognized:
                self._multiple = False
            elif len(objects) == 1:
                self._singly.add(objects[0])
            elif refused.too_long:
                self._batch = max(1, len(objects) // 2)
            else:  # one of them spoils it for all: find out which
                self._singly.update(objects)
            return None
        return self._taken(objects, answer)

    def _taken(self, objects: Sequence[Watched], answer: APDU) -> Mapping[Watched, Values]:
        said: dict[tuple[int, int], dict[Place, Raw | Failure]] = {}
        if isinstance(answer, ReadPropertyMultipleACK):
            many = {(each.type, each.instance): _lists(each) for each in objects}
            for result in answer.listOfReadAccessResults:
                identifier = (int(result.objectIdentifier[0]), int(result.objectIdentifier[1]))
                values = said.setdefault(identifier, {})
                for element in result.listOfResults or ():
                    place = _place(element.propertyIdentifier, element.propertyArrayIndex)
                    error = element.readResult.propertyAccessError
                    values[place] = (
                        Failure(str(error.errorCode))
                        if error is not None
                        else value_in(element.readResult.propertyValue, many=place in many.get(identifier, ()))
                    )
        return {each: self._remembered(each, said.get((each.type, each.instance), {})) for each in objects}

    async def _one_by_one(self, address: Address, watched: Watched) -> Values:
        found: dict[Place, Raw | Failure] = {}
        for number, index in self._places(watched):
            request = ReadPropertyRequest(objectIdentifier=ObjectIdentifier((watched.type, watched.instance)), propertyIdentifier=number, destination=address)
            if index is not None:
                request.propertyArrayIndex = index
            try:
                answer = await ask(self.network, request, self.within_s)
            except Refused as refused:
                found[number, index] = Failure(refused.code)
                continue
            right = isinstance(answer, ReadPropertyACK)
            found[number, index] = value_in(answer.propertyValue, many=(number, index) in _lists(watched)) if right else Failure("another answer")
        return self._remembered(watched, found)

    def _places(self, watched: Watched) -> Sequence[Place]:
        """What to ask for, each once: the properties of its points, and whether they can be trusted."""
        lacking = self._lacking.get(watched, set())
        about: Iterable[Place] = ((number, None) for number in _ABOUT_OBJECT if number not in lacking)
        return list(dict.fromkeys([*((spot.property, spot.index) for spot in watched.spots), *about]))

    def _remembered(self, watched: Watched, found: Mapping[Place, Raw | Failure]) -> Values:
        """With `None` for what the object has not: not every type has status flags or a reliability."""
        values = {place: found.get(place, Failure("it is not in the answer")) for place in self._places(watched)}
        for number in _ABOUT_OBJECT:
            if values.get((number, None)) == Failure(_HAS_NOT):
                self._lacking.setdefault(watched, set()).add(number)
        lacking = self._lacking.get(watched, set())
        asked = {(spot.property, spot.index) for spot in watched.spots}
        return {**values, **{(number, None): None for number in lacking if (number, None) not in asked}}


def _lists(watched: Watched) -> frozenset[Place]:
    return frozenset((spot.property, spot.index) for spot in watched.spots if spot.many)


def _reference(place: Place) -> PropertyReference:
    number, index = place
    return PropertyReference(propertyIdentifier=number) if index is None else PropertyReference(propertyIdentifier=number, propertyArrayIndex=index)


def _place(number: int, index: int | None) -> Place:
    return int(number), None if index is None else int(index)


def value_in(tagged: object, *, many: bool) -> Raw | Failure:
    """The value in what the library calls an Any: its tags, between an opening and a closing one."""
    tags = list(getattr(tagged, "tagList", None) or ())
    try:
        return value_of(tags[1:-1], many=many)
    except Unreadable as error:
        return Failure(str(error))
