"""What stands in the table of who can be reached. Addresses, masked or not, stand in no export."""

from __future__ import annotations

from api.tables.cells import moment, named, plain
from api.tables.columns import DEPARTMENT_NAMES
from api.tables.csv_table import Column
from domain.post import POST_NAMES
from domain.text import Text
from operations.contacts.reachability import Reachability, Reached, Way, WayState

REACHED_NAMES = {
    Reached.WORKS: Text("能通知到", "Reachable"),
    Reached.UNPROVEN: Text("未验证能否通知到", "Not proven"),
    Reached.NOT: Text("通知不到", "Not reachable"),
}
WAY_STATE_NAMES = {
    WayState.WORKS: Text("正常", "works"),
    WayState.UNPROVEN: Text("未测试", "not proven"),
    WayState.FAILING: Text("收不到", "does not come through"),
    WayState.OFF: Text("未开通", "not set up"),
    WayState.UNVERIFIED: Text("未验证", "not verified"),
}


def _way(way: Way) -> Text:
    state = WAY_STATE_NAMES[way.state]
    return Text(f"{way.contact.channel}：{state.zh}", f"{way.contact.channel}: {state.en}")


def _joined(texts: list[Text]) -> Text:
    return Text("；".join(text.zh for text in texts), "; ".join(text.en for text in texts))


REACHABILITY_COLUMNS: tuple[Column[Reachability], ...] = (
    plain("用户名", "Username", lambda one: one.person.username),
    plain("姓名", "Name", lambda one: one.person.name),
    named("部门", "Department", lambda one: Text("", "") if one.person.department is None else DEPARTMENT_NAMES[one.person.department]),
    plain("是否当班", "On duty", lambda one: one.on_duty),
    named("岗位", "Posts", lambda one: _joined([POST_NAMES[post] for post in one.posts])),
    named("能否通知到", "Reachable", lambda one: REACHED_NAMES[one.reached]),
    plain("自何时起", "Since", lambda one: moment(one.since)),
    named("通知方式", "Ways", lambda one: _joined([_way(way) for way in one.ways])),
)
