"""What somebody scanned, or read off and typed: the code that hangs at an asset or in a space, or the tag of an asset.

Under each QR code stands a short code for eyes that have no camera: 40 bits that follow from the secret, so that nothing
more is kept. It is good only for people who are signed in, and only at their sites.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from api.paging import LARGEST_PAGE, every_item
from api.security.links import digest_of, is_token, link_token
from api.services import Services
from domain.records import Transaction
from domain.request import QrLink

_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""From RFC 4648 to Crockford's base 32, which has no letters that look like others."""

_MISREAD = str.maketrans("ILO", "110")
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Scanned:
    """Where the code hangs: at an asset, or in a space."""

    site: str
    asset: str | None
    space: str | None


def printed_code(secret: bytes, link_id: str) -> str:
    """The code to print under a QR code: ``7K3M-Q9TX``."""
    drawn = base64.b32encode(base64.urlsafe_b64decode(link_token(secret, "printed", link_id))[:5]).decode().translate(_LETTERS)
    return f"{drawn[:4]}-{drawn[4:]}"


def scanned(tx: Transaction, parts: Services, sites: Iterable[str], code: str) -> Scanned | None:
    """What `code` hangs at: the address in a QR code or its token, the code printed under it, or the tag of an asset.

    `None`: nothing at `sites` that is valid now, or several things with the same tag.
    """
    allowed = tuple(sites)
    word = code.strip()
    token = word.rpartition("/")[2]
    link = tx.requests.qr(digest_of(token)) if is_token(token) else _printed(tx, parts, allowed, word)
    if link is not None:
        return None if link.revoked_at is not None or link.site not in allowed else Scanned(link.site, link.asset, link.space)
    tagged = [asset for site in allowed for asset in parts.sites[site].assets.values() if word and asset.attributes.get("tag") == word]
    return Scanned(tagged[0].site, tagged[0].id, None) if len(tagged) == 1 else None


def scanned_asset(tx: Transaction, parts: Services, site: str, code: str | None) -> str | None:
    """The asset of `site` at which the code of a step was scanned or read off; `None`: none was, or it hangs at no asset there."""
    found = None if code is None else scanned(tx, parts, (site,), code)
    return None if found is None else found.asset


def _printed(tx: Transaction, parts: Services, sites: tuple[str, ...], word: str) -> QrLink | None:
    plain = "".join(letter for letter in word.upper() if letter.isalnum()).translate(_MISREAD)
    if len(plain) != _LENGTH:
        return None
    links = every_item(lambda cursor: tx.requests.qr_links(sites, cursor=cursor, limit=LARGEST_PAGE))
    return next((link for link in links if printed_code(parts.secret, link.id).replace("-", "") == plain), None)
