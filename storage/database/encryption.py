"""How a connection to PostgreSQL is encrypted, and how much of the server's certificate is believed: ``?sslmode=…``.

The words are libpq's (PostgreSQL's manual, "SSL Support", table of sslmode). ``verify-ca`` and ``allow`` are not taken:
the first believes any server of the authority, the second prefers to speak openly.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import cache
from pathlib import Path

MODES = ("disable", "prefer", "require", "verify-full")
MODE, AUTHORITY = "sslmode", "sslrootcert"


def check(query: Mapping[str, object]) -> None:
    """Raises `ValueError` unless `query`, of a database's address, says only how to encrypt, and in a way that can be done."""
    unknown = [name for name in query if name not in (MODE, AUTHORITY)]
    if unknown:
        raise ValueError(f"the records' URL has parameters that are not known here: {', '.join(unknown)}; remove them")
    mode, authority = query.get(MODE, "prefer"), query.get(AUTHORITY)
    if mode not in MODES:
        raise ValueError(f"{MODE} of the records' URL is {mode!r}; it is one of {', '.join(MODES)}")
    if authority is None:
        return
    if mode != "verify-full":
        raise ValueError(f"{AUTHORITY} of the records' URL is used with {MODE}=verify-full only; add that")
    try:
        ssl.create_default_context(cafile=str(authority))
    except (OSError, ssl.SSLError):
        raise ValueError(f"{AUTHORITY} of the records' URL names {Path(str(authority))}, which holds no certificate that can be read") from None


def context(query: Mapping[str, object]) -> ssl.SSLContext | bool | None:
    """What the driver is told for a `query` that `check` has passed: `False`: openly; `None`: encrypted where the server can."""
    mode, authority = query.get(MODE, "prefer"), query.get(AUTHORITY)
    if mode == "disable":
        return False
    if mode == "prefer":
        return None
    return _encrypted(mode, None if authority is None else str(authority))


@cache
def _encrypted(mode: str, authority: str | None) -> ssl.SSLContext:
    """Made once: reading the system's authorities takes longer than connecting."""
    made = ssl.create_default_context(cafile=authority)
    if mode != "verify-full":
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made
