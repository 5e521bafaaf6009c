"""What a contractor does at the equipment, without an account: signing in, adding files, signing out.

Raises `Refusal` (something is missing or makes no sense), `IllegalStep` (not from where the visit is now), `Conflict`.
Everything here may come from anybody: nothing of it changes what Steward watches.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.attachment import Attachment
from domain.identity import new_id
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.visit import FileKind, Visit, VisitFile, VisitPurpose, VisitState, VisitStep, next_visit_state
from operations.visits import announcements, links, record
from operations.workorders.record import local_day

USUAL_STAY, LONGEST_STAY, SHORTEST_STAY = timedelta(hours=4), timedelta(hours=24), timedelta(minutes=15)
MOST_OPEN = 5
"""So many visits may be open at one asset: more is a mistake, or mischief."""
MOST_FILES = 12

_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]")
_DIGITS = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody says of himself at the equipment. `stay` is how long the work will take."""

    firm: str
    name: str
    phone: str
    purpose: VisitPurpose
    work: str = ""
    order_number: str | None = None
    stay: timedelta = USUAL_STAY


def sign_in(tx: Transaction, asked: SignIn, *, site: Site, asset: str, at: datetime) -> tuple[Visit, str]:
    """A visit that waits for approval, and the token by which this phone finds it again. The staff is told at once."""
    _check(asked, site, asset)
    open_here = tx.visits.open_at(site.id, asset)
    if any(_same_phone(visit.phone, asked.phone) for visit in open_here):
        raise Refusal("您在此设备已有未结束的登记，请凭登记号和手机号继续", "you have signed in here already: go on with its number and your phone")
    if len(open_here) >= MOST_OPEN:
        raise Refusal("此设备登记过多，请联系物业", "too many have signed in here: speak to the property's staff")
    token = links.new_token()
    visit = Visit(
        id=new_id(),
        number=tx.visits.next_number(site.id, local_day(at, site.time_zone)),
        site=site.id,
        asset=asset,
        state=VisitState.WAITING,
        purpose=asked.purpose,
        firm=asked.firm.strip(),
        name=asked.name.strip(),
        phone=asked.phone.strip(),
        signed_in_at=at,
        until=at + asked.stay,
        token_digest=links.digest(token),
        work=asked.work.strip(),
        order_number=(asked.order_number or "").strip() or None,
    )
    record.add(tx, visit, at=at)
    announcements.signed_in(tx, visit, site, at)
    return visit, token


def resume(tx: Transaction, *, site: Site, asset: str, number: str, phone: str, at: datetime) -> tuple[Visit, str] | None:
    """The open visit with this number and phone, from another phone: with a new token, and the old one is good no more. `None`: none is."""
    wanted = number.strip().upper()
    visit = next((each for each in tx.visits.open_at(site.id, asset) if each.number == wanted and _same_phone(each.phone, phone)), None)
    if visit is None:
        return None
    token = links.new_token()
    note = "在另一手机继续 / went on from another phone"
    saved = record.change(tx, replace(visit, token_digest=links.digest(token)), VisitStep.NOTED, at=at, actor=record.VISITOR, note=note)
    return saved, token


def attach(tx: Transaction, visit: Visit, kind: FileKind, file: Attachment, *, at: datetime) -> Visit:
    """A file, already stored under its id, belongs to the visit: the certificate until it is approved, the service sheet while on site."""
    wanted = {VisitState.WAITING: (FileKind.CERTIFICATE,), VisitState.ON_SITE: tuple(FileKind)}.get(visit.state, ())
    if kind not in wanted:
        raise Refusal("当前状态下不能上传此文件", "this file cannot be added now")
    if len(tx.visits.files(visit.id)) >= MOST_FILES:
        raise Refusal(f"最多上传 {MOST_FILES} 个文件", f"a visit has {MOST_FILES} files at most")
    if kind is FileKind.CERTIFICATE and not file.content_type.startswith("image/"):
        raise Refusal("证件请上传照片", "a certificate is a photo")
    if not file.content_type.startswith("image/") and file.content_type != "application/pdf":
        raise Refusal("服务单请上传照片或 PDF", "a service sheet is a photo or a PDF")
    tx.visits.add_file(VisitFile(kind, file))
    return record.change(tx, visit, VisitStep.NOTED, at=at, actor=record.VISITOR, note=_ADDED[kind])


def sign_out(tx: Transaction, visit: Visit, *, site: Site, at: datetime, note: str = "") -> Visit:
    """Work is done and the service sheet is there: a member of staff confirms it."""
    following = next_visit_state(visit.state, VisitStep.SIGNED_OUT)
    sheets = [item for item in tx.visits.files(visit.id) if item.kind is FileKind.SHEET and item.file.added_at >= (visit.approved_at or visit.signed_in_at)]
    if not _has_new_sheet(visit, sheets):
        raise Refusal("请先上传服务单照片或 PDF", "add a photo or PDF of the service sheet first")
    left = replace(visit, state=following, signed_out_at=at)
    saved = record.change(tx, left, VisitStep.SIGNED_OUT, at=at, actor=record.VISITOR, note=note.strip())
    announcements.signed_out(tx, saved, site, at)
    return saved


def withdraw(tx: Transaction, visit: Visit, *, at: datetime) -> Visit:
    """Somebody who was not approved yet goes again."""
    following = next_visit_state(visit.state, VisitStep.WITHDRAWN)
    gone = replace(visit, state=following, ended_at=at, ended_by=record.VISITOR)
    return record.change(tx, gone, VisitStep.WITHDRAWN, at=at, actor=record.VISITOR)


_ADDED = {FileKind.CERTIFICATE: "上传证件照片 / certificate added", FileKind.SHEET: "上传服务单 / service sheet added"}


def _has_new_sheet(visit: Visit, sheets: list[VisitFile]) -> bool:
    """Whether there is a sheet, and if one was sent back, a newer one."""
    return any(visit.signed_out_at is None or item.file.added_at > visit.signed_out_at for item in sheets)


def _check(asked: SignIn, site: Site, asset: str) -> None:
    if asset not in site.assets:
        raise Refusal("此设备已不在名册中，请联系物业", "this equipment is no longer on the list: speak to the property's staff")
    if not asked.firm.strip() or not asked.name.strip():
        raise Refusal("请填写单位和姓名", "say which firm you are from and your name")
    if _PHONE.fullmatch(asked.phone.strip()) is None:
        raise Refusal("请填写有效的手机号", "give a phone number at which you can be reached")
    if not SHORTEST_STAY <= asked.stay <= LONGEST_STAY:
        raise Refusal("预计时长须在 15 分钟到 24 小时之间", "the work takes between 15 minutes and 24 hours")


def _same_phone(one: str, other: str) -> bool:
    mine, theirs = (_DIGITS.sub("", phone).removeprefix("86") for phone in (one, other))
    return bool(mine) and hmac.compare_digest(mine, theirs)
