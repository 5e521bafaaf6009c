"""What seals the codes and secrets that are on their way; `notify.addresses.Addresses` is it."""

from __future__ import annotations

from typing import Protocol


class Sealing(Protocol):
    """Seals for the row of a check."""

    def close_secret(self, plain: str, check_id: str) -> str:
        """As it may be stored."""

    def digest(self, plain: str, check_id: str) -> str:
        """A keyed digest, by which the same is known again."""
