"""One's own phone: a code to scan instead of an address to type."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from fastapi import APIRouter, Request

from api.schemas.phone_code import PhoneCode
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tracking import qr_of
from domain.people import Permission

router = APIRouter(tags=["phones"])


@router.get("/phone-code")
def get_phone_code(request: Request, parts: Parts, rights: SignedIn) -> PhoneCode:
    """The code that opens this installation on a phone. It holds an address and nothing else: whoever scans it has to sign in."""
    rights.need_anywhere(Permission.VIEW)
    url = parts.public_url or str(request.base_url).rstrip("/")
    shown = parts.phone_code and not _only_here(url)
    return PhoneCode(url=url if shown else None, svg=qr_of(url) if shown else None, offered=parts.phone_code)


def _only_here(url: str) -> bool:
    """Whether an address means the machine that it is opened on."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
