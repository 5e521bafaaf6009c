"""The secrets by which devices prove what came through: made of the installation's own and the delivery, so that none is kept."""

from __future__ import annotations

import base64
import hashlib
import hmac


class ReceiptSecrets:
    """Makes the secret of a delivery: the same whenever it is asked for, so that a repeated message carries it again.

    256 bits of HMAC-SHA-256, in base64url. The records hold only its SHA-256 (`Delivery.receipt`).
    """

    def __init__(self, secret: bytes) -> None:
        """`secret` is the installation's (what access tokens are signed with)."""
        self._key = hmac.digest(secret, b"steward: receipts of deliveries, 1", "sha256")

    def of(self, delivery_id: str) -> str:
        """The secret of a delivery."""
        return base64.urlsafe_b64encode(hmac.digest(self._key, delivery_id.encode(), "sha256")).rstrip(b"=").decode()


def digest_of(secret: str) -> str:
    """What the records know of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
