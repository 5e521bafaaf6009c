"""Addresses by their looks: what can be said before anything is resolved or called."""

from __future__ import annotations

import httpx

from egress.addresses import Allowed
from egress.connecting import Refused

LONGEST = 2000
_PORTS = {"https": 443, "http": 80}
_LAST_PORT = 65535


def check(address: str, allowed: Allowed) -> httpx.URL:
    """The address, if by its looks it may be called. Raises `Refused`; where its name leads is seen only when it is called."""
    try:
        url = httpx.URL(address)
        host, port = url.raw_host.decode("ascii").lower(), url.port or _PORTS.get(url.scheme, 0)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Refused("this is no address that can be called") from None
    if url.scheme not in _PORTS or not host or len(address) > LONGEST or not 0 < port <= _LAST_PORT:
        raise Refused("the address must begin with https:// and name a host")
    if url.userinfo:
        raise Refused("the address must hold no user and no password")
    if url.scheme == "http" and not allowed.may_be_plain(host, port):
        raise Refused("only https:// is called; list http://host in egress.allow where plain http is meant")
    return url
