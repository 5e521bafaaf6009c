"""Roles × permissions × sites × departments, as routes ask for them."""

from __future__ import annotations

from itertools import product

import pytest

from api.problems import Forbidden, NotFound
from api.security.rights import Rights
from domain.people import EVERY_DEPARTMENT, OWN_WORK, PERMISSIONS, Department, Permission, Person, Role

KNOWN = ("hillside", "riverside")
SECURITY_AND_CLEANING = (Department.SECURITY, Department.CLEANING)


def person(role: Role, department: Department | None = Department.SECURITY, sites: tuple[str, ...] = ("riverside",), *, active: bool = True) -> Rights:
    return Rights(Person("p", "p", "P", role, department, sites, active))


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_a_role_may_exactly_what_its_line_grants_at_its_own_sites(role: Role, permission: Permission) -> None:
    granted = permission in PERMISSIONS[role]
    assert person(role).may(permission, "riverside") is granted
    assert person(role).may(permission, "hillside") is False
    assert person(role, sites=("*",)).may(permission, "hillside") is granted
    assert person(role, active=False).may(permission, "riverside") is False


@pytest.mark.parametrize(("role", "department"), list(product(Role, Department)))
def test_whoever_belongs_to_one_department_acts_only_on_what_it_leads_or_assists(role: Role, department: Department) -> None:
    acts = person(role, department).may(Permission.WORK_ORDER, "riverside", SECURITY_AND_CLEANING)
    assert acts is (Permission.WORK_ORDER in PERMISSIONS[role] and (role in EVERY_DEPARTMENT - OWN_WORK or department in SECURITY_AND_CLEANING))


def test_looking_is_not_narrowed_by_department() -> None:
    assert person(Role.GUARD, Department.CLEANING).may(Permission.VIEW, "riverside", [Department.ENGINEERING])


def test_what_is_not_granted_raises() -> None:
    with pytest.raises(Forbidden, match="shelve"):
        person(Role.GUARD).need(Permission.SHELVE, "riverside")
    with pytest.raises(Forbidden):
        person(Role.ENGINEER).need(Permission.ACKNOWLEDGE, "riverside", [Department.ENGINEERING])
    with pytest.raises(Forbidden):
        person(Role.VIEWER).need_anywhere(Permission.EXPORT)
    with pytest.raises(Forbidden):
        person(Role.ADMIN, active=False).need_anywhere(Permission.EXPORT)


def test_another_site_does_not_exist() -> None:
    assert person(Role.MANAGER).sites(None, KNOWN) == ("riverside",)
    assert person(Role.MANAGER, sites=("*",)).sites(None, KNOWN) == KNOWN
    assert person(Role.MANAGER, sites=()).sites(None, KNOWN) == ()
    with pytest.raises(NotFound):
        person(Role.MANAGER).sites("hillside", KNOWN)
    with pytest.raises(NotFound):
        person(Role.ADMIN, sites=("*",)).sites("nowhere", KNOWN)
