"""Webhooks as the API shows them, and who may touch which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from api.problems import NotFound, Unusable
from api.schemas.outside import ApiClient, Webhook, WebhookDelivery, WebhookIn
from api.security.rights import Rights
from api.services import Services
from domain.outside import ApiClient as ClientRecord
from domain.people import Permission
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339
from domain.webhook import Delivery, Sending
from domain.webhook import Webhook as WebhookRecord
from egress.connecting import Refused
from egress.urls import check

Counts = Mapping[tuple[str, Sending], int]


def covers(rights: Rights, sites: Collection[str]) -> bool:
    """Whether all of `sites` are theirs: what concerns others' sites too is not theirs to see."""
    return all("*" in rights.person.sites or (site != "*" and site in rights.person.sites) for site in sites)


def find_webhook(tx: Transaction, rights: Rights, webhook_id: str) -> WebhookRecord:
    """The endpoint. Raises `NotFound` if there is none that they may see."""
    found = tx.webhooks.get(webhook_id)
    if found is None or not covers(rights, found.sites):
        raise NotFound(Text("没有这个推送地址", f"There is no webhook {webhook_id} that you may see. GET /webhooks lists yours."))
    return found


def check_endpoint(parts: Services, rights: Rights, asked: WebhookIn) -> None:
    """Raises `Unusable` for an address that may not be called or a site that is not theirs."""
    try:
        check(asked.url, parts.egress)
    except Refused as error:
        raise Unusable(Text(f"地址不可用：须为 https:// 公网地址，或由管理员列入 egress.allow（{error}）", f"This address cannot be used: {error}.")) from error
    check_sites(parts, rights, asked.sites)


def check_sites(parts: Services, rights: Rights, sites: Collection[str]) -> None:
    """Raises `Unusable` unless each is known and theirs."""
    unknown = [site for site in sites if site != "*" and site not in parts.sites]
    if unknown or not covers(rights, sites):
        raise Unusable(Text("有您无权管理的项目，请从列表中选择", "Choose sites of yours: GET /sites lists them."))


def webhook_out(webhook: WebhookRecord, rights: Rights, counts: Counts) -> Webhook:
    """An endpoint as this person may see it: what stands in an address's query is often a key."""
    whole = all(rights.may(Permission.ADMINISTER, site) for site in webhook.sites)
    return Webhook(
        id=webhook.id,
        name=webhook.name,
        url=webhook.url if whole else webhook.url.partition("?")[0],
        sites=list(webhook.sites),
        events=list(webhook.events),
        client=webhook.client,
        active=webhook.active,
        ended=webhook.ended,
        ended_at=_time(webhook.ended_at),
        failing_since=_time(webhook.failing_since),
        created_at=rfc3339(webhook.created_at),
        created_by=webhook.created_by,
        waiting=counts.get((webhook.id, Sending.WAITING), 0),
        failed=counts.get((webhook.id, Sending.FAILED), 0),
        delivered=counts.get((webhook.id, Sending.DELIVERED), 0),
        version=webhook.version,
    )


def delivery_out(delivery: Delivery) -> WebhookDelivery:
    """A message as it stands in the log."""
    return WebhookDelivery(
        id=delivery.id,
        type=delivery.type,
        sequence=delivery.sequence,
        subject=delivery.subject,
        state=delivery.state,
        attempts=delivery.attempts,
        created_at=rfc3339(delivery.created_at),
        next_at=_time(delivery.next_at),
        tried_at=_time(delivery.tried_at),
        delivered_at=_time(delivery.delivered_at),
        give_up_at=rfc3339(delivery.give_up_at),
        status=delivery.status,
        error=delivery.error,
    )


def client_out(client: ClientRecord) -> ApiClient:
    """A client, without anything of its key but how it begins."""
    return ApiClient(
        id=client.id,
        name=client.name,
        sites=list(client.sites),
        hint=client.hint,
        created_at=rfc3339(client.created_at),
        created_by=client.created_by,
        last_used_at=_time(client.last_used_at),
        revoked_at=_time(client.revoked_at),
    )


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
