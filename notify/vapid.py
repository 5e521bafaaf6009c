"""Who we are towards push services: the key pair of the installation and the tokens that it signs (VAPID, RFC 8292)."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key

from notify.key_files import made_once

_TOKEN_LASTS = timedelta(hours=12)
"""RFC 8292 allows 24 h; half of it leaves room for clocks that go wrong."""


class Vapid:
    """The key pair in ``vapid.key`` of the data folder, made when it is first asked for. `subject` is a ``mailto:`` or ``https:`` URI, or empty."""

    def __init__(self, data_dir: Path, subject: str = "") -> None:
        pem = made_once(data_dir / "vapid.key", _new_key)
        key = load_pem_private_key(pem.encode(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("vapid.key in the data folder is no key of ours")
        self._key = key
        self._subject = subject
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public_key = base64.urlsafe_b64encode(point).decode().rstrip("=")
        """As `PushManager.subscribe` takes it: the uncompressed point, base64url."""

    def authorization(self, origin: str, now: datetime) -> str:
        """The ``Authorization`` for a push service. `origin` is scheme and host of the endpoint, which alone may use the token."""
        claims: dict[str, object] = {"aud": origin, "exp": int((now + _TOKEN_LASTS).timestamp())}
        if self._subject:
            claims["sub"] = self._subject
        return f"vapid t={jwt.encode(claims, self._key, algorithm='ES256')}, k={self.public_key}"


def _new_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
