"""Topics of Sparkplug B (*Eclipse Sparkplug 3.0*, chapter 4): ``spBv1.0/{group}/{message type}/{edge node}[/{device}]``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.site import Device, Site
from ingest.foreign.fields import dialects_of

NAME = "sparkplug-b"
NAMESPACE = "spBv1.0"
OF_NODES = ("NBIRTH", "NDATA", "NDEATH")
OF_DEVICES = ("DBIRTH", "DDATA", "DDEATH")
_NODE_LEVELS = 4
_DEVICE_LEVELS = 5


class Spoken(NamedTuple):
    """Who says what: `node` is ``group/edge node``, `speaker` that or ``group/edge node/device``, `kind` such as ``NDATA``."""

    node: str
    speaker: str
    kind: str


def spoken(topic: str) -> Spoken | None:
    """What `topic` says; `None` if it is not one on which nodes or devices speak."""
    levels = topic.split("/")
    if levels[0] != NAMESPACE or "" in levels:
        return None
    if len(levels) == _NODE_LEVELS and levels[2] in OF_NODES:
        node = f"{levels[1]}/{levels[3]}"
        return Spoken(node, node, levels[2])
    if len(levels) == _DEVICE_LEVELS and levels[2] in OF_DEVICES:
        node = f"{levels[1]}/{levels[3]}"
        return Spoken(node, f"{node}/{levels[4]}", levels[2])
    return None


def node_of(address: str) -> str | None:
    """The edge node (``group/node``) of ``group/node`` or ``group/node/device``; `None` if it is neither."""
    levels = address.split("/")
    return "/".join(levels[:2]) if len(levels) in {2, 3} and "" not in levels else None


def topics_of(address: str) -> Iterator[tuple[str, str]]:
    """Where the node or device at `address` speaks: each message type with its topic."""
    group, node, *device = address.split("/")
    for kind in OF_DEVICES if device else OF_NODES:
        yield kind, "/".join([NAMESPACE, group, kind, node, *device])


def command_topic(node: str) -> str:
    """Where an edge node hears commands: the one topic on which Steward ever publishes to it."""
    group, _, name = node.partition("/")
    return f"{NAMESPACE}/{group}/NCMD/{name}"


def speakers(site: Site) -> dict[str, Device]:
    """Every device of `site` that speaks Sparkplug, by its address."""
    return {address: device for _, devices in dialects_of(site, NAME) for address, device in devices.items() if node_of(address) is not None}
