"""What decoding costs in each payload dialect, beside the native one: processor time a message, in the same run.

The messages are the typical ones of each dialect's tests; of the native one a measurement of four numbers, as most are.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from statistics import median

from domain.dialect import NATIVE
from domain.site import Site
from ingest.codecs import codecs
from ingest.codecs.codec import BoundCodec

_ROUNDS = 15
_ROUND_S = 0.05

Messages = Sequence[tuple[str, bytes]]


def table() -> Iterator[str]:
    """The table in Markdown."""
    yield "| dialect | messages | µs a message | beside native |"
    yield "|---|---|---|---|"
    native_us = 0.0
    for name in (NATIVE, *sorted(codecs().keys() - {NATIVE})):
        site, messages = _typical(name)
        taken_us = cost_us(codecs()[name].bind(site), messages)
        native_us = native_us or taken_us
        yield f"| {name} | {len(messages)} kinds | {taken_us:.2f} | {taken_us / native_us:.1f} |"


def cost_us(codec: BoundCodec, messages: Messages) -> float:
    """Processor time of decoding one of `messages`, in microseconds: the median of several rounds over all of them."""
    rounds = []
    for _ in range(_ROUNDS):
        count, began_s = 0, time.process_time()
        while (taken_s := time.process_time() - began_s) < _ROUND_S:
            for topic, payload in messages:
                codec.decode(topic, payload)
            count += len(messages)
        rounds.append(taken_s / count * 1e6)
    return median(rounds)


def _typical(name: str) -> tuple[Site, Messages]:
    told = import_module(f"tests.ingest.codecs.test_{name.replace('-', '_')}")
    return told.SITE, told.TYPICAL
