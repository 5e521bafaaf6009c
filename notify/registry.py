"""The channels that there are: every file of ``notify/channels/`` that makes a ``CHANNEL``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from configuration.extensions import discover
from domain.problem import BadConfiguration, Problem
from egress.addresses import allowed
from egress.client import Egress
from notify import channels
from notify.channels.channel import Channel, ChannelKind, Services

PAGE = "page"
"""The channel that is always there."""


@cache
def channel_kinds() -> Mapping[str, ChannelKind]:
    """Every kind of channel by its name. Raises `DuplicateExtension` when two files claim one name."""
    found: dict[str, ChannelKind] = discover(channels, "CHANNEL", lambda kind: kind.name)
    return found


def open_channels(settings: Mapping[str, Mapping[str, object]] | None = None, services: Services | None = None) -> dict[str, Channel]:
    """The channels named in `settings` with theirs, the page always among them.

    `services` may be left out where nothing but the page is opened. Raises `KeyError` for a channel that does not exist,
    pydantic's `ValidationError` for settings it cannot use, and `BadConfiguration` for a secret that cannot be read.
    """
    wanted: dict[str, Mapping[str, object]] = {PAGE: {}, **(settings or {})}
    kinds = channel_kinds()
    given = services or Services(Egress(allowed([])), read_secret)
    return {name: kinds[name].open(kinds[name].settings.model_validate(dict(own)), given) for name, own in wanted.items()}


def read_secret(variable: str, file: Path | None) -> str:
    """The secret in the environment's `variable`, else in `file`. Raises `BadConfiguration`, which names neither's content."""
    if (value := os.environ.get(variable)) is not None:
        return value
    if file is None:
        raise BadConfiguration([Problem(variable, None, "the secret is given nowhere", f"Set {variable}, or name a file with the secret in the settings")])
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        remedy = f"Correct the path or the rights of the file, or set {variable}"
        raise BadConfiguration([Problem(str(file), None, f"the secret file cannot be read ({error.strerror})", remedy)]) from None
