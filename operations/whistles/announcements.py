"""What is told about a whistle: a department is called, called again, and called late; the one who blew it reads the rest live."""

from __future__ import annotations

from datetime import datetime

from domain.outbox import NotificationKind
from domain.people import Department
from domain.post import Post
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.whistle import Call, Whistle, WhistleStep
from operations.telling import clock, desk_posts, tell

LEADS = {
    Department.ENGINEERING: Post.DUTY_ENGINEER,
    Department.SECURITY: Post.CONTROL_ROOM,
    Department.SERVICE_CENTRE: Post.SERVICE_CENTRE,
    Department.CLEANING: Post.SERVICE_CENTRE,
    Department.GREENING: Post.SERVICE_CENTRE,
    Department.MANAGEMENT: Post.MANAGER,
}
"""The post that answers for a department that does not come. Cleaning and greening have none of their own: the service centre directs them."""

DEPARTMENT_NAMES = {
    Department.ENGINEERING: Text("工程部", "Engineering"),
    Department.SECURITY: Text("秩序维护部", "Security"),
    Department.SERVICE_CENTRE: Text("客服中心", "The service centre"),
    Department.CLEANING: Text("保洁", "Cleaning"),
    Department.GREENING: Text("绿化", "Greening"),
    Department.MANAGEMENT: Text("管理处", "Management"),
}

_CALLED = Text("吹哨：{matter}", "Whistle: {matter}")
_AGAIN = Text("请尽快报到：{matter}", "Check in, please: {matter}")
_LATE = Text("{department}未按时报到：{matter}", "{department} has not checked in: {matter}")
_CHECK_IN_BY = Text("{place}请于 {time} 前报到{bring}", "{place}check in by {time}{bring}")
_WAS_DUE = Text("{place}应于 {time} 前报到", "{place}was to check in by {time}")
_STOOD_DOWN = Text("已收哨：{matter}", "Stood down: {matter}")


def called(tx: Transaction, whistle: Whistle, call: Call, site: Site, at: datetime) -> None:
    """Tell the posts of a department that it is wanted, where, until when and what to bring."""
    said = " · ".join(each for each in (whistle.bring, call.bring) if each)
    bring = Text("", "") if not said else Text(" · 携带/查看：{bring}", " · bring or look at: {bring}").filled(bring=said)
    body = _CHECK_IN_BY.filled(place=_place(whistle, site), time=clock(call.check_in_by, site.time_zone), bring=bring)
    _tell(tx, whistle, call, call.department, desk_posts(call.department), _CALLED.filled(matter=whistle.matter), body, "call", at)


def not_come(tx: Transaction, whistle: Whistle, call: Call, step: WhistleStep, site: Site, at: datetime) -> None:
    """Tell whoever `step` calls: the department again, whoever leads it, or the manager."""
    body = _WAS_DUE.filled(place=_place(whistle, site), time=clock(call.check_in_by, site.time_zone))
    if step is WhistleStep.REMINDED:
        body = _CHECK_IN_BY.filled(place=_place(whistle, site), time=clock(call.check_in_by, site.time_zone), bring="")
        _tell(tx, whistle, call, call.department, desk_posts(call.department), _AGAIN.filled(matter=whistle.matter), body, step, at)
        return
    post = LEADS[call.department] if step is WhistleStep.LATE else Post.MANAGER
    title = _LATE.filled(department=DEPARTMENT_NAMES[call.department], matter=whistle.matter)
    _tell(tx, whistle, call, post.department, (post.value,), title, body, step, at)


def stood_down(tx: Transaction, whistle: Whistle, site: Site, at: datetime) -> None:
    """Tell every department that was called that it is over: somebody may still be on the way."""
    body = Text("{place}{outcome}", "{place}{outcome}").filled(place=_place(whistle, site), outcome=whistle.outcome)
    for call in whistle.calls:
        title = _STOOD_DOWN.filled(matter=whistle.matter)
        _tell(tx, whistle, call, call.department, desk_posts(call.department), title, body, "stand-down", at)


def _tell(
    tx: Transaction, whistle: Whistle, call: Call, department: Department, posts: tuple[str, ...], title: Text, body: Text, what: str, at: datetime
) -> None:
    key = f"whistle|{whistle.id}|{call.department}|{what}"
    severity, realm, order = whistle.severity, whistle.realm, whistle.order_id
    tell(tx, key, NotificationKind.WHISTLE, department, title, body, at, site=whistle.site, severity=severity, realm=realm, posts=posts, work_order_id=order)


def _place(whistle: Whistle, site: Site) -> Text:
    """Where it is, followed by a dot; nothing if nobody said."""
    asset = None if whistle.asset is None else site.assets.get(whistle.asset)
    if asset is not None:
        return Text("{place} {asset} · ", "{place}, {asset} · ").filled(place=site.place(asset), asset=asset.name)
    if whistle.space is not None and whistle.space in site.spaces:
        return Text("{place} · ", "{place} · ").filled(place=site.place_of_space(whistle.space))
    return Text("", "")
