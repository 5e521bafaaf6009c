"""Links to one job as the API shows them: to the staff, and to whoever holds one."""

from __future__ import annotations

from api.schemas.base import LocalText
from api.schemas.job_link import JobContact, JobEntry, JobPhoto, PublicJob
from api.schemas.job_link import JobLink as LinkOut
from domain.job_link import JobLink, JobStep
from domain.personal import mask_phone, mask_text
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.time import rfc3339
from domain.work_order import ORDER_STATE_NAMES, OrderEvent, OrderState, WorkOrder
from operations.phones.jobs import may_move, open_to


def link_out(link: JobLink, *, valid: bool) -> LinkOut:
    """A link as the staff sees it; of the phone number the last four digits."""
    return LinkOut(
        id=link.id,
        name=link.name,
        phone=mask_phone(link.phone),
        made_at=rfc3339(link.made_at),
        made_by=link.made_by,
        expires_at=rfc3339(link.expires_at),
        personal=link.personal,
        note=link.note,
        opened_at=None if link.opened_at is None else rfc3339(link.opened_at),
        steps=[JobStep(step) for step in link.steps],
        revoked_at=None if link.revoked_at is None else rfc3339(link.revoked_at),
        valid=valid,
    )


def public_job(tx: Transaction, link: JobLink, order: WorkOrder, site: Site) -> PublicJob:
    """What the holder may know: the job, what came by this link, and nothing else of the order."""
    maker = tx.people.by_username(link.made_by)
    lines = [line for line in tx.orders.timeline(order.id) if line.actor == link.actor and line.event is not OrderEvent.ATTACHED]
    files = [file for file in tx.orders.attachments(order.id) if file.added_by == link.actor]
    asset = None if order.asset is None else site.assets.get(order.asset)
    place = site.place(asset) if asset is not None else _place(order, site)
    return PublicJob(
        number=order.number,
        site_name=LocalText.of(site.name),
        place=LocalText.of(place),
        thing=None if asset is None else LocalText.of(asset.name),
        title=LocalText(zh=mask_text(order.title.zh), en=mask_text(order.title.en)),
        note=link.note,
        state=order.state,
        state_name=LocalText.of(ORDER_STATE_NAMES[order.state]),
        for_name=link.name,
        made_by_name="" if maker is None else maker.person.name,
        expires_at=rfc3339(link.expires_at),
        open=open_to(order),
        steps=steps_of(order, link),
        said=[JobEntry(at=rfc3339(line.occurred_at), text=_said(line.event, line.note)) for line in lines],
        photos=[JobPhoto(id=file.id, name=file.name, at=rfc3339(file.added_at)) for file in files],
        contacts=[JobContact(name=asked.name, phone=asked.phone, room=asked.room) for asked in tx.requests.of_order(order.id)] if link.personal else [],
    )


def _place(order: WorkOrder, site: Site) -> Text:
    return Text("", "") if order.space is None or order.space not in site.spaces else site.place_of_space(order.space)


def steps_of(order: WorkOrder, link: JobLink) -> list[JobStep]:
    """What the holder can say now."""
    if not open_to(order):
        return []
    began = order.state not in (OrderState.DISPATCHED, OrderState.REQUESTED, OrderState.TRIAGED) and may_move(order, link)
    left = [step for step in (JobStep.GOING, JobStep.ARRIVED, JobStep.DONE) if step.value not in link.steps]
    if JobStep.ARRIVED.value in link.steps or (began and order.arrived_at is not None):
        left = [step for step in left if step is JobStep.DONE]
    return [*left, JobStep.NOTE]


_SAID = {
    OrderEvent.ACCEPTED: Text("已出发", "On the way"),
    OrderEvent.ARRIVED: Text("已到场", "Arrived"),
    OrderEvent.COMPLETED: Text("已完成", "Done"),
}


def _said(event: OrderEvent, note: str) -> str:
    name = _SAID.get(event)
    return " · ".join(part for part in ("" if name is None else f"{name.zh} / {name.en}", note) if part)
