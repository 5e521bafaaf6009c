"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.schemas.session import Refresh, SignIn, Tokens
from api.security.sign_in import SignIns
from api.security.signed_in import address_of
from api.services import Parts

public = APIRouter(prefix="/auth", tags=["session"])


def _sign_ins(request: Request) -> SignIns:
    found = request.app.state.sign_ins
    if not isinstance(found, SignIns):
        raise TypeError("create_app() makes it")
    return found


Sessions = Annotated[SignIns, Depends(_sign_ins)]


@public.post("/login")
def login(body: SignIn, request: Request, parts: Parts, sessions: Sessions) -> Tokens:
    """Sign in. Tries are throttled by name and by address (429 with `Retry-After`)."""
    return sessions.sign_in(body.username, body.password, address_of(request), parts.clock())


@public.post("/refresh")
def refresh(body: Refresh, request: Request, parts: Parts, sessions: Sessions) -> Tokens:
    """A new pair of tokens. A refresh token is good once: using it again ends the whole session."""
    return sessions.refresh(body.refresh_token, address_of(request), parts.clock())


@public.post("/logout", status_code=204, response_class=Response)
def logout(body: Refresh, request: Request, parts: Parts, sessions: Sessions) -> None:
    """End the session that this refresh token belongs to."""
    sessions.sign_out(body.refresh_token, address_of(request), parts.clock())
