"""A contractor at the lift of the small site, and the staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.attachment import Attachment
from domain.identity import new_id
from domain.outbox import Notification, NotificationKind
from domain.records import Records
from domain.visit import FileKind, Visit, VisitPurpose, VisitStep
from operations import visits
from operations.visits import SignIn
from tests.operations.scenes import HOUR, MINUTE, SITE, T0, told

WANG = SignIn("安捷电梯", "王师傅", "138 0013 8000", VisitPurpose.MAINTENANCE, work="半月维保")


def come(records: Records, asked: SignIn = WANG, *, at: datetime = T0) -> Visit:
    """Somebody signs in at lift 1."""
    with records.transaction() as tx:
        return visits.sign_in(tx, asked, site=SITE, asset="lift-1", at=at)[0]


def now(records: Records, visit: Visit) -> Visit:
    """The visit as it is stored."""
    with records.reading() as tx:
        found = tx.visits.get(visit.id)
    assert found is not None
    return found


def attach(records: Records, visit: Visit, kind: FileKind, *, at: datetime, content_type: str = "image/jpeg") -> Visit:
    """The contractor adds a file."""
    with records.transaction() as tx:
        found = tx.visits.get(visit.id)
        assert found is not None
        return visits.attach(tx, found, kind, Attachment(new_id(), visit.id, "照片.jpg", content_type, 5, "00", at, "visitor"), at=at)


def take(records: Records, visit: Visit, step: VisitStep, *, at: datetime, note: str = "", until: datetime | None = None, version: int | None = None) -> Visit:
    """The fitter takes a step."""
    with records.transaction() as tx:
        return visits.take_step(tx, visit.id, step, site=SITE, by="fitter", at=at, note=note, until=until, version=version)


def approved(records: Records, asked: SignIn = WANG, *, at: datetime = T0) -> Visit:
    """Signed in, with the certificate, and approved a minute later."""
    visit = attach(records, come(records, asked, at=at), FileKind.CERTIFICATE, at=at)
    return take(records, visit, VisitStep.APPROVED, at=at + MINUTE)


def left(records: Records, visit: Visit, *, at: datetime = T0 + HOUR) -> Visit:
    """The service sheet is added and the contractor signs out."""
    with_sheet = attach(records, visit, FileKind.SHEET, at=at)
    with records.transaction() as tx:
        return visits.sign_out(tx, with_sheet, site=SITE, at=at, note="已完成")


def visits_told(records: Records) -> Sequence[Notification]:
    """What was told about visits, oldest first."""
    return [one for one in told(records) if one.kind is NotificationKind.VISIT]


DAY = timedelta(days=1)
