"""What is told about permits: to whoever approves, to those whose alarms are hidden, and what a fire test has found."""

from __future__ import annotations

from datetime import datetime

from domain.outbox import NotificationKind
from domain.people import Department
from domain.permit import PERMIT_KIND_NAMES, Permit, PermitStep
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from operations.telling import clock, desk_posts, tell

_NAMED = 10

_TITLES = {
    PermitStep.REQUESTED: Text("待审批：{kind}许可 {number}", "To be approved: permit {number} ({kind})"),
    PermitStep.APPROVED: Text("已批准：{kind}许可 {number}", "Approved: permit {number} ({kind})"),
    PermitStep.BEGUN: Text("开始作业：{kind}许可 {number}", "Work begins: permit {number} ({kind})"),
    PermitStep.EXTENDED: Text("已延期：{kind}许可 {number}", "Extended: permit {number} ({kind})"),
    PermitStep.ENDED: Text("作业结束：{kind}许可 {number}", "Work has ended: permit {number} ({kind})"),
}

_TOLD = {
    PermitStep.REQUESTED: (Department.MANAGEMENT,),
    PermitStep.APPROVED: (Department.ENGINEERING, Department.SECURITY),
    PermitStep.BEGUN: (Department.ENGINEERING, Department.SECURITY),
    PermitStep.EXTENDED: (Department.ENGINEERING, Department.SECURITY),
    PermitStep.ENDED: (Department.ENGINEERING, Department.SECURITY),
}


def step_taken(tx: Transaction, permit: Permit, step: PermitStep, site: Site, at: datetime) -> None:
    """Tell those whom `step` concerns; steps that concern nobody else tell nobody."""
    if step not in _TITLES:
        return
    title = _TITLES[step].filled(kind=PERMIT_KIND_NAMES[permit.kind], number=permit.number)
    for department in _TOLD[step]:
        key = f"permit|{permit.id}|{step}|{permit.version}|{department}"
        posts = desk_posts(department)
        tell(tx, key, NotificationKind.PERMIT, department, title, _body(permit, step, site), at, site=site.id, severity=Severity.LOW, posts=posts)


def _body(permit: Permit, step: PermitStep, site: Site) -> Text:
    start, end = (clock(moment, site.time_zone) for moment in (permit.starts_at, permit.until))
    body = Text("{place} · {start} 至 {end} · {work}", "{place} · {start} to {end} · {work}").filled(place=permit.place, start=start, end=end, work=permit.work)
    if step is PermitStep.ENDED and permit.missing:
        return _with_missing(body, permit, site)
    if permit.hides and step in (PermitStep.BEGUN, PermitStep.EXTENDED):
        return Text("{body} · 范围内告警只记录，不提醒", "{body} · alarms in its scope are recorded, nobody is called").filled(body=body)
    return body


def _with_missing(body: Text, permit: Permit, site: Site) -> Text:
    named = [name_of(site, point) for point in permit.missing[:_NAMED]]
    more = len(permit.missing) - len(named)
    return Text(
        "{body} · 未报警 {number} 个：{zh}" + (f"；另有 {more} 个" if more else ""),
        "{body} · never reported ({number}): {en}" + (f"; and {more} more" if more else ""),
    ).filled(body=body, number=str(len(permit.missing)), zh="；".join(each.zh for each in named), en="; ".join(each.en for each in named))


def name_of(site: Site, point: str) -> Text:
    """The equipment behind a point (or asset) of a fire test, in words; its id if the site no longer has it."""
    found = site.points.get(point)
    asset = site.assets.get(point if found is None else found.asset)
    return Text(point, point) if asset is None else asset.name
