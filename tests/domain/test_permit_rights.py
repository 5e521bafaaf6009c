"""Who may ask for permits, decide about them, take equipment out of service, and edit rules."""

from __future__ import annotations

import pytest

from domain.people import PERMISSIONS, Permission, Role
from domain.permit import PERMIT_STEP_PERMISSION, PERMIT_TRANSITIONS, PermitState, PermitStep, open_permit_steps


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.REQUEST_PERMIT, {Role.GUARD, Role.ENGINEER, Role.CONTROL_ROOM, Role.SERVICE_CENTRE, Role.DISPATCHER, Role.MANAGER, Role.ADMIN}),
        (Permission.APPROVE_PERMIT, {Role.DISPATCHER, Role.MANAGER, Role.ADMIN}),
        (Permission.TAKE_OUT_OF_SERVICE, {Role.ENGINEER, Role.DISPATCHER, Role.MANAGER, Role.ADMIN}),
        (Permission.EDIT_RULES, {Role.ENGINEER, Role.MANAGER, Role.ADMIN}),
    ],
)
def test_only_some_roles_may(permission: Permission, roles: set[Role]) -> None:
    assert {role for role in Role if permission in PERMISSIONS[role]} == roles


def test_every_step_but_the_passing_of_time_is_somebodys() -> None:
    assert set(PermitStep) - set(PERMIT_STEP_PERMISSION) == {PermitStep.EXPIRED}


@pytest.mark.parametrize("state", list(PermitState))
def test_a_person_is_offered_only_steps_that_the_table_knows(state: PermitState) -> None:
    assert {(state, step) for step in open_permit_steps(state)} <= set(PERMIT_TRANSITIONS)
    assert PermitStep.EXPIRED not in open_permit_steps(state)
