"""Where a broker is and how to sign in to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

PLAIN_PORT = 1883
TLS_PORT = 8883


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """A broker. `tls_ca` is a file of certificates to trust; with it, or with `tls`, the connection is encrypted."""

    host: str
    port: int = PLAIN_PORT
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls_ca: Path | None = None
    tls: bool = False

    @property
    def encrypted(self) -> bool:
        """Whether the connection uses TLS."""
        return self.tls or self.tls_ca is not None

    @classmethod
    def parse(cls, url: str, *, tls_ca: Path | None = None) -> BrokerAddress:
        """The broker of ``mqtt://name:password@host:1883`` or ``mqtts://…``. Raises `ValueError` with what is wrong."""
        parts = urlsplit(url if "://" in url else f"mqtt://{url}")
        if parts.scheme not in {"mqtt", "mqtts"}:
            raise ValueError(f"`{parts.scheme}://` is no MQTT address; write mqtt://host:{PLAIN_PORT} or mqtts://host:{TLS_PORT}")
        if not parts.hostname:
            raise ValueError(f"the address names no host; write mqtt://host:{PLAIN_PORT}")
        tls = parts.scheme == "mqtts" or tls_ca is not None
        username = None if parts.username is None else unquote(parts.username)
        password = None if parts.password is None else unquote(parts.password)
        return cls(parts.hostname, parts.port or (TLS_PORT if tls else PLAIN_PORT), username, password, tls_ca, tls)
