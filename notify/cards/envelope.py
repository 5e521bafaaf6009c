"""Signed and encrypted callbacks of WeCom: AES-256-CBC inside, a SHA-1 signature outside.

"加解密方案说明" and "回调配置", developer.work.weixin.qq.com/document/path/90968 and /90930 (read as of 2024): the key is
the base64 of 43 characters and ``=``, the vector its first 16 bytes, the padding PKCS#7 to 32 bytes; inside stand 16
random bytes, a length (4 bytes, network order), the message and the receiver's id. The signature is the SHA-1 over token,
time, nonce and what is encrypted, sorted as text.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

from notify.channels.message import NotOurs

_BLOCK = 32
_RANDOM = 16
_HEAD = _RANDOM + 4
_KEY_LETTERS = 43


class Envelope:
    """Opens and closes what goes between the platform and `receiver` (the corporation's id)."""

    def __init__(self, token: str, aes_key: str, receiver: str) -> None:
        """Raises `ValueError` for a key that is none; the text does not show it."""
        try:
            key = base64.b64decode(aes_key + "=", validate=True) if len(aes_key) == _KEY_LETTERS else b""
        except binascii.Error:
            key = b""
        if len(key) != _BLOCK:
            raise ValueError(f"an EncodingAESKey has {_KEY_LETTERS} letters and digits")
        self._cipher = Cipher(AES256(key), CBC(key[:16]))
        self._token = token
        self._receiver = receiver.encode()

    def signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        """What must stand in ``msg_signature``."""
        together = "".join(sorted((self._token, timestamp, nonce, sealed))).encode("utf-8", "replace")
        return hashlib.sha1(together, usedforsecurity=False).hexdigest()  # the platform's choice

    def check(self, signature: str, timestamp: str, nonce: str, sealed: str) -> None:
        """Raises `NotOurs` if the signature is another."""
        if not hmac.compare_digest(self.signature(timestamp, nonce, sealed).encode(), signature.encode("utf-8", "replace")):
            raise NotOurs("the signature is wrong")

    def open(self, sealed: str) -> bytes:
        """The message. Raises `NotOurs` for what is not for this receiver or was sealed with another key."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            opener = self._cipher.decryptor()
            padded = opener.update(raw) + opener.finalize()
        except (binascii.Error, ValueError):
            raise NotOurs("it cannot be decrypted") from None
        padding = padded[-1] if padded else 0
        content = padded[:-padding] if 1 <= padding <= _BLOCK else b""
        if len(content) < _HEAD:
            raise NotOurs("it cannot be decrypted")
        (length,) = struct.unpack_from("!I", content, _RANDOM)
        message, receiver = content[_HEAD : _HEAD + length], content[_HEAD + length :]
        if len(message) != length or not hmac.compare_digest(receiver, self._receiver):
            raise NotOurs("it is for somebody else")
        return message

    def close(self, message: bytes) -> str:
        """`message` as it is sent back."""
        content = os.urandom(_RANDOM) + struct.pack("!I", len(message)) + message + self._receiver
        padding = _BLOCK - len(content) % _BLOCK
        sealer = self._cipher.encryptor()
        return base64.b64encode(sealer.update(content + bytes([padding]) * padding) + sealer.finalize()).decode()
