"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.schemas.base import LocalText
from api.schemas.phone import PhoneHere, PhoneToken, PinPerson, PinSignIn
from api.schemas.session import Refresh, SignIn, Tokens
from api.security.pin_sign_in import PinSignIns
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
"""The sign-ins of the app that serves this request."""


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


def _pin_sign_ins(request: Request) -> PinSignIns:
    found = request.app.state.pin_sign_ins
    if not isinstance(found, PinSignIns):
        raise TypeError("create_app() makes it")
    return found


PinSessions = Annotated[PinSignIns, Depends(_pin_sign_ins)]


@public.post("/phone")
def post_phone_here(body: PhoneToken, request: Request, parts: Parts, pins: PinSessions) -> PhoneHere:
    """What phone of a post this is, and who may take a turn on it."""
    phone, site, people = pins.here(body.phone_token, address_of(request), parts.clock())
    everybody = [PinPerson(id=person.id, name=person.name) for person in people]
    return PhoneHere(name=phone.name, site_name=LocalText.of(site.name), post=phone.post, people=everybody)


@public.post("/pin")
def sign_in_by_pin(body: PinSignIn, request: Request, parts: Parts, pins: PinSessions) -> Tokens:
    """Take a turn on a phone of a post. The session is short, and ends with the phone. Tries are throttled by person and phone, then locked."""
    return pins.sign_in(body.phone_token, body.person_id, body.pin, address_of(request), parts.clock())
