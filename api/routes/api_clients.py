"""Keys for machines that open orders."""

from __future__ import annotations

import secrets
from dataclasses import replace

from fastapi import APIRouter, Response

from api.problems import NotFound, Unusable
from api.schemas.outside import ApiClient, ApiClientPage, ApiClientWithKey, NewApiClient
from api.security.machines import PREFIX, digest
from api.security.signed_in import SignedIn
from api.services import Parts
from api.webhooks import check_sites, client_out, covers
from api.writing import Writing
from domain.identity import new_id
from domain.outside import ApiClient as ClientRecord
from domain.people import Permission
from domain.records import Conflict, Transaction
from domain.text import Text

router = APIRouter(prefix="/api-clients", tags=["outside"])

_HINT = len(PREFIX) + 4


@router.get("")
def list_api_clients(parts: Parts, rights: SignedIn) -> ApiClientPage:
    """Every client that concerns none but your sites, the revoked ones too."""
    rights.need_anywhere(Permission.VIEW_INTEGRATIONS)
    with parts.records.reading() as tx:
        found = [client_out(client) for client in tx.outside.clients() if covers(rights, client.sites)]
    return ApiClientPage(items=found, next_cursor=None)


@router.post("", response_model=ApiClientWithKey, status_code=201)
def add_api_client(body: NewApiClient, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """A new client. The answer holds its key, this once."""
    rights.need_anywhere(Permission.ADMINISTER)
    check_sites(parts, rights, body.sites)
    key, id_ = PREFIX + secrets.token_urlsafe(32), new_id()

    def act(tx: Transaction) -> ApiClientWithKey:
        client = ClientRecord(id_, body.name, tuple(body.sites), digest(key), key[:_HINT], write.now, write.by)
        try:
            tx.outside.add_client(client)
        except Conflict as error:
            raise Unusable(Text("已有同名的接入方，请换一个名称", "There is a client of this name already. Choose another, or revoke that one.")) from error
        return ApiClientWithKey(**client_out(client).model_dump(), key=key)

    # The answer is not kept for its Idempotency-Key: a key stands in it.
    return replace(write, key=None).once("api-client.add", id_, body.model_dump_json(), act, status=201, detail=body.name)


@router.post("/{client_id}/revoke", response_model=ApiClient)
def revoke_api_client(client_id: str, write: Writing) -> Response:
    """Its key is good for nothing from now on; its orders stay."""
    write.rights.need_anywhere(Permission.ADMINISTER)

    def act(tx: Transaction) -> ApiClient:
        client = tx.outside.client(client_id)
        if client is None or not covers(write.rights, client.sites):
            raise NotFound(Text("没有这个接入方", f"There is no client {client_id} that you may see."))
        tx.outside.revoke(client_id, write.now)
        return client_out(replace(client, revoked_at=client.revoked_at or write.now))

    return write.once("api-client.revoke", client_id, "", act)
