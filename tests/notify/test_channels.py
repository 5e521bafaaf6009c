"""The registry of channels, and what every channel there promises."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.identity import is_slug
from notify.channels.channel import Reaches
from notify.registry import channel_kinds, open_channels


def test_the_page_is_always_there() -> None:
    assert set(open_channels()) == {"page"}
    assert open_channels()["page"].reaches is Reaches.PAGE


def test_a_channel_that_does_not_exist_is_named() -> None:
    with pytest.raises(KeyError, match="carrier-pigeon"):
        open_channels({"carrier-pigeon": {}})


def test_settings_that_a_channel_does_not_know_are_refused() -> None:
    with pytest.raises(ValidationError):
        open_channels({"page": {"colour": "red"}})


@pytest.mark.parametrize("name", sorted(channel_kinds()))
def test_every_kind_has_a_name_a_title_and_documented_settings(name: str) -> None:
    kind = channel_kinds()[name]
    assert is_slug(name)
    assert kind.title.zh
    assert kind.title.en
    assert kind.settings.__doc__
