"""Which topics a recorder wants: MQTT's filters, and what must be named to be meant."""

from __future__ import annotations

from collections.abc import Iterable

from paho.mqtt.client import topic_matches_sub

_LONGEST = 65_535
_OURS = "steward/v1/"
_PLACE = 3
"""The level at which ``_out`` and ``_status`` stand in ``steward/v1/{site}/_out/…``."""


def why_no_filter(text: str) -> str | None:
    """What is wrong with `text` as a topic filter (section 4.7 of the MQTT 3.1.1 specification); `None`: nothing."""
    levels = text.split("/")
    if not text or "\0" in text or len(text.encode(errors="replace")) > _LONGEST:
        return "a filter has between 1 and 65,535 bytes and no NUL"
    if levels[0] == "$share":
        return "a recorder that shares its subscription would hear only a part"
    if "#" in levels[:-1] or any(len(level) > 1 and ("#" in level or "+" in level) for level in levels):
        return "`#` stands alone as the last level, `+` alone as a level"
    return None


def wanted(topic: str, filters: Iterable[str]) -> bool:
    """Whether a message on `topic` is to be kept.

    What Steward itself says (``steward/v1/{site}/_out/…``, ``…/_status``) and what brokers say of themselves (``$SYS``)
    is meant only by filters that name it at its level.
    """
    levels = topic.split("/")
    if topic.startswith("$"):
        place = 0
    elif topic.startswith(_OURS) and len(levels) > _PLACE and levels[_PLACE].startswith("_"):
        place = _PLACE
    else:
        return True
    return any(filter_.split("/")[place : place + 1] == [levels[place]] and topic_matches_sub(filter_, topic) for filter_ in filters)
