"""What the staff is told about visits: firm, place and purpose, never a name or a phone."""

from __future__ import annotations

from datetime import datetime

from domain.outbox import NotificationKind
from domain.people import Department
from domain.personal import mask_text
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.visit import PURPOSE_NAMES, Visit, VisitDecision
from operations.telling import clock, desk_posts, tell

_SIGNED_IN = Text("外委单位到访待批准：{firm}", "A contractor waits for approval: {firm}")
_SIGNED_OUT = Text("外委单位离场待确认：{firm}", "A contractor has signed out, to be confirmed: {firm}")
_LATE = {
    VisitDecision.APPROVE_LATE: Text("外委单位仍在等候批准：{firm}", "A contractor still waits for approval: {firm}"),
    VisitDecision.UNTIL: Text("外委单位超时未离场：{firm}", "A contractor is past the agreed end: {firm}"),
    VisitDecision.CONFIRM_LATE: Text("外委单位离场仍未确认：{firm}", "A contractor's sign-out is still not confirmed: {firm}"),
}
_HANDLE = (Department.ENGINEERING, Department.SECURITY)
_BODY = Text("{place} {asset} · {purpose} · 至 {until} · {number}", "{place}, {asset} · {purpose} · until {until} · {number}")


def signed_in(tx: Transaction, visit: Visit, site: Site, at: datetime) -> None:
    """Somebody waits at the equipment."""
    _tell(tx, visit, _SIGNED_IN, "sign-in", _HANDLE, site, at)


def signed_out(tx: Transaction, visit: Visit, site: Site, at: datetime) -> None:
    """The service sheet waits for somebody's eyes."""
    _tell(tx, visit, _SIGNED_OUT, f"sign-out|{visit.version}", (Department.ENGINEERING,), site, at)


def late(tx: Transaction, visit: Visit, what: VisitDecision, site: Site, at: datetime) -> None:
    """A time has passed: those who handle it are told again, and the manager with them."""
    _tell(tx, visit, _LATE[what], f"{what}|{visit.version}", (*_HANDLE, Department.MANAGEMENT), site, at)


def _tell(tx: Transaction, visit: Visit, title: Text, what: str, departments: tuple[Department, ...], site: Site, at: datetime) -> None:
    asset = site.assets.get(visit.asset)
    place = Text("", "") if asset is None else site.place(asset)
    name = Text(visit.asset, visit.asset) if asset is None else asset.name
    until = clock(visit.until, site.time_zone)
    body = _BODY.filled(place=place, asset=name, purpose=PURPOSE_NAMES[visit.purpose], until=until, number=visit.number)
    said = title.filled(firm=mask_text(visit.firm))
    for department in departments:
        key, posts = f"visit|{visit.id}|{what}|{department}", desk_posts(department)
        tell(tx, key, NotificationKind.VISIT, department, said, body, at, site=site.id, severity=Severity.MEDIUM, posts=posts)
