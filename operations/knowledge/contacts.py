"""Whom a procedure tells people to call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.text import Text


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call. `number` is the one that holds everywhere in mainland China; `None`: the site keeps its own."""

    id: str
    name: Text
    number: str | None = None


_CONTACTS = (
    Contact("fire", Text("火警", "Fire brigade"), "119"),
    Contact("medical", Text("急救", "Ambulance"), "120"),
    Contact("police", Text("报警", "Police"), "110"),
    Contact("electricity-utility", Text("供电公司", "Electricity utility"), "95598"),
    Contact("water-utility", Text("自来水公司", "Water utility")),
    Contact("gas-company", Text("燃气公司抢修", "Gas company, emergency repair")),
    Contact("health-authority", Text("卫生监督部门", "Public health authority")),
    Contact("lift-hotline", Text("电梯应急救援热线", "City lift rescue hotline")),
    Contact("lift-maintainer", Text("电梯维保单位", "Lift maintainer")),
    Contact("escalator-maintainer", Text("扶梯维保单位", "Escalator maintainer")),
    Contact("fire-maintainer", Text("消防维保单位", "Fire-system maintainer")),
    Contact("power-maintainer", Text("配电维保单位", "Power-distribution maintainer")),
    Contact("generator-maintainer", Text("发电机维保单位", "Generator maintainer")),
    Contact("ups-maintainer", Text("UPS 维保单位", "UPS maintainer")),
    Contact("pump-maintainer", Text("水泵维保单位", "Pump maintainer")),
    Contact("security-maintainer", Text("安防维保单位", "Security-system maintainer")),
    Contact("gate-maintainer", Text("道闸维保单位", "Parking-gate maintainer")),
    Contact("integrator", Text("物联平台集成商", "IoT integrator")),
    Contact("network-operator", Text("通信运营商", "Network operator")),
    Contact("landlord", Text("产权方 / 业主委员会", "Landlord or owners' committee")),
    Contact("neighbourhood", Text("社区居委会", "Neighbourhood committee")),
    Contact("control-room", Text("消防控制室", "Fire control room")),
    Contact("duty-engineer", Text("工程值班", "Duty engineer")),
    Contact("guard-leader", Text("秩序维护班长", "Guard team leader")),
    Contact("service-centre", Text("客服中心", "Service centre")),
    Contact("manager", Text("项目经理", "Site manager")),
)

CONTACTS: Mapping[str, Contact] = MappingProxyType({contact.id: contact for contact in _CONTACTS})
"""Everybody a procedure may name, by id."""
