"""The channels that there are: every file of ``notify/channels/`` that makes a ``CHANNEL``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from configuration.extensions import discover
from notify import channels
from notify.channels.channel import Channel, ChannelKind


@cache
def channel_kinds() -> Mapping[str, ChannelKind]:
    """Every kind of channel by its name. Raises `DuplicateExtension` when two files claim one name."""
    found: dict[str, ChannelKind] = discover(channels, "CHANNEL", lambda kind: kind.name)
    return found


def open_channels(settings: Mapping[str, Mapping[str, object]] | None = None) -> dict[str, Channel]:
    """The channels named in `settings` with theirs, the page always among them.

    Raises `KeyError` for a channel that does not exist and pydantic's `ValidationError` for settings it cannot use.
    """
    wanted: dict[str, Mapping[str, object]] = {"page": {}, **(settings or {})}
    kinds = channel_kinds()
    return {name: kinds[name].open(kinds[name].settings.model_validate(dict(own))) for name, own in wanted.items()}
