"""What a platform's error codes mean for us: a table for each platform, and one way to raise from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from notify.channels.message import NotifyError


@dataclass(frozen=True, slots=True)
class Fault:
    """A code's meaning with its remedy, in words of our own. As `NotifyError` otherwise."""

    text: str
    permanent: bool = False
    gone: bool = False
    retry_after_s: float | None = None


def error_of(who: str, code: int | str, table: Mapping[int | str, Fault]) -> NotifyError:
    """The error for `code`; one that the table does not know is tried again, since it may pass."""
    fault = table.get(code, Fault("it was not taken"))
    return NotifyError(f"{who} {code}: {fault.text}", permanent=fault.permanent, gone=fault.gone, retry_after_s=fault.retry_after_s)
