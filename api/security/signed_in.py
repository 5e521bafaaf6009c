"""The dependency that every protected route stands behind."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.problems import Unauthorized
from api.security.rights import Rights
from api.security.tokens import read_access_token
from api.services import Parts
from domain.text import Text

bearer = HTTPBearer(auto_error=False, scheme_name="bearer", description="The access token of `POST /auth/login`; it lives 15 minutes.")

_SIGN_IN = Text("请先登录", "Sign in: POST /api/v1/auth/login, then send `Authorization: Bearer <access_token>`.")
_OVER = Text("登录已过期，请刷新或重新登录", "The access token is over or not ours. POST /api/v1/auth/refresh, or sign in again.")


def signed_in(request: Request, parts: Parts, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Rights:
    """The person whose token this is, as the records know them now: rights change at once. Raises `Unauthorized`."""
    if credentials is None:
        raise Unauthorized(_SIGN_IN)
    access = read_access_token(parts.secret, credentials.credentials, parts.clock())
    if access is None:
        raise Unauthorized(_OVER)
    with parts.records.reading() as tx:
        account = tx.people.get(access.person_id)
        phone = None if access.phone is None else tx.phones.get(access.phone)
    if account is None or not account.person.active:
        raise Unauthorized(_OVER)
    if access.phone is not None and (phone is None or phone.revoked_at is not None):
        raise Unauthorized(_OVER)
    return Rights(account.person, address_of(request), access.expires_at, access.phone)


def address_of(request: Request) -> str:
    """Where the request comes from, for the audit log; behind a proxy that uvicorn trusts, what the proxy says."""
    return "" if request.client is None else request.client.host


SignedIn = Annotated[Rights, Depends(signed_in)]
