"""Answering a 401: Digest (RFC 7616; without qop as RFC 2069, which RFC 2617 keeps) with MD5 or SHA-256, and Basic (RFC 7617) where it is allowed."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_ALGORITHMS: Mapping[str, Callable[[bytes], str]] = {
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
}
"""The strongest first. MD5 is what cameras have; the standard still allows it."""
_SESSION = "-SESS"
_PARTS = re.compile(r"""[\s,]*(?:([A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))|([A-Za-z][A-Za-z0-9-]*))(?=[\s,]|$)""")
_SHOWABLE = re.compile(r"[^\x00-\x1f\x7f]*")
_MOST_PARTS = 100


class Unanswerable(Exception):
    """None of the ways to log in that were offered can be used; says why."""


@dataclass(frozen=True)
class Login:
    """Who asks. `basic`: the password may be sent in the clear."""

    username: str
    password: str = field(repr=False)
    basic: bool = False


@dataclass(frozen=True)
class Challenge:
    """One way to log in that was offered; the names of `parts` in small letters."""

    scheme: str
    parts: Mapping[str, str]

    @property
    def algorithm(self) -> str:
        """In capitals; MD5 where none is named."""
        return self.parts.get("algorithm", "MD5").upper()

    @property
    def stale(self) -> bool:
        """Whether only the nonce was too old, and not the login wrong."""
        return self.parts.get("stale", "").lower() == "true"


def challenges(headers: Sequence[str]) -> Sequence[Challenge]:
    """What the values of ``WWW-Authenticate`` offer; several may stand in one. What cannot be read is left out."""
    found: list[Challenge] = []
    for header in headers:
        at = 0
        parts: dict[str, str] = {}
        for _ in range(_MOST_PARTS):
            if (part := _PARTS.match(header, at)) is None:
                break
            at = part.end()
            if part[4]:
                parts = {}
                found.append(Challenge(part[4].lower(), parts))
            else:
                value = part[3] if part[2] is None else re.sub(r"\\(.)", r"\1", part[2])
                parts.setdefault(part[1].lower(), value)
    return [each for each in found if all(_SHOWABLE.fullmatch(value) for value in each.parts.values())]


def authorization(offered: Sequence[Challenge], login: Login, method: str, uri: str, uses: int = 1, cnonce: str | None = None) -> str:
    """The value of ``Authorization`` for the strongest way that is `offered`, used for the `uses`-th time. Raises `Unanswerable`."""
    digests = [each for each in offered if each.scheme == "digest" and "nonce" in each.parts]
    for algorithm in _ALGORITHMS:
        for each in digests:
            if each.algorithm.removesuffix(_SESSION) == algorithm and _quality(each) is not None:
                return _digest(each, login, method, uri, f"{uses:08x}", cnonce or secrets.token_hex(8))
    if any(each.scheme == "basic" for each in offered):
        if not login.basic:
            raise Unanswerable("it wants the password in the clear (Basic), which `allow_basic` does not allow")
        return "Basic " + base64.b64encode(f"{login.username}:{login.password}".encode()).decode()
    raise Unanswerable("it offers no way to log in that is known here (Digest with MD5 or SHA-256)")


def _quality(challenge: Challenge) -> str | None:
    """``auth``; empty for the older way without; `None`: only what is not known here (auth-int)."""
    if "qop" not in challenge.parts:
        return ""
    offered = [each.strip().lower() for each in challenge.parts["qop"].split(",")]
    return "auth" if "auth" in offered else None


def _digest(challenge: Challenge, login: Login, method: str, uri: str, count: str, cnonce: str) -> str:
    parts, algorithm = challenge.parts, challenge.algorithm
    hashed = _ALGORITHMS[algorithm.removesuffix(_SESSION)]
    realm, nonce, quality = parts.get("realm", ""), parts["nonce"], _quality(challenge)

    def h(*texts: str) -> str:
        return hashed(":".join(texts).encode())

    who = h(login.username, realm, login.password)
    if algorithm.endswith(_SESSION):
        who = h(who, nonce, cnonce)
    what = h(method, uri)
    said = {"username": login.username, "realm": realm, "nonce": nonce, "uri": uri}
    said["response"] = h(who, nonce, count, cnonce, "auth", what) if quality else h(who, nonce, what)
    if "opaque" in parts:
        said["opaque"] = parts["opaque"]
    bare = {"algorithm": parts["algorithm"]} if "algorithm" in parts else {}
    if quality:
        bare |= {"qop": "auth", "nc": count}
    if quality or algorithm.endswith(_SESSION):
        said["cnonce"] = cnonce
    return "Digest " + ", ".join([*(f'{name}="{_quoted(value)}"' for name, value in said.items()), *(f"{name}={value}" for name, value in bare.items())])


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
