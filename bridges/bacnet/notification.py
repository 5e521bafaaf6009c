"""What a change-of-value notification says of an object (ASHRAE 135, clauses 13.1 and 13.8)."""

from __future__ import annotations

from bacpypes3.apdu import APDU

from bridges.bacnet.points import Watched
from bridges.bacnet.quality import RELIABILITY, STATUS_FLAGS, in_fault
from bridges.bacnet.reading import Failure, Place, Values, value_in
from bridges.bacnet.wire import Raw

ABOUT: tuple[Place, ...] = ((STATUS_FLAGS, None), (RELIABILITY, None))


def values_in(notification: APDU, watched: Watched, known: Values) -> Values:
    """The values of the notification, with the object's state: its own status flags, else what was `known` of it.

    Without a fault in its flags an object is reliable, whatever it was when it was read last.
    """
    lists = {(spot.property, spot.index) for spot in watched.spots if spot.many}
    found: dict[Place, Raw | Failure] = {}
    for each in notification.listOfValues or ():
        index = each.propertyArrayIndex
        place = (int(each.propertyIdentifier), None if index is None else int(index))
        found[place] = value_in(each.value, many=place in lists)
    if ABOUT[0] not in found:
        return {**{place: known[place] for place in ABOUT if place in known}, **found}
    flags = found[ABOUT[0]]
    if not isinstance(flags, Failure) and in_fault(flags) and ABOUT[1] in known:
        found.setdefault(ABOUT[1], known[ABOUT[1]])
    return found
