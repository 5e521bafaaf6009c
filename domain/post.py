"""Posts (岗位): who is called by duty rather than by name. Which person stands on a post is the rota's business."""

from __future__ import annotations

from enum import StrEnum

from domain.people import Department
from domain.text import Text


class Post(StrEnum):
    """A duty that somebody has at any time."""

    CONTROL_ROOM = "control_room"
    """The fire control room (消防控制室)."""
    DUTY_ENGINEER = "duty_engineer"
    NEAREST_GUARD = "nearest_guard"
    ALL_GUARDS = "all_guards"
    MAINTAINER = "maintainer"
    """The firm that maintains the equipment: outside, called by engineering."""
    BUILDING_STEWARD = "building_steward"
    SERVICE_CENTRE = "service_centre"
    SECOND_ENGINEER = "second_engineer"
    """Stands by for the duty engineer (备班)."""
    ENGINEERING_LEAD = "engineering_lead"
    GUARD_CAPTAIN = "guard_captain"
    """Leads the guards of the shift."""
    SECURITY_LEAD = "security_lead"
    SERVICE_LEAD = "service_lead"
    """Leads the service centre, and what cleaning and greening have no lead of their own for."""
    MANAGER = "manager"
    COMPANY = "company"
    """The duty line of the company behind the site."""

    @property
    def department(self) -> Department:
        """Which department answers for the post; its people are called as long as no rota names somebody."""
        return POST_DEPARTMENTS[self]


POST_DEPARTMENTS = {
    Post.CONTROL_ROOM: Department.SECURITY,
    Post.DUTY_ENGINEER: Department.ENGINEERING,
    Post.NEAREST_GUARD: Department.SECURITY,
    Post.ALL_GUARDS: Department.SECURITY,
    Post.MAINTAINER: Department.ENGINEERING,
    Post.BUILDING_STEWARD: Department.SERVICE_CENTRE,
    Post.SERVICE_CENTRE: Department.SERVICE_CENTRE,
    Post.SECOND_ENGINEER: Department.ENGINEERING,
    Post.ENGINEERING_LEAD: Department.ENGINEERING,
    Post.GUARD_CAPTAIN: Department.SECURITY,
    Post.SECURITY_LEAD: Department.SECURITY,
    Post.SERVICE_LEAD: Department.SERVICE_CENTRE,
    Post.MANAGER: Department.MANAGEMENT,
    Post.COMPANY: Department.MANAGEMENT,
}

POST_NAMES = {
    Post.CONTROL_ROOM: Text("消防控制室", "Control room"),
    Post.DUTY_ENGINEER: Text("值班工程师", "Duty engineer"),
    Post.NEAREST_GUARD: Text("就近秩序员", "Nearest guard"),
    Post.ALL_GUARDS: Text("全体当班秩序员", "All guards on duty"),
    Post.MAINTAINER: Text("维保单位", "Maintainer"),
    Post.BUILDING_STEWARD: Text("楼栋管家", "Building steward"),
    Post.SERVICE_CENTRE: Text("客服前台", "Service centre"),
    Post.SECOND_ENGINEER: Text("备班工程师", "Second engineer"),
    Post.ENGINEERING_LEAD: Text("工程主管", "Engineering lead"),
    Post.GUARD_CAPTAIN: Text("秩序队长", "Guard captain"),
    Post.SECURITY_LEAD: Text("秩序主管", "Security lead"),
    Post.SERVICE_LEAD: Text("客服主管", "Service lead"),
    Post.MANAGER: Text("项目经理", "Manager"),
    Post.COMPANY: Text("公司值班", "Company duty line"),
}
