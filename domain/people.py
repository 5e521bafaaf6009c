"""Departments, roles, and who may do what where: the one place that decides it.

Denied by default: a permission that no line of `PERMISSIONS` grants does not exist for that role.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Department(StrEnum):
    """A department that leads or assists a work order."""

    ENGINEERING = "engineering"
    SECURITY = "security"
    SERVICE_CENTRE = "service_centre"
    CLEANING = "cleaning"
    GREENING = "greening"
    MANAGEMENT = "management"


class Role(StrEnum):
    """What a person is in the system."""

    VIEWER = "viewer"
    GUARD = "guard"
    ENGINEER = "engineer"
    CONTROL_ROOM = "control_room"
    SERVICE_CENTRE = "service_centre"
    STEWARD = "steward"
    DISPATCHER = "dispatcher"
    MANAGER = "manager"
    ADMIN = "admin"


class Permission(StrEnum):
    """A thing that a person may be allowed to do."""

    VIEW = "view"
    ACKNOWLEDGE = "acknowledge"
    SHELVE = "shelve"
    RESET_LATCH = "reset_latch"
    REQUEST_ORDER = "request_order"
    WORK_ORDER = "work_order"
    DISPATCH = "dispatch"
    VERIFY = "verify"
    NAME_OWNER = "name_owner"
    """Say who owns a matter that has been refused twice (首问负责)."""
    CANCEL_ORDER = "cancel_order"
    VIEW_QUARANTINE = "view_quarantine"
    VIEW_PERSONAL = "view_personal"
    BACKTEST = "backtest"
    REPORT = "report"
    EXPORT = "export"
    REQUEST_PERMIT = "request_permit"
    """Ask for a permit, begin and end the work, add photos, look again afterwards."""
    APPROVE_PERMIT = "approve_permit"
    """Approve, refuse and extend; never what one asked for oneself."""
    ARRANGE_DUTY = "arrange_duty"
    """Say who is on duty, what people can do, and how a site dispatches; everybody signs themselves on."""
    TAKE_OUT_OF_SERVICE = "take_out_of_service"
    WHISTLE = "whistle"
    """Call several departments for one matter, add one, and stand them down."""
    CHECK_IN = "check_in"
    """Check in at a whistle for one's own department; whoever may `dispatch` does it for any."""
    EDIT_RULES = "edit_rules"
    """Put a changed rule live, after a backtest."""
    EDIT_PLANS = "edit_plans"
    """Upload floor plans and say where on them assets stand."""
    JOIN_DEVICES = "join_devices"
    """Put equipment that speaks already into the site file."""
    TAKE_PLAN_STEP = "take_plan_step"
    """Say that a step of an emergency plan that is under way is done, ring up a contact, write a message."""
    COMMAND_PLAN = "command_plan"
    """Start a plan or turn it down, take command, leave out a step, stand down."""
    WRITE_PLANS = "write_plans"
    """Write versions of emergency plans, and the numbers to call."""
    APPROVE_PLANS = "approve_plans"
    """Put another's version in force."""
    PLAN_DRILLS = "plan_drills"
    """Plan, start and stop drills, and close their records."""
    REVIEW_PLANS = "review_plans"
    """Add findings and improvement tasks to a review (复盘), and close it."""
    WRITE_NOTICES = "write_notices"
    """Draft notices to residents."""
    APPROVE_NOTICES = "approve_notices"
    """Let a notice to residents go out."""
    KEEP_SUPPLIES = "keep_supplies"
    """Count and check emergency supplies; enter weather warnings."""
    SHARE_VIEW = "share_view"
    """Share a saved view of a list with all people of a site."""
    VIEW_INTEGRATIONS = "view_integrations"
    """Look at webhooks, what was sent to them, and who has keys; making and changing them is `administer`."""
    SIMULATE = "simulate"
    """Rule the simulators of an installation that has some: start a scenario, break a device."""
    ADMINISTER = "administer"


_READ = frozenset({Permission.VIEW})
_HANDS = _READ | {
    Permission.ACKNOWLEDGE,
    Permission.REQUEST_ORDER,
    Permission.WORK_ORDER,
    Permission.REQUEST_PERMIT,
    Permission.CHECK_IN,
    Permission.TAKE_PLAN_STEP,
    Permission.KEEP_SUPPLIES,
}
_LEADS = _HANDS | {
    Permission.SHELVE,
    Permission.DISPATCH,
    Permission.VERIFY,
    Permission.CANCEL_ORDER,
    Permission.APPROVE_PERMIT,
    Permission.ARRANGE_DUTY,
    Permission.TAKE_OUT_OF_SERVICE,
    Permission.WHISTLE,
    Permission.REPORT,
    Permission.EXPORT,
    Permission.SHARE_VIEW,
    Permission.COMMAND_PLAN,
    Permission.WRITE_PLANS,
    Permission.PLAN_DRILLS,
    Permission.REVIEW_PLANS,
    Permission.WRITE_NOTICES,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _READ,
    Role.GUARD: _HANDS,
    Role.ENGINEER: _HANDS
    | {
        Permission.SHELVE,
        Permission.RESET_LATCH,
        Permission.TAKE_OUT_OF_SERVICE,
        Permission.VIEW_QUARANTINE,
        Permission.BACKTEST,
        Permission.EDIT_RULES,
        Permission.EDIT_PLANS,
        Permission.JOIN_DEVICES,
        Permission.WRITE_PLANS,
        Permission.EXPORT,
    },
    Role.CONTROL_ROOM: _HANDS | {Permission.RESET_LATCH, Permission.WHISTLE, Permission.DISPATCH, Permission.COMMAND_PLAN},
    Role.SERVICE_CENTRE: _READ
    | {
        Permission.REQUEST_ORDER,
        Permission.WORK_ORDER,
        Permission.VERIFY,
        Permission.VIEW_PERSONAL,
        Permission.REQUEST_PERMIT,
        Permission.WHISTLE,
        Permission.CHECK_IN,
        Permission.TAKE_PLAN_STEP,
        Permission.WRITE_NOTICES,
    },
    Role.STEWARD: _READ
    | {
        Permission.REQUEST_ORDER,
        Permission.VERIFY,
        Permission.WHISTLE,
        Permission.CHECK_IN,
        Permission.TAKE_PLAN_STEP,
        Permission.WRITE_NOTICES,
    },
    Role.DISPATCHER: _LEADS | {Permission.VIEW_QUARANTINE},
    Role.MANAGER: _LEADS
    | {
        Permission.RESET_LATCH,
        Permission.NAME_OWNER,
        Permission.VIEW_QUARANTINE,
        Permission.VIEW_INTEGRATIONS,
        Permission.VIEW_PERSONAL,
        Permission.BACKTEST,
        Permission.EDIT_RULES,
        Permission.EDIT_PLANS,
        Permission.JOIN_DEVICES,
        Permission.APPROVE_PLANS,
        Permission.APPROVE_NOTICES,
    },
    Role.ADMIN: frozenset(Permission),
}
"""What each role may do. Departments and sites narrow it further: see `Person.may`."""

EVERY_DEPARTMENT = frozenset({Role.VIEWER, Role.CONTROL_ROOM, Role.SERVICE_CENTRE, Role.STEWARD, Role.DISPATCHER, Role.MANAGER, Role.ADMIN})
"""Roles whose work crosses departments; the others act only on what their own department leads or assists."""

OWN_WORK = frozenset({Role.SERVICE_CENTRE})
"""Of those, who nevertheless do (`WORK_ORDER`) only what their own department leads or assists: they ask and verify everywhere."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account.

    `sites` lists the ids of the sites they work at; ``("*",)`` means every site. `department` is `None` for people
    who belong to none (an administrator, a viewer).
    """

    id: str
    username: str
    name: str
    role: Role
    department: Department | None
    sites: tuple[str, ...]
    active: bool = True

    def works_at(self, site: str) -> bool:
        """Whether this person may know anything of `site` at all."""
        return self.active and ("*" in self.sites or site in self.sites)

    def may(self, permission: Permission, site: str, departments: frozenset[Department] | None = None) -> bool:
        """Whether this person may do `permission` at `site`, on a thing that concerns `departments`.

        `departments` is `None` for things that concern nobody in particular. Looking (`VIEW`) is not narrowed by
        department: both departments see one truth, and act only on their own part of it.
        """
        if not self.works_at(site) or permission not in PERMISSIONS[self.role]:
            return False
        crosses = self.role in EVERY_DEPARTMENT and not (permission is Permission.WORK_ORDER and self.role in OWN_WORK)
        if departments is None or permission is Permission.VIEW or crosses:
            return True
        return self.department in departments
