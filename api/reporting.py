"""What a stranger reports at a code becomes a request with its photos, once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from api.problems import Unavailable, Unusable
from api.services import Services
from api.tracking import tracking_token
from api.uploads import Checked, keep
from domain.attachment import Attachment
from domain.identity import new_id, stable_id
from domain.problem import Refusal
from domain.records import AuditEntry, Conflict, Transaction
from domain.request import REQUESTER, Channel, QrLink, Request
from domain.text import Text
from domain.time import EPOCH
from domain.work_order import OrderKind
from operations.requests.intake import Asking, take_in
from operations.workorders.steps import attach

MOST_PHOTOS = 3
LARGEST_PHOTO = 5 * 1024 * 1024
SAME_FOR = timedelta(minutes=10)
"""The same words at the same code within this, or up to twice as long, are one report: a phone that sends again, a page that is opened again."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports at `link`."""

    link: QrLink
    words: str
    kind: OrderKind
    name: str
    phone: str
    language: str
    photos: tuple[Checked, ...]


def report(parts: Services, told: Report, *, address: str, now: datetime) -> tuple[str, str]:
    """Take it in; returns the order's number and the path by which it can be followed. Raises `ApiProblem`."""
    if len(told.photos) > MOST_PHOTOS:
        raise Unusable(Text(f"最多 {MOST_PHOTOS} 张照片", f"{MOST_PHOTOS} photos at most."))
    files = {new_id(): photo for photo in told.photos}
    places = [keep(parts.uploads, file_id, photo.content) for file_id, photo in files.items()]
    kept = False
    try:
        for _ in range(_TRIES):
            with suppress(Conflict), parts.records.transaction() as tx:
                request, kept = _take(tx, parts, told, files, now)
                order = tx.orders.get(request.order_id)
                path = f"/r/{tracking_token(tx, parts, request, REQUESTER)}"
                tx.housekeeping.audit(AuditEntry(now, REQUESTER, "request.report", request.id, "", address))
                return ("" if order is None else order.number), path
            kept = False
        raise Unavailable(Text("请稍后再试", "Somebody is reporting here at this moment. Send it again."), retry_after_s=1)
    except Refusal as error:
        raise Unusable(error.text) from error
    finally:
        if not kept:
            _discard(places)


def _take(tx: Transaction, parts: Services, told: Report, files: dict[str, Checked], now: datetime) -> tuple[Request, bool]:
    """The request, and whether it is a new one, with the photos."""
    slot = (now - EPOCH) // SAME_FOR
    once, before = (stable_id("report", told.link.digest, told.words, str(each)) for each in (slot, slot - 1))
    known = tx.requests.sent_before(once) or tx.requests.sent_before(before)
    if known is not None:
        return known, False
    asking = Asking(
        kind=told.kind,
        channel=Channel.QR,
        words=told.words,
        asset=told.link.asset,
        space=told.link.space,
        name=told.name,
        phone=told.phone,
        language=told.language,
        once=once,
    )
    request = take_in(tx, asking, parts.sites[told.link.site], by=REQUESTER, at=now)
    for file_id, photo in files.items():
        record = Attachment(file_id, request.order_id, photo.name, photo.content_type, len(photo.content), photo.sha256, now, REQUESTER)
        attach(tx, request.order_id, record, at=now)
    return request, True


def _discard(places: list[Path]) -> None:
    for place in places:
        place.unlink(missing_ok=True)
