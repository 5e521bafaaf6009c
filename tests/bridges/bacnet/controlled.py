"""What controllers in tests control, and how some of them behave."""

from __future__ import annotations

from collections.abc import Sequence

from bacpypes3.apdu import APDU, ReadPropertyMultipleRequest, SubscribeCOVRequest
from bacpypes3.errors import AbortException, ExecutionError, UnrecognizedService
from bacpypes3.local.analog import AnalogInputObject
from bacpypes3.local.binary import BinaryInputObject
from bacpypes3.local.cov import GenericCriteria
from bacpypes3.local.multistate import MultiStateValueObject
from bacpypes3.local.object import Object
from bacpypes3.object import AccessDoorObject, LifeSafetyPointObject, LiftObject


class Silence(Exception):
    """No answer at all."""


class Lift(Object, LiftObject):  # type: ignore[misc]  # the library has no types
    """A lift that can be read and does not tell of changes."""


class Smoke(Object, LifeSafetyPointObject):  # type: ignore[misc]  # likewise
    """A detector of a fire panel's gateway, which tells of changes."""

    _cov_criteria = GenericCriteria


class Mode(MultiStateValueObject):  # type: ignore[misc]  # likewise
    """A multi-state value whose every change is one; the library's own asks for an increment, which such objects have not."""

    _cov_criteria = GenericCriteria


class Door(Object, AccessDoorObject):  # type: ignore[misc]  # likewise
    """An access door."""


def pump_room() -> Sequence[object]:
    """A level, a float, a mode, and a lift with its doors."""
    return [
        AnalogInputObject(
            objectIdentifier=("analog-input", 1),
            objectName="level",
            presentValue=1.5,
            statusFlags=[0, 0, 0, 0],
            eventState="normal",
            outOfService=False,
            units="meters",
            covIncrement=0.01,
            reliability="no-fault-detected",
        ),
        BinaryInputObject(
            objectIdentifier=("binary-input", 2),
            objectName="float",
            presentValue="inactive",
            statusFlags=[0, 0, 0, 0],
            eventState="normal",
            outOfService=False,
            polarity="normal",
        ),
        Mode(
            objectIdentifier=("multi-state-value", 3),
            objectName="mode",
            presentValue=1,
            numberOfStates=3,
            statusFlags=[0, 0, 0, 0],
            eventState="normal",
            outOfService=False,
        ),
        Lift(
            objectIdentifier=("lift", 4),
            objectName="lift",
            statusFlags=[0, 0, 0, 0],
            carPosition=7,
            carMovingDirection="up",
            carDoorStatus=["closed", "opened"],
            carMode="normal",
            passengerAlarm=False,
            faultSignals=["door-closing-fault"],
            carLoad=37.5,
            reliability="no-fault-detected",
            outOfService=False,
        ),
    ]


def fire_and_door() -> Sequence[object]:
    """A detector behind a fire panel's gateway, and a door."""
    return [
        Smoke(
            objectIdentifier=("life-safety-point", 5),
            objectName="smoke",
            presentValue="quiet",
            trackingValue="quiet",
            statusFlags=[0, 0, 0, 0],
            eventState="normal",
            outOfService=False,
            reliability="no-fault-detected",
        ),
        Door(
            objectIdentifier=("access-door", 6),
            objectName="door",
            presentValue="lock",
            doorStatus="closed",
            lockStatus="locked",
            doorAlarmState="normal",
            statusFlags=[0, 0, 0, 0],
            reliability="no-fault-detected",
            outOfService=False,
        ),
    ]


def refuses_subscriptions(apdu: APDU) -> None:
    """Manners of a machine that tells of no change."""
    if isinstance(apdu, SubscribeCOVRequest):
        raise ExecutionError(errorClass="services", errorCode="optionalFunctionalityNotSupported")


def is_deaf_to_subscriptions(apdu: APDU) -> None:
    """Manners of a machine that does not even answer to them."""
    if isinstance(apdu, SubscribeCOVRequest):
        raise Silence


def reads_one_at_a_time(apdu: APDU) -> None:
    """Manners of a machine that does not know ReadPropertyMultiple."""
    if isinstance(apdu, ReadPropertyMultipleRequest):
        raise UnrecognizedService


def has_small_buffers(apdu: APDU) -> None:
    """Manners of a machine whose answers fit one object only."""
    if isinstance(apdu, ReadPropertyMultipleRequest) and len(apdu.listOfReadAccessSpecs) > 1:
        raise AbortException("segmentation-not-supported")
