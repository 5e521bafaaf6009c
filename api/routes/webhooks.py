"""Webhooks: who is told of what, what was sent, and sending it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.paging import Paging, our_cursor
from api.problems import NotFound, Unusable
from api.schemas.outside import (
    NewWebhook,
    Webhook,
    WebhookDelivery,
    WebhookDeliveryPage,
    WebhookIn,
    WebhookPage,
    WebhookWithSecret,
)
from api.security.signed_in import SignedIn
from api.services import Parts
from api.webhooks import check_endpoint, covers, delivery_out, find_webhook, webhook_out
from api.writing import Write, Writing
from domain.identity import new_id
from domain.people import Permission
from domain.records import Conflict, Transaction
from domain.text import Text
from domain.webhook import KEEP_TRYING, Ended, Sending
from domain.webhook import Webhook as WebhookRecord
from notify.webhooks.messages import ping
from notify.webhooks.secrets import Seal
from notify.webhooks.signing import new_secret
from notify.webhooks.switching import switch_on

router = APIRouter(prefix="/webhooks", tags=["outside"])

_TAKEN = Text("已有同名的推送，请换一个名称", "There is a webhook of this name already. Choose another name, or change that one.")


@router.get("")
def list_webhooks(parts: Parts, rights: SignedIn) -> WebhookPage:
    """Every endpoint that concerns none but your sites."""
    rights.need_anywhere(Permission.VIEW_INTEGRATIONS)
    with parts.records.reading() as tx:
        counts = tx.webhooks.counts()
        found = [webhook_out(webhook, rights, counts) for webhook in tx.webhooks.list() if covers(rights, webhook.sites)]
    return WebhookPage(items=found, next_cursor=None)


@router.post("", response_model=WebhookWithSecret, status_code=201)
def add_webhook(body: NewWebhook, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """A new endpoint, told of everything from now on. The answer holds its secret, this once."""
    rights.need_anywhere(Permission.ADMINISTER)
    check_endpoint(parts, rights, body)
    secret, id_ = new_secret(), new_id()

    def act(tx: Transaction) -> WebhookWithSecret:
        client = None if body.client is None else tx.outside.client(body.client)
        if body.client is not None and (client is None or client.revoked_at is not None or not covers(rights, client.sites)):
            raise Unusable(Text("没有这个接入方", "There is no such API client. GET /api-clients lists them."))
        webhook = WebhookRecord(
            id=id_,
            name=body.name,
            url=body.url,
            sites=tuple(body.sites),
            events=tuple(body.events),
            secret=Seal(parts.secret).close(secret, id_),
            created_at=write.now,
            created_by=write.by,
            since=tx.events.bounds()[1],
            client=body.client,
        )
        try:
            tx.webhooks.add(webhook)
        except Conflict as error:
            raise Unusable(_TAKEN) from error
        return WebhookWithSecret(**webhook_out(webhook, rights, {}).model_dump(), secret=secret)

    return _forgetful(write).once("webhook.add", id_, body.model_dump_json(), act, status=201, detail=body.name)


@router.get("/{webhook_id}")
def get_webhook(webhook_id: str, parts: Parts, rights: SignedIn) -> Webhook:
    """One endpoint."""
    rights.need_anywhere(Permission.VIEW_INTEGRATIONS)
    with parts.records.reading() as tx:
        return webhook_out(find_webhook(tx, rights, webhook_id), rights, tx.webhooks.counts())


@router.get("/{webhook_id}/deliveries")
def list_deliveries(
    webhook_id: str,
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    state: Annotated[Sending | None, Query(description="Only those so far.")] = None,
) -> WebhookDeliveryPage:
    """What was and will be sent there, newest first."""
    rights.need_anywhere(Permission.VIEW_INTEGRATIONS)
    with our_cursor(), parts.records.reading() as tx:
        found = tx.webhooks.deliveries(find_webhook(tx, rights, webhook_id).id, state=state, cursor=paging.cursor, limit=paging.limit)
    return WebhookDeliveryPage(items=[delivery_out(each) for each in found.items], next_cursor=found.next_cursor)


@router.post("/{webhook_id}/deliveries/{delivery_id}/resend", response_model=WebhookDelivery)
def resend_delivery(webhook_id: str, delivery_id: str, write: Writing) -> Response:
    """Send it again now, under the same id, and keep trying for another three days."""
    write.rights.need_anywhere(Permission.ADMINISTER)

    def act(tx: Transaction) -> WebhookDelivery:
        webhook = find_webhook(tx, write.rights, webhook_id)
        found = tx.webhooks.delivery(delivery_id)
        if found is None or found.webhook != webhook.id:
            raise NotFound(Text("没有这条推送记录", "There is no such message for this webhook."))
        if not webhook.active:
            raise Unusable(Text("该推送已停用，请先启用", "The webhook is switched off. Switch it on first."))
        again = replace(found, state=Sending.WAITING, attempts=0, next_at=write.now, give_up_at=write.now + KEEP_TRYING, delivered_at=None)
        if not tx.webhooks.save_delivery(again, attempts=found.attempts):
            raise Conflict("it is being sent at this moment")
        return delivery_out(again)

    return write.once("webhook.resend", delivery_id, "", act)


@router.post("/{webhook_id}/test", response_model=WebhookDelivery, status_code=202)
def send_test(webhook_id: str, write: Writing) -> Response:
    """Send a message of the type `steward.test`; the log shows what came of it."""
    write.rights.need_anywhere(Permission.ADMINISTER)

    def act(tx: Transaction) -> WebhookDelivery:
        webhook = find_webhook(tx, write.rights, webhook_id)
        if not webhook.active:
            raise Unusable(Text("该推送已停用，请先启用", "The webhook is switched off. Switch it on first."))
        test = ping(webhook, write.now)
        tx.webhooks.add_deliveries([test])
        return delivery_out(test)

    return write.once("webhook.test", webhook_id, "", act, status=202)


@router.post("/{webhook_id}/change", response_model=Webhook)
def change_webhook(webhook_id: str, body: WebhookIn, parts: Parts, write: Writing) -> Response:
    """Another address, name, sites or events; what waits goes to the new address."""
    check_endpoint(parts, write.rights, body)

    def changed(tx: Transaction, webhook: WebhookRecord) -> WebhookRecord:
        if any(other.name == body.name and other.id != webhook.id for other in tx.webhooks.list()):
            raise Unusable(_TAKEN)
        return tx.webhooks.save(replace(webhook, name=body.name, url=body.url, sites=tuple(body.sites), events=tuple(body.events)))

    return _change(write, webhook_id, "change", body.model_dump_json(), changed)


@router.post("/{webhook_id}/off", response_model=Webhook)
def switch_webhook_off(webhook_id: str, write: Writing) -> Response:
    """Tell it nothing more. What happens until it is on again is never told; what already waits is kept."""

    def off(tx: Transaction, webhook: WebhookRecord) -> WebhookRecord:
        return tx.webhooks.save(replace(webhook, ended=Ended.BY_HAND, ended_at=write.now)) if webhook.active else webhook

    return _change(write, webhook_id, "off", "", off)


@router.post("/{webhook_id}/on", response_model=Webhook)
def switch_webhook_on(webhook_id: str, write: Writing) -> Response:
    """Tell it again, of what still waits first."""

    def on(tx: Transaction, webhook: WebhookRecord) -> WebhookRecord:
        return webhook if webhook.active else switch_on(tx, replace(webhook, since=tx.events.bounds()[1]))

    return _change(write, webhook_id, "on", "", on)


@router.post("/{webhook_id}/secret", response_model=WebhookWithSecret)
def renew_secret(webhook_id: str, parts: Parts, write: Writing) -> Response:
    """A new secret, from the next message on; the old one is good for nothing any more. Shown this once."""
    secret = new_secret()

    def renewed(tx: Transaction, webhook: WebhookRecord) -> WebhookRecord:
        return tx.webhooks.save(replace(webhook, secret=Seal(parts.secret).close(secret, webhook.id)))

    return _change(_forgetful(write), webhook_id, "secret", "", renewed, lambda out: WebhookWithSecret(**out.model_dump(), secret=secret))


def _change(
    write: Write,
    webhook_id: str,
    action: str,
    asked: str,
    change: Callable[[Transaction, WebhookRecord], WebhookRecord],
    show: Callable[[Webhook], Webhook] = lambda out: out,
) -> Response:
    """Change one endpoint, as it was read."""
    write.rights.need_anywhere(Permission.ADMINISTER)

    def act(tx: Transaction) -> Webhook:
        webhook = find_webhook(tx, write.rights, webhook_id)
        if write.version is not None and write.version != webhook.version:
            raise Conflict(f"the webhook is at version {webhook.version}")
        return show(webhook_out(change(tx, webhook), write.rights, tx.webhooks.counts()))

    def version_now(tx: Transaction) -> int | None:
        webhook = tx.webhooks.get(webhook_id)
        return None if webhook is None else webhook.version

    return write.once(f"webhook.{action}", webhook_id, asked, act, version_now=version_now)


def _forgetful(write: Write) -> Write:
    """The same write, whose answer is not kept for its Idempotency-Key: a secret stands in it. Names, taken once, keep it from being done twice."""
    return replace(write, key=None)
