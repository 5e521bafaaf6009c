"""Notices as the API shows them, and what a person may do with them."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request

from api.problems import NotFound
from api.schemas.notice import Notice as NoticeOut
from api.schemas.notice import NoticeDelivery as DeliveryOut
from api.schemas.notice import NoticeDetail, NoticeMay, NoticeRecipient, PublicNotice
from api.security.rights import Rights
from api.services import Services
from api.tracking import qr_of
from domain.identity import LIVE
from domain.notice import NOTICE_TRANSITIONS, OUT, SEEN, Notice, NoticeStep, UpdateState
from domain.notice_delivery import Counts, NoticeDelivery, Recipient
from domain.notice_json import counts_json, notice_entry_json, notice_json, update_json
from domain.people import Permission
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.time import rfc3339
from operations.notices import queueing, wording
from operations.notices.drafting import Outlets
from operations.notices.tokens import page_path
from operations.notices.units import in_words


def outlets_of(parts: Services) -> Outlets:
    """What drafting and publishing go by."""
    return Outlets(parts.secret, parts.resident_ways)


def find_notice(parts: Services, rights: Rights, tx: Transaction, notice_id: str) -> Notice:
    """The notice. Raises `NotFound` if there is none that they may see."""
    notice = tx.notices.get(notice_id)
    if notice is None or notice.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这条通知", f"There is no notice {notice_id} that you may see."))
    return notice


def notice_out(notice: Notice, counts: Sequence[Counts]) -> NoticeOut:
    """A notice as lists show it."""
    return NoticeOut.model_validate({**notice_json(notice), "counts": counts_json(counts)})


def notice_detail(tx: Transaction, parts: Services, notice: Notice, rights: Rights, request: Request) -> NoticeDetail:
    """A notice with its log, whom it reaches, and what this person may do now."""
    site = parts.sites[notice.site]
    outlets = outlets_of(parts)
    order = None if notice.order_id is None else tx.orders.get(notice.order_id)
    address = page_address(parts, notice, request)
    return NoticeDetail.model_validate(
        {
            **notice_json(notice),
            "counts": counts_json(tx.notices.counts([notice.id])[notice.id]),
            "place": _place(notice, site).as_json(),
            "units": [{"space": each.space, "reason": each.reason.as_json()} for each in notice.units],
            "reach": [
                {
                    "channel": way.name,
                    "by": way.by,
                    "title": way.title.as_json(),
                    "group": way.group,
                    "chosen": way.name in notice.channels,
                    "messages": queueing.reach(tx, notice, site, way),
                }
                for way in outlets.at(site.id)
            ],
            "updates": [update_json(update) for update in notice.updates],
            "log": [notice_entry_json(entry) for entry in tx.notices.log(notice.id)],
            "closing_text": wording.closing(notice, site).as_json(),
            "order_number": None if order is None else order.number,
            "page": None if address is None else page_path(parts.secret, notice.id),
            "svg": None if address is None else qr_of(address),
            "may": _may(notice, rights),
        }
    )


def page_address(parts: Services, notice: Notice, request: Request) -> str | None:
    """The address of its public page; `None` before it is out, and in a drill."""
    if notice.published_at is None or notice.realm != LIVE:
        return None
    return f"{(parts.public_url or str(request.base_url)).rstrip('/')}{page_path(parts.secret, notice.id)}"


def may_withdraw(notice: Notice, rights: Rights) -> bool:
    """What residents read already, only whoever approves takes back."""
    return rights.may(Permission.APPROVE_NOTICES if notice.state in OUT else Permission.WRITE_NOTICES, notice.site)


def public_notice(notice: Notice, site: Site) -> PublicNotice | None:
    """As residents read it; `None`: there is nothing to read."""
    if notice.state not in SEEN or notice.published_at is None or notice.realm != LIVE:
        return None
    updates = [
        {"at": rfc3339(update.decided_at), "text": update.text.as_json(), "closing": update.closing}
        for update in notice.updates
        if update.state is UpdateState.PUBLISHED and update.decided_at is not None
    ]
    told = notice_json(notice)
    kept = ("number", "kind", "state", "title", "text", "phone", "since", "until", "published_at", "ended_at", "words")
    return PublicNotice.model_validate(
        {**{name: told[name] for name in kept}, "site": site.name.as_json(), "place": _place(notice, site).as_json(), "updates": updates}
    )


def delivery_out(delivery: NoticeDelivery, recipient: Recipient | None, *, personal: bool) -> DeliveryOut:
    """One message; to whom only for those who may see personal data, and masked."""
    return DeliveryOut(
        id=delivery.id,
        channel=delivery.channel,
        update_id=delivery.update_id,
        to="" if recipient is None or not personal else recipient.hint,
        unit=None if recipient is None or not personal else recipient.unit,
        state=delivery.state,
        attempts=delivery.attempts,
        queued_at=rfc3339(delivery.queued_at),
        sent_at=None if delivery.sent_at is None else rfc3339(delivery.sent_at),
        error=delivery.error,
    )


def recipient_out(recipient: Recipient, site: Site) -> NoticeRecipient:
    """One address, masked."""
    place = site.place_of_space(recipient.unit) if recipient.unit in site.spaces else Text(recipient.unit, recipient.unit)
    return NoticeRecipient.model_validate(
        {
            **{name: getattr(recipient, name) for name in ("id", "site", "unit", "by", "hint", "language", "added_by", "ended")},
            "place": place.as_json(),
            "consented_at": rfc3339(recipient.consented_at),
            "added_at": rfc3339(recipient.added_at),
            "ended_at": None if recipient.ended_at is None else rfc3339(recipient.ended_at),
        }
    )


def _place(notice: Notice, site: Site) -> Text:
    return in_words(site, [each.space for each in notice.units])


def _may(notice: Notice, rights: Rights) -> NoticeMay:
    me = rights.person.username
    writes, approves = rights.may(Permission.WRITE_NOTICES, notice.site), rights.may(Permission.APPROVE_NOTICES, notice.site)
    waiting = notice.waiting_update

    def leads(step: NoticeStep) -> bool:
        return (notice.state, step) in NOTICE_TRANSITIONS

    return NoticeMay(
        change=writes and leads(NoticeStep.CHANGED),
        submit=writes and leads(NoticeStep.SUBMITTED),
        approve=approves and leads(NoticeStep.APPROVED) and notice.written_by != me,
        reject=approves and leads(NoticeStep.REJECTED),
        publish=approves and leads(NoticeStep.PUBLISHED),
        update=writes and leads(NoticeStep.UPDATE_WRITTEN) and waiting is None,
        approve_update=approves and waiting is not None and leads(NoticeStep.UPDATED) and waiting.written_by != me,
        withdraw=leads(NoticeStep.WITHDRAWN) and may_withdraw(notice, rights),
    )
