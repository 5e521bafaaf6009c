"""Addresses of residents: checked by their kind of channel, sealed for their row, opened again when something is sent."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from domain.notice_delivery import Recipient
from domain.problem import Refusal
from notify.registry import channel_kinds
from notify.sealing import Seal, Unreadable

PURPOSE = "addresses of residents"
FIELDS = {"sms": "phone", "email": "address"}
"""Kinds of channel that reach one person, and the one field of their address."""


class ResidentAddresses:
    """Seals and opens; `secret` is the installation's. Its key is another than that of the addresses of the staff."""

    def __init__(self, secret: bytes) -> None:
        self._seal = Seal(secret, PURPOSE)

    def checked(self, by: str, address: str) -> str:
        """The address as its kind of channel keeps it. Raises `Refusal`, whose words do not hold it."""
        model = channel_kinds()[by].address
        try:
            found = {} if model is None else model.model_validate({FIELDS[by]: address}).model_dump()
        except ValidationError:
            raise Refusal("手机号或邮箱格式不正确", "this is no phone number or e-mail address that can be used") from None
        return str(found[FIELDS[by]])

    def hint(self, by: str, address: str) -> str:
        """What screens show of it: ``138****5678``."""
        return channel_kinds()[by].hint({FIELDS[by]: address})

    def digest(self, by: str, address: str) -> str:
        """A keyed digest by which the same is found again."""
        return self._seal.digest(by, address)

    def close(self, address: str, recipient_id: str) -> str:
        """Sealed for the row of this recipient."""
        return self._seal.close(address, recipient_id)

    def open(self, recipient: Recipient) -> Mapping[str, str]:
        """The address as its channel wants it. Raises `Unreadable`."""
        return {FIELDS[recipient.by]: self._seal.open(recipient.sealed, recipient.id)}


__all__ = ["FIELDS", "ResidentAddresses", "Unreadable"]
