"""What stands in the form of an order, as plain data in one language: facts, sections, photos, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.attachment import Attachment, AttachmentKind, Signer
from domain.records import Transaction
from domain.request import Request
from domain.severity import SEVERITY_NAMES
from domain.site import Site
from domain.text import Text
from domain.work_done import WorkDone
from domain.work_order import ORDER_STATE_NAMES, OUTCOME_NAMES, WorkOrder
from operations.forms import labels
from operations.forms.form import FORM_NAMES, OrderForm
from operations.forms.sections import Section, alarms_of, labour_of, parts_of, satisfaction_of, steps_of, tasks_of, work_of
from operations.forms.wording import NOTHING, Wording
from operations.telling import severity_of


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign; with `file` it is signed already."""

    label: str
    name: str = ""
    at: str = ""
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form of one order. `facts` are (label, value) pairs; `lines` is how many empty lines there are to write on."""

    form: StrEnum
    title: str
    site: str
    number: str
    address: str
    """What its QR code opens."""
    scan: str
    facts: Sequence[tuple[str, str]]
    matter: tuple[str, str]
    """Its heading, and what it is about."""
    sections: Sequence[Section]
    reply: str
    signatures_title: str
    signatures: Sequence[Signature]
    date: str
    photos_title: str
    more_photos: str
    """What is said of ``{n}`` photos that found no place."""
    printed: str
    page: str
    photos: Sequence[tuple[Attachment, str]] = ()
    """Each with its caption."""


def sheet_of(tx: Transaction, order: WorkOrder, form: OrderForm, site: Site, *, wording: Wording, by: str, at: datetime, address: str) -> Sheet:
    """The form of `order` as it is now, printed `by` somebody `at` a moment; `address` is that of the order's page."""
    w = wording
    work = tx.work_done.get(order.id) or WorkDone(order.id)
    requests = tx.requests.of_order(order.id)
    files = tx.orders.attachments(order.id)
    service = form is OrderForm.SERVICE_SHEET
    sections = [tasks_of(order, w), alarms_of(tx, order, w)]
    if service:
        sections += [*work_of(tx, order, work, w), labour_of(work, w), parts_of(work, w), satisfaction_of(requests, w)]
    sections.append(steps_of(tx, order, w))
    return Sheet(
        form=form,
        title=w.of(FORM_NAMES[form]),
        site=w.of(site.name),
        number=order.number,
        address=address,
        scan=w.of(labels.SCAN),
        facts=_facts(order, requests, site, w, service=service),
        matter=(w.of(labels.MATTER), "\n".join(each for each in (w.titled(order.title), *(w.said(each.words) for each in requests[:1])) if each)),
        sections=[section for section in sections if section is not None],
        reply="" if service else w.of(labels.REPLY),
        signatures_title=w.of(labels.SIGNATURES),
        signatures=_signatures(files, w, service=service),
        date=w.of(labels.SIGNED_AT),
        photos_title=w.of(labels.PHOTOS),
        more_photos=w.of(labels.MORE_PHOTOS),
        printed=w.of(labels.PRINTED.filled(name=w.person(by), at=w.moment(at))),
        page=w.of(labels.PAGE),
        photos=[
            (file, f"{w.moment(file.added_at)} {w.person(file.added_by)}")
            for file in files
            if file.kind is AttachmentKind.FILE and file.content_type.startswith("image/")
        ],
    )


def _facts(order: WorkOrder, requests: Sequence[Request], site: Site, w: Wording, *, service: bool) -> list[tuple[str, str]]:
    known: list[tuple[Text, str]] = [
        (labels.NUMBER, order.number),
        (labels.STATE, w.of(ORDER_STATE_NAMES[order.state])),
        (labels.SITE, w.of(site.name)),
        (labels.PLACE, _place(order, requests, site, w)),
        (labels.KIND, w.of(labels.KINDS[order.kind])),
        (labels.URGENCY, w.of(SEVERITY_NAMES[severity_of(order.priority)])),
        (labels.LEAD, w.of(labels.DEPARTMENTS[order.department])),
        (labels.ASSIST, w.of(_joined([labels.DEPARTMENTS[task.department] for task in order.tasks])) or NOTHING),
        (labels.REQUESTER, _requester(order, requests, w)),
        (labels.PHONE, w.phone(requests[0].phone) if requests and requests[0].phone else NOTHING),
        (labels.OPENED_AT, w.moment(order.opened_at)),
        (labels.ASSIGNEE, w.person(order.assignee)),
        (labels.ACCEPT_BY, w.moment(order.due.accept_by)),
        (labels.ARRIVE_BY, w.moment(order.due.arrive_by)),
        (labels.RESOLVE_BY, w.moment(order.due.resolve_by)),
        (labels.PROMISED, w.moment(order.promised_until)),
    ]
    if service:
        known += [
            (labels.ACCEPTED_AT, w.moment(order.accepted_at)),
            (labels.ARRIVED_AT, w.moment(order.arrived_at)),
            (labels.COMPLETED_AT, w.moment(order.completed_at)),
            (labels.OUTCOME, NOTHING if order.outcome is None else w.of(OUTCOME_NAMES[order.outcome])),
        ]
    return [(w.of(label), value) for label, value in known]


def _place(order: WorkOrder, requests: Sequence[Request], site: Site, w: Wording) -> str:
    asset = None if order.asset is None else site.assets.get(order.asset)
    if asset is not None:
        return w.of(Text(f"{site.place(asset).zh} · {asset.name.zh}", f"{site.place(asset).en} · {asset.name.en}"))
    if order.space is not None and order.space in site.spaces:
        return w.of(site.place_of_space(order.space))
    told = next((each.place or each.room for each in requests if each.place or each.room), "")
    return w.said(told or order.asset) or NOTHING


def _requester(order: WorkOrder, requests: Sequence[Request], w: Wording) -> str:
    named = [w.private(each.name) for each in requests if each.name]
    return "、".join(named[:3]) or (w.person(order.requested_by) if order.requested_by is not None else NOTHING)


def _signatures(files: Sequence[Attachment], w: Wording, *, service: bool) -> list[Signature]:
    """Those that were drawn, the newest of each; and empty places for the others."""
    drawn = {file.signed_as: file for file in files if file.kind is AttachmentKind.SIGNATURE}
    if not service:
        return [Signature(w.of(label)) for label in (labels.SENT_BY, labels.RECEIVED_BY, labels.APPROVED_BY)]
    wanted = [Signer.REQUESTER, Signer.FITTER, Signer.LEAD, *([Signer.CONTRACTOR] if Signer.CONTRACTOR in drawn else [])]
    return [_signature(signer, drawn.get(signer), w) for signer in wanted]


def _signature(signer: Signer, file: Attachment | None, w: Wording) -> Signature:
    label = w.of(labels.SIGNERS[signer])
    if file is None:
        return Signature(label)
    name = file.signed_by or ""
    return Signature(label, w.private(name) if signer is Signer.REQUESTER else w.said(name), w.moment(file.added_at), file)


def _joined(texts: Sequence[Text]) -> Text:
    return Text("、".join(dict.fromkeys(each.zh for each in texts)), ", ".join(dict.fromkeys(each.en for each in texts)))
