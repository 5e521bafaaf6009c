"""A site with dwellings, a booster pump that feeds towers 2 and 3, lifts, and notices on their way; for tests of notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.device_type import DeviceType
from domain.notice import Notice, NoticeKind
from domain.notice_delivery import ResidentWay
from domain.records import Records, Transaction
from domain.site import Asset, Site, Space, SpaceKind
from domain.text import Text
from notify.notices.addresses import ResidentAddresses
from operations.notices import drafting, recipients, steps
from operations.notices.drafting import NewNotice, Outlets

T0 = datetime(2026, 1, 31, 2, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SECRET = b"a secret of thirty-two bytes ..."
BUILDINGS = ("t1", "t2", "t3")

_LIFT = DeviceType("lift", Text("电梯", "Lift"), (), 10)
_WATER = DeviceType("domestic_water", Text("生活给水", "Domestic water"), (), 30)
_POWER = DeviceType("power", Text("配电", "Power"), (), 30)
_GATEWAY = DeviceType("gateway", Text("网关", "Gateway"), (), 30)
_SUMP = DeviceType("sump", Text("集水井", "Sump"), (), 30)


def _spaces() -> Mapping[str, Space]:
    spaces = [Space("garage", SpaceKind.ZONE, Text("地下车库", "Garage")), Space("pump-room", SpaceKind.COMMON_AREA, Text("泵房", "Pump room"), "garage")]
    for number, building in enumerate(BUILDINGS, 1):
        spaces.append(Space(building, SpaceKind.BUILDING, Text(f"{number}号楼", f"Tower {number}")))
        spaces.append(Space(f"{building}-b1", SpaceKind.FLOOR, Text("地下1层", "Basement 1"), building))
        spaces.append(Space(f"{building}-store", SpaceKind.DWELLING, Text("储藏间", "Store"), f"{building}-b1"))
        for floor in (1, 2, 3):
            spaces.append(Space(f"{building}-f{floor}", SpaceKind.FLOOR, Text(f"{floor}层", f"Floor {floor}"), building))
            spaces += [
                Space(f"{building}-{floor}0{door}", SpaceKind.DWELLING, Text(f"{floor}0{door}室", f"Flat {floor}0{door}"), f"{building}-f{floor}")
                for door in (1, 2)
            ]
    return {space.id: space for space in spaces}


def _asset(asset: str, kind: DeviceType, space: str, name: Text, fed_by: tuple[str, ...] = (), **attributes: str) -> Asset:
    return Asset(asset, "riverside", space, kind, name, (asset,), (), fed_by, attributes)


_ASSETS = (
    _asset("feeder", _POWER, "pump-room", Text("水泵馈线", "Pump feeder")),
    _asset("booster", _WATER, "pump-room", Text("加压泵", "Booster pump"), ("feeder",), serves="t2 t3"),
    _asset("gw", _GATEWAY, "t1-f1", Text("网关", "Gateway"), ("feeder",)),
    _asset("unsaid", _WATER, "pump-room", Text("旧泵", "Old pump")),
    _asset("b1", _LIFT, "t2", Text("B1电梯", "Lift B1")),
    _asset("sump", _SUMP, "garage", Text("集水井", "Sump")),
)
SITE = Site(
    id="riverside",
    name=Text("滨江花园", "Riverside Gardens"),
    time_zone=ZoneInfo("Asia/Shanghai"),
    spaces=_spaces(),
    assets={asset.id: asset for asset in _ASSETS},
    devices={},
    settings={"night_from_h": 0, "night_to_h": 0},
)
SITES = {SITE.id: SITE}

WAYS = {
    way.name: way
    for way in (
        ResidentWay("group", "wecom-robot", Text("业主群", "Owners' group"), group=True),
        ResidentWay("texts", "sms", Text("短信", "SMS"), group=False),
        ResidentWay("mails", "email", Text("邮件", "E-mail"), group=False, sites=("riverside",)),
        ResidentWay("elsewhere", "wecom-robot", Text("别处的群", "Another site's group"), group=True, sites=("other",)),
    )
}
OUTLETS = Outlets(SECRET, MappingProxyType(WAYS))
WATER = NewNotice(kind=NoticeKind.WATER_CUT, cause=Text("加压泵故障", "a fault of the booster pump"), units=("t2", "t3"), phone="0571-8000 1234")

PEOPLE = """房号,手机,邮箱,语言,同意接收
t2-101,13800138001,,zh,是
2号楼 2层 201室,13800138002,li@example.com,en,是
t3-101,13800138001,,zh,是
t1-101,13800138003,,zh,是
t3-102,13800138004,,zh,否
"""


def with_settings(**settings: float) -> Site:
    """The site with a policy."""
    return replace(SITE, settings={**SITE.settings, **settings})


def drafted(records: Records, asked: NewNotice = WATER, *, by: str = "desk", at: datetime = T0, site: Site = SITE) -> Notice:
    """A draft."""
    with records.transaction() as tx:
        return drafting.draft(tx, replace(asked, until=asked.until or at + 4 * HOUR), site=site, outlets=OUTLETS, by=by, at=at)


def submitted(records: Records, asked: NewNotice = WATER, *, at: datetime = T0, site: Site = SITE) -> Notice:
    """One that waits for approval."""
    notice = drafted(records, asked, at=at, site=site)
    with records.transaction() as tx:
        return steps.submit(tx, notice.id, site=site, by="desk", at=at)


def approved(records: Records, asked: NewNotice = WATER, *, at: datetime = T0) -> Notice:
    """One that the manager approved."""
    notice = submitted(records, asked, at=at)
    with records.transaction() as tx:
        return steps.approve(tx, notice.id, by="manager", at=at)


def published(records: Records, asked: NewNotice = WATER, *, at: datetime = T0) -> Notice:
    """One that is out."""
    notice = approved(records, asked, at=at)
    with records.transaction() as tx:
        return steps.publish(tx, notice.id, site=SITE, outlets=OUTLETS, by="manager", at=at)


def now(records: Records, notice: Notice) -> Notice:
    """As it is stored."""
    with records.reading() as tx:
        found = tx.notices.get(notice.id)
    assert found is not None
    return found


def import_people(records: Records, table: str = PEOPLE, *, at: datetime = T0) -> recipients.Imported:
    """Whom notices go to."""
    with records.transaction() as tx:
        return taken(tx, table, at)


def taken(tx: Transaction, table: str, at: datetime = T0) -> recipients.Imported:
    """The table, in this transaction."""
    return recipients.Importing(tx, SITE, ResidentAddresses(SECRET), SECRET, by="manager", at=at).take(table)
