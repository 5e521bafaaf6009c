"""Which addresses may be called: those of the public internet, and what the operator has listed.

An address that a person types in must not make Steward a way into the network that it stands in (server-side request
forgery, OWASP API7:2023). What counts as public follows the IANA special-purpose registries (RFC 6890); addresses that carry another one
inside them (IPv4-mapped, NAT64, 6to4, Teredo, ISATAP) are judged by the one inside as well.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PLAIN = "http://"
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in ("192.88.99.0/24", "64:ff9b:1::/48", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16")  # relays, benchmarks, examples
)
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be called beside the public internet.

    `networks` may be called whatever name led there, `names` whatever their addresses are. `plain` are hosts (with a
    port, or without one for any) that may be called by plain http; all others need https.
    """

    networks: tuple[Network, ...] = ()
    names: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()

    def refuses(self, host: str, address: str) -> bool:
        """Whether `address`, to which `host` was resolved, may not be called."""
        if host in self.names:
            return False
        try:
            found = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return True
        if any(found in network for network in self.networks):
            return False
        return not all(_is_public(each) for each in (found, *_inside(found)))

    def may_be_plain(self, host: str, port: int) -> bool:
        """Whether `host` may be called without TLS."""
        return host in self.plain or f"{_bracketed(host)}:{port}" in self.plain


def allowed(entries: Sequence[str]) -> Allowed:
    """What `egress.allow` says. An entry is a network, an address, a name, or one of them after ``http://``, perhaps with a port.

    Raises `ValueError` for anything else, naming the entry.
    """
    networks: list[Network] = []
    names: set[str] = set()
    plain: set[str] = set()
    for entry in entries:
        host = entry.strip().lower()
        if host.startswith(_PLAIN):
            place = host.removeprefix(_PLAIN).rstrip("/")
            host = _without_port(place)
            plain.add(place if place != host and not place.endswith("]") else host)
        try:
            networks.append(ipaddress.ip_network(host))
        except ValueError:
            if not _is_name(host):
                raise ValueError(f"`{entry}` is no network, address or name") from None
            names.add(host)
    return Allowed(tuple(networks), frozenset(names), frozenset(plain))


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST:
        # Whatever lies outside has another address inside it (judged by itself), or is no address to call.
        return address in _NAT64 or address.ipv4_mapped is not None
    if any(address in network for network in _NEVER):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inside(address: Address) -> Iterator[Address]:
    """The addresses that `address` carries inside it and that a relay might make of it."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _NAT64 or (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        yield ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)


def _is_name(text: str) -> bool:
    labels = text.split(".")
    return len(text) <= 253 and all(label and len(label) <= 63 and label.replace("-", "a").replace("_", "a").isalnum() for label in labels)  # noqa: PLR2004  RFC 1035


def _without_port(place: str) -> str:
    if place.startswith("["):
        return place[1:].partition("]")[0]
    host, colon, port = place.rpartition(":")
    return host if colon and port.isdigit() and ":" not in host else place


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
