"""Secrets of webhooks at rest: they must be there to sign with, so they are sealed (`notify.sealing`).

Who has the database alone, or a backup of it, cannot sign. The endpoint's id is bound in: a sealed secret moved to
another row opens nothing.
"""

from __future__ import annotations

from notify import sealing
from notify.sealing import Unreadable

__all__ = ["Seal", "Unreadable"]


class Seal(sealing.Seal):
    """Seals and opens secrets of webhooks. `secret` is the installation's (what access tokens are signed with)."""

    def __init__(self, secret: bytes) -> None:
        super().__init__(secret, "secrets of webhooks")
